//! A formula for each shape, and noise on it.

use std::f64::consts::E;
use std::time::Duration;

use super::super::Shape;
use super::draw::{Draw, Drawn, binned};

/// A curve of a shape, sampled with multiplicative noise.
pub(super) fn draw(shape: Shape, draw: &mut Draw) -> Drawn {
    let samples = draw.count(120..601);
    let step = draw.one_of(&[1.0, 10.0]);
    let level = draw.magnitude(5.0..50_000.0);
    let noise = draw.uniform(0.0..0.3);
    let whole = draw.chance(0.5);
    let lifetime = draw.magnitude(0.1..60.0);
    let churn = step / lifetime;

    let (live, acquired) = match shape {
        Shape::Idle => idle(samples, draw),
        Shape::Burst => burst(samples, level, churn, draw),
        Shape::Sawtooth => sawtooth(samples, level, draw),
        Shape::Growth => growth(samples, level, churn, draw),
        _ => (vec![level; samples], vec![level * churn; samples]),
    };
    let noisy = |curve: Vec<f64>, draw: &mut Draw| -> Vec<f64> {
        let noisy = curve.into_iter().map(|value| value * draw.noise(noise));
        noisy.map(|value| if whole { value.round() } else { value }).collect()
    };
    let live = noisy(live, draw);
    let acquired = noisy(acquired, draw);
    let known = draw.count(200..4000);
    let lifetimes = match shape {
        Shape::Idle => Vec::new(),
        Shape::Bimodal => {
            let ratio = draw.magnitude(4.0..300.0);
            let rare = draw.uniform(0.05..0.5);
            let long_is_rare = draw.chance(0.5);
            let spread = draw.uniform(0.02..0.3);
            let one = |draw: &mut Draw| {
                let long = draw.chance(rare) == long_is_rare;
                draw.log_normal(if long { lifetime * ratio } else { lifetime }, spread)
            };
            binned((0..known).map(|_| one(draw)).collect::<Vec<_>>(), draw.one_of(&[1, 1, 16]))
        }
        _ => {
            let spread = draw.uniform(0.05..1.5);
            binned((0..known).map(|_| draw.log_normal(lifetime, spread)).collect::<Vec<_>>(), draw.one_of(&[1, 1, 16]))
        }
    };
    Drawn { step: Duration::from_secs_f64(step), live, acquired, lifetimes }
}

type Curves = (Vec<f64>, Vec<f64>);

fn idle(samples: usize, draw: &mut Draw) -> Curves {
    let kept = draw.one_of(&[0.0, 0.0, 1.0, 2.0]);
    let rare = draw.uniform(0.0..0.03);
    (0..samples)
        .map(|_| {
            let uses = f64::from(u8::from(draw.chance(rare)));
            (kept + uses, uses)
        })
        .unzip()
}

fn burst(samples: usize, level: f64, churn: f64, draw: &mut Draw) -> Curves {
    let factor = draw.uniform(6.0..30.0);
    let period = draw.count(samples / 10..samples / 3);
    let length = ((period as f64 * draw.uniform(0.02..0.2)) as usize).max(2);
    let base = level / if draw.chance(0.5) { factor } else { 1.0 };
    let curve: Vec<f64> =
        (0..samples).map(|at| if (at + period / 2) % period < length { base * factor } else { base }).collect();
    let acquired = curve.iter().map(|value| value * churn).collect();
    (curve, acquired)
}

fn sawtooth(samples: usize, level: f64, draw: &mut Draw) -> Curves {
    let teeth = draw.uniform(3.0..30.0);
    let period = (samples as f64 / teeth).max(6.0);
    let low = level * draw.uniform(0.0..0.4);
    let fall = draw.uniform(0.0..0.15);
    let start = draw.uniform(0.0..1.0);
    let live = (0..samples).map(|at| {
        let phase = (at as f64 / period + start).fract();
        let height = if phase < 1.0 - fall { phase / (1.0 - fall) } else { (1.0 - phase) / fall };
        low + (level - low) * height
    });
    (live.collect(), vec![level / period; samples])
}

fn growth(samples: usize, level: f64, churn: f64, draw: &mut Draw) -> Curves {
    let factor = draw.uniform(1.6..10.0);
    let form = draw.count(0..3);
    let live: Vec<f64> = (0..samples)
        .map(|at| at as f64 / samples as f64)
        .map(|t| match form {
            0 => level * (1.0 + (factor - 1.0) * t),
            1 => level * factor.powf(t),
            _ => level * (1.0 + (factor - 1.0) * ((E - 1.0) * t).ln_1p()),
        })
        .collect();
    let acquired = live.iter().map(|value| value * churn).collect();
    (live, acquired)
}
