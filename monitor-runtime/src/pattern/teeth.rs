//! Whether it falls otherwise than it rises.

use super::degree::{above, all};
use super::order;

/// The standard errors from which on time has a direction: few enough for four samples a tooth, more than chance has at several widths.
const ASYMMETRY_MIN: f64 = 3.0;

/// The same if there is a period, which is evidence of its own.
const ASYMMETRY_PERIODIC_MIN: f64 = 2.0;

/// How many times larger the standard error of the skewness is of what was combed: the square root of 1 + 2 (2/3)³ + 2 (1/3)³, the sum of the
/// cubes of its autocorrelation.
const COMBED_ERROR: f64 = 1.29;

/// How high it swings, at least, as a share of the mean.
const HEIGHT_MIN: f64 = 0.2;

/// How many times steeper falls are than rises, at least, by the cube: of teeth many times, and under noise three. Bursts rise as steeply as
/// they fall, but there are few of them: at random one is a quarter higher than the other, which is twice by the cube.
const STEEPNESS_MIN: f64 = 2.0;

/// How much of all there is between the lowest and the highest the middle half of the time takes, at least: of teeth a half, a quarter if they
/// are of various heights and under noise, as of what is normal; of bursts that are there for less than a quarter of the time hardly more than
/// their noise, a twentieth.
const FILLED_MIN: f64 = 0.14;

/// How large a share of the time it is above a quarter of its height, at least, if it rises at once: of what takes half of the time to drain
/// evenly three eighths, and of bursts hardly more than they last.
const FULL_MIN: f64 = 0.35;

/// Between one fall, which may be anything, and two, which are the least that repeats.
const TEETH_MIN: f64 = 1.5;

/// What falls by this share of the largest fall is a fall as well.
const ALIKE: f64 = 0.4;

/// The widest window is such a part of the trace: a quarter of a tooth, if there are three.
const WINDOWS_MIN: usize = 12;

/// How the changes of the live are skewed.
///
/// A level with noise, whatever its autocorrelation, looks the same when time runs backwards, and so does a Poisson process's queue without
/// limit. Teeth do not: their differences are skewed (Ramsey and Rothman 1996, time irreversibility), many small rises against few large falls.
/// Differences are taken between the means of two adjacent windows, so that noise is averaged out, at the width at which they are the most
/// skewed; and if there is a period, between the means of samples that are one apart.
pub(super) struct Teeth {
    /// How many falls there are.
    pub(super) count: usize,
    /// The skewness in standard errors; positive when it falls quickly.
    pub(super) asymmetry: f64,
    /// To what degree the heights and slopes are those of teeth.
    formed: f64,
    /// How large a share of the time it is above a quarter of its height.
    full: f64,
    asymmetry_min: f64,
}

impl Teeth {
    /// The teeth of what has a period of so many steps, if it has one.
    pub(super) fn of(live: &[f64], period: Option<usize>) -> Teeth {
        match period {
            Some(period) => Teeth::among(&combed(live, period), COMBED_ERROR, 0.0, ASYMMETRY_PERIODIC_MIN),
            None => Teeth::among(live, 1.0, order::jitter(live), ASYMMETRY_MIN),
        }
    }

    fn among(values: &[f64], error: f64, noise: f64, asymmetry_min: f64) -> Teeth {
        let mut best = Teeth { count: 0, asymmetry: 0.0, formed: 0.0, full: 0.0, asymmetry_min };
        let widest = values.len() / WINDOWS_MIN;
        // Each half as wide again as the one before.
        let mut width = 1;
        while width <= widest {
            let means = order::moving_means(values, width);
            let falls = falls(&means, width);
            let asymmetry = skewness(&falls) / (error * (6.0 * width as f64 / falls.len() as f64).sqrt());
            if asymmetry.abs() > best.asymmetry.abs() {
                let (count, sorted) = (count(&falls, asymmetry.signum(), width), order::sorted(&means));
                let formed = all(&[
                    above(count as f64, TEETH_MIN),
                    above(steepness(&falls, asymmetry.signum()), STEEPNESS_MIN),
                    swings(&sorted, noise / (width as f64).sqrt()),
                ]);
                best = Teeth { count, asymmetry, formed, full: full(&sorted), asymmetry_min };
            }
            width += width.div_ceil(2);
        }
        best
    }

