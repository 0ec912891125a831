//! Which numbers there are: one table, of which every format and every adapter is made.
//!
//! Names and units are as OpenTelemetry has them (`monitor.use_time`, `s`); [`Family::prometheus_name`] has them as Prometheus does
//! (`monitor_use_time_seconds`). Labels are bounded: kinds, declared budgets, lines (of each kind the first 16 that
//! were seen, and the 8 that hold the most), reasons; never an id, nor the name of
//! a budget that was made at run time.

mod table;

pub use self::table::FAMILIES;

use crate::budget_snapshot::BudgetSnapshot;
use crate::histogram::Histogram;
use crate::live::Live;
use crate::measuring::{CollectorSnapshot, Measuring};
use crate::site::SiteCounts;
use crate::snapshot::{KindSnapshot, Snapshot};

/// What sort of number it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Instrument {
    /// A sum that only grows, for as long as the monitor lives.
    Counter,
    /// A number that comes and goes.
    Gauge,
    /// A distribution.
    Histogram,
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Unit {
    /// Things: handles, waiters, denials, or what handles weigh.
    Things(&'static str),
    /// Seconds.
    Seconds,
    /// A share, from 0 to 1.
    Share,
    /// Things a second.
    PerSecond(&'static str),
}

impl Unit {
    /// As OpenTelemetry has it (UCUM): `s`, `1`, `{handle}`, `{handle}/s`.
    pub fn ucum(self) -> String {
        match self {
            Unit::Things(thing) => format!("{{{thing}}}"),
            Unit::Seconds => "s".to_owned(),
            Unit::Share => "1".to_owned(),
            Unit::PerSecond(thing) => format!("{{{thing}}}/s"),
        }
    }

    /// What Prometheus has at the end of a name.
    fn suffix(self) -> &'static str {
        match self {
            Unit::Things(_) => "",
            Unit::Seconds => "_seconds",
            Unit::Share => "_ratio",
            Unit::PerSecond(_) => "_per_second",
        }
    }
}

/// A number, with its labels.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Point<'a> {
    /// Names and values, in the same order for all points of a family.
    pub labels: &'a [(&'static str, &'a str)],
    /// The number.
    pub value: Value<'a>,
    /// One of those that were counted, where a format has a place for it.
    pub exemplar: Option<Live>,
}

impl<'a> Point<'a> {
    fn new(labels: &'a [(&'static str, &'a str)], value: Value<'a>) -> Point<'a> {
        Point { labels, value, exemplar: None }
    }
}

/// A number.
#[derive(Clone, Copy, PartialEq, Debug)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Of a [`Counter`](Instrument::Counter).
    Counter(u64),
    /// Of a [`Gauge`](Instrument::Gauge).
    Gauge(f64),
    /// Of a [`Histogram`](Instrument::Histogram).
    Histogram(&'a Histogram),
}

/// A number that is measured, whatever of: its name, and how it is found in a snapshot.
#[derive(Debug)]
pub struct Family {
    name: &'static str,
    unit: Unit,
    instrument: Instrument,
    help: &'static str,
    found: Found,
}

