//! The core's steps in every order that the memory model allows, by loom: `scripts/models`.
//!
//! The code is the one that ships, with a magazine of 2, batches of 1 and limits of 1 and 2. Each model runs with both layouts of
//! the head word. `README.md` says which transition each one covers, and which change of the code makes it fail.

use std::sync::Arc;

use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicU32, Ordering::Acquire, Ordering::Release};
use loom::thread;

use super::account::Account;
use super::cache::Cache;
use super::clock::Clock;
use super::slot::{Slot, Stamp};
use crate::kind::{ClockMode, Kind, Place};

/// An account, a cache for each thread that is to use it, and who owns which slot.
struct Model {
    account: &'static Account,
    caches: Vec<Box<Cache>>,
    /// Loom sees it if two threads believe that they own a slot, also if they never meet.
    owners: Vec<UnsafeCell<usize>>,
}

// SAFETY: loom checks every access to the cells; that is what they are for.
unsafe impl Send for Model {}
// SAFETY: the same.
unsafe impl Sync for Model {}

const NOBODY: usize = usize::MAX;

#[derive(Clone, Copy, Debug)]
enum Layout {
    Bitmap,
    Stack,
}

impl Model {
    fn new(layout: Layout, limit: usize, threads: usize) -> Arc<Self> {
        let capacity = match layout {
            Layout::Bitmap => 4,
            Layout::Stack => 64,
        };
        let place = Place { module: "models", file: file!(), line: line!(), column: 1 };
        let kind = Box::leak(Box::new(Kind::new("model", Some(limit), capacity, ClockMode::None, place)));
        let account = Account::leak(kind, Clock::real(), 0, false);
        let caches = (0..threads).map(|_| account.register()).collect();
        let owners = (0..4).map(|_| UnsafeCell::new(NOBODY)).collect();
        Arc::new(Model { account, caches, owners })
    }

    fn try_acquire(&self, thread: usize) -> Option<&'static Slot> {
        let cache = &self.caches[thread];
        let slot = match cache.take() {
            Some(slot) => slot,
            None if self.account.refuse(cache).is_some() => return None,
            None => self.account.acquire(cache).ok()?,
        };
        slot.take(Stamp::NONE, std::panic::Location::caller(), thread as u64);
        self.owners[slot.index() as usize].with_mut(|owner| {
            // SAFETY: loom checks it.
            let owner = unsafe { &mut *owner };
            assert_eq!(*owner, NOBODY, "a slot was given to two");
            *owner = thread;
        });
        Some(slot)
    }

    fn acquire(&self, thread: usize) -> &'static Slot {
        self.try_acquire(thread).expect("denied although there was room")
    }

    fn release(&self, thread: usize, slot: &'static Slot) {
        self.owners[slot.index() as usize].with_mut(|owner| {
            // SAFETY: loom checks it.
            unsafe { *owner = NOBODY }
        });
        slot.give_back();
        let cache = &self.caches[thread];
        if !cache.put(slot) {
            self.account.release(cache, slot);
        }
    }

    fn cycle(&self, thread: usize) {
        let slot = self.acquire(thread);
        self.release(thread, slot);
    }

    fn try_cycle(&self, thread: usize) {
        if let Some(slot) = self.try_acquire(thread) {
            self.release(thread, slot);
        }
    }

    /// Puts every slot into a thread's magazine.
    fn hoard(&self, thread: usize) {
        let slots: Vec<_> = (0..self.account.limit()).map(|_| self.acquire(thread)).collect();
        slots.into_iter().for_each(|slot| self.release(thread, slot));
    }

    /// At rest: exactly `limit` can be acquired.
    fn assert_exactly(&self, thread: usize, limit: usize) {
        let slots: Vec<_> = (0..limit).map(|_| self.acquire(thread)).collect();
        assert!(self.try_acquire(thread).is_none(), "above the limit");
        assert_eq!(self.account.rows().count(), limit);
        for slot in slots {
            self.release(thread, slot);
        }
    }
}

