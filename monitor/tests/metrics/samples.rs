//! Samples, and the rates that are told of them.

use std::time::Duration;

use monitor::metrics::Series;
use monitor::tracked;

use crate::{measured, pass};

#[tracked(kind = "sampled", limit = 10)]
struct Sampled;

fn rates(metrics: &monitor::metrics::Metrics) -> Vec<(u64, f64, f64, f64)> {
    let snapshot = metrics.snapshot();
    let rates = &snapshot.kind("sampled").unwrap().rates;
    rates.iter().map(|rate| (rate.over.as_secs(), rate.acquired, rate.released, rate.denied)).collect()
}

#[test]
fn rates_are_told_over_windows_that_there_are_samples_of() {
    let (monitor, time, metrics) = measured();
    let account = monitor.account::<Sampled>();
    assert!(account.snapshot().rates.is_empty(), "nobody measures");
    metrics.sample();
    assert!(rates(&metrics).is_empty());
    pass(1, &time, &metrics, || drop(account.try_acquire().unwrap()));
    assert_eq!(rates(&metrics), [(1, 1.0, 1.0, 0.0)]);
    pass(9, &time, &metrics, || {
        let held: Vec<_> = (0..10).map(|_| account.try_acquire().unwrap()).collect();
        assert!(account.try_acquire().is_err());
        drop(held);
    });
    assert_eq!(rates(&metrics), [(1, 10.0, 10.0, 1.0), (10, 9.1, 9.1, 0.9)]);
    pass(290, &time, &metrics, || {});
    let told = rates(&metrics);
    assert_eq!(told.iter().map(|rate| rate.0).collect::<Vec<_>>(), [1, 10, 60, 300]);
    assert_eq!(told[3], (300, 91.0 / 300.0, 91.0 / 300.0, 9.0 / 300.0));
    assert_eq!(told[2], (60, 0.0, 0.0, 0.0));
}

#[test]
fn what_was_seen_is_kept_for_five_minutes() {
    let (monitor, time, metrics) = measured();
    let account = monitor.account::<Sampled>();
    let mut held = Vec::new();
    let line = line!() + 1;
    pass(400, &time, &metrics, || held.extend(account.try_acquire().ok()));
    let series = metrics.series();
    let [kind, site] = &series[..] else { panic!("a kind and a line, and not {series:?}") };
    assert_eq!(*kind, Series::of::<Sampled>());
    assert_eq!((kind.kind, kind.site), ("sampled", None));
    assert_eq!(site.site, Some((file!(), line)));

    let samples = metrics.samples(kind);
    assert_eq!(samples.len(), 301);
    let (first, last) = (samples[0], samples[300]);
    assert_eq!(
        (last.at - first.at, last.live, last.oldest),
        (Duration::from_secs(300), 10, Some(Duration::from_secs(400)))
    );
    let (sums, levels) = (last.sums.unwrap(), last.levels.unwrap());
    assert_eq!((levels.limit, levels.max_live, sums.acquired, sums.released, sums.denied), (10, 10, 10, 0, 390));
    let of_site = metrics.samples(site);
    assert_eq!((of_site.len(), of_site[300].live, of_site[300].levels), (301, 10, None));
    let sums = of_site[300].sums.unwrap();
    // Denials are estimated after the first 64.
    assert_eq!((sums.acquired, sums.released), (10, 0));
    assert!(sums.denied.abs_diff(390) <= 80, "{} denials", sums.denied);
}

#[test]
fn rates_are_told_by_line() {
    let (monitor, time, metrics) = measured();
    let account = monitor.account::<Sampled>();
    metrics.sample();
    pass(2, &time, &metrics, || drop(account.try_acquire().unwrap()));
    let snapshot = metrics.snapshot();
    let [site] = &snapshot.kind("sampled").unwrap().sites[..] else { panic!("one line: {snapshot:?}") };
    let rate = &site.counts.as_ref().unwrap().rates[0];
    assert_eq!((rate.acquired, rate.released, rate.denied), (1.0, 1.0, 0.0));
}

#[test]
fn a_sampler_of_its_own_takes_one_at_once_and_one_each_second() {
    let monitor = monitor::Monitor::new();
    let _held = monitor.account::<Sampled>().try_acquire().unwrap();
    let metrics = monitor::metrics::Metrics::start(&monitor).unwrap();
    let taken = || metrics.snapshot().measuring.unwrap().samples;
    assert_eq!(taken(), 1);
    let begun = std::time::Instant::now();
    while taken() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(20), "no second sample");
        std::thread::park_timeout(Duration::from_millis(10));
    }
    assert!(begun.elapsed() > Duration::from_millis(500));
}

#[test]
fn kinds_are_told_of_before_they_are_used() {
    #[tracked(kind = "unused", limit = 7)]
    struct Unused;
    let metrics = monitor::metrics::Metrics::start(&monitor::Monitor::new()).unwrap();
    let snapshot = metrics.snapshot();
    let unused = snapshot.kind("unused").expect("it is registered");
    assert_eq!((unused.limit, unused.live, unused.acquired), (7, 0, 0));
    assert!(metrics.samples(&Series::of::<Unused>()).len() == 1 && snapshot.time_stands_still.is_none());
}

#[test]
fn samples_are_in_order_whoever_takes_them() {
    let monitor = monitor::Monitor::new();
    let _held = monitor.account::<Sampled>().try_acquire().unwrap();
    let metrics = monitor::metrics::Metrics::by_hand(&monitor);
    std::thread::scope(|scope| {
        let takers: Vec<_> = (0..3).map(|_| scope.spawn(|| (0..2_000).for_each(|_| metrics.sample()))).collect();
        while !takers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            drop(metrics.snapshot());
        }
    });
    let samples = metrics.samples(&metrics.series()[0]);
    assert!(samples.is_sorted_by_key(|sample| sample.at));
}
