//! Numbers for those who watch.

mod collectors;
mod families;
mod samples;
mod storm;
mod text;

use std::time::Duration;

use monitor::Monitor;
use monitor::clock::{Clock, SimulatedTime};
use monitor::metrics::Metrics;

/// A monitor whose time is moved by hand, and samples that are taken by hand.
pub(crate) fn measured() -> (Monitor, SimulatedTime, Metrics) {
    let (clock, time) = Clock::simulated();
    let monitor = Monitor::with_clock(clock);
    let metrics = Metrics::by_hand(&monitor);
    (monitor, time, metrics)
}

/// Lets so many seconds pass, with a sample each.
pub(crate) fn pass(seconds: u32, time: &SimulatedTime, metrics: &Metrics, mut each: impl FnMut()) {
    for _ in 0..seconds {
        each();
        time.advance(Duration::from_secs(1));
        metrics.sample();
    }
}
