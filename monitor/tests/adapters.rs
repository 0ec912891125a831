//! Whatever is told of a snapshot, and however, it is the same numbers.

mod task;

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use monitor::clock::Clock;
use monitor::metrics::{Events, FAMILIES, Facade, Family, Format, Instruments, MetricCollector, Metrics, Value};
use monitor::{Monitor, Snapshot, budget, tracked};
use opentelemetry::KeyValue;
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use task::Task;
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

/// What a collector is handed: with something of all that there is to tell.
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
    let mut all: Vec<_> = (0..3).map(|_| adapted.try_acquire().unwrap()).collect();
    assert!(adapted.try_acquire().is_err());
    let mut waiting = Task::waiting(adapted.acquire());
    time.advance(Duration::from_millis(300));
    all.pop();
    drop(waiting.output().unwrap());
    metrics.sample();
    let _collecting = metrics.collect(Duration::from_secs(3600), |_: &Snapshot| {}).unwrap();
    metrics.snapshot()
}

/// The bounds of buckets, in seconds.
const BOUNDS: [&str; 20] = [
    "0.000001", "0.00001", "0.0001", "0.00025", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25",
    "0.5", "1", "2.5", "5", "10", "60", "600", "3600",
];

/// As the table has them; a histogram as Prometheus has it.
fn in_table(snapshot: &Snapshot) -> Numbers {
    let mut numbers = Numbers::new();
    for family in FAMILIES {
        family.each(snapshot, |point| {
            let labels: Vec<_> =
                point.labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect();
            let name = family.prometheus_name();
            let mut add = |part: &str, labels: &[(String, String)], value: f64| {
                assert!(numbers.insert(key(&format!("{name}{part}"), labels), value).is_none(), "twice");
            };
            match point.value {
                Value::Counter(count) => add("", &labels, count as f64),
                Value::Gauge(value) => add("", &labels, value),
                Value::Histogram(histogram) => {
                    for bound in BOUNDS {
                        let below = histogram.at_most(Duration::from_secs_f64(bound.parse().unwrap()));
                        let labels = [&labels[..], &[("le".to_owned(), bound.to_owned())]].concat();
                        add("_bucket", &labels, below as f64);
                    }
                    add("_count", &labels, histogram.count() as f64);
                    add("_sum", &labels, histogram.sum().as_secs_f64());
                }
                _ => unreachable!("there is nothing else"),
            }
        });
    }
    numbers
}

/// Whether it is the bucket of all, which the table need not have.
fn is_of_all(labels: &[(String, String)]) -> bool {
    labels.last().is_some_and(|(_, value)| value == "+Inf")
}

