//! What was seen of each kind and line, second by second, in a memory that does not grow without end.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::core::{AccountRef, SiteReading};
use crate::holders::Holders;
use crate::kind::{DeclaredAt, Kind};
use crate::measuring::Rate;
use crate::site::{Line, line};

/// Windows that rates are told over.
const WINDOWS: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(10), Duration::from_secs(60), Duration::from_secs(300)];
/// How much earlier or later than each second a sample may be taken.
const TOLERANCE: Duration = Duration::from_millis(500);
/// Samples of a series: five minutes, and one to compare with.
const SAMPLES: usize = 301;
/// Kinds of which samples are kept; and lines, most of which are those that hold the most.
const SERIES: usize = 1_024;
/// Lines of a kind that are looked at because they hold the most.
const SITES: usize = 8;

/// What samples are about: a kind, or what one line holds of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Series {
    /// The kind's name.
    pub kind: &'static str,
    /// Where the kind is declared.
    pub declared_at: DeclaredAt,
    /// The line that acquired, as file and line, if it is one line's.
    pub site: Option<(&'static str, u32)>,
}

/// What was seen of a [`Series`] at one moment. This is what is kept for whoever asks how things went: trends, forecasts, anomalies.
///
/// 112 bytes, and 301 of them for each of at most 1,024 kinds and 1,024 lines.
#[derive(Clone, Copy, PartialEq, Debug)]
#[non_exhaustive]
pub struct Sample {
    /// When, by the monitor's clock, since measuring began.
    pub at: Duration,
    /// How many were live.
    pub live: u64,
    /// The age of the oldest of them.
    pub oldest: Option<Duration>,
    /// What was counted: of a line, [estimated](crate::SiteCounts). `None` of a line that is not counted by itself.
    pub sums: Option<Sums>,
    /// What there is of a kind alone.
    pub levels: Option<Levels>,
}

const _: () = assert!(size_of::<Sample>() == 112);

/// What was counted since the monitor began, in a [`Sample`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Sums {
    /// How many were acquired.
    pub acquired: u64,
    /// How many were released.
    pub released: u64,
    /// How many acquisitions were denied.
    pub denied: u64,
}

/// How things stood with a kind, in a [`Sample`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Levels {
    /// The limit in force.
    pub limit: u64,
    /// What is held of a kind that weighs, in units.
    pub units: Option<u64>,
    /// The most that were live.
    pub max_live: u64,
    /// How many waited.
    pub pending: u64,
}

/// The samples of one monitor.
#[derive(Debug, Default)]
pub(super) struct History {
    kinds: BTreeMap<Series, VecDeque<Sample>>,
    sites: BTreeMap<Series, VecDeque<Sample>>,
    left_out: u64,
    taken: u64,
}

impl Series {
    fn of(kind: &'static Kind, site: Option<(&'static str, u32)>) -> Series {
        Series { kind: kind.name(), declared_at: kind.declared_at(), site }
    }
}

impl History {
    /// Takes a sample of each account.
    pub(super) fn sample(&mut self, at: Duration, accounts: impl Iterator<Item = AccountRef>) {
        self.taken += 1;
        self.left_out = 0;
        for account in accounts {
            let holders = Holders::of(account);
            let counts = account.counts();
            let sums = Sums { acquired: counts.acquired, released: counts.released, denied: counts.denied };
            let (limit, units, max_live, pending) = (counts.limit, counts.units, counts.max_live, counts.pending);
            let sample = Sample {
                at,
                live: counts.live,
                oldest: holders.oldest(),
                sums: Some(sums),
                levels: Some(Levels { limit, units, max_live, pending }),
            };
            self.keep(Series::of(account.kind(), None), sample);
            for (line, LineLevels { live, oldest, sums }) in lines(account, &holders) {
                let sample = Sample { at, live, oldest, sums, levels: None };
                self.keep(Series::of(account.kind(), Some(line)), sample);
            }
        }
    }

    fn keep(&mut self, series: Series, sample: Sample) {
        let is_site = series.site.is_some();
        let all = if is_site { &mut self.sites } else { &mut self.kinds };
        let is_full = all.len() == SERIES && !all.contains_key(&series);
        if is_full && !(is_site && forget_silent(all, sample.at)) {
            self.left_out += 1;
            return;
        }
        let samples = all.entry(series).or_default();
        if samples.len() == SAMPLES {
            samples.pop_front();
        }
        samples.push_back(sample);
    }

    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// Series of which no sample was kept the last time.
    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    pub(super) fn series(&self) -> Vec<Series> {
        self.kinds.keys().chain(self.sites.keys()).cloned().collect()
    }

    pub(super) fn samples(&self, series: &Series) -> Vec<Sample> {
        self.of(series).into_iter().flatten().copied().collect()
    }

    /// How often something happened, over each window for which there are samples.
    pub(super) fn rates(&self, series: &Series) -> Vec<Rate> {
        self.of(series).map(rates).unwrap_or_default()
    }

    fn of(&self, series: &Series) -> Option<&VecDeque<Sample>> {
        if series.site.is_some() { self.sites.get(series) } else { self.kinds.get(series) }
    }
}

/// How things stand with a line.
#[derive(Default)]
struct LineLevels {
    live: u64,
    oldest: Option<Duration>,
    sums: Option<Sums>,
}

/// The lines that are counted by themselves, and those that hold the most.
fn lines(account: AccountRef, holders: &Holders) -> BTreeMap<Line, LineLevels> {
    let counted = |site: SiteReading| {
        let sums = Sums { acquired: site.acquired, released: site.released, denied: site.denied.iter().sum() };
        Some((line(&site)?, LineLevels { sums: Some(sums), ..LineLevels::default() }))
    };
    let mut lines: BTreeMap<_, _> = account.sites().into_iter().filter_map(counted).collect();
    for (rank, holder) in holders.into_iter().enumerate() {
        let line = (holder.site.file(), holder.site.line());
        if rank < SITES || lines.contains_key(&line) {
            let levels = lines.entry(line).or_default();
            (levels.live, levels.oldest) = (holder.live as u64, holder.oldest);
        }
    }
    lines
}

/// Makes room by forgetting the line that has held nothing for longest. False if all still do.
fn forget_silent(all: &mut BTreeMap<Series, VecDeque<Sample>>, now: Duration) -> bool {
    let last = |samples: &VecDeque<Sample>| samples.back().map_or(Duration::ZERO, |sample| sample.at);
    let silent = all.iter().filter(|(_, samples)| last(samples) < now).min_by_key(|(_, samples)| last(samples));
    let Some(silent) = silent.map(|(series, _)| series.clone()) else { return false };
    all.remove(&silent).is_some()
}

fn rates(samples: &VecDeque<Sample>) -> Vec<Rate> {
    let counted = |sample: &Sample| sample.sums.map(|sums| (sample.at, sums));
    let Some((now, last)) = samples.back().and_then(counted) else { return Vec::new() };
    let over = |window: Duration| {
        // The youngest that is old enough, or would be if the sampler came on time.
        let reach = window - TOLERANCE;
        let (at, first) = samples.iter().rev().filter_map(counted).find(|(at, _)| now - *at >= reach)?;
        let seconds = (now - at).as_secs_f64();
        // Sums fall when the account was opened anew.
        let rate = |last: u64, first: u64| Some(last.checked_sub(first)? as f64 / seconds);
        Some(Rate {
            over: window,
            acquired: rate(last.acquired, first.acquired)?,
            released: rate(last.released, first.released)?,
            denied: rate(last.denied, first.denied)?,
        })
    };
    WINDOWS.into_iter().filter_map(over).collect()
}
