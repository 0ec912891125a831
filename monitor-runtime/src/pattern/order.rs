//! Means, and statistics of order, that do not care about a few wild values.

use std::time::Duration;

/// The mean; 0 of nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    ratio(values.iter().sum(), values.len() as f64)
}

/// The variance of what varies around 0; 0 of nothing.
pub(super) fn mean_square(values: &[f64]) -> f64 {
    ratio(sum_of_squares(values), values.len() as f64)
}

pub(super) fn sum_of_squares(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum()
}

/// A quotient; 0 if there is nothing to divide by.
pub(super) fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// A duration; the longest there is, if it is not that of any.
pub(super) fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

/// The smallest first.
pub(super) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// The value that a share of sorted ones, from 0 to 1, does not exceed; 0 of nothing.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or(0.0)
}

/// The value in the middle; 0 of nothing. It reorders.
pub(super) fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// The standard deviation of what varies from one sample to the next, by the median of how far it jumps.
///
/// The median absolute deviation (Hampel 1974) of the differences, scaled as if they were normal: slow changes do not count, and neither do
/// sudden ones that are rare.
pub(super) fn jitter(values: &[f64]) -> f64 {
    let mut jumps: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    median(&mut jumps) * 1.4826 / std::f64::consts::SQRT_2
}

/// The means of all windows of one width, in the order in which they begin, each from the sums up to its ends.
pub(super) fn moving_means(values: &[f64], width: usize) -> Vec<f64> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0.0;
    sums.push(sum);
    for value in values {
        sum += value;
        sums.push(sum);
    }
    sums.windows(width + 1).map(|sums| (sums[width] - sums[0]) / width as f64).collect()
}
