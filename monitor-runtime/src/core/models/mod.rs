//! The core's steps in every order that the memory model allows, by loom: `scripts/models`.
//!
//! The code is the one that ships, with a magazine of 2, batches of 1 and limits of 1 to 3; without
//! a threshold for leaving shared mode, windows longer than 1, and the kernel's fence. Each model runs with both layouts of
//! the head word. `README.md` says which transition each one covers, and which change of the code makes it fail.

mod budgets;
mod limits;
mod modes;
mod rows;
mod threads;
mod waits;

use std::sync::Arc;

use loom::cell::UnsafeCell;

use super::account::Account;
use super::budget::Tree;
use super::cache::Cache;
use super::clock::Clock;
use super::owned::OwnedCache;
use super::slot::{Slot, Stamp};
use crate::kind::{ClockMode, DeclaredAt, Kind};

/// An account, a cache for each thread that is to use it, and who owns which slot.
struct Model {
    account: &'static Account,
    caches: Vec<OwnedCache>,
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

/// For which the head word has that layout.
fn capacity(layout: Layout) -> usize {
    match layout {
        Layout::Bitmap => 4,
        Layout::Stack => 64,
    }
}

impl Model {
    fn new(layout: Layout, limit: usize, threads: usize) -> Arc<Self> {
        let declared_at = DeclaredAt { module: "models", file: file!(), line: line!(), column: 1 };
        let kind = Kind::new("model", Some(limit), capacity(layout), ClockMode::None, declared_at);
        Model::of(kind, Box::leak(Box::new(Tree::new())), threads)
    }

    fn of(kind: Kind, tree: &'static Tree, threads: usize) -> Arc<Self> {
        let account = Account::leak(Box::leak(Box::new(kind)), Clock::real(), 0, false, tree);
        let caches = (0..threads).map(|_| account.register()).collect();
        let owners = (0..4).map(|_| UnsafeCell::new(NOBODY)).collect();
        Arc::new(Model { account, caches, owners })
    }

    fn try_acquire(&self, thread: usize) -> Option<&'static Slot> {
        let cache = &self.caches[thread];
        let slot = match cache.take() {
            Some(slot) => slot,
            None if self.account.branch().is_some() => self.account.acquire_slowly(Some(cache)).ok()?,
            None if self.account.deny(cache).is_some() => return None,
            None => self.account.acquire(cache).ok()?,
        };
        self.occupy(slot, thread);
        Some(slot)
    }

    fn try_acquire_without_cache(&self, thread: usize) -> Option<&'static Slot> {
        let slot = self.account.acquire_slowly(None).ok()?;
        self.occupy(slot, thread);
        Some(slot)
    }

    fn occupy(&self, slot: &'static Slot, thread: usize) {
        slot.take(Stamp::NONE, std::panic::Location::caller(), thread as u64);
        self.owners[slot.index() as usize].with_mut(|owner| {
            // SAFETY: loom checks it.
            let owner = unsafe { &mut *owner };
            assert_eq!(*owner, NOBODY, "a slot was given to two");
            *owner = thread;
        });
    }

    fn acquire(&self, thread: usize) -> &'static Slot {
        self.try_acquire(thread).expect("denied although there was room")
    }

    fn release(&self, thread: usize, slot: &'static Slot) {
        self.release_to(&self.caches[thread], slot);
    }

    fn release_to(&self, cache: &Cache, slot: &'static Slot) {
        self.vacate(slot);
        match cache.put(slot) {
            true => {}
            false if self.account.branch().is_some() => self.account.release_slowly(Some(cache), slot),
            false => self.account.release(cache, slot),
        }
    }

    fn release_without_cache(&self, slot: &'static Slot) {
        self.vacate(slot);
        self.account.release_slowly(None, slot);
    }

    fn vacate(&self, slot: &'static Slot) {
        self.owners[slot.index() as usize].with_mut(|owner| {
            // SAFETY: loom checks it.
            unsafe { *owner = NOBODY }
        });
        slot.give_back();
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

    /// Puts one slot, and what is charged with it, into a thread's magazine.
    fn hoard_one(&self, thread: usize) {
        self.cycle(thread);
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
    explore_layouts(move |layout| model(Model::new(layout, limit, threads)));
}

fn explore_layouts(model: impl Fn(Layout) + Send + Sync + Copy + 'static) {
    for layout in [Layout::Bitmap, Layout::Stack] {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = builder.preemption_bound.or(Some(3));
        builder.max_branches = 100_000;
        let executions = Arc::new(std::sync::atomic::AtomicU64::new(0));
        let count = executions.clone();
        builder.check(move || {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            model(layout);
        });
        println!("{layout:?}: {} executions", executions.load(std::sync::atomic::Ordering::Relaxed));
    }
}

impl Account {
    fn enter_shared_mode_for_long(&'static self, caches: &[OwnedCache]) {
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
