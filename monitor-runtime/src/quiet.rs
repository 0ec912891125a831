//! Foreign code whose panic must be in nobody's way.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

static PANICS: AtomicU64 = AtomicU64::new(0);

/// Runs `f`. If it panics, of which the panic hook tells, that ends here: nor is what it panicked with dropped, which may panic again.
pub(crate) fn caught<T>(f: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(f)).map_err(std::mem::forget).ok()
}

/// The same for wakers, whose panics are counted.
pub(crate) fn quietly(f: impl FnOnce()) {
    if caught(f).is_none() {
        PANICS.fetch_add(1, Relaxed);
    }
}

/// How often that happened in this process.
#[cfg(not(loom))]
pub(crate) fn panics() -> u64 {
    PANICS.load(Relaxed)
}
