//! Sweeps beside threads that acquire and release: every row is of an acquisition that there was, and names the line that made it.

#![cfg(feature = "runtime")]

mod worker;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use monitor::clock::Clock;
use monitor::{Account, Id, Monitor, Permit, Tracked, tracked};
use worker::{Run, Watch, Worker, random::Random};

/// How long each test goes on, at least.
const LOAD: Duration = Duration::from_millis(400);
const THREADS: usize = 3;

/// Which line made each acquisition.
type Acquired = HashMap<Id, u32>;

/// Acquires in one of several lines, so that a row that mixes two uses of a place shows.
fn acquire<T: Tracked>(account: &Account<T>, random: &mut Random) -> (Option<Permit<T>>, u32) {
    match random.below(4) {
        0 => (account.try_acquire().ok(), line!()),
        1 => (account.try_acquire().ok(), line!()),
        2 => (account.try_acquire().ok(), line!()),
        _ => (account.try_acquire().ok(), line!()),
    }
}

fn operate<T: Tracked>(account: &Account<T>, mut random: Random, run: &Watch) -> Acquired {
    let mut acquired = Acquired::new();
    let mut held = Vec::new();
    while run.goes_on() {
        for _ in 0..100 {
            if random.once_in(2) {
                if let (Some(permit), line) = acquire(account, &mut random) {
                    acquired.insert(permit.id().unwrap(), line);
                    held.push(permit);
                }
            } else {
                held.pop();
            }
        }
    }
    acquired
}

fn check<T: Tracked + 'static>(account: Account<T>) {
    let account = Arc::new(account);
    let run = Run::start();
    let workers: Vec<_> = (0..THREADS).map(|_| Worker::start()).collect();
    let jobs: Vec<_> = workers
        .iter()
        .zip(0..)
        .map(|(worker, seed)| {
            let (account, run) = (account.clone(), run.watch());
            worker.begin(move || operate(&account, Random::new(seed), &run))
        })
        .collect();
    let mut seen = HashSet::new();
    let end = Instant::now() + LOAD;
    while Instant::now() < end || seen.len() < 100 {
        let rows: Vec<_> = account.iter().map(|row| (row.id(), row.site().line())).collect();
        assert!(rows.len() <= account.limit());
        seen.extend(rows);
    }
    drop(run);
    let mut acquired = Acquired::new();
    for (id, line) in jobs.into_iter().flat_map(|job| job.wait()) {
        assert_eq!(acquired.insert(id, line), None, "{id} was used twice");
    }
    for (id, line) in seen {
        assert_eq!(Some(&line), acquired.get(&id), "of {id}");
    }
    assert_eq!(account.iter().count(), 0);
}

#[test]
fn in_fast_mode_no_row_is_torn() {
    #[tracked(limit = 100_000)]
    struct Place;
    check(Place::account());
}

#[test]
fn in_shared_mode_no_row_is_torn() {
    #[tracked(limit = 4, capacity = 4)]
    struct Place;
    check(Place::account());
}

#[test]
fn in_another_monitor_no_row_is_torn() {
    #[tracked(limit = 40)]
    struct Place;
    check(Monitor::with_clock(Clock::simulated().0).account::<Place>());
}
