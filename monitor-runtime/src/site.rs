//! What was acquired at which line: what of it is live, and what became of the rest.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::core::{AccountRef, SiteReading};
use crate::error::Reason;
use crate::histogram::Histogram;
use crate::holders::{Holder, Holders};
use crate::measuring::Rate;

/// Lines that are told of because they hold the most.
const HOLDERS: usize = 8;

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
    /// What they weigh together; of a kind that does not weigh, the same.
    pub units: u64,
    /// The age of the oldest of them.
    pub oldest: Option<Duration>,
    /// What it did. `None` if the line is not counted by itself: the first 16 are that were seen.
    pub counts: Option<SiteCounts>,
}

/// What a line did, or some together.
///
/// All is estimated from samples, each counted as often as it stands for: of each thread's acquisitions, and of its denials, the first 64,
/// then, drawn at random, one in 16, after the 4,096th one in 64. Nothing but denials is counted for `clock = "none"`.
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

/// What was done at all lines.
#[derive(Default)]
pub(crate) struct Sites {
    /// Those that hold the most, most first; and those that are counted.
    pub(crate) own: Vec<SiteSnapshot>,
    /// What the others hold.
    pub(crate) live_elsewhere: usize,
    pub(crate) counts_elsewhere: SiteCounts,
}

/// A file and a line.
pub(crate) type Line = (&'static str, u32);

impl Sites {
    pub(crate) fn of(account: AccountRef, holders: &Holders) -> Sites {
        let (mut sites, mut counted) = (Sites::default(), BTreeMap::new());
        for reading in account.sites() {
            match line(&reading) {
                Some(line) => drop(counted.insert(line, SiteCounts::of(&reading))),
                None => sites.counts_elsewhere = SiteCounts::of(&reading),
            }
        }
        for (rank, holder) in holders.into_iter().enumerate() {
            let counts = counted.remove(&line_of(holder));
            if rank < HOLDERS || counts.is_some() {
                sites.own.push(SiteSnapshot::of(holder, counts));
            } else {
                sites.live_elsewhere += holder.live;
            }
        }
        let silent = counted.into_iter().map(|(line, counts)| SiteSnapshot::silent(line, counts));
        sites.own.extend(silent);
        sites
    }
}

/// The line that is counted by itself; `None`: all others.
pub(crate) fn line(reading: &SiteReading) -> Option<Line> {
    reading.site.map(|site| (site.file(), site.line()))
}

fn line_of(holder: &Holder) -> Line {
    (holder.site.file(), holder.site.line())
}

impl SiteSnapshot {
    fn of(holder: &Holder, counts: Option<SiteCounts>) -> Self {
        let Holder { live, units, oldest, .. } = *holder;
        let (file, line) = line_of(holder);
        SiteSnapshot { file, line, live, units, oldest, counts }
    }

    /// `src/main.rs:12`
    pub fn label(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    /// One that holds nothing.
    fn silent((file, line): Line, counts: SiteCounts) -> Self {
        SiteSnapshot { file, line, live: 0, units: 0, oldest: None, counts: Some(counts) }
    }
}

impl SiteCounts {
    fn of(reading: &SiteReading) -> Self {
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
