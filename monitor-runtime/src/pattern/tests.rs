//! Each shape is recognised, whoever draws it; and what is measured is there.

mod analytic;
mod confusion;
mod draw;
mod events;
mod foreign;
mod plain;
mod sceptic;
mod unseen;

use std::time::Duration;

use super::{Pattern, SAMPLES_MIN, Shape, Trace};
use confusion::{Confusion, Generator, mean};
use draw::{Draw, SHAPES};

/// Of different natures, so that what is recognised is the shape and not the generator.
const GENERATORS: [(&str, Generator); 6] = [
    ("analytic", analytic::draw),
    ("events", events::draw),
    ("sceptic", sceptic::draw),
    ("foreign", foreign::draw),
    ("plain", plain::draw),
    ("unseen", unseen::draw),
];

fn confusion_of_all(seed: u64, traces: usize) -> Confusion {
    let mut all = Confusion::default();
    println!("seed {seed}");
    for (name, generator) in GENERATORS {
        let confusion = Confusion::of(generator, seed, traces);
        println!("{}", confusion.table(name));
        // Of few traces of one kind more are wrong by chance.
        assert!(confusion.recognised_of_all() >= 0.85, "seed {seed}: {}", confusion.table(name));
        all.merge(&confusion);
    }
    println!("{}", all.table("all"));
    all
}

fn assert_recognised(all: &Confusion, seed: u64) {
    let table = || format!("seed {seed}\n{}", all.table("all"));
    assert!(all.recognised_of_all() >= 0.95, "{}", table());
    assert!((0..SHAPES.len()).all(|shape| all.recognised(shape) >= 0.9), "{}", table());
}

/// The traces of each shape that are drawn of each generator: some 60 in all, so that a debug build takes seconds.
const TRACES: usize = 10;

#[test]
fn shapes_are_recognised_whatever_the_seed() {
    let seed = fastrand::u64(..);
    assert_recognised(&confusion_of_all(seed, TRACES), seed);
}

#[test]
fn shapes_are_recognised_with_fixed_seeds() {
    for seed in [1, 2] {
        assert_recognised(&confusion_of_all(seed, TRACES), seed);
    }
}

#[test]
fn who_is_wrong_is_less_confident() {
    // Of the two generators with which it is wrong most often.
    let mut all = Confusion::of(sceptic::draw, 4, 60);
    all.merge(&Confusion::of(foreign::draw, 4, 60));
    println!("{}", all.table("all"));
    let (right, wrong) = (mean(&all.right), mean(&all.wrong));
    assert!(all.wrong.len() >= 3 && wrong < right - 0.15, "{wrong:.2} and {right:.2}");
    let sure = all.right_at(0.9..1.1).expect("most are sure");
    assert!(sure >= 0.98, "of those that are sure {sure:.3} are right");
    let unsure = all.right_at(0.0..0.6).expect("some are unsure");
    assert!(unsure < 0.95, "of those that are unsure {unsure:.3} are right");
}

/// Five runs of 200 traces a shape: `cargo test --release -- --ignored --nocapture`.
#[test]
#[ignore = "prints much"]
fn tables() {
    for _ in 0..5 {
        let seed = fastrand::u64(..);
        assert_recognised(&confusion_of_all(seed, 200), seed);
    }
}

/// A trace of one sample a second, with which others are made.
fn trace(live: &[f64]) -> Trace<'_> {
    Trace { step: Duration::from_secs(1), live, acquired: live, lifetimes: &[] }
}

fn curve(samples: usize, of: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..samples).map(|at| of(at as f64)).collect()
}

#[test]
fn too_little_or_damaged_is_no_pattern() {
    let level = vec![7.0; 100];
    let sound = trace(&level);
    assert!(Pattern::of(&sound).is_some());
    assert!(Pattern::of(&trace(&level[..SAMPLES_MIN])).is_some());
    assert_eq!(Pattern::of(&trace(&level[..SAMPLES_MIN - 1])), None);
    assert_eq!(Pattern::of(&trace(&[])), None);
    assert_eq!(Pattern::of(&Trace { acquired: &level[1..], ..sound }), None);
    assert_eq!(Pattern::of(&Trace { step: Duration::ZERO, ..sound }), None);
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, f64::MAX] {
        let mut damaged = level.clone();
        damaged[50] = wrong;
        assert_eq!(Pattern::of(&Trace { live: &damaged, ..sound }), None, "{wrong}");
        assert_eq!(Pattern::of(&Trace { acquired: &damaged, ..sound }), None, "{wrong}");
    }
}

