//! A page of a thousand kinds, beside prometheus-client with the same families and numbers.

use std::time::Instant;

use harness::Options;
use harness::figures::Figure;
use harness::progress::Progress;
use harness::samples::Samples;
use harness::table::{Table, decimals};
use monitor::metrics::{FAMILIES, Format, Metrics, Value};
use monitor::{Monitor, Snapshot};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::kinds;

const OURS: &str = "ours: a snapshot and a page of 1,000 kinds, ms";
const CLIENT: &str = "prometheus-client: the same page, ms";

pub(crate) fn measure(options: &Options, table: &mut Table) -> Vec<Figure> {
    let (mut ours, mut client) = (Samples::default(), Samples::default());
    if options.selects(OURS) && options.selects(CLIENT) {
        // Each kind is used, so that there is something to be told of it.
        let _held = kinds::use_all();
        let metrics = Metrics::by_hand(&Monitor::global());
        metrics.sample();
        let registry = registry(&metrics.snapshot());
        let rounds = if options.quick { 11 } else { 41 };
        let mut progress = Progress::start("page", rounds);
        for _ in 0..rounds {
            ours.push(ms(|| metrics.text(Format::OpenMetrics).len()));
            client.push(ms(|| {
                let mut text = String::new();
                encode(&mut text, &registry).expect("a string takes it");
                text.len()
            }));
            progress.step();
        }
        table.row([OURS.to_owned(), decimals(ours.median())]);
        table.row([CLIENT.to_owned(), decimals(client.median())]);
    }
    vec![
        Figure::told("observe.scrape_ms.1000kinds", ours.median()),
        Figure::at_most(1.5, "observe.scrape.prometheus_client", ours.over(&client).median()),
    ]
}

fn ms(page: impl FnOnce() -> usize) -> f64 {
    let begun = Instant::now();
    assert!(page() > 100_000, "a page of a thousand kinds is long");
    begun.elapsed().as_secs_f64() * 1e3
}

type Labels = Vec<(String, String)>;

/// The same families with the same points.
fn registry(snapshot: &Snapshot) -> Registry {
    let mut registry = Registry::default();
    for family in FAMILIES {
        let name = family.prometheus_name();
        let (counters, gauges) = (
            Family::<Labels, Counter>::default(),
            Family::<Labels, Gauge<f64, std::sync::atomic::AtomicU64>>::default(),
        );
        let histograms = Family::<Labels, Histogram>::new_with_constructor(|| {
            Histogram::new((0..20).map(|power| 1e-6 * 3_f64.powi(power)))
        });
        let mut points = [0; 3];
        family.each(snapshot, |point| {
            let labels = point.labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect();
            match point.value {
                Value::Counter(count) => {
                    counters.get_or_create(&labels).inc_by(count);
                    points[0] += 1;
                }
                Value::Gauge(value) => {
                    gauges.get_or_create(&labels).set(value);
                    points[1] += 1;
                }
                Value::Histogram(histogram) => {
                    let told = histograms.get_or_create(&labels);
                    histogram.bins().iter().for_each(|bin| told.observe(bin.from.as_secs_f64()));
                    points[2] += 1;
                }
                _ => unreachable!("there is nothing else"),
            }
        });
        match points {
            [1..=usize::MAX, _, _] => registry.register(name.trim_end_matches("_total"), family.help(), counters),
            [_, 1..=usize::MAX, _] => registry.register(name, family.help(), gauges),
            [_, _, 1..=usize::MAX] => registry.register(name, family.help(), histograms),
            _ => {}
        }
    }
    registry
}
