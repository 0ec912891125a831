//! Ages and lifetimes: as exact as each kind's `clock` promises.

#![cfg(feature = "runtime")]

mod task;
mod worker;

use std::thread;
use std::time::{Duration, Instant};

use monitor::clock::{Clock, SimulatedTime};
use monitor::{Account, Histogram, Monitor, Tracked, background, tracked};
use task::Task;
use worker::Worker;

const TICK: Duration = Duration::from_millis(1);

#[tracked(limit = 2000)]
struct OnTheTick;
#[tracked(limit = 2000, clock = "exact")]
struct Exact;
#[tracked(limit = 2000, clock = "none")]
struct Unstamped;

fn account<T: Tracked>() -> (Account<T>, SimulatedTime) {
    let (clock, time) = Clock::simulated();
    (Monitor::with_clock(clock).account(), time)
}

/// Acquires, lets time pass, releases.
fn live_for<T: Tracked>(account: &Account<T>, time: &SimulatedTime, lifetime: Duration) {
    let permit = account.try_acquire().unwrap();
    time.advance(lifetime);
    drop(permit);
}

fn lifetimes<T: Tracked>(account: &Account<T>) -> Histogram {
    account.snapshot().use_time
}

fn assert_quantile(histogram: &Histogram, share: f64, truth: Duration) {
    assert_within(histogram.quantile(share).expect("some were recorded"), truth, BIN);
}

fn assert_within(found: Duration, truth: Duration, share: f64) {
    let error = found.as_secs_f64() / truth.as_secs_f64() - 1.0;
    assert!(error.abs() <= share, "{found:?} instead of {truth:?}: {:.1} %", error * 100.0);
}

/// A bin is this wide at most; its middle is half as far from what is in it, and a simulated tick counts nanoseconds.
const BIN: f64 = 0.0315;

#[test]
fn every_reader_says_the_same_age() {
    check::<OnTheTick>(TICK);
    check::<Exact>(Duration::ZERO);

    fn check<T: Tracked>(error_max: Duration) {
        let (account, time) = account::<T>();
        let oldest = account.try_acquire().unwrap();
        time.advance(Duration::from_secs(10));
        let youngest = account.try_acquire().unwrap();
        time.advance(Duration::from_millis(2400));

        let is = |age: Option<Duration>, truth_ms| {
            let truth = Duration::from_millis(truth_ms);
            assert!(age.unwrap().abs_diff(truth) <= error_max, "{age:?} instead of {truth:?}");
        };
        is(oldest.age(), 12_400);
        is(youngest.age(), 2400);
        let ages: Vec<_> = account.iter().map(|row| row.age()).collect();
        assert_eq!(ages.len(), 2);
        is(ages.iter().copied().max().unwrap(), 12_400);
        is(ages.iter().copied().min().unwrap(), 2400);
        is(account.holders().oldest(), 12_400);
        is(account.snapshot().oldest, 12_400);
        drop(oldest);
        is(account.snapshot().oldest, 2400);
    }
}

#[test]
fn exact_lifetimes_are_known_for_all_to_a_bin() {
    for lifetime in [
        Duration::from_nanos(250),
        Duration::from_micros(7),
        Duration::from_millis(3),
        Duration::from_millis(999),
        Duration::from_secs(3 * 3600),
    ] {
        let (account, time) = account::<Exact>();
        for released in 1..=200 {
            live_for(&account, &time, lifetime);
            assert_eq!(lifetimes(&account).count(), released);
        }
        for share in [0.0, 0.5, 0.99, 0.999, 1.0] {
            assert_quantile(&lifetimes(&account), share, lifetime);
        }
    }
}

#[test]
fn quantiles_tell_the_common_from_the_rare() {
    let (account, time) = account::<Exact>();
    for number in 0..1000 {
        let ms = match number % 100 {
            0..2 => 5000,
            2..20 => 70,
            _ => 3,
        };
        live_for(&account, &time, Duration::from_millis(ms));
    }
    let lifetimes = lifetimes(&account);
    assert_eq!(lifetimes.count(), 1000);
    assert_quantile(&lifetimes, 0.5, Duration::from_millis(3));
    assert_quantile(&lifetimes, 0.9, Duration::from_millis(70));
    assert_quantile(&lifetimes, 0.99, Duration::from_secs(5));
}