/// As Prometheus reads them.
fn in_text(snapshot: &Snapshot, format: Format) -> Numbers {
    let mut numbers = Numbers::new();
    for line in format.of(snapshot).lines().filter(|line| !line.starts_with('#')) {
        // Without its exemplar.
        let line = line.split(" # ").next().unwrap();
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        let labels: Vec<_> = labels
            .trim_end_matches('}')
            .split("\",")
            .filter_map(|label| label.split_once("=\""))
            .map(|(label, value)| (label.to_owned(), value.trim_end_matches('"').replace("\\\"", "\"")))
            .collect();
        if !is_of_all(&labels) {
            numbers.insert(key(name, &labels), value.parse().unwrap());
        }
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
            DebugValue::Histogram(values) => panic!("{} durations one by one", values.len()),
        };
        if !is_of_all(&labels) {
            numbers.insert(key(composite.key().name(), &labels), value);
        }
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
        let part = [".bucket", ".count", ".sum"].into_iter().find(|part| name.ends_with(part)).unwrap_or("");
        let name = name.strip_suffix(part).unwrap();
        let labels: Vec<_> = attributes.map(|label| (label.key.to_string(), label.value.to_string())).collect();
        let order = FAMILIES.iter().find(|family| family.name() == name).unwrap().labels();
        let order = order.iter().chain(&["le"]);
        let labels: Vec<_> = order.filter_map(|name| labels.iter().find(|(label, _)| label == name).cloned()).collect();
        numbers.insert(key(&format!("{}{}", names[name], part.replace('.', "_")), &labels), value);
    };
    for metrics in exporter.get_finished_metrics().unwrap() {
        for metric in metrics.scope_metrics().flat_map(|scope| scope.metrics()) {
            let name = metric.name();
            match metric.data() {
                AggregatedMetrics::U64(MetricData::Sum(sum)) => {
                    sum.data_points().for_each(|point| add(name, &mut point.attributes(), point.value() as f64));
                }
                AggregatedMetrics::F64(MetricData::Sum(sum)) => {
                    sum.data_points().for_each(|point| add(name, &mut point.attributes(), point.value()));
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
    let is_told = |family: &&Family| told.keys().any(|key| key.starts_with(&family.prometheus_name()));
    let untold: Vec<_> = FAMILIES.iter().filter(|family| !is_told(family)).map(Family::name).collect();
    assert_eq!(untold, ["monitor.units"], "nothing here weighs; but all else can be compared");
    assert_eq!(in_text(&snapshot, Format::Prometheus), told);
    assert_eq!(in_text(&snapshot, Format::OpenMetrics), told);
    assert_eq!(in_facade(&[&snapshot]), told);
    assert_eq!(in_opentelemetry(&snapshot), told);
}

#[test]
fn the_facade_is_told_what_is_there_no_more() {
    let recorder = DebuggingRecorder::new();
    let (mut facade, first) = (Facade::new(), snapshot(3));
    let mut second = first.clone();
    let kind = second.kinds.iter_mut().find(|kind| kind.kind == "adapted").unwrap();
    (kind.live, kind.oldest, kind.rates) = (0, None, Vec::new());
    metrics::with_local_recorder(&recorder, || {
        [&first, &second].into_iter().for_each(|snapshot| facade.collect(snapshot).unwrap());
    });
    let told = recorder.snapshotter().snapshot().into_vec();
    let of_kind = told.iter().filter(|(key, ..)| key.key().labels().any(|label| label.value() == "adapted"));
    let gone =
        of_kind.filter(|(key, ..)| ["monitor_oldest_seconds", "monitor_rate_per_second"].contains(&key.key().name()));
    let gone: Vec<_> = gone.map(|(.., value)| value).collect();
    assert!(gone.len() > 3 && gone.iter().all(|value| **value == DebugValue::Gauge(0.0.into())), "{gone:?}");
    assert!(told.iter().all(|(_, _, help, _)| help.is_some()));
}

#[test]
fn the_facade_is_told_what_is_and_not_what_is_new() {
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
    // Closed, it keeps the limit that was set.
    account.set_limit(8).unwrap();
    account.close();
    assert_eq!(collect(), [changed(9, 8, line + 7), r#"INFO monitor message=closed kind="adapted" live=4"#.to_owned()]);
    account.open();
    assert_eq!(collect(), [r#"INFO monitor message=opened again kind="adapted""#]);
}

#[test]
fn events_tell_of_time_and_of_collectors() {
    let (mut before, mut now) = (snapshot(1), snapshot(1));
    let collector = |snapshot: &mut Snapshot, runs: u64, failures: u64, panics: u64| {
        let collector = &mut snapshot.measuring.as_mut().unwrap().collectors[0];
        (collector.name, collector.runs, collector.failures, collector.panics) =
            ("otlp".into(), runs, failures, panics);
        collector.last_failure = (failures > 0).then(|| "no route".into());
    };
    collector(&mut before, 5, 1, 0);
    collector(&mut now, 5, 3, 1);
    now.time_stands_still = Some(Duration::from_secs(90));
    let mut events = Events::new();
    let told = Told::default();
    let mut collect = |snapshot: &Snapshot| {
        tracing::subscriber::with_default(told.clone(), || events.collect(snapshot).unwrap());
        std::mem::take(&mut *told.0.lock().unwrap())
    };
    assert!(collect(&before).is_empty());
    let failed = r#"WARN monitor message=collector failed collector="otlp" failures=2 panics=1 said="no route""#;
    assert_eq!(collect(&now), ["WARN monitor message=time stands still seconds=90.0", failed]);
    assert!(collect(&now).is_empty());
    // A panic has said nothing.
    collector(&mut now, 5, 3, 2);
    assert_eq!(
        collect(&now),
        [r#"WARN monitor message=collector failed collector="otlp" failures=0 panics=1 said="""#]
    );
    // Another of that name.
    collector(&mut now, 0, 0, 1);
    assert_eq!(
        collect(&now),
        [r#"WARN monitor message=collector failed collector="otlp" failures=0 panics=1 said="""#]
    );
}
