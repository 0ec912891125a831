//! Foreign code whose panic must be in nobody's way.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `f`. If it panics, of which the panic hook tells, that ends here: nor is what it panicked with dropped, which may panic again.
pub(crate) fn quietly(f: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(f)) {
        std::mem::forget(payload);
    }
}
