//! Random numbers, and what is made of them.

use std::f64::consts::TAU;
use std::ops::Range;
use std::time::Duration;

use super::super::{Pattern, Shape, Trace};

/// What is asked for in all generators, in the order of the tables.
pub(super) const SHAPES: [Shape; 6] =
    [Shape::Idle, Shape::Steady, Shape::Burst, Shape::Sawtooth, Shape::Growth, Shape::Bimodal];

/// A source of random numbers of many distributions.
pub(super) struct Draw(fastrand::Rng);

impl Draw {
    pub(super) fn seeded(seed: u64) -> Draw {
        Draw(fastrand::Rng::with_seed(seed))
    }

    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.0.f64() < share
    }

    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.0.usize(..choices.len())]
    }

    pub(super) fn count(&mut self, range: Range<usize>) -> usize {
        self.0.usize(range)
    }

    pub(super) fn uniform(&mut self, range: Range<f64>) -> f64 {
        range.start + (range.end - range.start) * self.0.f64()
    }

    /// As often between 1 and 10 as between 10 and 100.
    pub(super) fn magnitude(&mut self, range: Range<f64>) -> f64 {
        self.uniform(range.start.ln()..range.end.ln()).exp()
    }

    pub(super) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.0.f64()).ln()
    }

    /// Normal, by Box and Muller.
    pub(super) fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.0.f64()).ln()).sqrt() * (TAU * self.0.f64()).cos()
    }

    pub(super) fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }

    /// How many of a Poisson process, by its gaps; by its normal approximation if there are many.
    pub(super) fn poisson(&mut self, mean: f64) -> f64 {
        if mean > 50.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let mut gone = self.exponential(1.0);
        let mut count = 0.0;
        while gone < mean {
            gone += self.exponential(1.0);
            count += 1.0;
        }
        count
    }

    /// A factor around 1, never negative.
    pub(super) fn noise(&mut self, spread: f64) -> f64 {
        (1.0 + spread * self.normal()).max(0.0)
    }
}

/// A trace that owns what it is of.
#[derive(Clone)]
pub(super) struct Drawn {
    pub(super) step: Duration,
    pub(super) live: Vec<f64>,
    pub(super) acquired: Vec<f64>,
    pub(super) lifetimes: Vec<(Duration, u64)>,
}

impl Drawn {
    pub(super) fn pattern(&self) -> Pattern {
        let trace = Trace { step: self.step, live: &self.live, acquired: &self.acquired, lifetimes: &self.lifetimes };
        Pattern::of(&trace).expect("a sound trace")
    }
}

/// Sixteen bins an octave, as those of a histogram.
pub(super) fn binned(seconds: impl IntoIterator<Item = f64>, weight: u64) -> Vec<(Duration, u64)> {
    let mut bins = std::collections::BTreeMap::new();
    for seconds in seconds {
        let nanos = (seconds * 1e9).max(16.0);
        let width = 2_f64.powf(nanos.log2().floor() - 4.0);
        let middle = ((nanos / width).floor() + 0.5) * width;
        *bins.entry(Duration::from_nanos(middle as u64)).or_default() += weight;
    }
    bins.into_iter().collect()
}
