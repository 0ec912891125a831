//! Whether there are two kinds of lifetime.

use std::time::Duration;

use super::degree::{above, all, below};
use super::order::{self, seconds};

/// How far lifetimes are looked at together: the half width of the kernel, as a natural logarithm. That is ±65 %, a third of the way between
/// modes that differ four times, and some sixteen bins of a histogram.
const KERNEL: f64 = 0.5;

/// The share from which on the rarer ones are a mode, and not outliers.
const SHARE_MIN: f64 = 0.025;

/// The standard errors by which the lower peak is above the valley, at least: more than the highest of some ten clumps has by chance.
const SIGNIFICANCE_MIN: f64 = 2.5;

/// How high the valley may be, as a share of the lower peak.
const VALLEY_MAX: f64 = 0.6;

/// How many times longer the longer ones are, at least. What differs less may come from a clock's tick.
const RATIO_MIN: f64 = 2.5;

/// The largest common divisor of the counts that is looked for, as a power of two: one in 64.
const SAMPLED_MAX: u32 = 6;

/// The two peaks of the distribution of lifetimes that are the most clearly apart.
///
/// The density of their logarithms is estimated with a kernel (Silverman 1981, on counting modes so), and cut where the lower of the peaks on
/// both sides stands out the most: the depth of the valley, as in Hartigan and Hartigan's dip (1985), without their assumption that nothing is
/// binned.
pub(super) struct Modes {
    /// Where the peaks are, the shorter first.
    pub(super) at: (Duration, Duration),
    /// How large a share is on the smaller side.
    pub(super) share: f64,
    ratio: f64,
    significance: f64,
    valley: f64,
}

impl Modes {
    /// `None` if there is no valley at all.
    pub(super) fn of(lifetimes: &[(Duration, u64)]) -> Option<Modes> {
        let bins = Bins::of(lifetimes);
        let grid = bins.grid();
        let density: Vec<f64> = grid.iter().map(|&at| bins.near(at)).collect();
        let peaks_before = highest_so_far(density.iter().copied());
        let mut peaks_after = highest_so_far(density.iter().copied().rev());
        peaks_after.reverse();
        let total: f64 = bins.0.iter().map(|bin| bin.1).sum();

        let mut best: Option<Modes> = None;
        for (at, &valley) in density.iter().enumerate() {
            let (before, after) = (peaks_before[at], peaks_after[at]);
            let peak = before.min(after);
            if valley >= peak {
                continue;
            }
            let place = |height: f64, among: &[f64]| among.iter().position(|&d| d >= height).unwrap_or(0);
            let (short, long) = (grid[place(before, &density)], grid[at + place(after, &density[at..])]);
            let below: f64 = bins.0.iter().take_while(|bin| bin.0 < grid[at]).map(|bin| bin.1).sum();
            let modes = Modes {
                at: (seconds(short.exp()), seconds(long.exp())),
                share: order::ratio(below.min(total - below), total),
                ratio: (long - short).exp(),
                significance: (peak - valley) / (peak + valley).sqrt(),
                valley: valley / peak,
            };
            if best.as_ref().is_none_or(|best| modes.degree() > best.degree()) {
                best = Some(modes);
            }
        }
        best
    }

    /// To what degree there are two.
    pub(super) fn degree(&self) -> f64 {
        all(&[
            above(self.share, SHARE_MIN),
            above(self.significance, SIGNIFICANCE_MIN),
            below(self.valley, VALLEY_MAX),
            above(self.ratio, RATIO_MIN),
        ])
    }
}

/// Logarithms of lifetimes in seconds, and how many of each were seen.
struct Bins(Vec<(f64, f64)>);

impl Bins {
    /// Of a kind on the tick some lifetimes are samples, each counted 16 or 64 times. If all are, that many are one: what is significant
    /// depends on how many were looked at.
    fn of(lifetimes: &[(Duration, u64)]) -> Bins {
        let any = lifetimes.iter().fold(0, |any, &(_, count)| any | count);
        let sampled = f64::from(1 << any.trailing_zeros().min(SAMPLED_MAX));
        let seen = lifetimes.iter().filter(|(_, count)| *count > 0);
        let mut bins: Vec<_> =
            seen.map(|&(at, count)| (at.max(NANOSECOND).as_secs_f64().ln(), count as f64 / sampled)).collect();
        bins.sort_by(|one, other| one.0.total_cmp(&other.0));
        Bins(bins)
    }

    /// Points from the shortest to the longest, five to a kernel's half.
    fn grid(&self) -> Vec<f64> {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return Vec::new() };
        let spacing = KERNEL / 5.0;
        (0..=((last.0 - first.0) / spacing).ceil() as usize).map(|point| first.0 + point as f64 * spacing).collect()
    }

    /// How many are near, each weighed by how near (Epanechnikov 1969).
    fn near(&self, at: f64) -> f64 {
        let from = self.0.partition_point(|bin| bin.0 <= at - KERNEL);
        let near = self.0[from..].iter().take_while(|bin| bin.0 < at + KERNEL);
        near.map(|bin| bin.1 * (1.0 - ((bin.0 - at) / KERNEL).powi(2))).sum()
    }
}

const NANOSECOND: Duration = Duration::from_nanos(1);

fn highest_so_far(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let highest = values.scan(0.0_f64, |highest, value| {
        *highest = highest.max(value);
        Some(*highest)
    });
    highest.collect()
}
