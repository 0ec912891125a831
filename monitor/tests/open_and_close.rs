//! Monitors that are opened and closed while their handles are still being released elsewhere: each starts from nothing and never
//! admits more than its limit.

#![cfg(feature = "runtime")]

mod worker;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use monitor::clock::Clock;
use monitor::{Monitor, Permit, Tracked, tracked};
use worker::{Run, Watch, Worker, random::Random};

const LOAD: Duration = Duration::from_millis(1500);
const OPENERS: u64 = 2;

/// Handles of whatever monitors, for anybody to release.
type HandedOver<T> = Mutex<Vec<Permit<T>>>;

fn open_and_close<T: Tracked>(clock: &'static Clock, handed_over: &HandedOver<T>, mut random: Random, end: Instant) {
    while Instant::now() < end {
        let monitor = Monitor::with_clock(clock);
        let account = monitor.account::<T>();
        let limit = account.limit();
        let before = account.snapshot();
        assert_eq!((before.live, before.max_live, before.acquired, before.released), (0, 0, 0, 0));
        assert_eq!((before.denials(), account.iter().count()), (0, 0));

        let wanted = random.below(limit + 5);
        let held: Vec<_> = (0..wanted).map_while(|_| account.try_acquire().ok()).collect();
        assert_eq!(held.len(), wanted.min(limit));
        let snapshot = account.snapshot();
        assert_eq!((snapshot.live, snapshot.acquired), (held.len(), held.len() as u64));
        assert_eq!((account.iter().count(), snapshot.denials()), (held.len(), u64::from(wanted > limit)));
        handed_over.lock().unwrap().extend(held);
        // So that it is closed before, while or after they are released.
        (0..random.below(100)).for_each(|_| drop(account.try_acquire()));
    }
}

fn release<T: Tracked>(handed_over: &HandedOver<T>, mut random: Random, run: &Watch) {
    while run.goes_on() {
        let mut all = std::mem::take(&mut *handed_over.lock().unwrap());
        while !all.is_empty() {
            let any = random.below(all.len());
            drop(all.swap_remove(any));
        }
        std::thread::yield_now();
    }
}

fn check<T: Tracked + 'static>() {
    let (clock, _) = Clock::simulated();
    let handed_over = Arc::new(HandedOver::<T>::default());
    let run = Run::start();
    let end = Instant::now() + LOAD;
    let openers: Vec<_> = (0..OPENERS)
        .map(|seed| {
            let (worker, handed_over) = (Worker::start(), handed_over.clone());
            worker.begin(move || open_and_close(clock, &handed_over, Random::new(seed), end))
        })
        .collect();
    let releaser = Worker::start().begin({
        let (handed_over, run) = (handed_over, run.watch());
        move || release(&handed_over, Random::new(OPENERS), &run)
    });
    openers.into_iter().for_each(|job| job.wait());
    drop(run);
    releaser.wait();
}

#[test]
fn on_a_bitmap() {
    #[tracked(limit = 6, capacity = 6)]
    struct Place;
    check::<Place>();
}

#[test]
fn on_a_stack() {
    #[tracked(limit = 200)]
    struct Place;
    check::<Place>();
}