    /// To what degree there are teeth.
    pub(super) fn degree(&self) -> f64 {
        all(&[above(self.asymmetry.abs(), self.asymmetry_min), self.formed])
    }

    /// To what degree there are teeth that fall more quickly than they rise, as bursts do not.
    pub(super) fn falls(&self) -> f64 {
        all(&[above(self.asymmetry, ASYMMETRY_MIN), self.formed])
    }

    /// To what degree there are teeth that are filled at once and drained slowly, as bursts that fade away are not.
    pub(super) fn drains(&self) -> f64 {
        all(&[above(-self.asymmetry, ASYMMETRY_MIN), self.formed, above(self.full, FULL_MIN)])
    }

    /// The same as [`falls`](Self::falls) beyond all doubt, as growth does not: the noise of what grows does too, and is not normal on the whole.
    pub(super) fn surely_falls(&self) -> f64 {
        all(&[above(self.asymmetry, 2.0 * ASYMMETRY_MIN), self.formed])
    }
}

/// Each the mean of itself and of those a period before and after, as far as there are any: what repeats stays, and noise is averaged out.
fn combed(values: &[f64], period: usize) -> Vec<f64> {
    let at = |index: Option<usize>| index.and_then(|index| values.get(index)).copied();
    let comb = |index: usize| [at(index.checked_sub(period)), at(Some(index)), at(index.checked_add(period))];
    let mean = |index| order::mean(&comb(index).into_iter().flatten().collect::<Vec<_>>());
    (0..values.len()).map(mean).collect()
}

/// By how much the mean of so many samples is above that of the next ones.
fn falls(means: &[f64], width: usize) -> Vec<f64> {
    means.iter().zip(&means[width..]).map(|(before, after)| before - after).collect()
}

fn skewness(values: &[f64]) -> f64 {
    let mean = order::mean(values);
    let moment = |power| values.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / values.len() as f64;
    order::ratio(moment(3), moment(2).powf(1.5))
}

/// How many falls there are, or rises if the sign is negative.
fn count(falls: &[f64], sign: f64, width: usize) -> usize {
    let largest = falls.iter().map(|fall| fall * sign).fold(0.0, f64::max);
    let deep = falls.iter().enumerate().filter(|(_, fall)| *fall * sign > ALIKE * largest).map(|(at, _)| at);
    // What is not even a window apart is one.
    deep.scan(None, |last: &mut Option<usize>, at| Some(last.replace(at).is_none_or(|last| at - last > width)))
        .filter(|is_next| *is_next)
        .count()
}

/// How many times steeper falls are than rises, or the other way round if the sign is negative: the ratio of the two sides of the third moment,
/// of which the skewness is the difference.
fn steepness(falls: &[f64], sign: f64) -> f64 {
    let cubes = |side: f64| falls.iter().map(|fall| (fall * side).max(0.0).powi(3)).sum::<f64>();
    let (steep, flat) = (cubes(sign), cubes(-sign));
    if steep > 0.0 { steep / flat } else { 0.0 }
}

/// How large a share is above a quarter of the height.
fn full(sorted: &[f64]) -> f64 {
    let (low, high) = (order::quantile(sorted, 0.05), order::quantile(sorted, 0.95));
    let below = sorted.partition_point(|&mean| mean <= low + (high - low) / 4.0);
    (sorted.len() - below) as f64 / sorted.len() as f64
}

/// To what degree it goes up and down between two heights, beyond what noise does, and is everywhere in between.
fn swings(sorted: &[f64], noise: f64) -> f64 {
    let between = |low, high| order::quantile(sorted, high) - order::quantile(sorted, low);
    // Of what is normal a twentieth is above 1.645 standard deviations.
    let height = (between(0.05, 0.95).powi(2) - (2.0 * 1.645 * noise).powi(2)).max(0.0).sqrt();
    let filled = order::ratio(between(0.25, 0.75), between(0.0, 1.0));
    all(&[above(order::ratio(height, order::mean(sorted)), HEIGHT_MIN), above(filled, FILLED_MIN)])
}
