//! Whether anything happens at all.

use super::degree::{all, below};
use super::order;

/// So many at once, live or acquired in one step, are more than next to nothing.
///
/// Of a Poisson process that has one at a time, more than four at once are less than one in two hundred.
const AT_ONCE: f64 = 4.5;

/// The mean of what is live, from which on it is a level and not an occasional use.
const LEVEL: f64 = 3.0;

/// The share of the time in which something may happen while nothing does on the whole.
const STIRRING: f64 = 0.15;

/// How much happens.
pub(super) struct Activity {
    level: f64,
    live_most: f64,
    acquired_most: f64,
    /// The share of the samples at which something was acquired, or more or fewer were live than mostly.
    stirring: f64,
    /// The most by which more or fewer were live than mostly.
    change_most: f64,
}

impl Activity {
    pub(super) fn of(live: &[f64], acquired: &[f64]) -> Activity {
        let sorted = order::sorted(live);
        let kept = order::quantile(&sorted, 0.5);
        let changes = || live.iter().map(|live| (live - kept).abs());
        // One of few, or a percent of many, is no change.
        let no_change = (0.5 + kept / 100.0).max(1.5);
        let stirs = changes().zip(acquired).filter(|&(change, &acquired)| change > no_change || acquired > 0.5);
        Activity {
            level: order::mean(live),
            // Not the very most, so that noise does not decide.
            live_most: order::quantile(&sorted, 0.98),
            acquired_most: acquired.iter().copied().fold(0.0, f64::max),
            stirring: stirs.count() as f64 / live.len() as f64,
            change_most: changes().fold(0.0, f64::max),
        }
    }

    /// To what degree there is next to nothing.
    pub(super) fn few(&self) -> f64 {
        all(&[below(self.live_most.max(self.acquired_most), AT_ONCE), below(self.level, LEVEL)])
    }

    /// To what degree whatever is there stays.
    pub(super) fn kept(&self) -> f64 {
        all(&[below(self.stirring, STIRRING), below(self.acquired_most.max(self.change_most), AT_ONCE)])
    }
}
