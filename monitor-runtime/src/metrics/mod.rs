//! Numbers for those who watch: samples second by second, rates, and whoever is to be handed snapshots.
//!
//! Nothing of it is on the way of an acquisition: it reads what acquiring and releasing write.

mod buckets;
mod collector;
#[cfg(feature = "tracing")]
mod events;
#[cfg(feature = "facade")]
mod facade;
mod families;
mod history;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "opentelemetry")]
mod otel;
mod sampler;
mod text;
mod turns;

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

pub use self::collector::{Collecting, MetricCollector};
#[cfg(feature = "tracing")]
pub use self::events::Events;
#[cfg(feature = "facade")]
pub use self::facade::Facade;
pub use self::families::{FAMILIES, Family, Instrument, Point, Unit, Value};
pub use self::history::{Levels, Sample, Series, Sums};
#[cfg(feature = "http")]
pub use self::http::Endpoint;
#[cfg(feature = "opentelemetry")]
pub use self::otel::Instruments;
pub use self::text::Format;

use self::collector::Run;
use self::history::History;
use self::sampler::Sampler;
use crate::catalogue::kinds;
use crate::core::clock::Clock;
use crate::measuring::{CollectorSnapshot, Measuring};
use crate::monitor::Monitor;
use crate::site::SiteSnapshot;
use crate::snapshot::Snapshot;

/// Measures a monitor: takes a sample each second, knows rates, and hands snapshots to collectors.
///
/// A clone is the same. When the last one is dropped, and every [`Collecting`] and `Endpoint`, nothing is sampled any more.
#[derive(Clone)]
pub struct Metrics {
    shared: Arc<Shared>,
}

struct Shared {
    monitor: Monitor,
    clock: &'static Clock,
    /// The clock's reading when measuring began.
    began: u64,
    state: Mutex<State>,
    /// Ends with us.
    sampler: OnceLock<Sampler>,
}

#[derive(Default)]
struct State {
    history: History,
    sample_time: Duration,
    snapshot_time: Duration,
    running: Vec<Arc<Run>>,
}

impl State {
    /// How those fare that are at work.
    fn collectors(&mut self) -> Vec<CollectorSnapshot> {
        self.running.retain(|run| !run.has_ended());
        self.running.iter().map(|run| run.status()).collect()
    }
}

