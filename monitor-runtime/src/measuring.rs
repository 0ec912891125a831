//! What is only known to somebody who looks again and again, and what looking costs, as data.

use std::time::Duration;

/// How often something happened in a second, on average over the last [`over`](Self::over). In a [`KindSnapshot`](crate::KindSnapshot), and in
/// [`SiteCounts`](crate::SiteCounts).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rate {
    /// Over how long: a second, ten, a minute, five.
    pub over: Duration,
    /// Acquisitions a second.
    pub acquired: f64,
    /// Releases a second.
    pub released: f64,
    /// Denials a second, whatever the reason.
    pub denied: f64,
}

/// What measuring costs, and what was left out. In a [`Snapshot`](crate::Snapshot).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Measuring {
    /// Samples that were taken.
    pub samples: u64,
    /// How long the last one took.
    pub sample_time: Duration,
    /// How long the last snapshot took.
    pub snapshot_time: Duration,
    /// Kinds and lines of which no samples are kept, because there are too many.
    pub series_left_out: u64,
    /// Those who are handed snapshots.
    pub collectors: Vec<CollectorSnapshot>,
}

/// How a collector fares.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CollectorSnapshot {
    /// Its name.
    pub name: String,
    /// How often it succeeded.
    pub runs: u64,
    /// How often it failed.
    pub failures: u64,
    /// What the last failure said.
    pub last_failure: Option<String>,
    /// How often it panicked.
    pub panics: u64,
    /// Turns that passed while it was busy.
    pub missed: u64,
    /// How long it took the last time.
    pub last_time: Duration,
    /// For how long it has been at it, if it is.
    pub busy_for: Option<Duration>,
}