#[test]
fn nothing_that_is_sound_is_too_extreme() {
    let (shortest, longest) = (Duration::from_nanos(1), Duration::MAX);
    let lifetimes: [&[(Duration, u64)]; 4] = [
        &[],
        &[(Duration::ZERO, 0), (longest, 0)],
        &[(Duration::ZERO, u64::MAX), (longest, u64::MAX)],
        &[(longest, 1), (shortest, 5), (Duration::from_secs(1), 3)],
    ];
    let most = u64::MAX as f64;
    let mut draw = Draw::seeded(5);
    let wild: Vec<f64> = (0..100).map(|_| draw.magnitude(1e-300..most)).collect();
    let curves = [vec![0.0; 30], vec![most; 30], curve(31, |at| if at == 9.0 { most } else { 0.0 }), wild];
    for (live, acquired) in curves.iter().flat_map(|live| [(live, live.clone()), (live, vec![0.0; live.len()])]) {
        for lifetimes in lifetimes {
            for step in [shortest, longest] {
                let pattern = Pattern::of(&Trace { step, live, acquired: &acquired, lifetimes }).expect("it is sound");
                assert!((0.0..=1.0).contains(&pattern.confidence), "{pattern:?}");
                assert!(pattern.evidence.slope_per_s.is_finite() && pattern.evidence.rise.is_finite(), "{pattern:?}");
            }
        }
    }
}

#[test]
fn what_is_near_to_another_shape_is_told_apart() {
    let bursting = |at: f64| if at % 40.0 < 4.0 { 400.0 } else { 50.0 };
    let stepping = |at: f64| 50.0 + 50.0 * (at / 60.0).floor();
    type Formula<'a> = &'a dyn Fn(f64) -> f64;
    let cases: [(&str, Shape, Formula<'_>, Option<Formula<'_>>); 6] = [
        ("only the rate bursts", Shape::Burst, &|_| 20.0, Some(&bursting)),
        ("four samples a tooth", Shape::Sawtooth, &|at| 10.0 + 15.0 * (at % 4.0), Some(&|_| 50.0)),
        ("only noise is acquired", Shape::Steady, &|_| 500.0, None),
        ("only rises are acquired", Shape::Sawtooth, &|at| 50.0 + 20.0 * (at % 20.0), None),
        ("growth in steps", Shape::Growth, &stepping, None),
        ("growth in the last fifth", Shape::Growth, &|at| 50.0 + 2.0 * (at - 240.0).max(0.0), Some(&|_| 50.0)),
    ];
    let mut draw = Draw::seeded(8);
    for (name, shape, live, acquired) in cases {
        let right = |draw: &mut Draw| {
            let live = curve(300, live).into_iter().map(|live| live * draw.noise(0.2)).collect::<Vec<_>>();
            let acquired = match acquired {
                Some(acquired) => curve(300, acquired).into_iter().map(|acquired| acquired * draw.noise(0.2)).collect(),
                None => std::iter::once(0.0)
                    .chain(live.windows(2).map(|pair| (pair[1] - pair[0]).max(0.0)))
                    .collect::<Vec<_>>(),
            };
            Pattern::of(&Trace { acquired: &acquired, ..trace(&live) }).expect("it is sound").shape == shape
        };
        let right = (0..40).filter(|_| right(&mut draw)).count();
        assert!(right >= 38, "{name}: {right} of 40 are right");
    }
}

#[test]
fn growth_has_its_slope_whatever_the_step_and_the_outliers() {
    let mut live = curve(200, |at| 100.0 + 3.0 * at);
    (0..200).step_by(17).for_each(|at| live[at] = 0.0);
    for step in [1, 10] {
        let evidence =
            Pattern::of(&Trace { step: Duration::from_secs(step), ..trace(&live) }).expect("it is sound").evidence;
        assert!((evidence.slope_per_s * step as f64 - 3.0).abs() < 0.05, "{evidence:?}");
    }
}

#[test]
fn what_falls_for_good_is_no_growth() {
    let pattern = Pattern::of(&trace(&curve(200, |at| 1000.0 - 3.0 * at))).expect("it is sound");
    assert_ne!(pattern.shape, Shape::Growth);
    assert!(pattern.evidence.slope_per_s < 0.0 && pattern.evidence.rise < 0.0 && pattern.evidence.fallback == 1.0);
}

#[test]
fn teeth_and_bursts_have_their_period() {
    let mut draw = Draw::seeded(6);
    let noise: Vec<f64> = (0..300).map(|_| draw.noise(0.1)).collect();
    let teeth = curve(300, |at| (10.0 + 4.0 * (at % 25.0)) * noise[at as usize]);
    let bursts = curve(300, |at| if at % 40.0 < 3.0 { 90.0 } else { 10.0 } * noise[at as usize]);
    for (curve, shape, period) in [(teeth, Shape::Sawtooth, 25), (bursts, Shape::Burst, 40)] {
        let pattern = Pattern::of(&trace(&curve)).expect("it is sound");
        assert_eq!(pattern.shape, shape, "{pattern:?}");
        assert_eq!(pattern.evidence.period, Some(Duration::from_secs(period)));
        assert!(shape != Shape::Burst || (pattern.evidence.burst_factor - 9.0).abs() < 1.5, "{pattern:?}");
        assert!(shape != Shape::Sawtooth || pattern.evidence.asymmetry > 4.0, "{pattern:?}");
    }
}

