//! Limits that change while several threads acquire and release: nothing is admitted above a lowered limit, and a raised one admits at
//! once.

#![cfg(feature = "runtime")]

mod worker;

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use monitor::{Account, Permit, Tracked, tracked};
use worker::{Run, Watch, Worker, random::Random};

/// How long each test goes on.
const LOAD: Duration = Duration::from_millis(1500);
const THREADS: usize = 3;

struct Load<T: Tracked> {
    account: Account<T>,
    capacity: usize,
    /// Raised after an acquisition and lowered before a release, hence never above what is live.
    shadow: AtomicI64,
    /// What is live never grows above this: the highest limit since the last quiet point, or what was live there.
    ceiling: AtomicI64,
    /// Whoever has this for writing is alone; the others stand still, with what they hold.
    quiet: RwLock<()>,
}

impl<T: Tracked + 'static> Load<T> {
    fn operate(&self, random: &mut Random, run: &Watch) {
        let mut held: Vec<Permit<T>> = Vec::new();
        while run.goes_on() {
            {
                let _busy = self.quiet.read().unwrap();
                (0..20).for_each(|_| self.step(&mut held, random));
            }
            if random.once_in(50) {
                std::thread::yield_now();
            }
        }
        held.into_iter().for_each(|permit| self.give(permit));
    }

    fn step(&self, held: &mut Vec<Permit<T>>, random: &mut Random) {
        if random.once_in(2) && held.len() < self.capacity * 2 / THREADS {
            let Ok(permit) = self.account.try_acquire() else { return };
            let live = self.shadow.fetch_add(1, SeqCst) + 1;
            let ceiling = self.ceiling.load(SeqCst);
            assert!(live <= ceiling, "{live} live, never more than {ceiling} allowed");
            held.push(permit);
        } else if random.once_in(200) {
            held.drain(..).for_each(|permit| self.give(permit));
        } else if !held.is_empty() {
            let any = random.below(held.len());
            self.give(held.swap_remove(any));
        }
    }

    fn give(&self, permit: Permit<T>) {
        self.shadow.fetch_sub(1, SeqCst);
        drop(permit);
    }

    fn change_at_once(&self, limit: usize) {
        self.ceiling.fetch_max(limit as i64, SeqCst);
        self.account.set_limit(limit).unwrap();
    }

    fn change_and_check(&self, limit: usize) {
        let _quiet = self.quiet.write().unwrap();
        self.account.set_limit(limit).unwrap();
        let live = self.shadow.load(SeqCst) as usize;
        self.ceiling.store(live.max(limit) as i64, SeqCst);
        assert_eq!(self.account.live(), live);
        let room = limit.saturating_sub(live);
        let filled: Vec<_> = (0..room)
            .map(|i| self.account.try_acquire().unwrap_or_else(|_| panic!("denied beside {} places", room - i)))
            .collect();
        assert!(self.account.try_acquire().is_err(), "admitted above a limit of {limit}");
        assert_eq!(self.account.iter().count(), live + filled.len());
    }
}

fn change_limits<T: Tracked + 'static>() {
    let account = T::account();
    let capacity = account.kind().capacity();
    let load = Arc::new(Load {
        ceiling: AtomicI64::new(account.limit() as i64),
        account,
        capacity,
        shadow: AtomicI64::new(0),
        quiet: RwLock::new(()),
    });
    let run = Run::start();
    let workers: Vec<_> = (0..THREADS).map(|_| Worker::start()).collect();
    let jobs: Vec<_> = workers
        .iter()
        .zip(0..)
        .map(|(worker, seed)| {
            let (load, run) = (load.clone(), run.watch());
            worker.begin(move || load.operate(&mut Random::new(seed), &run))
        })
        .collect();
    let mut random = Random::new(77);
    let end = Instant::now() + LOAD;
    while Instant::now() < end {
        let limit = random.below(capacity + 1);
        if random.once_in(4) {
            load.change_and_check(limit)
        } else {
            load.change_at_once(limit)
        }
        std::thread::yield_now();
    }
    load.change_at_once(capacity);
    drop(run);
    jobs.into_iter().for_each(|job| job.wait());
    load.change_and_check(capacity);
    assert_eq!(load.account.live(), 0);
}

#[test]
fn on_a_bitmap() {
    #[tracked(limit = 31, capacity = 62)]
    struct Place;
    change_limits::<Place>();
}

#[test]
fn on_a_stack() {
    #[tracked(limit = 300, capacity = 600)]
    struct Place;
    change_limits::<Place>();
}
