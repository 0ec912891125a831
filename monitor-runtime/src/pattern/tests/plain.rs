//! The first that comes to mind for each shape, down to the lowest levels.
//!

use std::time::Duration;

use super::super::Shape;
use super::draw::{Draw, Drawn, binned};

/// A shape at its plainest: uniform noise up to a strength, the live rounded or not, and two or three ways to acquire.
pub(super) fn draw(shape: Shape, draw: &mut Draw) -> Drawn {
    let samples = draw.one_of(&[120, 200, 300, 450, 600]);
    let step = draw.one_of(&[1.0, 10.0]);
    let level = draw.one_of(&[5.0, 12.0, 40.0, 150.0, 1000.0, 8000.0, 50_000.0]);
    let noise = draw.one_of(&[0.0, 0.05, 0.1, 0.2, 0.3]);
    let rate = level * step / draw.magnitude(0.05..20.0);
    let (live, acquired) = match shape {
        Shape::Idle => idle(samples, level, draw),
        Shape::Burst => burst(samples, level, rate, draw),
        Shape::Sawtooth => sawtooth(samples, level, draw),
        Shape::Growth => growth(samples, level, rate, draw),
        // Without any noise, and with all acquired between two samples, nothing would be seen to happen.
        _ => (vec![level; samples], vec![rate.max(1.0); samples]),
    };
    let whole = draw.chance(0.7);
    let mut noisy = |curve: Vec<f64>| -> Vec<f64> {
        let noisy = curve.into_iter().map(|value| value * (1.0 + noise * draw.uniform(-1.0..1.0)));
        noisy.map(|value| if whole { value.round() } else { value }).collect()
    };
    // What is kept while nothing happens does not vary.
    let live = if shape == Shape::Idle { live } else { noisy(live) };
    let acquired = noisy(acquired);
    let lifetimes = (0..draw.count(300..3000)).map(|_| match shape {
        Shape::Bimodal if draw.chance(0.1) => draw.log_normal(0.3, 0.25),
        Shape::Bimodal => draw.log_normal(0.002, 0.25),
        _ => draw.log_normal(0.02, 0.6),
    });
    let lifetimes = binned(lifetimes.collect::<Vec<_>>(), 1);
    Drawn { step: Duration::from_secs_f64(step), live, acquired, lifetimes }
}

type Curves = (Vec<f64>, Vec<f64>);

fn idle(samples: usize, level: f64, draw: &mut Draw) -> Curves {
    match draw.count(0..3) {
        0 => (vec![0.0; samples], vec![0.0; samples]),
        1 => (vec![level.min(50.0); samples], vec![0.0; samples]),
        _ => (0..samples).map(|_| (draw.count(0..3) as f64, f64::from(u8::from(draw.chance(0.02))))).unzip(),
    }
}

/// Some samples long each, of one height; the live rise half as far, or as far.
fn burst(samples: usize, level: f64, rate: f64, draw: &mut Draw) -> Curves {
    let factor = draw.uniform(5.0..20.0);
    let gap = draw.count(20..60);
    let length = draw.count(1..6);
    let share = draw.one_of(&[0.5, 1.0]);
    let rate = rate.max(2.0);
    let rises = |at: usize| if (at + gap / 2) % gap < length { factor - 1.0 } else { 0.0 };
    (0..samples).map(|at| (level * (1.0 + share * rises(at)), rate * (1.0 + rises(at)))).unzip()
}

/// From a tenth of the level to all of it, in equal teeth; what is acquired is what it rises by, or constant.
fn sawtooth(samples: usize, level: f64, draw: &mut Draw) -> Curves {
    let period = samples / draw.count(3..(samples / 6).min(31));
    let live: Vec<f64> =
        (0..samples).map(|at| level * (0.1 + 0.9 * (at % period) as f64 / (period - 1) as f64)).collect();
    let constant = draw.chance(0.5);
    let rise = level * 0.9 / (period - 1) as f64;
    let acquired =
        live.iter().enumerate().map(|(at, live)| if !constant && at % period == 0 { *live } else { rise }).collect();
    (live, acquired)
}

/// By half up to five times, on a line or a curve, or from nothing.
fn growth(samples: usize, level: f64, rate: f64, draw: &mut Draw) -> Curves {
    let factor = draw.uniform(1.5..5.0);
    let form = draw.count(0..3);
    let live: Vec<f64> = (0..samples)
        .map(|at| at as f64 / samples as f64)
        .map(|t| match form {
            0 => level * (1.0 + (factor - 1.0) * t),
            1 => level * factor.powf(t),
            _ => level * t,
        })
        .collect();
    (live, vec![rate; samples])
}