/// Explores `model` with both layouts.
fn explore(limit: usize, threads: usize, model: impl Fn(Arc<Model>) + Send + Sync + Copy + 'static) {
    for layout in [Layout::Bitmap, Layout::Stack] {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = builder.preemption_bound.or(Some(3));
        builder.max_branches = 100_000;
        let executions = Arc::new(std::sync::atomic::AtomicU64::new(0));
        let count = executions.clone();
        builder.check(move || {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            model(Model::new(layout, limit, threads));
        });
        println!("{layout:?}: {} executions", executions.load(std::sync::atomic::Ordering::Relaxed));
    }
}

#[test]
fn two_threads_below_the_limit_are_never_denied() {
    explore(2, 3, |model| {
        model.hoard(2);
        let other = model.clone();
        let thread = thread::spawn(move || other.cycle(0));
        model.cycle(1);
        thread.join().unwrap();
        model.assert_exactly(2, 2);
    });
}

#[test]
fn the_last_permit_goes_to_one() {
    explore(1, 2, |model| {
        let other = model.clone();
        let thread = thread::spawn(move || other.try_cycle(0));
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_release_that_happened_before_an_acquire_makes_it_succeed() {
    explore(1, 2, |model| {
        let released = Arc::new(AtomicU32::new(0));
        let (other, flag) = (model.clone(), released.clone());
        let thread = thread::spawn(move || {
            other.try_cycle(0);
            flag.store(1, Release);
        });
        let was_released = released.load(Acquire) == 1;
        match model.try_acquire(1) {
            Some(slot) => model.release(1, slot),
            None => assert!(!was_released, "denied although nobody held it"),
        }
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_revocation_races_with_the_owners_take_and_put() {
    explore(2, 2, |model| {
        // One free slot is in thread 1's magazine.
        model.cycle(1);
        let other = model.clone();
        let thread = thread::spawn(move || {
            let first = other.try_acquire(0);
            let second = other.try_acquire(0);
            assert!(first.is_some() || second.is_none(), "admitted after a denial without a release");
            for slot in [first, second].into_iter().flatten() {
                other.release(0, slot);
            }
        });
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn the_modes_change_while_both_cycle() {
    explore(1, 2, |model| {
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.try_cycle(0);
            other.try_cycle(0);
        });
        model.try_cycle(1);
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn shared_mode_is_left_while_another_cycles() {
    explore(1, 3, |model| {
        model.account.enter_shared_mode_for_long(&model.caches);
        let released = Arc::new(AtomicU32::new(0));
        let (leaver, other, flag) = (model.clone(), model.clone(), released.clone());
        let leaving = thread::spawn(move || leaver.account.leave(&mut leaver.account.lock()));
        let cycling = thread::spawn(move || {
            other.try_cycle(1);
            flag.store(1, Release);
        });
        let was_released = released.load(Acquire) == 1;
        match model.try_acquire(2) {
            Some(slot) => model.release(2, slot),
            None => assert!(!was_released, "denied although nobody held it"),
        }
        leaving.join().unwrap();
        cycling.join().unwrap();
    });
}

#[test]
fn a_handle_is_dropped_on_another_thread() {
    explore(1, 2, |model| {
        let slot = model.acquire(0);
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.release(1, slot);
            other.try_cycle(1);
        });
        model.try_cycle(0);
        thread.join().unwrap();
        model.assert_exactly(0, 1);
    });
}

#[test]
fn a_thread_ends_while_another_wants_all() {
    explore(2, 2, |model| {
        model.hoard(0);
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.try_cycle(0);
            other.account.unregister(&other.caches[0]);
        });
        model.cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn a_slot_that_comes_back_to_the_top_is_recognised() {
    // Three, so that the slot comes back with another one below it.
    explore(3, 2, |model| {
        model.account.enter_shared_mode_for_long(&model.caches);
        let other = model.clone();
        let thread = thread::spawn(move || {
            let first = other.try_acquire(0);
            let second = other.try_acquire(0);
            for slot in [first, second].into_iter().flatten() {
                other.release(0, slot);
            }
        });
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 3);
    });
}

#[test]
fn the_limit_is_lowered_and_raised_while_another_cycles() {
    explore(2, 2, |model| {
        model.hoard(0);
        let other = model.clone();
        // A limit of 1 suffices for the only one who acquires.
        let thread = thread::spawn(move || other.cycle(0));
        model.account.set_limit(1).unwrap();
        model.account.set_limit(2).unwrap();
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn a_limit_raised_in_shared_mode_admits_more() {
    explore(1, 2, |model| {
        model.account.enter_shared_mode_for_long(&model.caches);
        let other = model.clone();
        let thread = thread::spawn(move || other.try_cycle(0));
        model.account.set_limit(2).unwrap();
        model.cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn the_limit_is_lowered_below_what_is_held() {
    explore(2, 2, |model| {
        let (first, second) = (model.acquire(0), model.acquire(0));
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.release(0, first);
            other.release(0, second);
        });
        model.account.set_limit(1).unwrap();
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_lowered_limit_meets_a_revocation() {
    explore(2, 2, |model| {
        model.hoard(1);
        let other = model.clone();
        let thread = thread::spawn(move || other.try_cycle(0));
        model.account.set_limit(1).unwrap();
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_lowered_limit_gathers_what_an_ended_thread_left() {
    explore(2, 2, |model| {
        model.hoard(0);
        model.account.unregister(&model.caches[0]);
        let other = model.clone();
        let thread = thread::spawn(move || other.try_cycle(1));
        model.account.set_limit(1).unwrap();
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_sweep_never_sees_a_torn_row() {
    explore(1, 1, |model| {
        // Without the door, whose fence would hide what the slot itself must do.
        let slot = model.acquire(0);
        let use_as = |owner| slot.take(Stamp::new(owner), std::panic::Location::caller(), owner);
        slot.give_back();
        use_as(11);
        let writer = thread::spawn(move || {
            slot.give_back();
            use_as(21);
        });
        if let Some(row) = slot.read() {
            // Both fields were written by the same use.
            assert!([11, 21].contains(&row.owner));
            assert_eq!(row.created, Stamp::new(row.owner));
        }
        writer.join().unwrap();
    });
}

#[test]
fn a_release_finds_its_own_account() {
    explore(1, 1, |model| {
        let second = Model::new(Layout::Bitmap, 1, 2);
        let (first, other) = (model.clone(), second.clone());
        let (slot, theirs) = (first.acquire(0), other.acquire(0));
        assert!(!slot.is_of(Some(theirs.account())));
        let thread = thread::spawn(move || other.release(1, theirs));
        first.release(0, slot);
        second.try_cycle(0);
        thread.join().unwrap();
        model.assert_exactly(0, 1);
        second.assert_exactly(0, 1);
    });
}

#[test]
fn a_closed_account_is_vacant_when_the_last_is_released() {
    explore(2, 2, |model| {
        let slot = model.acquire(0);
        let other = model.clone();
        let thread = thread::spawn(move || other.release(0, slot));
        model.account.close();
        if model.account.is_vacant() {
            model.owners[slot.index() as usize].with(|owner| {
                // SAFETY: loom checks it.
                assert_eq!(unsafe { *owner }, NOBODY, "vacant although it is held");
            });
        }
        thread.join().unwrap();
        assert!(model.try_acquire(1).is_none());
        assert!(model.account.is_vacant());
        model.account.reopen();
        model.assert_exactly(1, 2);
    });
}

impl Account {
    fn enter_shared_mode_for_long(&'static self, caches: &[Box<Cache>]) {
        let mut shared = self.lock();
        while let Some(slot) = self.take_fresh(&mut shared) {
            shared.depot.add(slot);
        }
        self.revoke(&mut shared);
        for cache in caches {
            cache.until_calm.set(1000);
        }
    }
}
