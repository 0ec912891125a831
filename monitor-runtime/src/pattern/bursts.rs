//! Whether there are, now and then, many times as many.

use super::degree::{above, all, below};
use super::order;

/// How many times as many are a burst. Noise of 30 % doubles a sample now and then, and a tooth is twice the median at its peak: under noise, or
/// if one is higher than most, three times.
const FACTOR_MIN: f64 = 4.0;

/// By how many standard errors a burst stands out, at least: as many as no noise has among a thousand samples, also if it is not quite normal.
const SIGNIFICANCE_MIN: f64 = 5.0;

/// The same of all that stands out together (Stouffer 1949). Once, it has to stand out further than noise that is not normal ever does.
const SIGNIFICANCE_TOTAL_MIN: f64 = 8.0;

/// So large a share of the time in bursts is too much for "now and then". From a third on it is the level, too, and nothing stands out from it.
const SHARE_MAX: f64 = 0.4;

/// Bursts are looked for in windows of so many samples: a long one of a few is no more than noise in any single sample.
const WIDTHS: [usize; 3] = [1, 3, 9];

/// What stands out.
pub(super) struct Bursts {
    /// How many times as many there are, in the upper middle of what stands out.
    pub(super) factor: f64,
    /// How large a share of the time stands out.
    pub(super) share: f64,
    significance: f64,
    /// How many windows stand out that have nothing in common.
    windows: f64,
}

impl Bursts {
    /// The bursts of either, whichever has the clearer ones.
    pub(super) fn of_either(acquired: &[f64], live: &[f64]) -> Bursts {
        let [acquired, live] = [acquired, live].map(Bursts::of);
        if live.degree() > acquired.degree() { live } else { acquired }
    }

    /// The bursts at the width at which they are the clearest.
    fn of(values: &[f64]) -> Bursts {
        let mut best = Bursts { factor: 1.0, share: 0.0, significance: 0.0, windows: 0.0 };
        for width in WIDTHS {
            let bursts = Bursts::among(&order::moving_means(values, width), width as f64);
            if bursts.degree() > best.degree() {
                best = bursts;
            }
        }
        best
    }

    fn among(means: &[f64], width: f64) -> Bursts {
        let sorted = order::sorted(means);
        let base = order::quantile(&sorted, 0.5);
        // How far it varies otherwise, as if it were normal: one standard deviation down to the sixteenth percentile, on the side on which there
        // are no bursts, and as far up as there should be none either. And whatever is counted has a Poisson process's noise at least, of
        // which one more is expected than was seen.
        let down = base - order::quantile(&sorted, 0.16);
        let up = (order::quantile(&sorted, 0.65) - base) / 0.385;
        let noise = down.max(up).max(((base + 1.0 / width) / width).sqrt());
        let first = sorted.partition_point(|&mean| mean <= 2.0 * base + SIGNIFICANCE_MIN / 2.0 * noise);
        let high = &sorted[first..];
        if high.is_empty() {
            return Bursts { factor: 1.0, share: 0.0, significance: 0.0, windows: 0.0 };
        }
        // Ramps and what fades away are not what a burst is measured by.
        let peak = order::quantile(high, 0.75);
        Bursts {
            factor: peak / base.max(1.0 / width),
            share: high.len() as f64 / sorted.len() as f64,
            significance: (peak - base) / noise,
            windows: high.len() as f64 / width,
        }
    }

    /// To what degree there are bursts.
    pub(super) fn degree(&self) -> f64 {
        all(&[
            above(self.factor, FACTOR_MIN),
            above(self.significance, SIGNIFICANCE_MIN),
            above(self.significance * self.windows.sqrt(), SIGNIFICANCE_TOTAL_MIN),
            below(self.share, SHARE_MAX),
        ])
    }
}
