//! Interleaved rounds: every case once, then every case again.

use std::sync::Arc;
use std::time::Duration;

use crate::case::{Case, Seat};
use crate::options::Options;
use crate::pinned::{Second, pin, timed};
use crate::progress::Progress;
use crate::results::{Measured, Results};
use crate::samples::Samples;
use crate::work::{GRAIN, Work};

/// How often and how long each case runs.
struct Plan {
    rounds: u64,
    run: Duration,
}

impl Plan {
    /// Many rounds of 1.5 ms for figures that are kept; fewer and shorter ones for a look in between.
    fn of(options: &Options) -> Self {
        if options.quick {
            Plan { rounds: 41, run: Duration::from_micros(800) }
        } else {
            Plan { rounds: 61, run: Duration::from_micros(1_500) }
        }
    }
}

/// Runs the selected cases in interleaved rounds; `between` is called after each round, outside all measurements.
///
/// The calling thread stays pinned to the first core, and so do the threads and processes that it starts later.
pub fn run(cases: Vec<Case>, options: &Options, mut between: impl FnMut()) -> Results {
    let plan = Plan::of(options);
    let cases = Arc::new(cases);
    pin(Seat::First);
    let second = Second::start(Arc::clone(&cases));

    let mut results = Vec::new();
    let mut runs = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        results.push(Measured { name: case.name, alone: Samples::default(), together: Samples::default() });
        if options.selects(case.name) {
            runs.push(Run::prepare(index, case, &second, plan.run));
        }
    }

    let mut progress = Progress::start("round", plan.rounds);
    for _ in 0..plan.rounds {
        for run in &mut runs {
            run.once(&second, &mut results[run.index]);
        }
        between();
        progress.step();
    }
    Results(results)
}

/// A selected case, with its work for this thread.
struct Run<'a> {
    index: usize,
    case: &'a Case,
    work: Work,
    times: u64,
}

impl<'a> Run<'a> {
    /// Makes the case's work, and finds how often it must be repeated for a run to take about `wanted`.
    fn prepare(index: usize, case: &'a Case, second: &Second, wanted: Duration) -> Self {
        const WARM_UP: u64 = 4 * GRAIN;
        const TRIAL: u64 = 80 * GRAIN;
        let mut run = Run { index, case, work: (case.make)(Seat::First), times: 0 };
        run.try_out(second, WARM_UP);
        let trial = run.try_out(second, TRIAL);
        run.times = repetitions(TRIAL, trial, wanted);
        run
    }

    /// One thread alone decides where it can, so that both columns come from the same number of repetitions.
    fn try_out(&mut self, second: &Second, times: u64) -> Duration {
        if self.case.alone { timed(&mut self.work, times) } else { second.together(self.index, &mut self.work, times) }
    }

    fn once(&mut self, second: &Second, measured: &mut Measured) {
        let times = self.times;
        let each_ns = |run: Duration| run.as_nanos() as f64 / times as f64;
        if self.case.alone {
            measured.alone.push(each_ns(timed(&mut self.work, times)));
        }
        if self.case.together {
            measured.together.push(each_ns(second.together(self.index, &mut self.work, times)));
        }
    }
}

/// The multiple of [`GRAIN`] that takes about `wanted`, given that `tried` repetitions took `trial`.
fn repetitions(tried: u64, trial: Duration, wanted: Duration) -> u64 {
    const FEWEST_GRAINS: f64 = 8.0;
    const MOST_GRAINS: f64 = 16_384.0;
    let each = trial.as_secs_f64().max(1e-9) / tried as f64;
    let grains = wanted.as_secs_f64() / each / GRAIN as f64;
    grains.round().clamp(FEWEST_GRAINS, MOST_GRAINS) as u64 * GRAIN
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::repetitions;
    use crate::work::GRAIN;

    #[test]
    fn a_run_is_a_whole_number_of_grains_of_about_the_wanted_length() {
        let times = repetitions(1_000, Duration::from_micros(10), Duration::from_millis(1));
        assert_eq!(times % GRAIN, 0);
        assert!((99_000..101_000).contains(&times));
    }

    #[test]
    fn a_slow_case_still_repeats() {
        assert_eq!(repetitions(1, Duration::from_secs(1), Duration::from_millis(1)), 8 * GRAIN);
    }
}
