//! A number that one thread writes and all may read.

use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

/// Counts for its owner, at the price of a load and a store. Others may read it, and set it where it does no harm if the owner
/// does not notice.
#[derive(Debug, Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) const fn new(value: u64) -> Self {
        Counter(AtomicU64::new(value))
    }

    #[inline(always)]
    pub(super) fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }

    #[inline(always)]
    pub(super) fn set(&self, value: u64) {
        self.0.store(value, Relaxed);
    }

    #[inline(always)]
    pub(super) fn add_one(&self) {
        self.set(self.get().wrapping_add(1));
    }
}