#[test]
fn on_the_tick_long_lifetimes_are_known_for_all() {
    let (account, time) = account::<OnTheTick>();
    let held: Vec<_> = (0..1000).map(|_| account.try_acquire().unwrap()).collect();
    time.advance(Duration::from_millis(200));
    drop(held);
    assert_eq!(lifetimes(&account).count(), 1000);
    assert_quantile(&lifetimes(&account), 0.5, Duration::from_millis(200));
    for released in 1001..=1100 {
        live_for(&account, &time, Duration::from_secs(2));
        assert_eq!(lifetimes(&account).count(), released);
    }
    assert_quantile(&lifetimes(&account), 0.99, Duration::from_secs(2));
}

#[test]
fn on_the_tick_short_lifetimes_are_estimated() {
    let (account, time) = account::<OnTheTick>();
    for number in 0..160_000 {
        let ms = if number % 50 == 0 { 60 } else { 10 };
        live_for(&account, &time, Duration::from_millis(ms));
    }
    let lifetimes = lifetimes(&account);
    assert_quantile(&lifetimes, 0.5, Duration::from_millis(10));
    assert_quantile(&lifetimes, 0.9, Duration::from_millis(10));
    assert_quantile(&lifetimes, 0.99, Duration::from_millis(60));
}

#[test]
fn on_the_tick_a_few_short_lifetimes_are_all_known() {
    let (account, time) = account::<OnTheTick>();
    for ms in [1, 5, 10, 20, 40] {
        live_for(&account, &time, Duration::from_millis(ms));
    }
    let lifetimes = lifetimes(&account);
    assert_eq!(lifetimes.count(), 5);
    assert_quantile(&lifetimes, 0.5, Duration::from_millis(10));
    assert_quantile(&lifetimes, 0.9, Duration::from_millis(40));
}

/// A quarter is long, and all of it is recorded; samples stand for the rest.
#[test]
fn on_the_tick_long_and_short_lifetimes_weigh_the_same() {
    let (account, time) = account::<OnTheTick>();
    for number in 0..64_000 {
        let ms = if number % 4 == 0 { 400 } else { 2 };
        live_for(&account, &time, Duration::from_millis(ms));
    }
    let lifetimes = lifetimes(&account);
    let count = lifetimes.count() as f64;
    assert!((count / 64_000.0 - 1.0).abs() < 0.1, "an estimate of 64,000, and not {count}");
    assert_quantile(&lifetimes, 0.5, Duration::from_millis(2));
    assert_quantile(&lifetimes, 0.9, Duration::from_millis(400));
}

/// The first few thousand are sampled more densely, but weigh no more: one in 16 of all, they are not seen at nine tenths.
#[test]
fn on_the_tick_dense_and_sparse_samples_weigh_the_same() {
    let (account, time) = account::<OnTheTick>();
    (0..4096).for_each(|_| live_for(&account, &time, Duration::from_millis(60)));
    (0..4096 * 15).for_each(|_| live_for(&account, &time, Duration::from_millis(2)));
    assert_quantile(&lifetimes(&account), 0.9, Duration::from_millis(2));
    assert_quantile(&lifetimes(&account), 0.99, Duration::from_millis(60));
}

/// Whoever takes what is reserved does not come by the way on which the samples are drawn.
#[test]
fn on_the_tick_sampling_goes_on_after_a_reservation() {
    let (account, time) = account::<OnTheTick>();
    (0..10).for_each(|_| live_for(&account, &time, Duration::from_millis(2)));
    let reservation = account.reserve(3).lasting(Duration::from_secs(60)).unwrap();
    let reserved = (reservation.try_acquire().unwrap(), reservation.try_acquire().unwrap());
    time.advance(Duration::from_millis(2));
    drop(reserved);
    (0..40).for_each(|_| live_for(&account, &time, Duration::from_millis(2)));
    assert_eq!(lifetimes(&account).count(), 52);
}

#[test]
fn without_a_clock_nothing_is_known() {
    let (account, time) = account::<Unstamped>();
    for _ in 0..100 {
        live_for(&account, &time, Duration::from_secs(1));
    }
    let permit = account.try_acquire().unwrap();
    time.advance(Duration::from_secs(1));
    assert_eq!(permit.age(), None);
    assert_eq!(account.iter().next().unwrap().age(), None);
    let snapshot = account.snapshot();
    assert_eq!((snapshot.oldest, snapshot.use_time.count(), snapshot.sites[0].oldest), (None, 0, None));
    assert_eq!((snapshot.acquired, snapshot.live), (101, 1), "all else is");
}

