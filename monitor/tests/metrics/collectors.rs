//! Those who are handed snapshots, and what becomes of those that misbehave.

use std::error::Error;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use monitor::metrics::{MetricCollector, Metrics};
use monitor::{CollectorSnapshot, Monitor, Snapshot, tracked};

#[tracked(kind = "collected", limit = 3)]
struct Collected;

const SOON: Duration = Duration::from_millis(5);
/// Longer than anything here takes, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// Does something with each snapshot.
struct Does<F>(&'static str, F);

impl<F> MetricCollector for Does<F>
where
    F: FnMut(&Snapshot) -> Result<(), Box<dyn Error + Send + Sync>> + Send + 'static,
{
    fn name(&self) -> &str {
        self.0
    }

    fn collect(&mut self, snapshot: &Snapshot) -> Result<(), Box<dyn Error + Send + Sync>> {
        (self.1)(snapshot)
    }
}

/// Says of each snapshot how many are live.
fn tells() -> (impl MetricCollector, Receiver<usize>) {
    let (tell, told) = channel();
    let collect = move |snapshot: &Snapshot| {
        let _ = tell.send(snapshot.kind("collected").map_or(0, |kind| kind.live));
    };
    (collect, told)
}

fn status(metrics: &Metrics, name: &str) -> CollectorSnapshot {
    let collectors = metrics.snapshot().measuring.unwrap().collectors;
    collectors.into_iter().find(|collector| collector.name == name).expect("it is at work")
}

fn until(what: &str, mut is_true: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_true() {
        assert!(begun.elapsed() < PATIENCE, "not in time: {what}");
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

#[test]
fn a_collector_is_handed_what_is_and_a_last_snapshot_at_its_end() {
    let monitor = Monitor::new();
    let metrics = Metrics::by_hand(&monitor);
    let (collector, told) = tells();
    let collecting = metrics.collect(SOON, collector).unwrap();
    assert_eq!(told.recv_timeout(PATIENCE), Ok(0));
    let _held = monitor.account::<Collected>().try_acquire().unwrap();
    until("it is seen", || told.recv_timeout(PATIENCE) == Ok(1));
    assert!(collecting.finish(PATIENCE));
    assert!(told.into_iter().all(|live| live == 1), "the last one is sent, and no more follow");
    assert!(metrics.snapshot().measuring.unwrap().collectors.is_empty());
}

#[test]
fn one_that_is_dropped_still_sends_its_last() {
    let metrics = Metrics::by_hand(&Monitor::new());
    let (collector, told) = tells();
    drop(metrics.collect(Duration::from_secs(3600), collector).unwrap());
    assert_eq!(told.recv_timeout(PATIENCE), Ok(0));
    assert!(told.recv_timeout(PATIENCE).is_err(), "its thread has ended");
}

#[test]
fn one_that_panics_or_fails_is_tried_again_and_counted() {
    let metrics = Metrics::by_hand(&Monitor::new());
    let mut runs = 0;
    let _collecting = metrics.collect(
        SOON,
        Does("moody", move |_: &Snapshot| {
            runs += 1;
            match runs {
                1 => panic!("a collector of a user"),
                2 => Err("no route".into()),
                _ => Ok(()),
            }
        }),
    );
    until("it has recovered", || status(&metrics, "moody").runs >= 2);
    let status = status(&metrics, "moody");
    assert_eq!((status.panics, status.failures, status.last_failure.as_deref()), (1, 1, Some("no route")));
}

#[test]
fn one_that_hangs_delays_nobody_and_is_reported() {
    let monitor = Monitor::new();
    let metrics = Metrics::by_hand(&monitor);
    let (release, held_up): (Sender<()>, _) = channel();
    let hanging = metrics.collect(
        SOON,
        Does("hanging", move |_: &Snapshot| {
            let _ = held_up.recv_timeout(PATIENCE);
            Ok(())
        }),
    );
    let (collector, told) = tells();
    let _other = metrics.collect(SOON, collector).unwrap();
    until("it hangs", || status(&metrics, "hanging").busy_for > Some(Duration::from_millis(50)));
    // Meanwhile the others get theirs, places are had, and whoever waits is told that its time is over.
    assert_eq!(told.recv_timeout(PATIENCE), Ok(0));
    let account = monitor.account::<Collected>();
    let _held: Vec<_> = (0..3).map(|_| account.try_acquire().unwrap()).collect();
    assert!(account.acquire().timeout(SOON).blocking().is_err());
    let text = metrics.text(monitor::metrics::Format::Prometheus);
    let busy =
        text.lines().find_map(|line| line.strip_prefix("monitor_collector_busy_seconds{collector=\"hanging\"} "));
    assert!(busy.unwrap().parse::<f64>().unwrap() > 0.05, "{text}");
    // Nor does it hold up whoever ends it.
    assert!(!hanging.unwrap().finish(SOON));
    drop(release);
}

#[test]
fn one_that_is_slow_misses_turns() {
    let metrics = Metrics::by_hand(&Monitor::new());
    let _collecting = metrics.collect(
        SOON,
        Does("slow", |_: &Snapshot| {
            let begun = Instant::now();
            while begun.elapsed() < 4 * SOON {
                std::hint::spin_loop();
            }
            Ok(())
        }),
    );
    until("it has run twice", || status(&metrics, "slow").runs >= 2);
    let status = status(&metrics, "slow");
    assert!(status.missed >= 2 && status.last_time >= 4 * SOON, "{status:?}");
}

#[test]
fn a_waker_that_panics_is_counted() {
    struct Panics;
    impl std::task::Wake for Panics {
        fn wake(self: std::sync::Arc<Self>) {
            panic!("a waker of a user");
        }
    }
    let monitor = Monitor::new();
    let metrics = Metrics::by_hand(&monitor);
    let panics = || metrics.snapshot().waker_panics;
    let before = panics();
    let account = monitor.account::<Collected>();
    let held: Vec<_> = (0..3).map(|_| account.try_acquire().unwrap()).collect();
    let mut waits = Box::pin(std::future::IntoFuture::into_future(account.acquire()));
    let waker = std::task::Waker::from(std::sync::Arc::new(Panics));
    assert!(waits.as_mut().poll(&mut std::task::Context::from_waker(&waker)).is_pending());
    drop(held);
    assert_eq!(panics(), before + 1);
}

#[test]
fn one_whose_panic_panics_again_is_tried_again_too() {
    struct Payload;
    impl Drop for Payload {
        fn drop(&mut self) {
            panic!("what a user's panic was about");
        }
    }
    let metrics = Metrics::by_hand(&Monitor::new());
    let mut runs = 0;
    let collect = move |_: &Snapshot| {
        runs += 1;
        if runs == 1 {
            std::panic::panic_any(Payload);
        }
        Ok(())
    };
    let _collecting = metrics.collect(SOON, Does("twice", collect));
    until("it has recovered", || status(&metrics, "twice").runs >= 1);
    assert_eq!(status(&metrics, "twice").panics, 1);
}

#[test]
fn no_turns_at_all_are_refused() {
    let metrics = Metrics::by_hand(&Monitor::new());
    let error = metrics.collect(Duration::ZERO, |_: &Snapshot| {}).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("every 0 s"), "{error}");
    assert!(metrics.snapshot().measuring.unwrap().collectors.is_empty());
}

#[test]
fn one_whose_turn_never_comes_is_handed_the_last_snapshot() {
    let metrics = Metrics::by_hand(&Monitor::new());
    let (collector, told) = tells();
    assert!(metrics.collect(Duration::MAX, collector).unwrap().finish(PATIENCE));
    assert_eq!(told.into_iter().count(), 1);
}

#[test]
fn those_of_one_name_are_told_apart() {
    let metrics = Metrics::by_hand(&Monitor::new());
    let hour = Duration::from_secs(3600);
    let collect = || metrics.collect(hour, |_: &Snapshot| {}).unwrap();
    let [first, second, third] = [collect(), collect(), collect()];
    let names = [&first, &second, &third].map(|collecting| collecting.status().name);
    assert_eq!(names, ["closure", "closure 2", "closure 3"]);
    assert!(second.finish(PATIENCE));
    assert_eq!(collect().status().name, "closure 2");
}

/// A failure that looks at the figures when it is printed, or panics.
struct Odd(Option<Metrics>);

impl std::fmt::Debug for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Odd")
    }
}

impl std::fmt::Display for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let metrics = self.0.as_ref().expect("a failure of a user");
        write!(f, "with {} collectors", metrics.snapshot().measuring.unwrap().collectors.len())
    }
}

impl Error for Odd {}

#[test]
fn a_failure_is_printed_in_nobodys_way() {
    let metrics = Metrics::by_hand(&Monitor::new());
    let own = metrics.clone();
    let looks = metrics.collect(SOON, Does("looks", move |_: &Snapshot| Err(Odd(Some(own.clone())).into())));
    let panics = metrics.collect(SOON, Does("panics", |_: &Snapshot| Err(Odd(None).into())));
    until("both have failed", || status(&metrics, "looks").failures > 0 && status(&metrics, "panics").panics > 0);
    assert_eq!(status(&metrics, "looks").last_failure.as_deref(), Some("with 2 collectors"));
    assert!(looks.unwrap().finish(PATIENCE) && panics.unwrap().finish(PATIENCE));
}