#[test]
fn what_is_filled_at_once_and_drained_slowly_is_no_burst() {
    // Whatever else is acquired.
    for others in [0.0, 1.0, 30.0, 50.0] {
        let live = curve(200, |at| 100.0 - 5.0 * (at % 20.0));
        let acquired = curve(200, |at| others + if at % 20.0 == 0.0 { 95.0 } else { 0.0 });
        let pattern = Pattern::of(&Trace { acquired: &acquired, ..trace(&live) }).expect("it is sound");
        assert_eq!(pattern.shape, Shape::Sawtooth, "{pattern:?}");
        assert!(pattern.evidence.asymmetry < -3.0 && pattern.evidence.period == Some(Duration::from_secs(20)));
    }
    // What is gone before long is one.
    let live = curve(200, |at| (100.0 - 25.0 * (at % 20.0)).max(2.0));
    let acquired = curve(200, |at| if at % 20.0 == 0.0 { 98.0 } else { 1.0 });
    let pattern = Pattern::of(&Trace { acquired: &acquired, ..trace(&live) }).expect("it is sound");
    assert_eq!(pattern.shape, Shape::Burst, "{pattern:?}");
}

#[test]
fn a_period_may_lie_between_two_lags() {
    for (period, seconds) in
        [(20.0, [20, 20]), (20.3, [20, 20]), (20.5, [20, 21]), (33.4, [33, 34]), (10.333, [10, 10])]
    {
        let bursts = curve(300, |at| if at % period < 1.0 { 90.0 } else { 10.0 });
        let found = Pattern::of(&trace(&bursts)).expect("it is sound").evidence.period.expect("it has one").as_secs();
        assert!(seconds.contains(&found), "{found} s instead of {period} s");
    }
}

#[test]
fn one_more_of_many_that_are_kept_is_next_to_nothing() {
    for kept in [20.0, 49.0, 60.0] {
        let live = curve(200, |at| if at < 110.0 { kept } else { kept + 1.0 });
        let acquired = curve(200, |at| if at == 110.0 { 1.0 } else { 0.0 });
        let pattern = Pattern::of(&Trace { acquired: &acquired, ..trace(&live) }).expect("it is sound");
        assert_eq!(pattern.shape, Shape::Idle, "{pattern:?}");
    }
}

#[test]
fn modes_are_found_where_they_are() {
    let mut draw = Draw::seeded(7);
    let of = |rare: f64, draw: &mut Draw| {
        let one =
            |draw: &mut Draw| if draw.chance(rare) { draw.log_normal(0.3, 0.2) } else { draw.log_normal(0.002, 0.2) };
        let lifetimes = draw::binned((0..2000).map(|_| one(draw)).collect::<Vec<_>>(), 1);
        let live: Vec<f64> = (0..200).map(|_| draw.poisson(50.0)).collect();
        Pattern::of(&Trace { lifetimes: &lifetimes, ..trace(&live) }).expect("it is sound")
    };
    let pattern = of(0.2, &mut draw);
    assert_eq!(pattern.shape, Shape::Bimodal);
    let (hit, miss) = pattern.evidence.modes.expect("there are two");
    assert!((hit.as_secs_f64() / 0.002 - 1.0).abs() < 0.15 && (miss.as_secs_f64() / 0.3 - 1.0).abs() < 0.15);
    assert!((pattern.evidence.modes_share - 0.2).abs() < 0.03);
    // A few outliers are no kind.
    let pattern = of(0.005, &mut draw);
    assert_eq!((pattern.shape, pattern.evidence.modes), (Shape::Steady, None));
}

/// The same lifetimes are two kinds if all were looked at, and perhaps none if one in 64 was.
#[test]
fn samples_count_once() {
    let lifetimes =
        |weight: u64| [(1, 3), (2, 9), (3, 4), (50, 2), (60, 2)].map(|(ms, n)| (Duration::from_millis(ms), n * weight));
    let live = vec![50.0; 100];
    let confidence = |lifetimes: &[(Duration, u64)]| {
        let pattern = Pattern::of(&Trace { lifetimes, ..trace(&live) }).expect("it is sound");
        if pattern.shape == Shape::Bimodal { pattern.confidence } else { 1.0 - pattern.confidence }
    };
    assert_eq!(confidence(&lifetimes(1)), confidence(&lifetimes(64)));
    assert!(confidence(&lifetimes(65)) > 0.8);
}

#[test]
fn shapes_have_names() {
    assert_eq!(SHAPES.map(|shape| shape.to_string()), ["idle", "steady", "burst", "sawtooth", "growth", "bimodal"]);
    assert_eq!(format!("[{:>9}]", Shape::Growth), "[   growth]");
}
