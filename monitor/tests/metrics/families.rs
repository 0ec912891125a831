//! The table of all numbers, and that every reader finds the same in it.

use std::collections::BTreeSet;

use monitor::metrics::{FAMILIES, Instrument, Value};
use monitor::{budget, tracked};

use crate::measured;

#[test]
fn the_page_has_the_table() {
    let sort = |instrument| match instrument {
        Instrument::Counter => "counter",
        Instrument::Histogram => "histogram",
        _ => "gauge",
    };
    let rows: Vec<String> = FAMILIES
        .iter()
        .map(|family| {
            let labels: Vec<String> = family.labels().iter().map(|label| format!("`{label}`")).collect();
            format!(
                "| `{}` | `{}` | {} | `{}` | {} | {} |",
                family.name(),
                family.prometheus_name(),
                sort(family.instrument()),
                family.unit().ucum(),
                labels.join(", "),
                family.help()
            )
        })
        .collect();
    let table = rows.join("\n");
    let page = include_str!("../../docs/metrics.md");
    assert!(page.contains(&table), "docs/metrics.md has another table than this:\n{table}");
}

#[test]
fn names_are_told_once_and_labels_are_as_they_are_said_to_be() {
    let names: BTreeSet<_> = FAMILIES.iter().map(|family| family.prometheus_name()).collect();
    assert_eq!(names.len(), FAMILIES.len());
    budget! { static LABELLED_ROOF: limit = 9 }
    #[tracked(kind = "labelled", limit = 9, within = LABELLED_ROOF)]
    struct Labelled;
    let (monitor, _, metrics) = measured();
    let _held = monitor.account::<Labelled>().try_acquire().unwrap();
    let _quota = monitor.budget(&LABELLED_ROOF).child("a client's address", 3);
    metrics.sample();
    let snapshot = metrics.snapshot();
    for family in FAMILIES {
        family.each(&snapshot, |point| {
            let labels: Vec<_> = point.labels.iter().map(|(label, _)| *label).collect();
            assert_eq!(labels, family.labels(), "{}", family.name());
            assert!(point.labels.iter().all(|(_, value)| !value.contains("address")), "a quota's name is no label");
            let is_right = match point.value {
                Value::Counter(_) => family.instrument() == Instrument::Counter,
                Value::Gauge(_) => family.instrument() == Instrument::Gauge,
                Value::Histogram(_) => family.instrument() == Instrument::Histogram,
                _ => false,
            };
            assert!(is_right, "{}", family.name());
        });
    }
}
