//! After how long the same happens again.

use super::order;

/// The resemblance to itself that is a period: teeth or bursts under much noise have a half.
const RESEMBLANCE_MIN: f64 = 0.3;

/// The standard errors by which it resembles itself, at least: the highest of some hundred lags is at three by chance.
const SIGNIFICANCE_MIN: f64 = 3.5;

/// A multiple of the period resembles as much. The first that comes as near as this to the best is taken for the period itself.
const AS_GOOD: f64 = 0.85;

/// The period in steps, if there is one: the first of the highest peaks of the autocorrelation (Box and Jenkins 1970) at which it has been below
/// zero before. At least two periods are needed to see one.
pub(super) fn of(values: &[f64]) -> Option<usize> {
    let resemblance: Vec<f64> = autocorrelation(values, values.len() / 2).collect();
    let swings = resemblance.iter().position(|&r| r < 0.0)?;
    // The variance of each for n pairs of samples (Bartlett 1946): more than 1/n if neighbours resemble each other.
    let variance = 1.0 + 2.0 * order::sum_of_squares(&resemblance[1..swings.max(1)]);
    let is_clear = |lag: &usize| {
        resemblance[*lag] >= RESEMBLANCE_MIN.max(SIGNIFICANCE_MIN * (variance / (values.len() - lag) as f64).sqrt())
    };
    let peaks =
        || (swings + 1..resemblance.len() - 1).filter(|&lag| is_peak(&resemblance[lag - 1..=lag + 1])).filter(is_clear);
    let height = |lag: usize| height(&resemblance[lag - 1..=lag + 1]);
    let best = peaks().map(height).fold(0.0, f64::max);
    peaks().find(|&lag| height(lag) >= AS_GOOD * best)
}

/// How high a peak is that may lie between two lags: what is narrow is seen at both, in part. What is broad is as high at either side.
fn height(three: &[f64]) -> f64 {
    three[1] + (three[0] - three[2]).abs()
}

fn is_peak(three: &[f64]) -> bool {
    three[0] < three[1] && three[1] >= three[2]
}

/// The correlation of values with those `lag` before them, for each lag from 0 on, corrected for there being ever fewer. 0 of what is constant.
pub(super) fn autocorrelation(values: &[f64], lags: usize) -> impl Iterator<Item = f64> {
    let mean = order::mean(values);
    let rest: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let variance = order::mean_square(&rest);
    (0..lags).map(move |lag| {
        let products: f64 = rest.iter().zip(&rest[lag..]).map(|(then, now)| then * now).sum();
        order::ratio(products / (rest.len() - lag) as f64, variance)
    })
}
