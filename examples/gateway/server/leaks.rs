//! Leaks on purpose: how many connections are still to be forgotten.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Counts down from the number that was asked for. A clone is the same count.
#[derive(Clone)]
pub(crate) struct Leaks {
    asked: usize,
    left: Arc<AtomicUsize>,
}

impl Leaks {
    pub(crate) fn new(asked: usize) -> Self {
        Leaks { asked, left: Arc::new(AtomicUsize::new(asked)) }
    }

    /// Whether one more is to be forgotten; it then counts as forgotten.
    pub(super) fn take(&self) -> bool {
        self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked
    }

    pub(crate) fn forgotten(&self) -> usize {
        self.asked - self.left.load(Relaxed)
    }
}
