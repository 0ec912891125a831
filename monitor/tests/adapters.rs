//! Whatever is told of a snapshot, and however, it is the same numbers.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use monitor::clock::Clock;
use monitor::metrics::{Events, FAMILIES, Facade, Format, Instruments, MetricCollector, Metrics, Value};
use monitor::{Monitor, Snapshot, budget, tracked};
use opentelemetry::KeyValue;
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

budget! { static ROOF: limit = 6 }

#[tracked(kind = "adapted", limit = 4, within = ROOF, clock = "exact")]
struct Adapted;

#[tracked(kind = "an \"odd\" name", limit = 100)]
struct Odd;

/// Numbers by name and labels.
type Numbers = BTreeMap<String, f64>;

fn key(name: &str, labels: &[(String, String)]) -> String {
    labels.iter().fold(name.to_owned(), |key, (label, value)| format!("{key} {label}={value:?}"))
}

/// What a collector is handed.
fn snapshot(releases: u64) -> Snapshot {
    let (clock, time) = Clock::simulated();
    let monitor = Monitor::with_clock(clock);
    let metrics = Metrics::by_hand(&monitor);
    let (adapted, odd) = (monitor.account::<Adapted>(), monitor.account::<Odd>());
    let _held = (adapted.try_acquire().unwrap(), odd.try_acquire().unwrap());
    for number in 0..releases {
        metrics.sample();
        let place = adapted.try_acquire().unwrap();
        time.advance(Duration::from_millis(400 * (number + 1)));
        drop(place);
    }
    assert!((0..5).map(|_| adapted.try_acquire()).collect::<Vec<_>>().iter().any(Result::is_err));
    metrics.sample();
    metrics.snapshot()
}

/// As the table has them; of a histogram the count.
fn in_table(snapshot: &Snapshot) -> Numbers {
    let mut numbers = Numbers::new();
    for family in FAMILIES {
        family.each(snapshot, |point| {
            let labels: Vec<_> =
                point.labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect();
            let value = match point.value {
                Value::Counter(count) => count as f64,
                Value::Gauge(value) => value,
                Value::Histogram(histogram) => histogram.count() as f64,
                _ => unreachable!("there is nothing else"),
            };
            assert!(numbers.insert(key(&family.prometheus_name(), &labels), value).is_none(), "twice");
        });
    }
    numbers
}

/// As Prometheus reads them.
fn in_text(snapshot: &Snapshot, format: Format) -> Numbers {
    let mut numbers = Numbers::new();
    for line in format.of(snapshot).lines().filter(|line| !line.starts_with('#')) {
        // Without its exemplar.
        let line = line.split(" # ").next().unwrap();
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        if name.ends_with("_bucket") || name.ends_with("_sum") {
            continue;
        }
        let labels: Vec<_> = labels
            .trim_end_matches('}')
            .split("\",")
            .filter_map(|label| label.split_once("=\""))
            .map(|(label, value)| (label.to_owned(), value.trim_end_matches('"').replace("\\\"", "\"")))
            .collect();
        numbers.insert(key(name.strip_suffix("_count").unwrap_or(name), &labels), value.parse().unwrap());
    }
    numbers
}

/// As a recorder of the facade is told them.
fn in_facade(snapshots: &[&Snapshot]) -> Numbers {
    let recorder = DebuggingRecorder::new();
    let mut facade = Facade::new();
    let mut numbers = Numbers::new();
    metrics::with_local_recorder(&recorder, || snapshots.iter().for_each(|snapshot| facade.collect(snapshot).unwrap()));
    for (composite, _, _, value) in recorder.snapshotter().snapshot().into_vec() {
        let labels: Vec<_> =
            composite.key().labels().map(|label| (label.key().to_owned(), label.value().to_owned())).collect();
        let value = match value {
            DebugValue::Counter(count) => count as f64,
            DebugValue::Gauge(value) => value.0,
            DebugValue::Histogram(values) => values.len() as f64,
        };
        numbers.insert(key(composite.key().name(), &labels), value);
    }
    numbers
}

