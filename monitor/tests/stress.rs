//! Threads that acquire and release at random, in bursts and for each other, and end with places in their magazines: never more live
//! than the limit, and whenever all stand still, exactly the limit is admitted.

#![cfg(feature = "runtime")]

mod worker;

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use monitor::{Account, AcquireError, Monitor, Permit, Tracked, tracked};
use worker::{Run, Watch, Worker, random::Random};

/// How long each test goes on.
const LOAD: Duration = Duration::from_millis(1500);
/// Operations of a thread between two quiet points.
const OPERATIONS: usize = 2000;

/// Places of one account under load, and a count of its own.
struct Load<T: Tracked> {
    account: Account<T>,
    limit: usize,
    threads: usize,
    /// Raised after an acquisition and lowered before a release, hence never above what is live.
    shadow: AtomicI64,
    /// Permits on the way from the thread that acquired them to one that will release them.
    handed_over: Mutex<Vec<Permit<T>>>,
    /// The lines that acquire.
    lines: HashSet<u32>,
}

fn acquire<T: Tracked>(account: &Account<T>) -> (Result<Permit<T>, AcquireError>, u32) {
    (account.try_acquire(), line!())
}

fn acquire_elsewhere<T: Tracked>(account: &Account<T>) -> (Result<Permit<T>, AcquireError>, u32) {
    (account.try_acquire(), line!())
}

impl<T: Tracked + 'static> Load<T> {
    fn new(account: Account<T>, threads: usize) -> Arc<Load<T>> {
        let lines = HashSet::from([acquire(&account).1, acquire_elsewhere(&account).1]);
        Arc::new(Load {
            limit: account.limit(),
            account,
            threads,
            shadow: AtomicI64::new(0),
            handed_over: Mutex::new(Vec::new()),
            lines,
        })
    }

    fn take(&self, held: &mut Vec<Permit<T>>) {
        if let (Ok(permit), _) = acquire(&self.account) {
            let live = self.shadow.fetch_add(1, SeqCst) + 1;
            assert!(live <= self.limit as i64, "{live} live of {}", self.limit);
            held.push(permit);
        }
    }

    fn give(&self, permit: Option<Permit<T>>) {
        if permit.is_some() {
            self.shadow.fetch_sub(1, SeqCst);
        }
    }

    fn handed_over(&self) -> Option<Permit<T>> {
        self.handed_over.lock().unwrap().pop()
    }

    fn operate(&self, random: &mut Random) {
        let mut held = Vec::new();
        // Together the threads want twice the limit.
        let held_max = (self.limit * 2 / self.threads).max(2);
        for _ in 0..OPERATIONS {
            let is_burst = random.once_in(4);
            match random.below(8) {
                0..4 => {
                    let burst = if is_burst { random.below(held_max / 2 + 1) + 1 } else { 1 };
                    (0..burst.min(held_max - held.len())).for_each(|_| self.take(&mut held));
                }
                4..6 => {
                    let burst = if is_burst { held.len() / 2 + 1 } else { 1 };
                    (0..burst).for_each(|_| self.give(held.pop()));
                }
                6 => self.handed_over.lock().unwrap().extend(held.pop()),
                _ => self.give(self.handed_over()),
            }
        }
        // Half of what is left is for others to release.
        let rest = held.split_off(held.len() / 2);
        self.handed_over.lock().unwrap().extend(rest);
        held.into_iter().for_each(|permit| self.give(Some(permit)));
    }

    /// Nobody else does anything, and some hold something: exactly the rest is admitted.
    fn check(&self) {
        let live = self.shadow.load(SeqCst) as usize;
        assert_eq!(self.account.live(), live);
        let acquire_one = || acquire_elsewhere(&self.account).0;
        let room = self.limit - live;
        let filled: Vec<_> = (0..room)
            .map(|i| acquire_one().unwrap_or_else(|error| panic!("denied beside {} places: {error}", room - i)))
            .collect();
        assert!(acquire_one().is_err(), "admitted above the limit");
        let ids: HashSet<_> = self.account.iter().map(|row| row.id()).collect();
        assert_eq!((self.account.iter().count(), ids.len()), (self.limit, self.limit));
        assert_eq!(self.account.live(), self.limit);
        assert_eq!(self.account.snapshot().max_live, self.limit, "it was just full");
        drop(filled);
        assert_eq!(self.account.iter().count(), live);
    }

    /// Reads all the while.
    fn sweep(&self, run: &Watch) {
        while run.goes_on() {
            let rows: Vec<_> = self.account.iter().collect();
            assert!(rows.len() <= self.limit, "{} rows of {}", rows.len(), self.limit);
            for row in rows {
                assert!(row.site().file().ends_with("stress.rs"));
                assert!(self.lines.contains(&row.site().line()), "nothing is acquired in line {}", row.site().line());
            }
            assert!(self.account.live() <= self.limit);
            std::thread::yield_now();
        }
    }
}

