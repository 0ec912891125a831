//! Where those who wait find what they were granted, without a lock.

use std::ptr::{self, NonNull};

use super::slot::Slot;
use crate::sync::{AtomicPtr, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

/// One for each who waits. Empty, then a slot, then picked up.
#[derive(Debug)]
pub(super) struct Cell(AtomicPtr<Slot>);

/// Stands for a slot that was picked up. No slot lies there.
const PICKED_UP: *mut Slot = ptr::without_provenance_mut(1);

impl Cell {
    fn new() -> Self {
        Cell(AtomicPtr::new(ptr::null_mut()))
    }

    /// For somebody else, under the lock: it was picked up, or never used.
    pub(super) fn clear(&self) {
        self.0.store(ptr::null_mut(), Relaxed);
    }

    /// Puts a slot in, which is picked up by whoever waits.
    pub(super) fn put(&self, slot: &'static Slot) {
        // Release: the slot's end of use. Partner: Acquire in `pick_up`.
        self.0.store(ptr::from_ref(slot).cast_mut(), Release);
    }

    #[inline]
    pub(super) fn pick_up(&self) -> Option<&'static Slot> {
        // Acquire: the slot's end of use. Partner: Release in `put`.
        let slot = NonNull::new(self.0.load(Acquire)).filter(|slot| slot.as_ptr() != PICKED_UP)?;
        // Relaxed: what follows in this cell is ordered by the cell itself, and nothing else depends on it.
        self.0.store(PICKED_UP, Relaxed);
        // SAFETY: what was put in is a `&'static Slot`.
        Some(unsafe { slot.as_ref() })
    }

    pub(super) fn is_picked_up(&self) -> bool {
        ptr::eq(self.0.load(Relaxed), PICKED_UP)
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
