//! For OpenTelemetry: all figures as instruments that are asked when the application's reader collects.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use super::MetricCollector;
use super::buckets::buckets;
use super::families::{FAMILIES, Family, Instrument, Point, Value};
use crate::histogram::Histogram;
use crate::snapshot::Snapshot;

/// A collector for OpenTelemetry: keeps the last snapshot, of which the instruments of a meter tell whenever a reader asks, so give it a shorter
/// interval than the reader has. Also when it is at work no more they tell of the last one, for as long as the meter's provider lives: so a last export
/// at a program's end has a last snapshot.
///
/// Names and units are OpenTelemetry's. It has no histogram that can be asked (opentelemetry-specification, "Instrument": observable ones are
/// counters and gauges), and recording each duration anew would cost as much as all of them took; so a histogram comes as three counters, as Prometheus
/// has it: `monitor.use_time.bucket` with the label `le`, in seconds, `monitor.use_time.count` and `monitor.use_time.sum`.
#[derive(Debug)]
pub struct Instruments {
    last: Last,
}

type Last = Arc<Mutex<Option<Snapshot>>>;

impl Instruments {
    /// Makes the instruments of a meter. They tell nothing before the first snapshot.
    #[must_use = "it is to be given to `Metrics::collect`"]
    pub fn new(meter: &Meter) -> Instruments {
        let last = Last::default();
        for family in FAMILIES {
            match family.instrument() {
                Instrument::Counter => counter(meter, &last, family, "", |value, each| {
                    if let Value::Counter(count) = value {
                        each(count, None);
                    }
                }),
                Instrument::Gauge => gauge(meter, &last, family),
                Instrument::Histogram => histogram(meter, &last, family),
            }
        }
        Instruments { last }
    }
}

impl MetricCollector for Instruments {
    fn name(&self) -> &str {
        "opentelemetry"
    }

    fn collect(&mut self, snapshot: &Snapshot) -> Result<(), Box<dyn Error + Send + Sync>> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(snapshot.clone());
        Ok(())
    }
}

/// Calls `each` with every point of the last snapshot.
fn each_point(last: &Last, family: &Family, each: impl FnMut(Point<'_>)) {
    if let Some(snapshot) = &*last.lock().unwrap_or_else(PoisonError::into_inner) {
        family.each(snapshot, each);
    }
}

fn attributes(point: &Point<'_>) -> Vec<KeyValue> {
    point.labels.iter().map(|(label, value)| KeyValue::new(*label, (*value).to_owned())).collect()
}

/// Finds the counts in a value, each with the upper bound that it is about.
type Counts = fn(Value<'_>, &mut dyn FnMut(u64, Option<f64>));

/// `part`: what stands behind the family's name.
fn counter(meter: &Meter, last: &Last, family: &'static Family, part: &str, counts: Counts) {
    let last = Arc::clone(last);
    let name = format!("{}{part}", family.name());
    // What is counted of durations are handles.
    let unit = if part.is_empty() { family.unit().ucum() } else { "{handle}".to_owned() };
    let told = meter.u64_observable_counter(name).with_description(family.help()).with_callback(move |observer| {
        each_point(&last, family, |point| {
            counts(point.value, &mut |count, bound| {
                let mut attributes = attributes(&point);
                attributes.extend(bound.map(|bound| KeyValue::new("le", bound)));
                observer.observe(count, &attributes);
            });
        });
    });
    // It is the meter's provider that keeps it.
    let _ = told.with_unit(unit).build();
}

fn gauge(meter: &Meter, last: &Last, family: &'static Family) {
    let last = Arc::clone(last);
    let told =
        meter.f64_observable_gauge(family.name()).with_description(family.help()).with_callback(move |observer| {
            each_point(&last, family, |point| {
                if let Value::Gauge(value) = point.value {
                    observer.observe(value, &attributes(&point));
                }
            });
        });
    let _ = told.with_unit(family.unit().ucum()).build();
}

fn histogram(meter: &Meter, last: &Last, family: &'static Family) {
    fn of<'a>(value: &Value<'a>) -> Option<&'a Histogram> {
        if let Value::Histogram(histogram) = value { Some(histogram) } else { None }
    }
    counter(meter, last, family, ".bucket", |value, each| {
        let Some(histogram) = of(&value) else { return };
        for (bound, _, count) in buckets(histogram) {
            bound.iter().for_each(|bound| each(count, Some(bound.as_secs_f64())));
        }
    });
    counter(meter, last, family, ".count", |value, each| {
        if let Some(histogram) = of(&value) {
            each(histogram.count(), None);
        }
    });
    let last = Arc::clone(last);
    let sum = meter.f64_observable_counter(format!("{}.sum", family.name())).with_description(family.help());
    let told = sum.with_unit(family.unit().ucum()).with_callback(move |observer| {
        each_point(&last, family, |point| {
            if let Some(histogram) = of(&point.value) {
                observer.observe(histogram.sum().as_secs_f64(), &attributes(&point));
            }
        });
    });
    let _ = told.build();
}