fn stress<T: Tracked + 'static>(threads: usize) {
    let load = Load::new(T::account(), threads);
    let run = Run::start();
    let sweep = Worker::start().begin({
        let (load, run) = (load.clone(), run.watch());
        move || load.sweep(&run)
    });
    let mut workers: Vec<_> = (0..threads).map(|_| Worker::start()).collect();
    let mut random = Random::new(threads as u64);
    let end = Instant::now() + LOAD;
    for epoch in 0.. {
        if Instant::now() > end && epoch > 1 {
            break;
        }
        let jobs: Vec<_> = workers
            .iter()
            .map(|worker| {
                let (load, mut random) = (load.clone(), Random::new(random.next()));
                worker.begin(move || load.operate(&mut random))
            })
            .collect();
        jobs.into_iter().for_each(|job| job.wait());
        if random.once_in(2) {
            while let Some(permit) = load.handed_over() {
                load.give(Some(permit));
            }
        }
        // By a thread with a magazine, by one whose magazine nobody else has seen, or by one without.
        let load = load.clone();
        match epoch % 3 {
            0 => workers[0].run(move || load.check()),
            1 => load.check(),
            _ => {
                let worker = Worker::start();
                worker.run(move || load.check());
                worker.end();
            }
        }
        // One ends with what is in its magazine, while others hold what it acquired.
        let ended = random.below(threads);
        std::mem::replace(&mut workers[ended], Worker::start()).end();
    }
    drop(run);
    sweep.wait();
    workers.into_iter().for_each(Worker::end);
    while let Some(permit) = load.handed_over() {
        load.give(Some(permit));
    }
    let snapshot = load.account.snapshot();
    assert_eq!((snapshot.live, snapshot.acquired - snapshot.released), (0, 0));
    load.check();
}

macro_rules! never_over_never_a_false_no {
    ($($name:ident: $threads:literal threads, $limit:literal of $capacity:literal;)*) => { $(
        #[test]
        fn $name() {
            #[tracked(limit = $limit, capacity = $capacity)]
            struct Place;
            stress::<Place>($threads);
        }
    )* };
}

// Up to a capacity of 62 the free places are bits of a word, above that they are a stack.
never_over_never_a_false_no! {
    limit_1: 3 threads, 1 of 1;
    limit_1_of_many: 3 threads, 1 of 1000;
    limit_17: 4 threads, 17 of 1000;
    limit_62: 4 threads, 62 of 62;
    limit_63: 4 threads, 63 of 63;
    limit_300: 6 threads, 300 of 300;
    limit_6000: 3 threads, 6000 of 6000;
}

#[test]
fn two_monitors_do_not_mix() {
    #[tracked(limit = 40)]
    struct Place;
    let tenant = Monitor::new();
    let loads = [Load::new(Place::account(), 3), Load::new(tenant.account::<Place>(), 3)];
    let workers: Vec<_> = (0..3).map(|_| Worker::start()).collect();
    let end = Instant::now() + LOAD;
    let mut seed = 0;
    while Instant::now() < end {
        let jobs: Vec<_> = workers
            .iter()
            .map(|worker| {
                seed += 1;
                let (loads, mut random) = (loads.clone(), Random::new(seed));
                worker.begin(move || alternate(&loads, &mut random))
            })
            .collect();
        jobs.into_iter().for_each(|job| job.wait());
        loads.iter().for_each(|load| load.check());
    }
}

/// Acquires in either monitor, and releases in any order.
fn alternate<T: Tracked + 'static>(loads: &[Arc<Load<T>>; 2], random: &mut Random) {
    let mut held = [Vec::new(), Vec::new()];
    for _ in 0..OPERATIONS {
        let either = random.below(2);
        let (load, held) = (&loads[either], &mut held[either]);
        match random.below(4) {
            0 | 1 if held.len() < load.limit => load.take(held),
            2 => load.handed_over.lock().unwrap().extend(held.pop()),
            3 => load.give(load.handed_over()),
            _ => load.give(held.pop()),
        }
    }
    for (load, held) in loads.iter().zip(held) {
        held.into_iter().for_each(|permit| load.give(Some(permit)));
    }
}
