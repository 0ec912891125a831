//! What somebody would draw who doubts that it is recognised.

use std::time::Duration;

use super::super::Shape;
use super::draw::{Draw, Drawn, binned};

/// A variant of a shape that is near to others.
pub(super) fn draw(shape: Shape, draw: &mut Draw) -> Drawn {
    let samples = draw.count(120..601);
    let step = draw.one_of(&[1.0, 10.0]);
    let level = draw.magnitude(5.0..50_000.0);
    let noise = draw.uniform(0.0..0.3);
    let lifetime = draw.magnitude(0.002..30.0);
    let churn = step / lifetime * draw.magnitude(0.3..3.0);

    let (live, acquired) = match shape {
        Shape::Idle => idle(samples, draw),
        Shape::Burst => burst(samples, level, churn, draw),
        Shape::Sawtooth => sawtooth(samples, level, churn, draw),
        Shape::Growth => growth(samples, level, churn, draw),
        _ => steady(samples, level, churn, noise, draw),
    };
    // The steady have their own noise already.
    let noise = if matches!(shape, Shape::Steady | Shape::Bimodal | Shape::Idle) { 0.0 } else { noise };
    let uniform = draw.chance(0.3);
    let mut noisy = |curve: Vec<f64>| -> Vec<f64> {
        curve
            .into_iter()
            .map(|value| value * if uniform { 1.0 + draw.uniform(-noise..noise + 1e-9) } else { draw.noise(noise) })
            .map(f64::round)
            .collect()
    };
    let (live, acquired) = (noisy(live), noisy(acquired));
    let lifetimes = lifetimes(shape, lifetime, draw);
    Drawn { step: Duration::from_secs_f64(step), live, acquired, lifetimes }
}

type Curves = (Vec<f64>, Vec<f64>);

/// Nothing; or a few that are kept, with hardly a change; or a single use of three.
fn idle(samples: usize, draw: &mut Draw) -> Curves {
    let kept = draw.one_of(&[0.0, 0.0, 1.0, 20.0, 300.0]);
    let mut live = vec![kept; samples];
    let mut acquired = vec![0.0; samples];
    for _ in 0..draw.count(0..4) {
        let at = draw.count(1..samples - 5);
        let uses = draw.one_of(&[1.0, 1.0, 2.0, 3.0]);
        acquired[at] = uses;
        live[at..at + draw.count(1..5)].fill(kept + uses);
    }
    (live, acquired)
}

/// Irregular, of various heights and lengths, with or without ramps; some of single samples, others of long plateaus. The live follow, or
/// hardly do.
fn burst(samples: usize, level: f64, churn: f64, draw: &mut Draw) -> Curves {
    let factor = draw.uniform(6.0..40.0);
    let bursts = draw.count(2..9);
    let duty = draw.magnitude(0.01..0.25);
    let length = (samples as f64 * duty / bursts as f64).max(1.0);
    let ramp = draw.chance(0.4);
    let base = level / factor;
    let mut height = vec![0.0_f64; samples];
    for _ in 0..bursts {
        let length = (length * draw.uniform(0.6..1.4)).round().max(1.0) as usize;
        let tallness = draw.uniform(0.7..1.3);
        let at = draw.count(0..samples - length);
        for (number, height) in height[at..at + length].iter_mut().enumerate() {
            let ramp = if ramp { 1.0 - ((number as f64 + 0.5) / length as f64 * 2.0 - 1.0).abs() } else { 1.0 };
            *height = height.max(ramp * tallness);
        }
    }
    let acquired: Vec<f64> =
        height.iter().map(|height| base * churn.max(1.0) * (1.0 + (factor - 1.0) * height)).collect();
    let follow = draw.one_of(&[1.0, 1.0, 0.3]);
    let memory = draw.one_of(&[0.0, 0.5, 0.8]);
    let mut live = base;
    let live = height.iter().map(|height| {
        live = memory * live + (1.0 - memory) * base * (1.0 + (factor - 1.0) * height * follow);
        live
    });
    (live.collect(), acquired)
}

