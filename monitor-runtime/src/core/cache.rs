//! What a thread keeps for one account: a door, a magazine of free slots, its counters, a ring of lifetimes.

use super::account::Account;
use super::clock::Clock;
use super::counter::Counter;
use super::door::Door;
use super::entry::Entry;
use super::lifetime::Ring;
use super::queue::Ticket;
use super::sampling::Lottery;
use super::slot::{Slot, Stamp};
use crate::sync::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::cell::UnsafeCell;

/// The largest magazine.
#[cfg(not(loom))]
pub(super) const MAGAZINE: u32 = 256;
#[cfg(loom)]
pub(super) const MAGAZINE: u32 = 2;

/// One thread's free slots of one account.
///
/// Only the owner takes and puts, behind the door. Others may shut the door (a revocation, which then empties the magazine
/// and keeps it shut for the whole of shared mode) and read the counters.
#[repr(C, align(128))]
pub(crate) struct Cache {
    door: Door,
    /// How many entries of the magazine are free slots.
    len: AtomicU32,
    /// How many it may hold, at most `entries.len()`.
    cap: AtomicU32,
    /// Units that are charged and that nobody holds: of a kind that weighs, whose slots are charged for nothing by themselves.
    credit: AtomicU64,
    /// How many there may be.
    credit_max: AtomicU64,
    /// Replaced by the owner under the account's lock; read by the owner, and by others under the lock.
    entries: UnsafeCell<Vec<Entry>>,
    pub(super) account: Option<&'static Account>,
    pub(super) clock: &'static Clock,
    /// Which of the account's caches it is.
    pub(super) number: usize,
    pub(super) acquired: Counter,
    pub(super) released: Counter,
    pub(super) denied: Counter,
    /// Acquisitions that a node above the account has refused: a declared budget, and one that was made at run time.
    pub(super) refused: [Counter; 2],
    /// The epoch of the last denial.
    denied_in: Counter,
    pub(super) lottery: Lottery,
    /// Operations in shared mode until this thread asks whether it can be left.
    pub(super) until_calm: Counter,
    pub(super) ring: Ring,
}

// SAFETY: the entries, which loom makes plain cells to check just this, are touched by one thread at a time; the vector of them is
// replaced by the owner under the account's lock, and read by others only under that lock.
unsafe impl Sync for Cache {}
// SAFETY: the same.
#[cfg(loom)]
unsafe impl Send for Cache {}

/// Stands for "no cache yet": shut for ever, never written.
#[cfg(not(loom))]
pub(super) static EMPTY: Cache = Cache {
    door: Door::shut(),
    len: AtomicU32::new(0),
    cap: AtomicU32::new(0),
    credit: AtomicU64::new(0),
    credit_max: AtomicU64::new(0),
    entries: UnsafeCell::new(Vec::new()),
    account: None,
    clock: Clock::stopped(),
    number: 0,
    acquired: Counter::new(0),
    released: Counter::new(0),
    denied: Counter::new(0),
    refused: [Counter::new(0), Counter::new(0)],
    denied_in: Counter::new(0),
    lottery: Lottery::new(0),
    until_calm: Counter::new(0),
    ring: Ring::new(),
};

impl Cache {
    /// A cache with its door shut and nothing in it.
    pub(super) fn new(account: &'static Account, room: u32, number: usize, seed: u64) -> Self {
        Cache {
            door: Door::shut(),
            len: AtomicU32::new(0),
            cap: AtomicU32::new(room),
            credit: AtomicU64::new(0),
            credit_max: AtomicU64::new(0),
            entries: UnsafeCell::new((0..room).map(|_| Entry::empty()).collect()),
            account: Some(account),
            clock: account.clock(),
            number,
            acquired: Counter::new(0),
            released: Counter::new(0),
            denied: Counter::new(0),
            refused: [Counter::new(0), Counter::new(0)],
            denied_in: Counter::new(0),
            lottery: Lottery::new(seed),
            until_calm: Counter::new(0),
            ring: Ring::new(),
        }
    }

