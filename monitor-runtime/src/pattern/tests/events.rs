//! Handles that arrive and leave, one by one, and are counted.

use std::time::Duration;

use super::super::Shape;
use super::draw::{Draw, Drawn, binned};

/// At most about so many arrive in a trace, for the test's own sake.
const ARRIVALS: f64 = 60_000.0;

/// A process of a shape: Poisson arrivals at a rate, that varies by itself as well, with lifetimes of a distribution.
pub(super) fn draw(shape: Shape, draw: &mut Draw) -> Drawn {
    let samples = draw.count(120..601);
    let step = draw.one_of(&[1.0, 10.0]);
    let mut queue = Queue::new(samples, step, draw.uniform(0.0..0.3));
    let level = draw.magnitude(5.0..3_000.0);
    // Long enough that no more arrive than can be simulated, short enough that the trace shows a level.
    let lifetime = draw.magnitude(0.05..0.1 * queue.end).max(level * queue.end / ARRIVALS).min(0.1 * queue.end);
    let rate = level / lifetime;
    match shape {
        Shape::Idle => {
            let rate = draw.uniform(0.0..0.05) / step;
            queue.arrive(draw, |_| rate, |draw, _| draw.exponential(0.5 * step));
        }
        Shape::Burst => burst(&mut queue, level, draw),
        Shape::Sawtooth if draw.chance(0.3) => drained(&mut queue, level, draw),
        Shape::Sawtooth => sawtooth(&mut queue, level, draw),
        Shape::Growth if draw.chance(0.5) => {
            // A leak: a few are never released.
            let rate = rate.min(ARRIVALS / queue.end / 2.0);
            let leaked = draw.uniform(1.0..6.0) * rate * lifetime / (rate * queue.end);
            queue.arrive(
                draw,
                |_| rate,
                |draw, _| if draw.chance(leaked) { f64::INFINITY } else { draw.exponential(lifetime) },
            );
        }
        Shape::Growth => {
            let factor = draw.uniform(2.0..8.0);
            let end = queue.end;
            queue.arrive(
                draw,
                |now| rate / factor * (1.0 + (factor - 1.0) * (now / end).max(0.0)),
                |draw, _| draw.exponential(lifetime),
            );
        }
        Shape::Bimodal => {
            let rare = draw.uniform(0.05..0.5);
            let ratio = draw.magnitude(5.0..200.0);
            let spread = draw.uniform(0.05..0.35);
            let rate = (level / (rare * lifetime + (1.0 - rare) * lifetime / ratio)).min(ARRIVALS / queue.end);
            let one = move |draw: &mut Draw, _| {
                let median = if draw.chance(rare) { lifetime } else { lifetime / ratio };
                draw.log_normal(median, spread)
            };
            queue.arrive(draw, |_| rate, one);
        }
        _ => match draw.count(0..4) {
            0 => queue.arrive(draw, |_| rate, |draw, _| draw.exponential(lifetime)),
            1 => queue.arrive(draw, |_| rate, |draw, _| draw.uniform(0.0..2.0 * lifetime)),
            2 => queue.arrive(draw, |_| rate, |_, _| lifetime),
            _ => queue.arrive(draw, |_| rate, |draw, _| draw.log_normal(lifetime * 0.6, 1.0)),
        },
    }
    queue.drawn()
}

/// Low, with a higher rate in some windows of time, at regular distances or at random.
fn burst(queue: &mut Queue, level: f64, draw: &mut Draw) {
    let factor = draw.uniform(6.0..25.0);
    let gap = queue.end / draw.uniform(3.0..12.0);
    let length = (gap * draw.uniform(0.03..0.2)).max(2.0 * queue.step);
    let lifetime = length * draw.magnitude(0.1..0.8);
    let base = (level / lifetime).min(ARRIVALS / queue.end / 3.0) / draw.uniform(1.0..factor);
    let irregular = draw.chance(0.5);
    let mut starts = vec![gap * 0.5];
    while let Some(&last) = starts.last().filter(|&&last| last < queue.end) {
        starts.push(last + if irregular { length + draw.exponential(gap - length) } else { gap });
    }
    let rate = |now: f64| {
        let bursts = starts.iter().any(|start| (*start..start + length).contains(&now));
        if bursts { base * factor } else { base }
    };
    queue.arrive(draw, rate, |draw, _| draw.exponential(lifetime));
}

