//! The same shapes by other conventions, as by somebody who knows only what they are called.

use std::time::Duration;

use super::super::Shape;
use super::draw::{Draw, Drawn, binned};

/// How the number of those that are acquired follows from that of the live.
#[derive(Clone, Copy)]
enum Acquiring {
    /// As many as leave at a lifetime of so many steps, and as many more as there are more live.
    Balance(f64),
    /// In proportion.
    Share(f64),
    /// Poisson, with the live as the mean.
    Poisson(f64),
}

/// A curve with log-normal noise, from which all else follows.
pub(super) fn draw(shape: Shape, draw: &mut Draw) -> Drawn {
    let samples = draw.count(120..601);
    let step = draw.one_of(&[1.0, 10.0]);
    let level = draw.magnitude(5.0..50_000.0);
    let noise = draw.uniform(0.02..0.3);
    let curve = match shape {
        Shape::Idle => (0..samples).map(|_| f64::from(u8::from(draw.chance(0.02)))).collect(),
        Shape::Burst => burst(samples, level, draw),
        Shape::Sawtooth => sawtooth(samples, level, draw),
        Shape::Growth => growth(samples, level, draw),
        _ => vec![level; samples],
    };
    let live: Vec<f64> = curve.iter().map(|value| draw.log_normal(*value, noise).round()).collect();
    let acquiring = match draw.count(0..3) {
        _ if shape == Shape::Idle => Acquiring::Share(1.0),
        0 => Acquiring::Balance(draw.magnitude(0.05..20.0)),
        1 => Acquiring::Share(draw.magnitude(0.3..30.0)),
        _ => Acquiring::Poisson(draw.magnitude(0.3..10.0)),
    };
    let acquired = acquired(acquiring, &curve, noise, draw);
    let mean = draw.magnitude(0.001..20.0);
    Drawn { step: Duration::from_secs_f64(step), live, acquired, lifetimes: lifetimes(shape, mean, draw) }
}

fn acquired(acquiring: Acquiring, curve: &[f64], noise: f64, draw: &mut Draw) -> Vec<f64> {
    let mut before = curve[0];
    let acquired = curve.iter().map(|&now| {
        let more = (now - before).max(0.0);
        before = now;
        match acquiring {
            Acquiring::Balance(lifetime) => draw.log_normal(now / lifetime + more, noise).round(),
            Acquiring::Share(share) => draw.log_normal(now * share, noise).round(),
            Acquiring::Poisson(share) => draw.poisson(now * share),
        }
    });
    acquired.collect()
}

/// Two states, low and high, that follow each other as a coin falls; or spikes that fade away.
fn burst(samples: usize, level: f64, draw: &mut Draw) -> Vec<f64> {
    let factor = draw.uniform(5.0..20.0);
    let base = level / if draw.chance(0.5) { 1.0 } else { factor };
    let fades = draw.chance(0.3);
    let (begins, ends) = (draw.uniform(0.01..0.03), draw.uniform(0.15..0.5));
    let mut excess = 0.0;
    let mut bursts = 0;
    let mut curve: Vec<f64> = Vec::new();
    while curve.len() < samples || bursts < 2 {
        if excess == 0.0 && draw.chance(begins) {
            excess = factor - 1.0;
            bursts += 1;
        } else if fades {
            excess *= 1.0 - ends;
            excess = if excess < 0.2 { 0.0 } else { excess };
        } else if draw.chance(ends) {
            excess = 0.0;
        }
        curve.push(base * (1.0 + excess));
    }
    curve.split_off(curve.len() - samples)
}

/// A heap under a collector: it fills at a rate that varies, and is collected at a limit, to some rest.
fn sawtooth(samples: usize, level: f64, draw: &mut Draw) -> Vec<f64> {
    let teeth = draw.uniform(3.5..25.0);
    let rest = draw.uniform(0.05..0.5);
    let rate = level * (1.0 - rest) * teeth.min(samples as f64 / 6.0) / samples as f64;
    let vary = draw.uniform(0.0..1.0);
    let early = draw.uniform(0.0..0.4);
    let mut now = level * draw.uniform(rest..1.0);
    let mut limit = level;
    let curve = (0..samples).map(|_| {
        now += rate * draw.uniform(1.0 - vary..1.0 + vary + 1e-9);
        if now > limit {
            now = level * rest * draw.uniform(0.7..1.3);
            limit = level * draw.uniform(1.0 - early..1.0 + 1e-9);
        }
        now
    });
    curve.collect()
}

/// A power of time, from the level on, or a wave of growth that comes and ends.
fn growth(samples: usize, level: f64, draw: &mut Draw) -> Vec<f64> {
    let factor = draw.uniform(1.7..12.0);
    let power = draw.uniform(0.5..3.0);
    let logistic = draw.chance(0.3);
    let middle = draw.uniform(0.3..0.7);
    let height = |t: f64| if logistic { 1.0 / (1.0 + (-12.0 * (t - middle)).exp()) } else { t.powf(power) };
    (0..samples).map(|at| level * (1.0 + (factor - 1.0) * height(at as f64 / samples as f64))).collect()
}

fn lifetimes(shape: Shape, mean: f64, draw: &mut Draw) -> Vec<(Duration, u64)> {
    let known = draw.magnitude(200.0..5000.0) as usize;
    let rare = draw.uniform(0.06..0.5);
    let ratio = draw.magnitude(5.0..150.0);
    let erlang = draw.count(1..8);
    let one = |draw: &mut Draw| {
        let unit: f64 = (0..erlang + 3).map(|_| draw.exponential(1.0 / (erlang + 3) as f64)).sum();
        let broad: f64 = (0..erlang).map(|_| draw.exponential(1.0 / erlang as f64)).sum();
        match shape {
            // Erlang's: the fewer stages, the broader. Of two such the modes are only apart if they are narrow or far away.
            Shape::Bimodal if draw.chance(rare) => mean * ratio.max(40.0 / (erlang + 3) as f64) * unit,
            Shape::Bimodal => mean * unit,
            _ => mean * broad,
        }
    };
    binned((0..known).map(|_| one(draw)).collect::<Vec<_>>(), 1)
}
