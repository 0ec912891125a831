//! Whether there are more and more.

use super::degree::{above, all, below};
use super::{order, period};

/// The rise from which on it is growth, as a share of the mean: well beyond a drift of a few percent, and well below a load that grows by half.
const RISE_MIN: f64 = 0.15;

/// The standard errors from which on a trend is none by chance: one in some thousand.
const SIGNIFICANCE_MIN: f64 = 3.0;

/// How much of the rise may be lost again on the way. A tooth loses most of it, growth nothing but noise.
const FALLBACK_MAX: f64 = 0.35;

/// The standard errors that the lowest of some windows may be below the highest before it by noise alone.
const NOISE_MAX: f64 = 3.0;

/// The same for counting. It is slow, and few of its standard deviations pass in a trace; more would hide the teeth of small counts.
const COUNTING_MAX: f64 = 1.5;

/// This share of the trace, at its start, does not count: what starts with a trace has to fill first, and that is no growth.
const FILLING: f64 = 0.05;

/// The windows in which levels are compared are this share of the trace: some ten samples at least, of which the mean has a third of the noise.
const WINDOW: f64 = 1.0 / 12.0;

/// An autocorrelation from which on samples resemble each other.
const CLEARLY: f64 = 0.05;

/// At most so many distances in time are looked at by [`pairs`].
const DISTANCES: usize = 64;

/// How the live change in the long run.
pub(super) struct Trend {
    /// How many more there are at each step: the median of the slopes between pairs (Theil 1950, Sen 1968).
    pub(super) slope: f64,
    /// How many more there are late than early, as a share of the mean.
    pub(super) rise: f64,
    /// The most that was lost of a level that had been reached, beyond noise, as a share of the rise.
    pub(super) fallback: f64,
    /// Kendall's tau of value and time in standard errors (Mann 1945, Kendall 1975).
    significance: f64,
}

impl Trend {
    pub(super) fn of(live: &[f64]) -> Trend {
        let (slope, tau) = pairs(live);
        let n = live.len() as f64;
        let tau_error = (2.0 * (2.0 * n + 5.0) / (9.0 * n * (n - 1.0))).sqrt();

        let rest: Vec<f64> = live.iter().zip(never_falling(live)).map(|(value, fit)| value - fit).collect();
        let repetition = repetition(&rest);

        let filled = &live[(n * FILLING) as usize..];
        let width = ((n * WINDOW) as usize).max(1);
        let levels = order::moving_means(filled, width);
        let early = order::mean(&levels[..width]);
        let late = levels[levels.len() - 1];
        // The latter half, because noise mostly grows with the level; and a count of independent ones varies by its square root, slowly, without
        // any noise from sample to sample.
        let noise = NOISE_MAX * order::jitter(&live[live.len() / 2..]) / (width as f64).sqrt();
        let counting = COUNTING_MAX * order::mean(live).sqrt();
        let rise = late - early;
        Trend {
            slope,
            rise: order::ratio(rise, order::mean(live)),
            fallback: if rise > 0.0 { lost(&levels, noise + counting) / rise } else { f64::INFINITY },
            significance: tau / (tau_error * repetition.sqrt()),
        }
    }

    /// To what degree it is growth.
    pub(super) fn growth(&self) -> f64 {
        all(&[
            above(self.rise, RISE_MIN),
            above(self.significance, SIGNIFICANCE_MIN),
            below(self.fallback, FALLBACK_MAX),
        ])
    }
}

/// The median of the slopes between pairs of samples, and by how much more pairs rise than fall: Kendall's tau.
///
/// Not all pairs, but those at distances that are spread evenly: as a subsample it is as good, and O(n).
fn pairs(values: &[f64]) -> (f64, f64) {
    let stride = values.len().div_ceil(DISTANCES);
    let mut slopes = Vec::new();
    let mut rising = 0.0;
    for distance in (1..values.len()).step_by(stride) {
        for (from, to) in values.iter().zip(&values[distance..]) {
            slopes.push((to - from) / distance as f64);
            rising += f64::from(i8::from(to > from) - i8::from(to < from));
        }
    }
    let tau = order::ratio(rising, slopes.len() as f64);
    (order::median(&mut slopes), tau)
}

/// The most by which a level is below an earlier one, beyond what noise does.
fn lost(levels: &[f64], noise: f64) -> f64 {
    let mut highest = f64::NEG_INFINITY;
    let mut lost: f64 = 0.0;
    for &level in levels {
        highest = highest.max(level);
        lost = lost.max(highest - level);
    }
    (lost - noise).max(0.0)
}

/// How many samples say what one does, because each resembles those before it: the variance of a mean, and of Kendall's tau, grows by as much
/// (Hamed and Rao 1998), added up as long as it is clearly positive (Geyer 1992).
///
/// It is to be of what is left when a rise of any form is taken away, lest growth itself counts as resemblance.
fn repetition(rest: &[f64]) -> f64 {
    1.0 + 2.0 * period::autocorrelation(rest, rest.len() / 4).skip(1).take_while(|&r| r > CLEARLY).sum::<f64>()
}

/// The nearest values that never fall: isotonic regression, by pooling neighbours that do (Ayer et al. 1955).
fn never_falling(values: &[f64]) -> impl Iterator<Item = f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for &value in values {
        let mut pool = (value, 1);
        while let Some(&(sum, count)) = pools.last()
            && sum * pool.1 as f64 >= pool.0 * count as f64
        {
            pools.pop();
            pool = (pool.0 + sum, pool.1 + count);
        }
        pools.push(pool);
    }
    pools.into_iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / count as f64, count))
}
