//! Waiting for another thread without sleeping, so that a measurement does not contain a wake-up.

use std::hint::spin_loop;
use std::thread;
use std::time::{Duration, Instant};

/// After so many looks the wait lets other threads run, because the machine may have a single core.
const LOOKS_BEFORE_YIELD: u32 = 10_000;

/// The other thread is dead by then; a panic says so, where waiting on would say nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until `condition` holds.
///
/// # Panics
/// After a minute, since the other thread must have ended early.
pub fn until(mut condition: impl FnMut() -> bool) {
    let mut looks = 0;
    let mut yielding_since = None;
    while !condition() {
        if looks < LOOKS_BEFORE_YIELD {
            looks += 1;
            spin_loop();
            continue;
        }
        let since = *yielding_since.get_or_insert_with(Instant::now);
        assert!(since.elapsed() < PATIENCE, "the other measuring thread no longer answers");
        thread::yield_now();
    }
}
