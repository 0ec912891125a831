//! A number that one thread writes and all may read.

use crate::sync::plain::{AtomicU64, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

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

    /// For others: what the owner counted before is counted here, too.
    pub(super) fn seen(&self) -> u64 {
        // Acquire: counts of the same thread before it. Partner: Release in `add_one`.
        self.0.load(Acquire)
    }

    #[inline(always)]
    pub(super) fn set(&self, value: u64) {
        self.0.store(value, Relaxed);
    }

    #[inline(always)]
    pub(super) fn add_one(&self) {
        self.next();
    }

    /// Counts one more, and says how many there are then.
    #[inline(always)]
    pub(super) fn next(&self) -> u64 {
        let count = self.get().wrapping_add(1);
        // Release: the counts before it. Partner: Acquire in `seen`.
        self.0.store(count, Release);
        count
    }
}
