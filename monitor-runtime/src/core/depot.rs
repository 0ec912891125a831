//! Free slots that are in no magazine.

use super::segment::Segments;
use super::slot::Slot;

/// An account's depot, behind its lock: the slots that came last leave first.
///
/// It also knows which of its slots are *noted* as not live, so that sweeps pass over them. Noting is left to sweeps: between two of
/// them slots come and go at the price of a pointer.
#[derive(Default)]
pub(super) struct Depot {
    slots: Vec<&'static Slot>,
    /// The first so many are noted as not live; all others may be live as far as sweeps know.
    noted: usize,
}

impl Depot {
    pub(super) const fn new() -> Self {
        Depot { slots: Vec::new(), noted: 0 }
    }

    /// Makes room for `slots` in all, so that adding does not allocate.
    pub(super) fn make_room(&mut self, slots: usize) {
        if self.slots.capacity() < slots {
            // Not `reserve`: the depot is mostly empty when slots are used for the first time, and then nothing is copied.
            let mut larger = Vec::with_capacity(slots);
            larger.append(&mut self.slots);
            self.slots = larger;
        }
    }

    pub(super) fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Adds a slot, for which there is room.
    pub(super) fn add(&mut self, slot: &'static Slot) {
        self.slots.push(slot);
    }

    /// Takes the slot that came last.
    pub(super) fn take(&mut self, segments: &Segments) -> Option<&'static Slot> {
        let slot = self.slots.pop()?;
        if self.slots.len() < self.noted {
            self.noted = self.slots.len();
            segments.note(slot.index(), true);
        }
        Some(slot)
    }

    /// Takes all slots. Whoever does so notes that they may be live.
    pub(super) fn take_all(&mut self) -> impl Iterator<Item = &'static Slot> + '_ {
        self.noted = 0;
        self.slots.drain(..)
    }

    /// Notes up to `count` more slots as not live. True when none is left to note.
    pub(super) fn note(&mut self, count: usize, segments: &Segments) -> bool {
        let end = self.slots.len().min(self.noted + count);
        for slot in &self.slots[self.noted..end] {
            segments.note(slot.index(), false);
        }
        self.noted = end;
        end == self.slots.len()
    }
}
