//! For the facade `metrics`: whatever recorder the application has installed is told all figures.

use std::error::Error;

use ::metrics::{Key, Label, Level, Metadata, Recorder, with_recorder};

use super::MetricCollector;
use super::families::{FAMILIES, Point, Value};
use super::text::BOUNDS;
use crate::histogram::Histogram;
use crate::snapshot::Snapshot;

/// A collector for the recorder of the crate [`metrics`](::metrics), under Prometheus's names.
///
/// Counters and gauges are set to what they are. The facade takes histograms one duration after the other, which would cost as much as all of them took;
/// so a histogram comes as Prometheus has it: counters `.._bucket` with the label `le`, in seconds, and `.._count`, and a gauge `.._sum`. Whatever asks
/// for Prometheus's histograms, such as [the board](crate::export), understands that.
///
/// A recorder that is installed later is told all that was counted before, too.
///
/// Cost: a look-up in the recorder for each number, on the collector's thread.
///
/// ```
/// # use std::time::Duration;
/// # use monitor_runtime::{Monitor, metrics::{Facade, Metrics}};
/// let metrics = Metrics::start(&Monitor::global())?;
/// let _telling = metrics.collect(Duration::from_secs(10), Facade::new())?;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Facade(());

impl Facade {
    /// One for whichever recorder there is.
    #[must_use = "it is to be given to `Metrics::collect`"]
    pub fn new() -> Facade {
        Facade::default()
    }
}

impl MetricCollector for Facade {
    fn name(&self) -> &str {
        "metrics facade"
    }

    fn collect(&mut self, snapshot: &Snapshot) -> Result<(), Box<dyn Error + Send + Sync>> {
        with_recorder(|recorder| {
            let recorder = Told(recorder);
            for family in FAMILIES {
                let name = family.prometheus_name();
                family.each(snapshot, |point| recorder.tell(&name, &point));
            }
        });
        Ok(())
    }
}

const METADATA: Metadata<'_> = Metadata::new("monitor", Level::INFO, None);

/// A recorder that is told.
struct Told<'a>(&'a dyn Recorder);

impl Told<'_> {
    fn tell(&self, name: &str, point: &Point<'_>) {
        let labels: Vec<_> = point.labels.iter().map(|(name, value)| Label::new(*name, (*value).to_owned())).collect();
        match point.value {
            Value::Counter(count) => self.counter(name.to_owned(), labels, count),
            Value::Gauge(value) => self.gauge(name.to_owned(), labels, value),
            Value::Histogram(histogram) => self.histogram(name, &labels, histogram),
        }
    }

    fn histogram(&self, name: &str, labels: &[Label], histogram: &Histogram) {
        let all = ("+Inf".to_owned(), histogram.count());
        let buckets = BOUNDS.iter().map(|bound| (bound.as_secs_f64().to_string(), histogram.at_most(*bound)));
        for (bound, count) in buckets.chain([all]) {
            let labels = labels.iter().cloned().chain([Label::new("le", bound)]).collect();
            self.counter(format!("{name}_bucket"), labels, count);
        }
        self.counter(format!("{name}_count"), labels.to_vec(), histogram.count());
        self.gauge(format!("{name}_sum"), labels.to_vec(), histogram.sum().as_secs_f64());
    }

    fn counter(&self, name: String, labels: Vec<Label>, count: u64) {
        self.0.register_counter(&Key::from_parts(name, labels), &METADATA).absolute(count);
    }

    fn gauge(&self, name: String, labels: Vec<Label>, value: f64) {
        self.0.register_gauge(&Key::from_parts(name, labels), &METADATA).set(value);
    }
}