impl Metrics {
    /// Measures a monitor from now on: a thread takes a sample each second. All registered kinds are told of, also those that nobody has used yet.
    ///
    /// Cost: that of [`Account::iter`](crate::Account::iter) for each kind, once a second, on that thread; and 34 KB for each kind and each line that is
    /// [counted by itself](crate::SiteCounts) or holds the most, at most 1,024 of both; some 10 KB for each kind that is not used.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub fn start(monitor: &Monitor) -> io::Result<Metrics> {
        let metrics = Metrics::by_hand(monitor);
        for kind in kinds() {
            monitor.accounts().of(kind);
        }
        metrics.sample();
        let shared = Arc::downgrade(&metrics.shared);
        let sampler = Sampler::start(move || shared.upgrade().map(|shared| shared.sample()).is_some())?;
        metrics.shared.sampler.get_or_init(|| sampler);
        Ok(metrics)
    }

    /// The same without a thread: [`sample`](Self::sample) is called by you. For tests, and for programs with a loop of their own. Only kinds that were
    /// used are told of.
    #[must_use = "nothing is measured when it is dropped"]
    pub fn by_hand(monitor: &Monitor) -> Metrics {
        let clock = monitor.accounts().clock();
        let (state, sampler) = (Mutex::default(), OnceLock::new());
        let shared = Shared { monitor: monitor.clone(), clock, began: clock.now(), state, sampler };
        Metrics { shared: Arc::new(shared) }
    }

    /// Takes a sample of each kind, and of the lines that hold the most.
    pub fn sample(&self) {
        self.shared.sample();
    }

    /// All figures, also those that only who measures knows: [rates](crate::Rate) and what [measuring](Measuring) costs.
    #[must_use = "a snapshot is only data"]
    pub fn snapshot(&self) -> Snapshot {
        self.shared.snapshot()
    }

    /// Hands a collector a snapshot each `every`, on a thread of its own. The first comes after `every`, a last one at the end. If others of that name
    /// are at work, it is reported with a number behind its name: `closure 2`.
    ///
    /// Cost: a snapshot each time, on that thread.
    ///
    /// # Errors
    /// `every` is zero ([`InvalidInput`](io::ErrorKind::InvalidInput)), or the operating system gives no thread.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use monitor_runtime::{self as monitor};
    /// use monitor::{Monitor, Snapshot, metrics::Metrics};
    ///
    /// let metrics = Metrics::start(&Monitor::global())?;
    /// let print = |snapshot: &Snapshot| println!("{snapshot}");
    /// let printing = metrics.collect(Duration::from_secs(10), print)?;
    /// // When all is done: it is handed a last snapshot, which is waited for.
    /// assert!(printing.finish(Duration::from_secs(1)));
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn collect(&self, every: Duration, collector: impl MetricCollector) -> io::Result<Collecting> {
        if every.is_zero() {
            let what = "a collector cannot be handed a snapshot every 0 s; give it some milliseconds at least";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        let wanted = collector.name().to_owned();
        let mut state = self.shared.state();
        let others = state.collectors();
        let (mut name, mut number) = (wanted.clone(), 1);
        while others.iter().any(|other| other.name == name) {
            number += 1;
            name = format!("{wanted} {number}");
        }
        let collecting = Collecting::start(self.clone(), every, collector, name)?;
        state.running.push(Arc::clone(collecting.run()));
        Ok(collecting)
    }

    /// All figures as text that Prometheus and those who understand it read: for a server of your own.
    ///
    /// Cost: a snapshot, and some 10 µs a kind.
    ///
    /// ```
    /// # use monitor_runtime::{self as monitor};
    /// use monitor::{Monitor, metrics::{Format, Metrics}};
    ///
    /// # let metrics = Metrics::by_hand(&Monitor::global());
    /// # let accept = Some("application/openmetrics-text; version=1.0.0");
    /// // The request's header `Accept` says which format is wanted, the answer's `Content-Type` which it is.
    /// let format = Format::accepted(accept);
    /// let answer = (format.content_type(), metrics.text(format));
    /// # assert_eq!(format, Format::OpenMetrics);
    /// # assert!(answer.1.ends_with("# EOF\n"));
    /// ```
    #[must_use = "it is only text"]
    pub fn text(&self, format: Format) -> String {
        format.of(&self.snapshot())
    }

    /// What there are samples of: the kinds, then their lines.
    #[must_use = "it is only data"]
    pub fn series(&self) -> Vec<Series> {
        self.shared.state().history.series()
    }

    /// The samples of a series, the oldest first: the last 301 that were taken, which with [`start`](Self::start) is one for each second of five minutes.
    #[must_use = "samples are only data"]
    pub fn samples(&self, series: &Series) -> Vec<Sample> {
        self.shared.state().history.samples(series)
    }

    /// The monitor that is measured.
    pub fn monitor(&self) -> &Monitor {
        &self.shared.monitor
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sample(&self) {
        // Under the lock, so that samples are in order, and the time includes no waiting.
        let mut state = self.state();
        let begun = Instant::now();
        let at = self.clock.since(self.began);
        state.history.sample(at, self.monitor.accounts().used());
        state.sample_time = begun.elapsed();
    }

    fn snapshot(&self) -> Snapshot {
        let begun = Instant::now();
        let mut snapshot = self.monitor.snapshot();
        let mut state = self.state();
        for kind in &mut snapshot.kinds {
            let mut series = Series { kind: kind.name, declared_at: kind.declared_at, site: None };
            kind.rates = state.history.rates(&series);
            for SiteSnapshot { file, line, counts, .. } in &mut kind.sites {
                series.site = Some((*file, *line));
                counts.iter_mut().for_each(|counts| counts.rates = state.history.rates(&series));
            }
        }
        state.snapshot_time = begun.elapsed();
        snapshot.measuring = Some(Measuring {
            samples: state.history.taken(),
            sample_time: state.sample_time,
            snapshot_time: state.snapshot_time,
            series_left_out: state.history.left_out(),
            collectors: state.collectors(),
        });
        snapshot
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").field("monitor", &self.monitor()).finish_non_exhaustive()
    }
}
