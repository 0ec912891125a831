//! How long something took, as a distribution.

use std::fmt;
use std::time::Duration;

use crate::core::Times;
use crate::table::ShortDuration;

/// Durations, counted in bins of which each is at most 6.25 % wide: a quantile is at most 3.2 % off. Below some 10 ns and above some 270 days
/// all are in one bin.
///
/// The bins are those of HdrHistogram (G. Tene), sixteen to an octave. Of a kind on the tick, what is shorter than about 0.1 s is known from
/// samples, each counted as often as it stands for: a thread's first 64, then, drawn at random, one in 16, after its 4,096th one in 64. The
/// count is an estimate then.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Histogram {
    bins: Vec<Bin>,
}

/// Durations that are nearly the same, in a [`Histogram`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Bin {
    /// No shorter than this.
    pub from: Duration,
    /// Shorter than this.
    pub to: Duration,
    /// How many there are.
    pub count: u64,
}

impl Bin {
    /// What each of them is taken for.
    pub(crate) fn middle(&self) -> Duration {
        (self.from + self.to) / 2
    }
}

impl Histogram {
    pub(crate) fn of(times: &Times) -> Histogram {
        let nanos = Duration::from_nanos;
        Histogram {
            bins: times.bins().map(|(from, to, count)| Bin { from: nanos(from), to: nanos(to), count }).collect(),
        }
    }

    /// The bins in which something is, the shortest first.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.bins.is_empty()
    }

    /// How many durations this is about.
    pub fn count(&self) -> u64 {
        self.bins.iter().map(|bin| bin.count).sum()
    }

    /// All of them together, each taken for the middle of its bin.
    pub fn sum(&self) -> Duration {
        let nanos: u128 = self.bins.iter().map(|bin| bin.middle().as_nanos() * u128::from(bin.count)).sum();
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// The duration that a share of them, from 0 to 1, did not exceed. `None` when nothing was recorded.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let rank = (self.count() as f64 * share).ceil().max(1.0);
        let mut seen = 0;
        let mut reaches = |bin: &&Bin| {
            seen += bin.count;
            seen as f64 >= rank
        };
        self.bins.iter().find(&mut reaches).or(self.bins.last()).map(Bin::middle)
    }

    /// How many did not exceed `bound`: those whose bin's middle does not.
    pub fn at_most(&self, bound: Duration) -> u64 {
        self.bins.iter().take_while(|bin| bin.middle() <= bound).map(|bin| bin.count).sum()
    }
}

/// `1,417 recorded, p50 3.7 s, p99 9.1 s`.
impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} recorded", crate::table::Grouped(self.count()))?;
        for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
            if let Some(quantile) = self.quantile(share) {
                write!(f, ", {name} {}", ShortDuration(quantile))?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Histogram({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(bins: &[(u64, u64, u64)]) -> Histogram {
        let ms = Duration::from_millis;
        Histogram { bins: bins.iter().map(|&(from, to, count)| Bin { from: ms(from), to: ms(to), count }).collect() }
    }

    #[test]
    fn quantiles_are_the_middles_of_bins() {
        let histogram = histogram(&[(10, 12, 90), (100, 110, 9), (1000, 1060, 1)]);
        let quantile = |share| histogram.quantile(share).unwrap().as_millis();
        assert_eq!((quantile(0.0), quantile(0.5), quantile(0.9)), (11, 11, 11));
        assert_eq!((quantile(0.91), quantile(0.99), quantile(0.999), quantile(1.0)), (105, 105, 1030, 1030));
        assert_eq!((histogram.count(), histogram.sum().as_millis()), (100, 90 * 11 + 9 * 105 + 1030));
        let at_most = |ms| histogram.at_most(Duration::from_millis(ms));
        assert_eq!((at_most(10), at_most(11), at_most(105), at_most(5000)), (0, 90, 99, 100));
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!((Histogram::default().quantile(0.5), Histogram::default().count()), (None, 0));
    }
}
