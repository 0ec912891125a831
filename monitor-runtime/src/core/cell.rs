//! Where those who wait find what they were granted, without a lock.

use std::ptr::{self, NonNull};

use super::slot::{Slot, Stamp};
use crate::sync::plain::AtomicU64 as PlainU64;
use crate::sync::{AtomicPtr, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

/// One for each who waits. Empty, then a slot, then picked up.
#[derive(Debug)]
pub(super) struct Cell {
    slot: AtomicPtr<Slot>,
    /// When somebody began to wait with it.
    since: PlainU64,
}

/// Stands for a slot that was picked up. No slot lies there.
const PICKED_UP: *mut Slot = ptr::without_provenance_mut(1);

impl Cell {
    fn new() -> Self {
        Cell { slot: AtomicPtr::new(ptr::null_mut()), since: PlainU64::new(0) }
    }

    /// For somebody else, who begins to wait, under the lock: it was picked up, or never used.
    pub(super) fn clear(&self, since: Stamp) {
        self.slot.store(ptr::null_mut(), Relaxed);
        self.since.store(since.word(), Relaxed);
    }

    /// When whoever has it began to wait.
    pub(super) fn since(&self) -> Stamp {
        Stamp::of_word(self.since.load(Relaxed))
    }

    /// Puts a slot in, which is picked up by whoever waits.
    pub(super) fn put(&self, slot: &'static Slot) {
        // Release: the slot's end of use. Partner: Acquire in `pick_up`.
        self.slot.store(ptr::from_ref(slot).cast_mut(), Release);
    }

    /// What was put in, and when whoever picks it up began to wait.
    #[inline]
    pub(super) fn pick_up(&self) -> Option<(&'static Slot, Stamp)> {
        // Acquire: the slot's end of use. Partner: Release in `put`.
        let slot = NonNull::new(self.slot.load(Acquire)).filter(|slot| slot.as_ptr() != PICKED_UP)?;
        let since = self.since();
        // Release: the look at `since`, which whoever gets the cell next writes. Partner: Acquire in `is_picked_up`.
        self.slot.store(PICKED_UP, Release);
        // SAFETY: what was put in is a `&'static Slot`.
        Some((unsafe { slot.as_ref() }, since))
    }

    pub(super) fn is_picked_up(&self) -> bool {
        // Acquire: the end of its last use. Partner: Release in `pick_up`.
        ptr::eq(self.slot.load(Acquire), PICKED_UP)
    }
}

/// Cells by their number, which stay where they are for ever, like the account that they belong to.
#[derive(Debug)]
pub(super) struct Cells(Vec<&'static [Cell]>);

/// Cells in the first chunk; each further one has as many as all before it.
#[cfg(not(loom))]
const FIRST: u32 = 8;
#[cfg(loom)]
const FIRST: u32 = 2;

impl Cells {
    pub(super) const fn new() -> Self {
        Cells(Vec::new())
    }

    /// The cell of a number, at most one above those that were asked for before.
    pub(super) fn get(&mut self, number: u32) -> &'static Cell {
        let chunk = (number / FIRST + 1).ilog2();
        if self.0.len() == chunk as usize {
            self.0.push((0..FIRST << chunk).map(|_| Cell::new()).collect::<Vec<_>>().leak());
        }
        &self.0[chunk as usize][(number - FIRST * ((1 << chunk) - 1)) as usize]
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_cell_of_its_own() {
        let mut cells = Cells::new();
        let all: Vec<*const Cell> = (0..100).map(|number| ptr::from_ref(cells.get(number))).collect();
        assert!((0..100).all(|number| ptr::eq(all[number as usize], cells.get(number))));
        assert_eq!(all.iter().collect::<std::collections::HashSet<_>>().len(), 100);
    }
}
