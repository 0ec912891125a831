//! The highest number of live handles, as its documentation has it: never above the truth, and exact when a denial says that the limit
//! was reached.

#![cfg(feature = "runtime")]

mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use monitor::clock::Clock;
use monitor::{Account, Monitor, Tracked, tracked};
use worker::{Worker, random::Random};

fn max_live<T: Tracked>(account: &Account<T>) -> usize {
    account.snapshot().max_live
}

#[test]
fn it_is_exact_after_a_denial() {
    #[tracked(limit = 300)]
    struct Place;
    let account = Place::account();
    let held: Vec<_> = (0..300).map(|_| account.try_acquire().unwrap()).collect();
    assert!(account.try_acquire().is_err());
    drop(held);
    assert_eq!(max_live(&account), 300);
}

#[test]
fn it_is_exact_at_each_snapshot() {
    #[tracked(limit = 300)]
    struct Place;
    let account = Place::account();
    let mut held = Vec::new();
    let mut live_max = 0;
    for live in [7, 3, 120, 119, 121, 0, 1] {
        held.truncate(live);
        held.resize_with(live, || account.try_acquire().unwrap());
        live_max = live_max.max(live);
        assert_eq!(max_live(&account), live_max);
    }
}

#[test]
fn between_looks_it_misses_a_magazine_at_most() {
    #[tracked(limit = 4000)]
    struct Place;
    let account = Place::account();
    drop((0..1999).map(|_| account.try_acquire().unwrap()).collect::<Vec<_>>());
    let max_live = max_live(&account);
    assert!((1999 - 256..=1999).contains(&max_live), "{max_live} of 1999");
}

#[test]
fn a_limit_that_is_lowered_after_a_denial_does_not_lower_it() {
    #[tracked(limit = 40)]
    struct Place;
    let account = Place::account();
    let held: Vec<_> = (0..40).map(|_| account.try_acquire().unwrap()).collect();
    assert!(account.try_acquire().is_err());
    account.set_limit(3).unwrap();
    drop(held);
    assert_eq!(max_live(&account), 40);
}

#[test]
fn it_is_exact_after_a_denial_above_a_lowered_limit() {
    #[tracked(limit = 40)]
    struct Place;
    let account = Place::account();
    let held: Vec<_> = (0..38).map(|_| account.try_acquire().unwrap()).collect();
    account.set_limit(3).unwrap();
    assert!(account.try_acquire().is_err(), "38 are live");
    drop(held);
    assert_eq!(max_live(&account), 38);
}

#[test]
fn it_is_exact_after_a_denial_under_a_raised_limit() {
    #[tracked(limit = 300)]
    struct Place;
    let account = Place::account();
    drop((0..200).map(|_| account.try_acquire().unwrap()).collect::<Vec<_>>());
    for limit in [310, 500, 777] {
        account.set_limit(limit).unwrap();
        let held: Vec<_> = (0..limit).map(|_| account.try_acquire().unwrap()).collect();
        assert!(account.try_acquire().is_err());
        drop(held);
        assert_eq!(max_live(&account), limit);
    }
}

#[test]
fn a_denial_before_a_raised_limit_does_not_raise_it() {
    #[tracked(limit = 1, capacity = 1000)]
    struct Place;
    let account = Place::account();
    let held = account.try_acquire().unwrap();
    assert!(account.try_acquire().is_err());
    account.set_limit(1000).unwrap();
    assert_eq!(max_live(&account), 1);
    drop(held);
}

#[test]
fn a_denial_while_the_limit_is_being_raised_does_not_raise_it() {
    #[tracked(limit = 1, capacity = 1000)]
    struct Place;
    let (clock, _) = Clock::simulated();
    let worker = Worker::start();
    for _ in 0..500 {
        let account = Monitor::with_clock(clock).account::<Place>();
        let held = account.try_acquire().unwrap();
        let is_denied = Arc::new(AtomicBool::new(false));
        let job = worker.begin({
            let (account, is_denied) = (account.clone(), is_denied.clone());
            move || {
                loop {
                    match account.try_acquire() {
                        Ok(permit) => return permit,
                        Err(_) => is_denied.store(true, SeqCst),
                    }
                }
            }
        });
        while !is_denied.load(SeqCst) {
            std::thread::yield_now();
        }
        account.set_limit(1000).unwrap();
        let other = job.wait();
        assert_eq!(max_live(&account), 2);
        drop((held, other));
    }
}

/// Three threads on one place after the other; what they count themselves goes up before and down after the account does.
#[test]
fn it_is_never_above_the_truth_under_load() {
    #[tracked(limit = 20)]
    struct Place;
    let counted = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let end = Instant::now() + Duration::from_millis(500);
    let workers: Vec<_> = (0..3).map(|_| Worker::start()).collect();
    let jobs: Vec<_> = workers
        .iter()
        .zip(0..)
        .map(|(worker, seed)| {
            let (counted, mut random) = (counted.clone(), Random::new(seed));
            worker.begin(move || {
                while Instant::now() < end {
                    let [live, live_max] = &*counted;
                    let wanted = random.below(5) + 1;
                    live_max.fetch_max(live.fetch_add(wanted, SeqCst) + wanted, SeqCst);
                    drop((0..wanted).map(|_| Place::try_acquire().unwrap()).collect::<Vec<_>>());
                    live.fetch_sub(wanted, SeqCst);
                }
            })
        })
        .collect();
    while Instant::now() < end {
        let max_live = max_live(&Place::account());
        let truth = counted[1].load(SeqCst);
        assert!(max_live <= truth, "{max_live} of {truth}");
        std::thread::yield_now();
    }
    jobs.into_iter().for_each(|job| job.wait());
}

#[test]
fn it_is_exact_after_a_denial_of_a_thread_that_has_ended() {
    #[tracked(limit = 300)]
    struct Place;
    let account = Monitor::new().account::<Place>();
    let own = account.clone();
    let denied = std::thread::spawn(move || {
        let held: Vec<_> = std::iter::from_fn(|| own.try_acquire().ok()).collect();
        held.len()
    });
    assert_eq!((denied.join().unwrap(), max_live(&account)), (300, 300));
}
