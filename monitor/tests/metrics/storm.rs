//! Pages that are taken while limits change and threads come and go: each is consistent in itself and with the one before.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use monitor::metrics::{Format, Metrics};
use monitor::{Account, Monitor, tracked};

const MOST: usize = 50;

#[tracked(kind = "stormy", limit = 50, clock = "exact")]
struct Stormy;

/// A page's numbers by series.
fn page(metrics: &Metrics) -> BTreeMap<String, f64> {
    let text = metrics.text(Format::Prometheus);
    let samples =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.rsplit_once(' ').expect("a number"));
    samples.map(|(series, value)| (series.to_owned(), value.parse().expect("a number"))).collect()
}

fn check(page: &BTreeMap<String, f64>, before: &BTreeMap<String, f64>) {
    let of = |name: &str| page.get(&format!("{name}{{kind=\"stormy\"}}")).copied();
    let Some(live) = of("monitor_live") else { return };
    assert!(live <= MOST as f64, "{live} live");
    assert!(of("monitor_limit").unwrap() <= MOST as f64);
    assert!(of("monitor_released_total") <= of("monitor_acquired_total"));
    check_sites(page);
    let count = of("monitor_use_time_seconds_count").unwrap_or(0.0);
    let buckets = page.iter().filter(|(series, _)| series.starts_with("monitor_use_time_seconds_bucket"));
    let mut counts: Vec<f64> = buckets.map(|(_, below)| *below).collect();
    counts.sort_by(f64::total_cmp);
    assert_eq!(counts.last().copied().unwrap_or(0.0), count);
    for (series, value) in page.iter().filter(|(series, _)| is_sum(series)) {
        assert!(before.get(series).is_none_or(|before| before <= value), "{series} has fallen");
    }
}

/// What a line has released it has acquired.
fn check_sites(page: &BTreeMap<String, f64>) {
    for (series, released) in page.iter().filter(|(series, _)| series.starts_with("monitor_site_released_total")) {
        let acquired = page[&series.replace("released", "acquired")];
        assert!(*released <= acquired, "{series}: {released} of {acquired}");
    }
}

/// Whether it is of those that only grow.
fn is_sum(series: &str) -> bool {
    ["_total", "_bucket", "_count", "_sum"].iter().any(|end| series.split('{').next().unwrap().ends_with(end))
}

/// Comes, acquires and releases for a while, and goes.
fn come_and_go(account: &Account<Stormy>) {
    for _ in 0..200 {
        let held: Vec<_> = (0..3).map(|_| account.try_acquire()).collect();
        drop(held);
    }
}

/// Says that it is over when it is dropped.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

/// The program ends while somebody scrapes: accounts are closed and drained, threads end, the monitor is let go.
#[test]
fn pages_of_a_shutdown_are_consistent() {
    for _ in 0..50 {
        let monitor = Monitor::new();
        let metrics = Metrics::by_hand(&monitor);
        let account = monitor.account::<Stormy>();
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..2).map(|_| scope.spawn(|| come_and_go(&account))).collect();
            let scraper = scope.spawn(|| {
                let _end = End(&is_over);
                let mut before = BTreeMap::new();
                loop {
                    let was_over = is_over.load(SeqCst);
                    let page = page(&metrics);
                    check(&page, &before);
                    before = page;
                    if was_over {
                        return before;
                    }
                }
            });
            account.close();
            account.drain().blocking().unwrap();
            workers.into_iter().for_each(|worker| worker.join().unwrap());
            is_over.store(true, SeqCst);
            let last = scraper.join().unwrap();
            let of = |name: &str| last.get(&format!("{name}{{kind=\"stormy\"}}")).copied();
            assert_eq!((of("monitor_closed"), of("monitor_live")), (Some(1.0), Some(0.0)));
            assert_eq!(of("monitor_acquired_total"), of("monitor_released_total"));
        });
    }
}

#[test]
fn every_page_is_consistent() {
    let monitor = Monitor::new();
    let metrics = Metrics::by_hand(&monitor);
    let account = monitor.account::<Stormy>();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(SeqCst) {
                thread::scope(|storm| (0..4).for_each(|_| drop(storm.spawn(|| come_and_go(&account)))));
            }
        });
        scope.spawn(|| {
            for limit in [5, MOST, 1, 20].into_iter().cycle().take_while(|_| !is_over.load(SeqCst)) {
                account.set_limit(limit).unwrap();
            }
        });
        // Also when a check fails, or the others would go on for ever.
        let _end = End(&is_over);
        let end = Instant::now() + Duration::from_secs(2);
        let (mut before, mut pages) = (BTreeMap::new(), 0);
        while Instant::now() < end {
            metrics.sample();
            let page = page(&metrics);
            check(&page, &before);
            (before, pages) = (page, pages + 1);
        }
        assert!(pages > 10, "only {pages} pages");
    });
    // Nothing goes on any more: the sums are right.
    let page = page(&metrics);
    let of = |name: &str| page[&format!("{name}{{kind=\"stormy\"}}")];
    assert_eq!((of("monitor_live"), of("monitor_acquired_total")), (0.0, of("monitor_released_total")));
    assert_eq!(of("monitor_use_time_seconds_count"), of("monitor_released_total"));
}
