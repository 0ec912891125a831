//! A place in a magazine.

use std::ptr::NonNull;

use super::slot::Slot;
use crate::sync::Guarded;

/// A place in a magazine, for whoever is in it.
pub(super) struct Entry(Guarded<Slot>);

impl Entry {
    pub(super) fn empty() -> Self {
        Entry(Guarded::new())
    }

    /// # Safety
    /// It is set.
    #[inline(always)]
    pub(super) unsafe fn get(&self) -> &'static Slot {
        // SAFETY: the caller says that it is set.
        let slot = unsafe { NonNull::new_unchecked(self.0.get()) };
        // SAFETY: what was set is a `&'static Slot`.
        unsafe { slot.as_ref() }
    }

    pub(super) fn copy(&self) -> Self {
        let copy = Entry::empty();
        copy.0.set(self.0.get());
        copy
    }

    #[inline(always)]
    pub(super) fn set(&self, slot: &'static Slot) {
        self.0.set(std::ptr::from_ref(slot).cast_mut());
    }
}