/// As a reader of OpenTelemetry's SDK has them.
fn in_opentelemetry(snapshot: &Snapshot) -> Numbers {
    let exporter = InMemoryMetricExporter::default();
    let provider = SdkMeterProvider::builder().with_reader(PeriodicReader::builder(exporter.clone()).build()).build();
    let mut instruments = Instruments::new(&provider.meter("monitor"));
    instruments.collect(snapshot).unwrap();
    provider.force_flush().unwrap();
    let names: BTreeMap<_, _> = FAMILIES.iter().map(|family| (family.name(), family.prometheus_name())).collect();
    let mut numbers = Numbers::new();
    let mut add = |name: &str, attributes: &mut dyn Iterator<Item = &KeyValue>, value: f64| {
        let labels: Vec<_> = attributes.map(|label| (label.key.to_string(), label.value.to_string())).collect();
        let order = FAMILIES.iter().find(|family| family.name() == name).unwrap().labels();
        let labels: Vec<_> =
            order.iter().map(|name| labels.iter().find(|(label, _)| label == name).unwrap().clone()).collect();
        numbers.insert(key(&names[name], &labels), value);
    };
    for metrics in exporter.get_finished_metrics().unwrap() {
        for metric in metrics.scope_metrics().flat_map(|scope| scope.metrics()) {
            let name = metric.name();
            let name = name.strip_suffix(".count").unwrap_or(name);
            match metric.data() {
                _ if name.ends_with(".bucket") || name.ends_with(".sum") => {}
                AggregatedMetrics::U64(MetricData::Sum(sum)) => {
                    sum.data_points().for_each(|point| add(name, &mut point.attributes(), point.value() as f64));
                }
                AggregatedMetrics::F64(MetricData::Gauge(gauge)) => {
                    gauge.data_points().for_each(|point| add(name, &mut point.attributes(), point.value()));
                }
                other => panic!("{name} is {other:?}"),
            }
        }
    }
    numbers
}

#[test]
fn all_tell_the_same_numbers() {
    let snapshot = snapshot(20);
    let told = in_table(&snapshot);
    assert!(told.len() > 60, "only {} numbers", told.len());
    assert_eq!(in_text(&snapshot, Format::Prometheus), told);
    assert_eq!(in_text(&snapshot, Format::OpenMetrics), told);
    assert_eq!(in_facade(&[&snapshot]), told);
    assert_eq!(in_opentelemetry(&snapshot), told);
}

#[test]
fn the_facade_is_told_of_each_duration_once() {
    let (first, second) = (snapshot(10), snapshot(25));
    assert_eq!(in_facade(&[&first, &first, &second]), in_table(&second));
}

/// What was told, a line each.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Subscriber for Told {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        struct Line(String);
        impl Visit for Line {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                write!(self.0, " {}={value:?}", field.name()).unwrap();
            }
        }
        let mut line = Line(format!("{} {}", event.metadata().level(), event.metadata().target()));
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn what_is_rare_is_told_once() {
    let monitor = Monitor::new();
    let account = monitor.account::<Adapted>();
    let mut events = Events::new();
    let told = Told::default();
    let mut collect = || {
        tracing::subscriber::with_default(told.clone(), || events.collect(&monitor.snapshot()).unwrap());
        std::mem::take(&mut *told.0.lock().unwrap())
    };
    let _held: Vec<_> = (0..4).map(|_| account.try_acquire().unwrap()).collect();
    assert!(account.try_acquire().is_err());
    assert!(collect().is_empty(), "what was before is not news");
    assert!(account.try_acquire().is_err() && account.try_acquire().is_err());
    assert_eq!(collect(), [r#"WARN monitor message=denied kind="adapted" reason="limit" denied=2 live=4 limit=4"#]);
    assert!(collect().is_empty());
    account.set_limit(9).unwrap();
    let line = line!() - 1;
    let changed = |from: usize, to: usize, line: u32| {
        format!("INFO monitor message=limit changed kind=\"adapted\" from={from} to={to} by=call {}:{line}", file!())
    };
    assert_eq!(collect(), [changed(4, 9, line)]);
    // Closed, it has no limit but 0, which is not what somebody has set.
    account.set_limit(8).unwrap();
    account.close();
    assert_eq!(collect(), [r#"INFO monitor message=closed kind="adapted" live=4"#]);
    account.open();
    assert_eq!(collect(), [changed(9, 8, line + 7), r#"INFO monitor message=opened again kind="adapted""#.to_owned()]);
}
