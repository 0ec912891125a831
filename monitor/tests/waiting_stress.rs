//! Waiting on real threads: blocked, with deadlines, given up in between, while the limit changes.

#![cfg(feature = "runtime")]

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use monitor::{Account, Monitor, Priority, Reason, tracked};

const LIMIT: usize = 3;
const THREADS: usize = 6;
const ROUNDS: usize = 30_000;

#[tracked(limit = LIMIT, capacity = 8)]
struct Few;

/// As many as a place was held by, at the same time, ever.
#[derive(Default)]
struct Held {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Held {
    fn hold<P>(&self, permit: P) {
        let now = self.now.fetch_add(1, SeqCst) + 1;
        self.most.fetch_max(now, SeqCst);
        self.now.fetch_sub(1, SeqCst);
        drop(permit);
    }
}

fn work(account: &Account<Few>, held: &Held, thread: usize) {
    for round in 0..ROUNDS {
        let priority = Priority::ALL[round % Priority::ALL.len()];
        match (thread + round) % 4 {
            0 | 1 => held.hold(account.acquire().priority(priority).blocking().unwrap()),
            2 => match account.acquire().timeout(Duration::from_micros(50)).blocking() {
                Ok(permit) => held.hold(permit),
                Err(denied) => assert_eq!(denied.reason(), Reason::Timeout),
            },
            // Gone, perhaps with what it was just granted.
            _ => {
                let acquiring = pin!(account.acquire().into_future());
                if let Poll::Ready(permit) = acquiring.poll(&mut Context::from_waker(Waker::noop())) {
                    held.hold(permit.unwrap());
                }
            }
        }
    }
}

#[test]
fn whoever_waits_is_served_and_nothing_is_lost() {
    let account = Monitor::new().account::<Few>();
    let held = Held::default();
    std::thread::scope(|scope| {
        let (account, held) = (&account, &held);
        let workers: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || work(account, held, thread))).collect();
        // Until all are done, so that whoever waits is also served by a raised limit.
        while !workers.iter().all(|worker| worker.is_finished()) {
            for limit in [1, 2, LIMIT] {
                account.set_limit(limit).unwrap();
                std::thread::yield_now();
            }
        }
    });
    assert!(held.most.into_inner() <= LIMIT);
    let snapshot = account.snapshot();
    assert_eq!((snapshot.live, snapshot.pending, snapshot.limit), (0, 0, LIMIT));
    assert_eq!(snapshot.acquired, snapshot.released);
    let all: Vec<_> = (0..LIMIT).map(|_| account.try_acquire().unwrap()).collect();
    assert!(account.try_acquire().is_err());
    drop(all);
}
