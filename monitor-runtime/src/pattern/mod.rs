//! What the use of a resource looks like over time: a level, bursts, teeth, a leak.
//!
//! Each question has a file that measures: `activity`, `trend`, `bursts`, `teeth`, `modes`. Each answers with a degree from 0 to 1, and
//! [`Pattern::of`] asks them in turn. The statistics are from the literature, named where they are used; they depend on no unit of time, and on
//! the level only where few are few. The autocorrelation takes some n² multiplications, and nothing else more than n log n: some milliseconds
//! for a few thousand samples.

mod activity;
mod bursts;
mod degree;
mod modes;
mod of_kind;
mod order;
mod period;
mod teeth;
mod trend;

#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use self::activity::Activity;
use self::bursts::Bursts;
use self::degree::{all, not};
use self::modes::Modes;
use self::teeth::Teeth;
use self::trend::Trend;

/// What one kind of resource did over some time, in equal steps.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    /// The time between two samples.
    pub step: Duration,
    /// How many were live at each sample.
    pub live: &'a [f64],
    /// How many were acquired in the step before each sample.
    pub acquired: &'a [f64],
    /// How long those lived that were released meanwhile: the middles of a histogram's bins and what is in them, the shortest first. May be
    /// empty; then no trace is [`Bimodal`](Shape::Bimodal).
    pub lifetimes: &'a [(Duration, u64)],
}

/// The least samples that have a shape.
///
/// At thirty the quantiles that are asked for, and the normal approximations of the tests, begin to mean something.
pub const SAMPLES_MIN: usize = 30;

/// More than this is no count, but damaged.
const COUNT_MAX: f64 = u64::MAX as f64;

impl Trace<'_> {
    fn is_sound(&self) -> bool {
        let counts = |values: &[f64]| values.iter().all(|value| (0.0..=COUNT_MAX).contains(value));
        self.live.len() >= SAMPLES_MIN
            && self.live.len() == self.acquired.len()
            && !self.step.is_zero()
            && counts(self.live)
            && counts(self.acquired)
    }
}

/// What a [`Trace`] looks like.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// Nothing happens, or next to nothing.
    Idle,
    /// Both those that are live and those that are acquired hover around a level.
    Steady,
    /// Few are acquired, and now and then many times as many for a short while.
    Burst,
    /// The live become more and more, and then quickly fewer, again and again: a batch is flushed, garbage collected, a pool reaped. Or the
    /// reverse: filled at once and drained slowly.
    Sawtooth,
    /// The live become more and do not fall back: a leak, or a load that grows.
    Growth,
    /// Steady, but there are two kinds of lifetime, such as those of a cache's hits and misses, which their average hides. Between them hardly any
    /// are: less than some six tenths of how many are around the rarer one.
    Bimodal,
}

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Shape::Idle => "idle",
            Shape::Steady => "steady",
            Shape::Burst => "burst",
            Shape::Sawtooth => "sawtooth",
            Shape::Growth => "growth",
            Shape::Bimodal => "bimodal",
        }
    }
}

/// In lower case: `sawtooth`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The shape of a [`Trace`], and what speaks for it.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct Pattern {
    /// What it looks like most.
    pub shape: Shape,
    /// How far from looking like anything else, from 0 to 1. In the tests some three in four are right between 0.5 and 0.7, and nearly all above
    /// 0.9.
    pub confidence: f64,
    /// What was measured.
    pub evidence: Evidence,
}

/// What was measured of a [`Trace`], whether or not it speaks for the shape.
#[derive(Clone, PartialEq, Debug, Default)]
#[non_exhaustive]
pub struct Evidence {
    /// How many more are live each second, by the median of all slopes.
    pub slope_per_s: f64,
    /// The same as a share of the mean that is live.
    pub slope_relative_per_s: f64,
    /// How many more are live late than early, as a share of the mean that is live.
    pub rise: f64,
    /// How large a share of the rise was lost again in between, at worst and beyond noise; 1 if there was no rise.
    pub fallback: f64,
    /// How many times as many are acquired, or live, in bursts as otherwise; 1 without bursts.
    pub burst_factor: f64,
    /// How large a share of the time is in bursts.
    pub burst_share: f64,
    /// How many times the live fell quickly, or, if that is what they do, rose.
    pub teeth: usize,
    /// How much less sudden rises are than falls, in standard errors: beyond 3 that is hardly an accident. Negative if it is the rises that are
    /// sudden.
    pub asymmetry: f64,
    /// After how long the same happens again, if it does so regularly.
    pub period: Option<Duration>,
    /// The two lifetimes around which all others are, if there are two.
    pub modes: Option<(Duration, Duration)>,
    /// How large a share of the lifetimes belongs to the rarer of the two modes.
    pub modes_share: f64,
}

