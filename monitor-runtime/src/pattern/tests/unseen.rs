//! Random processes instead of curves.
//!
//! Written last: no threshold was changed because of what it showed.

use std::time::Duration;

use super::super::Shape;
use super::draw::{Draw, Drawn, binned};

/// What a process of a shape has made live and acquired, with white or with autocorrelated noise.
pub(super) fn draw(shape: Shape, draw: &mut Draw) -> Drawn {
    let samples = draw.count(120..601);
    let step = draw.one_of(&[1.0, 10.0]);
    let level = draw.magnitude(5.0..50_000.0);
    let noise = draw.uniform(0.0..0.3);
    let memory = draw.one_of(&[0.0, 0.0, 0.3, 0.7]);
    let churn = draw.magnitude(0.5..500.0);
    let curves = match shape {
        Shape::Idle => idle(samples, draw),
        Shape::Burst => burst(samples, level, churn, draw),
        Shape::Sawtooth => sawtooth(samples, level, draw),
        Shape::Growth => growth(samples, level, churn, draw),
        _ => (vec![level; samples], vec![level * churn; samples]),
    };
    let noise = if shape == Shape::Idle { 0.0 } else { noise };
    let live = noisy(curves.0, noise, memory, draw);
    let acquired = noisy(curves.1, noise, 0.0, draw);
    Drawn { step: Duration::from_secs_f64(step), live, acquired, lifetimes: lifetimes(shape, draw) }
}

type Curves = (Vec<f64>, Vec<f64>);

fn noisy(curve: Vec<f64>, noise: f64, memory: f64, draw: &mut Draw) -> Vec<f64> {
    let mut wander = 0.0;
    let fresh = (1.0 - memory * memory).sqrt();
    let noisy = curve.into_iter().map(|value| {
        wander = memory * wander + fresh * draw.normal();
        (value * (1.0 + noise * wander).max(0.0)).round()
    });
    noisy.collect()
}

/// A user comes now and then, takes one, seldom two, and stays for a while.
fn idle(samples: usize, draw: &mut Draw) -> Curves {
    let comes = draw.uniform(0.0..0.02);
    let goes = draw.uniform(0.1..1.0);
    let mut live = 0.0_f64;
    (0..samples)
        .map(|_| {
            let takes = if draw.chance(comes) { draw.one_of(&[1.0, 1.0, 2.0]) } else { 0.0 };
            live = if draw.chance(goes) { takes } else { live + takes };
            (live, takes)
        })
        .unzip()
}

/// At random times, of heights of which some are much larger than others; the live follow as a lifetime of some steps makes them.
fn burst(samples: usize, level: f64, churn: f64, draw: &mut Draw) -> Curves {
    let gap = draw.uniform(25.0..samples as f64 / 3.0);
    let lengthy = draw.uniform(1.0..(gap * 0.2).min(12.0));
    let stays = draw.uniform(0.0..0.7);
    let mut next = draw.uniform(5.0..gap);
    let (mut ends, mut height, mut live) = (0.0, 0.0, level);
    (0..samples)
        .map(|at| at as f64)
        .map(|at| {
            if at >= next {
                ends = at + lengthy.max(1.0);
                height = 5.0 + draw.exponential(8.0);
                next = ends + 5.0 + draw.exponential(gap);
            }
            let times = if at < ends { 1.0 + height } else { 1.0 };
            live = stays * live + (1.0 - stays) * level * times;
            (live, (level * churn).max(1.0) * times)
        })
        .unzip()
}

/// A pool from which unused ones are reaped, by the clock or when too many are there, most or all of them.
fn sawtooth(samples: usize, level: f64, draw: &mut Draw) -> Curves {
    let period = samples as f64 / draw.uniform(3.5..28.0);
    let period = period.max(6.0);
    let by_clock = draw.chance(0.5);
    let kept = draw.uniform(0.0..0.35);
    let bend = draw.uniform(0.7..1.4);
    let jitter = draw.uniform(0.0..0.3);
    let (mut since, mut length, mut low) = (0.0, period, level * kept);
    (0..samples)
        .map(|_| {
            since += 1.0;
            if since >= length {
                since = 0.0;
                length = period * if by_clock { 1.0 } else { draw.noise(jitter).max(0.4) };
                low = level * kept * draw.noise(0.2);
            }
            (low + (level - low) * (since / period).powf(bend), level / period)
        })
        .unzip()
}

/// Increments that are never negative: many small ones or few large ones, all the time or from late on.
fn growth(samples: usize, level: f64, churn: f64, draw: &mut Draw) -> Curves {
    let factor = draw.magnitude(1.6..20.0);
    let start = if draw.chance(0.3) { draw.uniform(0.4..0.75) * samples as f64 } else { 0.0 };
    let often = draw.one_of(&[1.0, 1.0, 0.2, 0.05]);
    let mut grown = 0.0;
    let heights: Vec<f64> = (0..samples)
        .map(|at| {
            // The last has grown in any case, so that all of it is not at the start by accident.
            if at as f64 >= start && (draw.chance(often) || at % 30 == 29) {
                grown += draw.exponential(1.0);
            }
            grown
        })
        .collect();
    let curve: Vec<f64> = heights.iter().map(|height| level * (1.0 + (factor - 1.0) * height / grown)).collect();
    let acquired = curve.iter().map(|live| live * churn).collect();
    (curve, acquired)
}

/// Weibull's, from nearly exponential to narrow; two of the narrow.
fn lifetimes(shape: Shape, draw: &mut Draw) -> Vec<(Duration, u64)> {
    let scale = draw.magnitude(0.001..30.0);
    let known = draw.magnitude(300.0..8000.0) as usize;
    let (rare, ratio) = (draw.uniform(0.05..0.5), draw.magnitude(5.0..200.0));
    let (broad, narrow) = (draw.uniform(0.8..4.0), draw.uniform(4.0..15.0));
    let long_is_rare = draw.chance(0.5);
    let one = |draw: &mut Draw| {
        let weibull = |draw: &mut Draw, form: f64| scale * draw.exponential(1.0).powf(1.0 / form);
        match shape {
            Shape::Bimodal if draw.chance(rare) == long_is_rare => ratio * weibull(draw, narrow),
            Shape::Bimodal => weibull(draw, narrow),
            _ => weibull(draw, broad),
        }
    };
    binned((0..known).map(|_| one(draw)).collect::<Vec<_>>(), 1)
}