/// Teeth of random heights and lengths, three to thirty; some fall over a few samples, some are reversed.
fn sawtooth(samples: usize, level: f64, churn: f64, draw: &mut Draw) -> Curves {
    let teeth = draw.count(3..31).min(samples / 6);
    let vary = draw.uniform(0.0..0.4);
    let low = level * draw.uniform(0.0..0.4);
    let fall = draw.uniform(0.0..0.2);
    let reversed = draw.chance(0.25);
    let lengths: Vec<f64> = (0..teeth).map(|_| draw.noise(vary).max(0.3)).collect();
    let total: f64 = lengths.iter().sum();
    let mut live = Vec::new();
    let mut end = 0.0;
    for length in lengths {
        let begin = live.len();
        end += length / total * samples as f64;
        let height = (level - low) * draw.noise(vary).max(0.3);
        let samples = end as usize - begin;
        for number in 0..samples {
            let phase = (number as f64 + 0.5) / samples as f64;
            live.push(low + height * if phase < 1.0 - fall { phase / (1.0 - fall) } else { (1.0 - phase) / fall });
        }
    }
    if reversed {
        live.reverse();
    }
    let acquired = match draw.count(0..2) {
        0 => vec![level * churn; live.len()],
        _ => live.iter().map(|live| live * churn).collect(),
    };
    (live, acquired)
}

/// Linear, exponential, logarithmic, in steps, or late: from zero or from a level.
fn growth(samples: usize, level: f64, churn: f64, draw: &mut Draw) -> Curves {
    let from = if draw.chance(0.5) { 0.0 } else { draw.uniform(0.05..0.6) };
    let form = draw.count(0..5);
    let start = draw.uniform(0.6..0.8);
    let steps = draw.count(3..9) as f64;
    let steepness = draw.uniform(5.0..100.0);
    let height = |t: f64| match form {
        0 => t,
        1 => ((3.0 * t).exp() - 1.0) / (3.0_f64.exp() - 1.0),
        2 => (steepness * t).ln_1p() / steepness.ln_1p(),
        3 => (t * steps).floor() / (steps - 1.0),
        _ => ((t - start) / (1.0 - start)).max(0.0),
    };
    // From nothing at all until late would be idle.
    let from = if form == 4 { from.max(0.1) } else { from };
    let live: Vec<f64> =
        (0..samples).map(|at| level * (from + (1.0 - from) * height(at as f64 / samples as f64))).collect();
    let leak = draw.chance(0.5);
    let acquired = live.iter().map(|live| if leak { level * churn } else { live * churn }).collect();
    (live, acquired)
}

/// With a drift of a few percent, with autocorrelated noise, or as a Poisson process has.
fn steady(samples: usize, level: f64, churn: f64, noise: f64, draw: &mut Draw) -> Curves {
    let drift = draw.uniform(-0.06..0.06);
    let memory = draw.one_of(&[0.0, 0.5, 0.8, 0.9]);
    let spread = noise * (1.0_f64 - memory * memory).sqrt();
    let mut wander = noise * draw.normal();
    let poisson = draw.chance(0.3);
    let mut rate = Vec::new();
    let live = (0..samples)
        .map(|at| {
            wander = memory * wander + spread * draw.normal();
            let mean = level * (1.0 + drift * at as f64 / samples as f64);
            rate.push(mean * churn * draw.noise(noise));
            if poisson { draw.poisson(mean) } else { mean * (1.0 + wander).max(0.0) }
        })
        .collect();
    (live, rate)
}

/// One kind, of any spread and skew, or two, of any shares.
fn lifetimes(shape: Shape, lifetime: f64, draw: &mut Draw) -> Vec<(Duration, u64)> {
    let known = draw.magnitude(300.0..20_000.0) as usize;
    let weight = draw.one_of(&[1, 1, 64]);
    let spread = draw.uniform(0.1..2.0);
    let form = draw.count(0..5);
    let (rare, ratio) = (draw.uniform(0.05..0.95), draw.magnitude(4.0..200.0));
    let spreads = [draw.uniform(0.0..0.3), draw.uniform(0.0..0.3)];
    let one = |draw: &mut Draw| match (shape, form) {
        (Shape::Bimodal, _) if draw.chance(rare) => draw.log_normal(lifetime * ratio, spreads[0]),
        (Shape::Bimodal, _) => draw.log_normal(lifetime, spreads[1]),
        (_, 0) => draw.exponential(lifetime),
        (_, 1) => draw.uniform(0.0..2.0 * lifetime),
        // Pareto's, of which few are very long.
        (_, 2) => lifetime * draw.exponential(0.6).exp(),
        _ => draw.log_normal(lifetime, spread),
    };
    binned((0..known).map(|_| one(draw)).collect::<Vec<_>>(), weight)
}
