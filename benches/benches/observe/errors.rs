//! How far off a histogram's quantiles are, on distributions that are known: lifetimes are simulated, and all of them are kept beside.

use std::time::Duration;

use harness::Options;
use harness::figures::Figure;
use monitor::clock::Clock;
use monitor::{Monitor, tracked};

/// What the docs state.
const STATED: f64 = 0.032;

#[tracked(kind = "timed", limit = 8, clock = "exact")]
struct Timed;

pub(crate) fn measure(options: &Options) -> Vec<Figure> {
    const SHARES: [(f64, &str); 3] = [
        (0.5, "observe.histogram.error.p50"),
        (0.99, "observe.histogram.error.p99"),
        (0.999, "observe.histogram.error.p999"),
    ];
    let lives = if options.quick { 20_000 } else { 200_000 };
    let errors: Vec<_> = distributions().iter().map(|draw| of(*draw, lives, SHARES.map(|(share, _)| share))).collect();
    let worst = |at: usize| errors.iter().map(|errors| errors[at]).fold(0.0, f64::max);
    SHARES.iter().enumerate().map(|(at, (_, name))| Figure::at_most(STATED, name, Some(worst(at)))).collect()
}

type Draw = fn(&mut fastrand::Rng) -> f64;

/// Lifetimes, in seconds: uniform, exponential, log-normal with a long tail, and two modes.
fn distributions() -> [Draw; 4] {
    fn normal(random: &mut fastrand::Rng) -> f64 {
        (0..12).map(|_| random.f64()).sum::<f64>() - 6.0
    }
    [
        |random| 0.001 + 0.1 * random.f64(),
        |random| -0.02 * (1.0 - random.f64()).ln(),
        |random| (1.5 * normal(random) - 5.0).exp(),
        |random| {
            if random.u32(0..10) == 0 { 0.3 * (1.0 + 0.1 * random.f64()) } else { 0.002 * (1.0 + 0.1 * random.f64()) }
        },
    ]
}

/// The relative error of each of these quantiles.
fn of(draw: Draw, lives: usize, shares: [f64; 3]) -> [f64; 3] {
    let mut random = fastrand::Rng::with_seed(7);
    let (clock, time) = Clock::simulated();
    let account = Monitor::with_clock(clock).account::<Timed>();
    let mut lived: Vec<Duration> = (0..lives).map(|_| Duration::from_secs_f64(draw(&mut random))).collect();
    for life in &lived {
        let held = account.try_acquire().expect("below the limit");
        time.advance(*life);
        drop(held);
    }
    lived.sort_unstable();
    let found = account.snapshot().use_time;
    shares.map(|share| {
        let truth = lived[(share * lives as f64).ceil() as usize - 1].as_secs_f64();
        let said = found.quantile(share).expect("some were recorded").as_secs_f64();
        (said / truth - 1.0).abs()
    })
}