/// All that arrive are kept until the next flush, at which most or all leave.
fn sawtooth(queue: &mut Queue, level: f64, draw: &mut Draw) {
    let period = (queue.end / draw.uniform(3.0..30.0)).max(6.0 * queue.step);
    let rate = (level / period).min(ARRIVALS / queue.end);
    let regular = draw.uniform(0.0..0.3);
    let kept = draw.uniform(0.0..0.3);
    let mut flushes = vec![-2.0 * period];
    while let Some(&last) = flushes.last().filter(|&&last| last < queue.end) {
        flushes.push(last + period * draw.noise(regular).max(0.2));
    }
    flushes.push(f64::INFINITY);
    queue.arrive(
        draw,
        |_| rate,
        |draw, now| {
            let next = flushes.partition_point(|flush| *flush <= now);
            let missed = if draw.chance(kept) { 1 } else { 0 };
            flushes[(next + missed).min(flushes.len() - 1)] - now
        },
    );
}

/// A batch arrives at once, again and again, and is worked off evenly until the next or nearly so.
fn drained(queue: &mut Queue, level: f64, draw: &mut Draw) {
    let period = (queue.end / draw.uniform(3.5..20.0)).max(8.0 * queue.step);
    let batch = level.max(8.0).min(ARRIVALS * period / queue.end);
    let busy = draw.uniform(0.6..1.0);
    let aside = draw.uniform(0.0..0.1) * batch / period;
    let is_first = |now: f64| now.rem_euclid(period) < queue.step;
    let rate = |now: f64| if is_first(now) { batch / queue.step } else { aside };
    let step = queue.step;
    let lifetime = |draw: &mut Draw, now: f64| {
        if now.rem_euclid(period) < step { draw.uniform(0.0..busy * period) } else { draw.exponential(step) }
    };
    let mut batches = Queue::new(queue.acquired.len(), queue.step, queue.noise);
    batches.arrive(draw, rate, lifetime);
    *queue = batches;
}

/// What is counted of those that arrive and leave.
struct Queue {
    step: f64,
    end: f64,
    /// By how much the rate varies from one step to the next.
    noise: f64,
    acquired: Vec<f64>,
    /// How many more are live at each sample than at the one before.
    change: Vec<f64>,
    lifetimes: Vec<f64>,
}

impl Queue {
    fn new(samples: usize, step: f64, noise: f64) -> Queue {
        Queue {
            step,
            end: samples as f64 * step,
            noise,
            acquired: vec![0.0; samples],
            change: vec![0.0; samples + 1],
            lifetimes: Vec::new(),
        }
    }

    /// The index of the first sample that is not before a time.
    fn sample(&self, time: f64) -> usize {
        ((time / self.step).ceil() as usize).min(self.acquired.len())
    }

    /// Has handles arrive, from half a trace before it begins so that it begins filled.
    fn arrive(&mut self, draw: &mut Draw, rate: impl Fn(f64) -> f64, lifetime: impl Fn(&mut Draw, f64) -> f64) {
        let samples = self.acquired.len();
        for number in 0..samples + samples / 2 {
            let from = (number as f64 - (samples / 2) as f64) * self.step;
            let mean = rate(from + self.step / 2.0) * self.step * draw.noise(self.noise);
            for _ in 0..draw.poisson(mean) as usize {
                let at = from + draw.uniform(0.0..self.step);
                let until = at + lifetime(draw, at);
                self.live(at, until);
            }
        }
    }

    fn live(&mut self, from: f64, until: f64) {
        let first = self.sample(from.max(0.0));
        if from >= 0.0 && first < self.acquired.len() {
            self.acquired[first] += 1.0;
        }
        if until >= 0.0 {
            let last = self.sample(until);
            self.change[first] += 1.0;
            self.change[last] -= 1.0;
            if until < self.end {
                self.lifetimes.push(until - from);
            }
        }
    }

    fn drawn(self) -> Drawn {
        let live = self.change.iter().scan(0.0, |live, change| {
            *live += change;
            Some(*live)
        });
        Drawn {
            step: Duration::from_secs_f64(self.step),
            live: live.take(self.acquired.len()).collect(),
            acquired: self.acquired,
            lifetimes: binned(self.lifetimes, 1),
        }
    }
}
