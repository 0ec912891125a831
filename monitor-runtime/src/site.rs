//! What was acquired at a line: what of it is live, and what became of the rest.

use std::time::Duration;

use crate::core::SiteReading;
use crate::error::Reason;
use crate::histogram::Histogram;
use crate::lines::AtLine;
use crate::measuring::Rate;

/// A line that acquired, in a [`KindSnapshot`](crate::KindSnapshot).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SiteSnapshot {
    /// The file, as the compiler names it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// How many that it acquired are live.
    pub live: usize,
    /// What they weigh together; of a kind that does not weigh, as many as are live.
    pub units: u64,
    /// The age of the oldest of them.
    pub oldest: Option<Duration>,
    /// What it did. `None` if the line is counted among all others: by themselves are the first 16 that were seen.
    pub counts: Option<SiteCounts>,
}

/// What a line did, or some together.
///
/// It is estimated from samples, each counted as often as it stands for: of each thread's acquisitions, and of its denials, the first 64,
/// then, drawn at random, one in 16, after the 4,096th one in 64. Of those that lived for longer than about 0.1 s all lifetimes are recorded.
/// Nothing but denials is counted for `clock = "none"`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SiteCounts {
    /// How many were ever acquired.
    pub acquired: u64,
    /// How many of them were released.
    pub released: u64,
    /// How many acquisitions were denied, by reason: the reasons that there were.
    pub denied: Vec<(Reason, u64)>,
    /// How long those that were released had lived.
    pub use_time: Histogram,
    /// How long those had waited that were acquired after having to.
    pub wait_time: Histogram,
    /// How often something happened of late; empty unless somebody [measures](crate::metrics::Metrics).
    pub rates: Vec<Rate>,
}

impl SiteSnapshot {
    pub(crate) fn of(line: AtLine<SiteCounts>) -> Self {
        let AtLine { line: (file, line), live, units, oldest, counts } = line;
        SiteSnapshot { file, line, live, units, oldest, counts }
    }

    /// `src/main.rs:12`
    #[must_use = "it is only text"]
    pub fn label(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

impl SiteCounts {
    pub(crate) fn of(reading: &SiteReading) -> Self {
        let denied = Reason::ALL.iter().copied().zip(reading.denied);
        SiteCounts {
            acquired: reading.acquired,
            released: reading.released,
            denied: denied.filter(|(_, denied)| *denied > 0).collect(),
            use_time: Histogram::of(&reading.use_time()),
            wait_time: Histogram::of(&reading.wait_time()),
            rates: Vec::new(),
        }
    }

    /// How many acquisitions were denied, whatever the reason.
    pub fn denials(&self) -> u64 {
        self.denied.iter().map(|(_, denied)| denied).sum()
    }
}