impl Pattern {
    /// The pattern in a trace.
    ///
    /// `None` if it has fewer than [`SAMPLES_MIN`] samples, if `live` and `acquired` differ in length, if the step is zero, or if anything in
    /// them is negative, above `u64::MAX`, infinite or not a number. Bins of `lifetimes` that are empty or out of order are harmless.
    ///
    /// ```
    /// use std::time::Duration;
    /// # use monitor_runtime::{self as monitor};
    /// use monitor::pattern::{Pattern, Shape, Trace};
    ///
    /// // Each second two more are live: somebody forgets to release.
    /// let live: Vec<f64> = (0..120).map(|second| 40.0 + 2.0 * f64::from(second)).collect();
    /// let acquired = vec![25.0; live.len()];
    /// let trace = Trace { step: Duration::from_secs(1), live: &live, acquired: &acquired, lifetimes: &[] };
    ///
    /// let pattern = Pattern::of(&trace).expect("120 samples are enough");
    /// assert_eq!(pattern.shape, Shape::Growth);
    /// assert!((pattern.evidence.slope_per_s - 2.0).abs() < 1e-9);
    /// assert_eq!(Pattern::of(&Trace { live: &live[..60], ..trace }), None);
    /// ```
    pub fn of(trace: &Trace<'_>) -> Option<Pattern> {
        if !trace.is_sound() {
            return None;
        }
        let activity = Activity::of(trace.live, trace.acquired);
        let trend = Trend::of(trace.live);
        let bursts = Bursts::of_either(trace.acquired, trace.live);
        let [period_acquired, period_live] = [trace.acquired, trace.live].map(period::of);
        let teeth = Teeth::of(trace.live, period_live);
        let modes = Modes::of(trace.lifetimes);
        let (shape, confidence) = likeliest(&[
            (Shape::Idle, activity.few()),
            (Shape::Growth, all(&[trend.growth(), not(teeth.surely_falls())])),
            (Shape::Idle, activity.kept()),
            (Shape::Burst, all(&[bursts.degree(), not(teeth.falls()), not(teeth.drains())])),
            (Shape::Sawtooth, teeth.degree()),
            (Shape::Bimodal, modes.as_ref().map_or(0.0, Modes::degree)),
            (Shape::Steady, 1.0),
        ]);
        let period = if shape == Shape::Burst { period_acquired } else { period_live };
        let seconds = trace.step.as_secs_f64();
        let evidence = Evidence {
            slope_per_s: trend.slope / seconds,
            slope_relative_per_s: order::ratio(trend.slope, order::mean(trace.live)) / seconds,
            rise: trend.rise,
            fallback: trend.fallback.min(1.0),
            burst_factor: bursts.factor,
            burst_share: bursts.share,
            teeth: teeth.count,
            asymmetry: teeth.asymmetry,
            period: period.map(|steps| order::seconds(steps as f64 * seconds)),
            modes: modes.as_ref().filter(|modes| modes.degree() >= 0.5).map(|modes| modes.at),
            modes_share: modes.as_ref().map_or(0.0, |modes| modes.share),
        };
        Some(Pattern { shape, confidence, evidence })
    }
}

/// Asks in turn. What one question says yes to, to a degree, is left to the next ones only for the rest: the parts add up to 1, and the
/// greatest wins.
///
/// The order is that of how much a shape excludes. Next to nothing is no level; a rise without a fall is neither a burst nor a tooth; a burst
/// may have a tooth's flanks; and only what is none of these is steady, with one kind of lifetime or two. (Idleness is asked for twice: what
/// hardly changes may be a slow leak.)
fn likeliest(questions: &[(Shape, f64)]) -> (Shape, f64) {
    let mut rest = 1.0;
    let mut best = (Shape::Steady, 0.0);
    for &(shape, degree) in questions {
        if rest * degree > best.1 {
            best = (shape, rest * degree);
        }
        rest *= 1.0 - degree;
    }
    best
}
