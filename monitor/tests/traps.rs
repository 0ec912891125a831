//! What others fell into, each with the report that tells of it.

#![cfg(feature = "runtime")]

mod task;

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Waker};
use std::thread;

use monitor::{Monitor, budget, tracked};
use task::Task;

const ROUNDS: usize = 20_000;

budget! { static ROOF: limit = 3 }

#[tracked(limit = 2, within = ROOF)]
struct One;

#[tracked(limit = 2, within = ROOF)]
struct Other;

#[tracked(limit = 1_000, weight = weigh, within = MEMORY)]
struct Buffer(Vec<u8>);

budget! { static MEMORY: limit = 1_000 }

fn weigh(buffer: &Buffer) -> usize {
    buffer.0.len()
}

/// Netflix/concurrency-limits#234: a limit is checked, and the count is raised afterwards.
#[test]
fn nobody_gets_between_the_check_and_the_count() {
    let monitor = Monitor::new();
    let (live, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for number in 0..4 {
            let (monitor, live, most) = (&monitor, &live, &most);
            scope.spawn(move || {
                let (one, other) = (monitor.account::<One>(), monitor.account::<Other>());
                for _ in 0..ROUNDS {
                    let (one, other) =
                        if number % 2 == 0 { (one.try_acquire().ok(), None) } else { (None, other.try_acquire().ok()) };
                    if one.is_some() || other.is_some() {
                        most.fetch_max(live.fetch_add(1, SeqCst) + 1, SeqCst);
                        live.fetch_sub(1, SeqCst);
                    }
                }
            });
        }
    });
    assert!(most.into_inner() <= 3);
    assert_eq!(monitor.budget(&ROOF).used(), 0);
}

/// djc/bb8#67 and #122: somebody who gives up while waiting takes a place along, or a wake-up is lost between the look and the queue.
#[test]
fn who_comes_and_goes_while_places_do_takes_nothing_along() {
    let monitor = Monitor::new();
    thread::scope(|scope| {
        for _ in 0..2 {
            let account = monitor.account::<One>();
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let acquiring = pin!(account.acquire().into_future());
                    // Given up at once, granted or not.
                    let _ = acquiring.poll(&mut Context::from_waker(Waker::noop()));
                    if round % 4 == 0 {
                        drop(account.acquire().blocking().unwrap());
                    }
                }
            });
        }
        let account = monitor.account::<Other>();
        scope.spawn(move || (0..ROUNDS / 4).for_each(|_| drop(account.acquire().blocking().unwrap())));
    });
    let (one, other) = (monitor.account::<One>(), monitor.account::<Other>());
    let held = [one.try_acquire().unwrap(), one.try_acquire().unwrap()];
    let last = other.try_acquire().unwrap();
    assert!(other.try_acquire().is_err());
    let mut waiting = Task::waiting(other.acquire());
    drop(held);
    drop(waiting.output().unwrap());
    drop(last);
}

/// scylladb/scylladb PR#28000: who gives back more than was taken makes places out of nothing.
#[test]
fn nobody_gives_back_more_than_was_taken() {
    let monitor = Monitor::new();
    let account = monitor.account::<Buffer>();
    let permit = account.try_acquire_units(100).unwrap();
    assert!(permit.shrink(101).is_err());
    permit.shrink(60).unwrap();
    assert!(permit.shrink(41).is_err());
    let handle = permit.bind(Buffer(vec![0; 500]));
    let (value, permit) = BufferHandle::into_parts(handle);
    drop(value);
    drop(permit);
    let reservation = account.reserve(10).lasting(std::time::Duration::from_secs(60)).unwrap();
    drop(reservation.try_acquire_units(4).unwrap());
    drop(reservation);
    let all = account.try_acquire_units(1_000).unwrap();
    assert!(account.try_acquire_units(1).is_err());
    assert_eq!(monitor.budget(&MEMORY).used(), 1_000);
    drop(all);
}

/// apache/datafusion-comet#5961: what is reserved and the pool that it is reserved from are changed in different orders.
#[test]
fn what_is_held_and_what_is_charged_agree_whoever_changes_them() {
    let monitor = Monitor::new();
    let account = monitor.account::<Buffer>();
    let permit = account.try_acquire_units(100).unwrap();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for round in 0..ROUNDS {
                    if permit.grow(round % 7).is_ok() {
                        permit.shrink(round % 7).unwrap();
                    }
                }
            });
        }
        let account = monitor.account::<Buffer>();
        scope.spawn(move || (0..ROUNDS).for_each(|round| drop(account.try_acquire_units(round % 901))));
    });
    assert_eq!((permit.units(), monitor.budget(&MEMORY).used()), (100, 100));
    drop(permit);
    assert_eq!((account.snapshot().units, monitor.budget(&MEMORY).used()), (Some(0), 0));
}
