//! What was seen of each kind and line, second by second, in a memory that does not grow without end.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::core::{AccountRef, Declaration, SiteReading};
use crate::holders::Holders;
use crate::kind::{DeclaredAt, Kind};
use crate::lines::{AtLine, Lines};
use crate::measuring::Rate;
use crate::tracked::Tracked;

/// Windows that rates are told over.
const WINDOWS: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(10), Duration::from_secs(60), Duration::from_secs(300)];
/// How much earlier or later than each second a sample may be taken.
const TOLERANCE: Duration = Duration::from_millis(500);
/// Samples of a series: five minutes, and one to compare with.
const SAMPLES: usize = 301;
/// Kinds of which samples are kept, and lines.
const SERIES: usize = 1_024;

/// What samples are about: a kind, or what one line holds of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Series {
    /// The name that the kind was declared with.
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
    /// The limit, also while the account is closed.
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
    /// When the last sample was taken, and the one before.
    last: Duration,
    before_last: Duration,
}

impl Series {
    /// The series of a kind.
    pub fn of<T: Tracked>() -> Series {
        Series::at(T::Kind::KIND, None)
    }

    fn at(kind: &'static Kind, site: Option<(&'static str, u32)>) -> Series {
        Series { kind: kind.name(), declared_at: kind.declared_at(), site }
    }
}

impl History {
    /// Takes a sample of each account.
    pub(super) fn sample(&mut self, at: Duration, accounts: impl Iterator<Item = AccountRef>) {
        self.begin(at);
        for account in accounts {
            let holders = Holders::of(account);
            let counts = account.counts();
            let sums =
                Sums { acquired: counts.acquired, released: counts.released, denied: counts.denied.iter().sum() };
            let (limit, units, max_live, pending) = (counts.limit, counts.units, counts.max_live, counts.pending);
            let sample = Sample {
                at,
                live: counts.live,
                oldest: holders.oldest(),
                sums: Some(sums),
                levels: Some(Levels { limit, units, max_live, pending }),
            };
            self.keep(Series::at(account.kind(), None), sample);
            for AtLine { line, live, oldest, counts, .. } in Lines::of(account, &holders, Sums::of).own {
                let sample = Sample { at, live: live as u64, oldest, sums: counts, levels: None };
                self.keep(Series::at(account.kind(), Some(line)), sample);
            }
        }
    }

    fn begin(&mut self, at: Duration) {
        self.taken += 1;
        self.left_out = 0;
        self.before_last = std::mem::replace(&mut self.last, at);
    }

    fn keep(&mut self, series: Series, sample: Sample) {
        let is_site = series.site.is_some();
        let all = if is_site { &mut self.sites } else { &mut self.kinds };
        let is_full = all.len() == SERIES && !all.contains_key(&series);
        if is_full && !(is_site && forget_silent(all, self.before_last)) {
            self.left_out += 1;
            return;
        }
        let samples = all.entry(series).or_insert_with(|| VecDeque::with_capacity(SAMPLES));
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

impl Sums {
    fn of(site: &SiteReading) -> Sums {
        Sums { acquired: site.acquired, released: site.released, denied: site.denied.iter().sum() }
    }
}

/// Makes room by forgetting the line that was not seen for longest. False if all were seen lately: whoever was not yet this time was at least the
/// time before.
fn forget_silent(all: &mut BTreeMap<Series, VecDeque<Sample>>, lately: Duration) -> bool {
    let last = |samples: &VecDeque<Sample>| samples.back().map_or(Duration::ZERO, |sample| sample.at);
    let silent = all.iter().filter(|(_, samples)| last(samples) < lately).min_by_key(|(_, samples)| last(samples));
    let Some(silent) = silent.map(|(series, _)| series.clone()) else { return false };
    all.remove(&silent).is_some()
}

fn rates(samples: &VecDeque<Sample>) -> Vec<Rate> {
    let counted = |sample: &Sample| sample.sums.map(|sums| (sample.at, sums));
    let Some((now, last)) = samples.back().and_then(counted) else { return Vec::new() };
    let over = |window: Duration| {
        // The youngest that is old enough, or would be if the sampler came on time.
        let reach = window - TOLERANCE;
        let (at, first) = samples.iter().rev().filter_map(counted).find(|(at, _)| now.saturating_sub(*at) >= reach)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const AT: DeclaredAt = DeclaredAt { module: "m", file: "f", line: 1, column: 1 };

    fn line(line: u32) -> Series {
        Series { kind: "kind", declared_at: AT, site: Some(("file", line)) }
    }

    /// Takes a sample of these lines.
    fn sample(history: &mut History, second: u64, lines: impl Iterator<Item = u32>) {
        let at = Duration::from_secs(second);
        history.begin(at);
        let seen = Sample { at, live: 1, oldest: None, sums: None, levels: None };
        lines.for_each(|number| history.keep(line(number), seen));
    }

    #[test]
    fn more_lines_than_there_is_room_for_do_not_displace_each_other() {
        let mut history = History::default();
        let all = SERIES as u32 + 10;
        (1..=5).for_each(|second| sample(&mut history, second, 0..all));
        assert_eq!(history.left_out(), 10);
        assert!((0..SERIES as u32).all(|number| history.samples(&line(number)).len() == 5));
        // In whichever order they come.
        (6..=9).for_each(|second| sample(&mut history, second, (0..all).rev()));
        assert!((0..SERIES as u32).all(|number| history.samples(&line(number)).len() == 9));
    }

    #[test]
    fn a_line_that_is_seen_no_more_makes_room() {
        let mut history = History::default();
        let all = SERIES as u32;
        sample(&mut history, 1, 0..all);
        (2..=3).for_each(|second| sample(&mut history, second, 1..all));
        sample(&mut history, 4, 1..=all);
        assert_eq!((history.left_out(), history.samples(&line(0)).len()), (0, 0));
        assert_eq!((history.samples(&line(1)).len(), history.samples(&line(all)).len()), (4, 1));
    }

    #[test]
    fn five_minutes_are_kept() {
        let mut history = History::default();
        (0..400).for_each(|second| sample(&mut history, second, 0..1));
        let samples = history.samples(&line(0));
        assert_eq!((samples.len(), samples[0].at), (SAMPLES, Duration::from_secs(99)));
    }
}
