//! What is said while others are at work: no denial beside a free place, and none admitted before a lowered limit is paid for.

#![cfg(feature = "runtime")]

mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use monitor::{Permit, Tracked, tracked};
use worker::{Worker, random::Random};

/// How long each test goes on.
const LOAD: Duration = Duration::from_millis(1000);
const THREADS: usize = 3;

/// Each thread wants its share of the limit at times, and so calls in what the others have at hand. Nobody is ever denied.
fn share_the_limit<T: Tracked + 'static>() {
    let limit = T::account().limit();
    let share = limit / THREADS;
    let end = Instant::now() + LOAD;
    let workers: Vec<_> = (0..THREADS).map(|_| Worker::start()).collect();
    let jobs: Vec<_> = workers
        .iter()
        .zip(0..)
        .map(|(worker, seed)| {
            let mut random = Random::new(seed);
            worker.begin(move || {
                while Instant::now() < end {
                    let burst: Vec<_> = (0..random.below(share) + 1).map(|_| T::try_acquire().unwrap()).collect();
                    drop(burst);
                    // Rest, now and then for long enough that shared mode is left.
                    let rest = if random.once_in(500) { 70_000 } else { random.below(20) };
                    (0..rest).for_each(|_| drop(T::try_acquire().unwrap()));
                }
            })
        })
        .collect();
    jobs.into_iter().for_each(|job| job.wait());
    assert_eq!(T::account().snapshot().denials(), 0);
    let all: Vec<_> = (0..limit).map(|_| T::try_acquire().unwrap()).collect();
    assert!(T::try_acquire().is_err());
    drop(all);
}

#[test]
fn threads_that_want_a_small_limit_together_are_never_denied() {
    #[tracked(limit = 3, capacity = 3)]
    struct Place;
    share_the_limit::<Place>();
}

#[test]
fn threads_that_want_a_bitmap_together_are_never_denied() {
    #[tracked(limit = 60, capacity = 60)]
    struct Place;
    share_the_limit::<Place>();
}

#[test]
fn threads_that_want_a_stack_together_are_never_denied() {
    #[tracked(limit = 600)]
    struct Place;
    share_the_limit::<Place>();
}

/// One thread releases what is too much, another one tries all the while.
fn pay_for_a_lowered_limit<T: Tracked + 'static>() {
    const LOWERED: usize = 4;
    let account = T::account();
    let limit = account.limit();
    let [releasing, trying] = [Worker::start(), Worker::start()];
    let end = Instant::now() + LOAD;
    while Instant::now() < end {
        let held: Vec<_> = (0..limit).map(|_| account.try_acquire().unwrap()).collect();
        // Raised after an acquisition and lowered before a release, hence never above what is live.
        let shadow = Arc::new(AtomicI64::new(limit as i64));
        account.set_limit(LOWERED).unwrap();
        let released = releasing.begin({
            let shadow = shadow.clone();
            move || {
                for permit in held {
                    shadow.fetch_sub(1, SeqCst);
                    drop(permit);
                }
            }
        });
        let acquired = trying.begin(move || {
            let mut acquired: Vec<Permit<T>> = Vec::new();
            while acquired.len() < LOWERED {
                if let Ok(permit) = T::try_acquire() {
                    let live = shadow.fetch_add(1, SeqCst) + 1;
                    assert!(live <= LOWERED as i64, "admitted with {live} live of {LOWERED}");
                    acquired.push(permit);
                }
            }
            acquired
        });
        released.wait();
        let acquired = acquired.wait();
        assert!(account.try_acquire().is_err());
        account.set_limit(limit).unwrap();
        drop(acquired);
    }
}

#[test]
fn nothing_is_acquired_before_a_lowered_bitmap_is_paid_for() {
    #[tracked(limit = 62, capacity = 62)]
    struct Place;
    pay_for_a_lowered_limit::<Place>();
}

#[test]
fn nothing_is_acquired_before_a_lowered_stack_is_paid_for() {
    #[tracked(limit = 400)]
    struct Place;
    pay_for_a_lowered_limit::<Place>();
}