/// Calls another function with a label's values and the numbers.
type Several = fn(&KindSnapshot, &mut dyn FnMut(&str, Value<'_>));

/// Where the points of a family are in a snapshot.
#[derive(Debug)]
enum Found {
    /// In a kind, at most once. Label `kind`.
    InKind(for<'a> fn(&'a KindSnapshot) -> Option<Value<'a>>),
    /// The same, with one of those that are counted.
    Exemplified(fn(&KindSnapshot) -> u64, fn(&KindSnapshot) -> Option<Live>),
    /// In a kind, several times. Label `kind`, and the one behind it.
    OfKind(&'static [&'static str; 2], Several),
    /// In what was counted by line. Labels `kind`, `site`.
    AtSite(for<'a> fn(&'a SiteCounts) -> Option<Value<'a>>),
    /// How often a line was denied. Labels `kind`, `site`, `reason`.
    DeniedAtSite,
    /// In a rate. Labels `kind`, `over`, `event`.
    Rates,
    /// In a declared budget. Label `budget`.
    InBudget(fn(&BudgetSnapshot) -> f64),
    /// In the whole.
    InAll(for<'a> fn(&'a Snapshot) -> Value<'a>),
    /// In what measuring costs.
    InMeasuring(for<'a> fn(&'a Measuring) -> Value<'a>),
    /// In a collector. Label `collector`.
    InCollector(for<'a> fn(&'a CollectorSnapshot) -> Value<'a>),
}

impl Family {
    /// As OpenTelemetry has it: `monitor.use_time`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// As Prometheus has it: `monitor_use_time_seconds`, `monitor_acquired_total`.
    pub fn prometheus_name(&self) -> String {
        let total = if self.instrument == Instrument::Counter { "_total" } else { "" };
        format!("{}{}{total}", self.name.replace('.', "_"), self.unit.suffix())
    }

    /// What it counts.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// What sort of number it is.
    pub fn instrument(&self) -> Instrument {
        self.instrument
    }

    /// What it tells.
    pub fn help(&self) -> &'static str {
        self.help
    }

    /// The names of its labels.
    pub fn labels(&self) -> &'static [&'static str] {
        match self.found {
            Found::InKind(_) | Found::Exemplified(..) => &["kind"],
            Found::OfKind(labels, _) => labels,
            Found::AtSite(_) => &["kind", "site"],
            Found::DeniedAtSite => &["kind", "site", "reason"],
            Found::Rates => &["kind", "event", "over"],
            Found::InBudget(_) => &["budget"],
            Found::InAll(_) | Found::InMeasuring(_) => &[],
            Found::InCollector(_) => &["collector"],
        }
    }

    /// Calls `each` with every point that a snapshot has of it.
    pub fn each(&self, snapshot: &Snapshot, mut each: impl FnMut(Point<'_>)) {
        match self.found {
            Found::InKind(of) => {
                for kind in &snapshot.kinds {
                    if let Some(value) = of(kind) {
                        each(Point::new(&[("kind", &kind.kind)], value));
                    }
                }
            }
            Found::Exemplified(count, exemplar) => {
                for kind in &snapshot.kinds {
                    let value = Value::Counter(count(kind));
                    each(Point { exemplar: exemplar(kind), ..Point::new(&[("kind", &kind.kind)], value) });
                }
            }
            Found::OfKind([_, label], of) => {
                for kind in &snapshot.kinds {
                    of(kind, &mut |found, value| each(Point::new(&[("kind", &kind.kind), (*label, found)], value)));
                }
            }
            Found::AtSite(of) => counted_sites(snapshot, |kind, site, counts| {
                if let Some(value) = of(counts) {
                    each(Point::new(&[("kind", kind), ("site", site)], value));
                }
            }),
            Found::DeniedAtSite => counted_sites(snapshot, |kind, site, counts| {
                for (reason, denied) in &counts.denied {
                    let labels = [("kind", kind), ("site", site), ("reason", reason.name())];
                    each(Point::new(&labels, Value::Counter(*denied)));
                }
            }),
            Found::Rates => snapshot.kinds.iter().for_each(|kind| rates(kind, &mut each)),
            Found::InBudget(of) => {
                for budget in snapshot.budgets.iter().filter(|budget| !budget.is_quota) {
                    each(Point::new(&[("budget", &budget.budget)], Value::Gauge(of(budget))));
                }
            }
            Found::InAll(of) => each(Point::new(&[], of(snapshot))),
            Found::InMeasuring(of) => {
                if let Some(measuring) = &snapshot.measuring {
                    each(Point::new(&[], of(measuring)));
                }
            }
            Found::InCollector(of) => {
                for collector in snapshot.measuring.iter().flat_map(|measuring| &measuring.collectors) {
                    each(Point::new(&[("collector", &collector.name)], of(collector)));
                }
            }
        }
    }
}

/// Calls `each` with what was counted at each line and, if there are others, at these: with the kind and the line.
fn counted_sites(snapshot: &Snapshot, mut each: impl FnMut(&str, &str, &SiteCounts)) {
    for kind in &snapshot.kinds {
        for (site, counts) in kind.sites.iter().filter_map(|site| Some((site, site.counts.as_ref()?))) {
            each(&kind.kind, &site.label(), counts);
        }
        let elsewhere = &kind.counts_elsewhere;
        if elsewhere.acquired + elsewhere.denials() > 0 {
            each(&kind.kind, ELSEWHERE, elsewhere);
        }
    }
}

/// The label of all lines that are not told of by themselves.
const ELSEWHERE: &str = "other";

fn rates(kind: &KindSnapshot, each: &mut impl FnMut(Point<'_>)) {
    for rate in &kind.rates {
        let over = rate.over.as_secs().to_string();
        for (event, value) in [("acquired", rate.acquired), ("released", rate.released), ("denied", rate.denied)] {
            let labels = [("kind", kind.kind.as_str()), ("event", event), ("over", &over)];
            each(Point::new(&labels, Value::Gauge(value)));
        }
    }
}