#[test]
fn the_lifetimes_of_a_thread_outlive_it() {
    let (account, time) = account::<Exact>();
    for released in [3, 10, 64, 100, 1000] {
        let before = account.snapshot().released;
        let worker = Worker::start();
        let held: Vec<_> = (0..released).map(|_| account.try_acquire().unwrap()).collect();
        time.advance(Duration::from_secs(1));
        worker.run(move || drop(held));
        assert_eq!(lifetimes(&account).count(), before + released);
        worker.end();
        assert_eq!(lifetimes(&account).count(), before + released);
    }
}

/// Has so many wait, one after the other, each for as long.
fn wait_for<T: Tracked>(account: &Account<T>, time: &SimulatedTime, waits: impl Iterator<Item = u64>) {
    account.set_limit(1).unwrap();
    for ms in waits {
        let held = account.try_acquire().unwrap();
        let mut task = Task::waiting(account.acquire());
        time.advance(Duration::from_millis(ms));
        drop(held);
        drop(task.output().unwrap());
    }
}

fn waits(snapshot: &monitor::KindSnapshot) -> (u64, Option<Duration>) {
    (snapshot.wait_time.count(), snapshot.wait_time.quantile(0.5))
}

#[test]
fn who_waited_is_known_and_how_long() {
    let (account, time) = account::<Exact>();
    assert_eq!(waits(&account.snapshot()), (0, None));
    wait_for(&account, &time, (0..100).map(|number| if number < 80 { 5 } else { 400 }));
    let wait_time = account.snapshot().wait_time;
    assert_eq!(wait_time.count(), 100);
    assert_quantile(&wait_time, 0.5, Duration::from_millis(5));
    assert_quantile(&wait_time, 0.9, Duration::from_millis(400));
    // Who gives up has waited in vain.
    let held = account.try_acquire().unwrap();
    drop(Task::waiting(account.acquire()));
    drop(held);
    assert_eq!(account.snapshot().wait_time.count(), 100);
}

#[test]
fn on_the_tick_waits_are_estimated() {
    let (account, time) = account::<OnTheTick>();
    wait_for(&account, &time, (0..64_000).map(|number| if number % 10 == 0 { 400 } else { 2 }));
    let wait_time = account.snapshot().wait_time;
    let count = wait_time.count() as f64;
    assert!((count / 64_000.0 - 1.0).abs() < 0.1, "an estimate of 64,000, and not {count}");
    assert_quantile(&wait_time, 0.5, Duration::from_millis(2));
    assert_quantile(&wait_time, 0.99, Duration::from_millis(400));
}

#[test]
fn without_a_clock_no_wait_is_known() {
    let (account, time) = account::<Unstamped>();
    wait_for(&account, &time, std::iter::repeat_n(5, 10));
    assert_eq!(waits(&account.snapshot()), (0, None));
}

#[test]
fn the_live_are_counted_by_age() {
    let (account, time) = account::<OnTheTick>();
    let _held: Vec<_> = [5, 60, 3_000]
        .into_iter()
        .map(|seconds| {
            let held = account.try_acquire().unwrap();
            time.advance(Duration::from_secs(seconds));
            held
        })
        .collect();
    let older: Vec<_> = account.snapshot().older.iter().map(|older| (older.than.as_secs(), older.live)).collect();
    assert_eq!(older, [(1, 3), (10, 3), (60, 3), (600, 3), (3_600, 0), (86_400, 0)]);
}

/// Real time: what is tested is the thread that makes it pass. A second without a tick is what it takes.
#[test]
fn without_the_background_thread_limits_hold_and_snapshots_say_that_time_stands_still() {
    fn wait_until(mut is_true: impl FnMut() -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !is_true() {
            assert!(Instant::now() < end, "it has not happened in 20 s");
            thread::park_timeout(TICK);
        }
    }
    let monitor = Monitor::new();
    let account = monitor.account::<OnTheTick>();
    let stands_still = || monitor.snapshot().time_stands_still;
    assert_eq!(stands_still(), None);
    background::stop();
    background::stop();

    wait_until(|| stands_still().is_some());
    assert!(stands_still().unwrap() > Duration::from_secs(1));
    let table = monitor.snapshot().to_string();
    assert!(table.contains("\ntime has stood still for "), "{table}");
    let held: Vec<_> = (0..2000).map(|_| account.try_acquire().unwrap()).collect();
    assert!(account.try_acquire().is_err());
    drop(held);
    // What is needed first does not start it again: it was stopped by request.
    drop(Monitor::new().account::<Exact>().try_acquire().unwrap());
    assert!(stands_still().is_some());

    background::start().unwrap();
    background::start().unwrap();
    wait_until(|| stands_still().is_none());
    let permit = account.try_acquire().unwrap();
    wait_until(|| permit.age().unwrap() > 20 * TICK);
    drop(permit);
}