    #[inline(always)]
    pub(crate) fn account(&self) -> Option<&'static Account> {
        self.account
    }

    #[inline(always)]
    pub(crate) fn is_of(&self, account: &'static Account) -> bool {
        self.account.is_some_and(|own| std::ptr::eq(own, account))
    }

    /// The newest free slot, if the door is open and there is one.
    #[inline(always)]
    pub(crate) fn take(&self) -> Option<&'static Slot> {
        if !self.door.enter() {
            return None;
        }
        let len = self.len.load(Relaxed);
        if len == 0 {
            self.door.leave();
            return None;
        }
        // SAFETY: entries below `len` are set.
        let slot = unsafe { self.entry(len - 1).get() };
        self.len.store(len - 1, Relaxed);
        // Inside, so that whoever gathers the magazine afterwards sees the count too.
        self.acquired.add_one();
        self.door.leave();
        Some(slot)
    }

    /// Puts a free slot on top, if the door is open and there is room.
    #[inline(always)]
    pub(crate) fn put(&self, slot: &'static Slot) -> bool {
        if !self.door.enter() {
            return false;
        }
        let len = self.len.load(Relaxed);
        let fits = len < self.cap.load(Relaxed);
        if fits {
            self.entry(len).set(slot);
            self.len.store(len + 1, Relaxed);
            self.released.add_one();
        }
        self.door.leave();
        fits
    }

    /// The newest free slot and units for it, if the door is open and there are both.
    #[inline(always)]
    pub(super) fn take_units(&self, units: u64) -> Option<&'static Slot> {
        if !self.door.enter() {
            return None;
        }
        let (len, credit) = (self.len.load(Relaxed), self.credit.load(Relaxed));
        if len == 0 || credit < units {
            self.door.leave();
            return None;
        }
        // SAFETY: entries below `len` are set.
        let slot = unsafe { self.entry(len - 1).get() };
        self.len.store(len - 1, Relaxed);
        self.credit.store(credit - units, Relaxed);
        self.acquired.add_one();
        self.door.leave();
        Some(slot)
    }

    /// Puts a free slot on top and its units beside it, if the door is open and there is room for both.
    #[inline(always)]
    pub(super) fn put_units(&self, slot: &'static Slot, units: u64) -> bool {
        if !self.door.enter() {
            return false;
        }
        let (len, credit) = (self.len.load(Relaxed), self.credit.load(Relaxed) + units);
        let fits = len < self.cap.load(Relaxed) && credit <= self.credit_max.load(Relaxed);
        if fits {
            self.entry(len).set(slot);
            self.len.store(len + 1, Relaxed);
            self.credit.store(credit, Relaxed);
            self.released.add_one();
        }
        self.door.leave();
        fits
    }

    /// The slot that somebody who waited was granted, and since when, without a lock: the owner counts it by itself.
    #[inline]
    pub(super) fn pick_up(&self, ticket: Ticket) -> Option<(&'static Slot, Stamp)> {
        let picked_up = ticket.pick_up()?;
        self.acquired.add_one();
        Some(picked_up)
    }

    #[inline(always)]
    fn entry(&self, index: u32) -> &Entry {
        let entries = self.entries();
        debug_assert!((index as usize) < entries.len());
        // SAFETY: `len` and `cap` never exceed `entries.len()`, and every index is below one of them.
        unsafe { entries.get_unchecked(index as usize) }
    }

    #[inline(always)]
    fn entries(&self) -> &[Entry] {
        // SAFETY: we are the owner, who alone replaces them, or hold the lock under which that happens.
        unsafe { &*self.entries.get() }
    }

    /// Counts a denial that was decided in `epoch`. Says whether its site counts it, too.
    #[inline(always)]
    pub(super) fn count_denial(&self, epoch: u64) -> bool {
        let denied = self.denied.next();
        self.denied_in.set(epoch);
        self.lottery.draws_denial(denied)
    }

    pub(super) fn was_denied_in(&self, epoch: u64) -> bool {
        self.denied_in.get() == epoch
    }

    // What follows is done by the owner under the account's lock, or by whoever shut the door.

    pub(super) fn capacity(&self) -> u32 {
        self.entries().len() as u32
    }

    pub(super) fn len(&self) -> u32 {
        self.len.load(Relaxed)
    }

    pub(super) fn credit(&self) -> u64 {
        self.credit.load(Relaxed)
    }

    pub(super) fn set_credit(&self, credit: u64) {
        self.credit.store(credit, Relaxed);
    }

    pub(super) fn credit_max(&self) -> u64 {
        self.credit_max.load(Relaxed)
    }

    pub(super) fn set_credit_max(&self, credit_max: u64) {
        self.credit_max.store(credit_max, Relaxed);
    }

    pub(super) fn is_full(&self) -> bool {
        self.len() >= self.cap.load(Relaxed)
    }

    pub(super) fn set_cap(&self, cap: u32) {
        self.cap.store(cap.min(self.capacity()), Relaxed);
    }

    /// Makes room for a larger magazine: by the owner, under the lock.
    pub(super) fn make_room(&self, room: u32) {
        if room <= self.capacity() {
            return;
        }
        let kept = self.entries().iter().take(self.len() as usize).map(Entry::copy);
        let larger = kept.chain(std::iter::repeat_with(Entry::empty)).take(room as usize).collect();
        // SAFETY: we are the owner, who is here, and hold the lock; so nobody else looks.
        unsafe { *self.entries.get() = larger }
    }

    /// Puts a slot on top, for which there is room.
    pub(super) fn add(&self, slot: &'static Slot) {
        let len = self.len();
        self.entry(len).set(slot);
        self.len.store(len + 1, Relaxed);
    }

    /// Takes out the `count` newest slots. Which ones hardly matters, a magazine fits into the processor's nearest cache; these
    /// need no others to be moved.
    pub(super) fn remove_newest(&self, count: u32, each: impl FnMut(&'static Slot)) {
        let len = self.len();
        let rest = len.saturating_sub(count);
        // SAFETY: entries below `len` are set.
        (rest..len).map(|index| unsafe { self.entry(index).get() }).for_each(each);
        self.len.store(rest, Relaxed);
    }

    /// Keeps the owner out from now on; it may still be inside. A heavy fence must follow, then [`wait`](Self::wait).
    pub(super) fn shut_door(&self) {
        self.door.shut_now();
    }

    /// Waits until the owner is not inside: a few instructions, unless it was descheduled there.
    pub(super) fn wait(&self) {
        self.door.wait();
    }

    pub(super) fn open_door(&self) {
        self.door.open();
    }

    /// Spares the owner its fence, if the door is open. Every heavy fence on this account is asymmetric from now on.
    pub(super) fn relax_door(&self) {
        self.door.relax();
    }
}
