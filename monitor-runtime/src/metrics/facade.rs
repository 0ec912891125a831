//! For the facade `metrics`: whatever recorder the application has installed is told all figures.

use std::collections::HashSet;
use std::error::Error;

use ::metrics::{Key, KeyName, Label, Level, Metadata, Recorder, SharedString, with_recorder};

use super::MetricCollector;
use super::buckets::buckets;
use super::families::{FAMILIES, Family, Instrument, Point, Value};
use crate::histogram::Histogram;
use crate::snapshot::Snapshot;

/// A collector for the recorder of the crate [`metrics`](::metrics), under Prometheus's names.
///
/// Counters and gauges are set to what they are. The facade takes histograms one duration after the other, which would cost as much as all of them took;
/// so a histogram comes as Prometheus has it: counters `.._bucket` with the label `le`, in seconds, and `.._count`, and a gauge `.._sum`. Whatever asks
/// for Prometheus's histograms, such as [the board](crate::export), understands that.
///
/// A recorder that is installed later is told all that was counted before, too. A gauge that is there no more, such as the age of the oldest when none is
/// left, is set to 0. All names are the same whatever the monitor, so one recorder is for one monitor.
///
/// Cost: a look-up in the recorder for each number, on the collector's thread.
///
/// ```
/// # use std::time::Duration;
/// # use monitor_runtime::{self as monitor};
/// use monitor::{Monitor, metrics::{Facade, Metrics}};
///
/// let metrics = Metrics::start(&Monitor::global())?;
/// let _telling = metrics.collect(Duration::from_secs(10), Facade::new())?;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Facade {
    is_described: bool,
    /// The gauges that were told the last time.
    gauges: HashSet<Key>,
}

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
            let mut told = Told { recorder, gauges: HashSet::new() };
            for family in FAMILIES {
                let name = family.prometheus_name();
                if !self.is_described {
                    told.describe(family, &name);
                }
                family.each(snapshot, |point| told.tell(&name, &point));
            }
            // A recorder keeps what it was told; of what is there no more it would tell the last for ever.
            for gone in self.gauges.difference(&told.gauges) {
                recorder.register_gauge(gone, &METADATA).set(0.0);
            }
            (self.is_described, self.gauges) = (true, told.gauges);
        });
        Ok(())
    }
}

const METADATA: Metadata<'_> = Metadata::new("monitor", Level::INFO, None);

/// A recorder, and the gauges that it was told.
struct Told<'a> {
    recorder: &'a dyn Recorder,
    gauges: HashSet<Key>,
}

impl Told<'_> {
    fn describe(&self, family: &Family, name: &str) {
        let (key, help) =
            (|part: &str| KeyName::from(format!("{name}{part}")), || SharedString::const_str(family.help()));
        match family.instrument() {
            Instrument::Counter => self.recorder.describe_counter(key(""), None, help()),
            Instrument::Gauge => self.recorder.describe_gauge(key(""), None, help()),
            Instrument::Histogram => {
                self.recorder.describe_counter(key("_bucket"), None, help());
                self.recorder.describe_counter(key("_count"), None, help());
                self.recorder.describe_gauge(key("_sum"), None, help());
            }
        }
    }

    fn tell(&mut self, name: &str, point: &Point<'_>) {
        let labels: Vec<_> = point.labels.iter().map(|(name, value)| Label::new(*name, (*value).to_owned())).collect();
        match point.value {
            Value::Counter(count) => self.counter(name.to_owned(), labels, count),
            Value::Gauge(value) => self.gauge(name.to_owned(), labels, value),
            Value::Histogram(histogram) => self.histogram(name, &labels, histogram),
        }
    }

    fn histogram(&mut self, name: &str, labels: &[Label], histogram: &Histogram) {
        for (_, le, count) in buckets(histogram) {
            let labels = labels.iter().cloned().chain([Label::from_static_parts("le", le)]).collect();
            self.counter(format!("{name}_bucket"), labels, count);
        }
        self.counter(format!("{name}_count"), labels.to_vec(), histogram.count());
        self.gauge(format!("{name}_sum"), labels.to_vec(), histogram.sum().as_secs_f64());
    }

    fn counter(&self, name: String, labels: Vec<Label>, count: u64) {
        self.recorder.register_counter(&Key::from_parts(name, labels), &METADATA).absolute(count);
    }

    fn gauge(&mut self, name: String, labels: Vec<Label>, value: f64) {
        let key = Key::from_parts(name, labels);
        self.recorder.register_gauge(&key, &METADATA).set(value);
        self.gauges.insert(key);
    }
}
