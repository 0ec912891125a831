//! Which numbers there are: one table, of which every format and every adapter is made.
//!
//! Names and units are as OpenTelemetry has them (`monitor.use_time`, `s`); [`Family::prometheus_name`] has them as Prometheus does
//! (`monitor_use_time_seconds`). Labels are bounded: kinds, declared budgets, the lines that hold the most, reasons; never an id, nor the name of
//! a budget that was made at run time.

use std::time::Duration;

use crate::budget_snapshot::BudgetSnapshot;
use crate::error::Reason;
use crate::histogram::Histogram;
use crate::measuring::{CollectorSnapshot, Measuring};
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

/// Where the points of a family are in a snapshot.
#[derive(Debug)]
enum Found {
    /// In a kind, at most once. Label `kind`.
    InKind(for<'a> fn(&'a KindSnapshot) -> Option<Value<'a>>),
    /// In a kind, several times. Label `kind`, and the one that is named.
    OfKind(&'static str, fn(&KindSnapshot, &mut dyn FnMut(&str, Value<'_>))),
    /// In a rate. Labels `kind`, `over`, `event`.
    Rates,
    /// In a declared budget. Label `budget`.
    InBudget(fn(&BudgetSnapshot) -> f64),
    /// In the whole.
    InAll(fn(&Snapshot) -> Option<f64>),
    /// In what measuring costs.
    InMeasuring(for<'a> fn(&'a Measuring) -> Value<'a>),
    /// In a collector. Label `collector`.
    InCollector(for<'a> fn(&'a CollectorSnapshot) -> Value<'a>),
}

use Found::{InAll, InBudget, InCollector, InKind, InMeasuring, OfKind, Rates};
use Instrument::{Counter, Gauge};

const HANDLES: Unit = Unit::Things("handle");
const WAITERS: Unit = Unit::Things("waiter");
const UNITS: Unit = Unit::Things("unit");

const fn family(name: &'static str, unit: Unit, instrument: Instrument, help: &'static str, found: Found) -> Family {
    Family { name, unit, instrument, help, found }
}

fn gauge<'a>(number: usize) -> Option<Value<'a>> {
    Some(Value::Gauge(number as f64))
}

fn seconds<'a>(duration: Duration) -> Value<'a> {
    Value::Gauge(duration.as_secs_f64())
}

/// All there are, in the order in which they are written.
pub static FAMILIES: &[Family] = &[
    family("monitor.live", HANDLES, Gauge, "Permits and handles that are held.", InKind(|kind| gauge(kind.live))),
    family(
        "monitor.limit",
        UNITS,
        Gauge,
        "The limit in force: of handles or, of a kind that weighs, of units.",
        InKind(|kind| gauge(kind.limit)),
    ),
    family(
        "monitor.used",
        Unit::Share,
        Gauge,
        "The share of the limit that is held.",
        InKind(|kind| Some(Value::Gauge(kind.used()))),
    ),
    family(
        "monitor.units",
        UNITS,
        Gauge,
        "What is held weighs so much, of a kind that weighs.",
        InKind(|kind| Some(Value::Gauge(kind.units? as f64))),
    ),
    family(
        "monitor.max_live",
        HANDLES,
        Gauge,
        "The most that were held at once. Exact if somebody was denied at the limit; else looked at every 100 ms.",
        InKind(|kind| gauge(kind.max_live)),
    ),
    family(
        "monitor.cached",
        HANDLES,
        Gauge,
        "Free places that threads keep at hand.",
        InKind(|kind| gauge(kind.cached)),
    ),
    family(
        "monitor.reserved",
        UNITS,
        Gauge,
        "Places, or units, that are reserved and not acquired yet.",
        InKind(|kind| gauge(kind.reserved)),
    ),
    family(
        "monitor.guarantee",
        UNITS,
        Gauge,
        "How much of the budget that it is within is its own.",
        InKind(|kind| Some(Value::Gauge(kind.guarantee as f64))),
    ),
    family(
        "monitor.closed",
        Unit::Share,
        Gauge,
        "1 if nobody is admitted, whatever the limit is.",
        InKind(|kind| gauge(usize::from(kind.is_closed))),
    ),
    family("monitor.acquired", HANDLES, Counter, "Acquisitions.", InKind(|kind| Some(Value::Counter(kind.total)))),
    family("monitor.released", HANDLES, Counter, "Releases.", InKind(|kind| Some(Value::Counter(kind.released)))),
    family("monitor.denied", HANDLES, Counter, "Acquisitions that were denied, by reason.", OfKind("reason", denied)),
    family(
        "monitor.rate",
        Unit::PerSecond("handle"),
        Gauge,
        "Acquisitions, releases and denials a second, on average over the last 1 s, 10 s, 1 min and 5 min.",
        Rates,
    ),
    family(
        "monitor.use_time",
        Unit::Seconds,
        Instrument::Histogram,
        "How long those that were released had been held, to 3.2 %.",
        InKind(|kind| histogram(&kind.use_time)),
    ),
    family(
        "monitor.older",
        HANDLES,
        Gauge,
        "How many of the held are older than this many seconds: what is never given back is seen here.",
        OfKind("than", older),
    ),
    family(
        "monitor.oldest",
        Unit::Seconds,
        Gauge,
        "The age of the oldest that is held.",
        InKind(|kind| kind.oldest.map(seconds)),
    ),
    family("monitor.pending", WAITERS, Gauge, "How many wait for a place.", InKind(|kind| gauge(kind.pending))),
    family("monitor.queue", WAITERS, Gauge, "How many may wait.", InKind(|kind| gauge(kind.queue))),
    family(
        "monitor.wait_time",
        Unit::Seconds,
        Instrument::Histogram,
        "How long those had waited that were acquired after having to, to 3.2 %.",
        InKind(|kind| histogram(&kind.wait_time)),
    ),
    family(
        "monitor.site.live",
        HANDLES,
        Gauge,
        "How many are held from one line: of the 8 lines that hold the most, and of all others.",
        OfKind("site", site_live),
    ),
    family(
        "monitor.site.oldest",
        Unit::Seconds,
        Gauge,
        "The age of the oldest that is held from one line.",
        OfKind("site", site_oldest),
    ),
    family(
        "monitor.budget.used",
        UNITS,
        Gauge,
        "How much is held within a budget.",
        InBudget(|budget| budget.used as f64),
    ),
    family("monitor.budget.limit", UNITS, Gauge, "A budget's limit in force.", InBudget(|budget| budget.limit as f64)),
    family(
        "monitor.budget.guarantee",
        UNITS,
        Gauge,
        "How much of the budget that it is within is its own.",
        InBudget(|budget| budget.guarantee as f64),
    ),
    family(
        "monitor.budget.pending",
        WAITERS,
        Gauge,
        "How many wait because a budget is full.",
        InBudget(|budget| budget.pending as f64),
    ),
    family(
        "monitor.budget.quotas",
        Unit::Things("quota"),
        Gauge,
        "Budgets directly within it that were made at run time.",
        InBudget(|budget| budget.quotas as f64),
    ),
    family(
        "monitor.time_stands_still",
        Unit::Seconds,
        Gauge,
        "For how long no tick came, because the background thread is stopped or does not get to run.",
        InAll(|snapshot| Some(snapshot.time_stands_still.unwrap_or_default().as_secs_f64())),
    ),
    family(
        "monitor.measuring.samples",
        Unit::Things("sample"),
        Counter,
        "Samples that were taken.",
        InMeasuring(|own| Value::Counter(own.samples)),
    ),
    family(
        "monitor.measuring.sample_time",
        Unit::Seconds,
        Gauge,
        "How long the last sample took.",
        InMeasuring(|own| seconds(own.sample_time)),
    ),
    family(
        "monitor.measuring.snapshot_time",
        Unit::Seconds,
        Gauge,
        "How long this snapshot took.",
        InMeasuring(|own| seconds(own.snapshot_time)),
    ),
    family(
        "monitor.measuring.series_left_out",
        Unit::Things("series"),
        Gauge,
        "Kinds and lines of which no samples are kept, because there are too many.",
        InMeasuring(|own| Value::Gauge(own.series_left_out as f64)),
    ),
    family(
        "monitor.collector.runs",
        Unit::Things("run"),
        Counter,
        "How often a collector came to its end.",
        InCollector(|collector| Value::Counter(collector.runs)),
    ),
    family(
        "monitor.collector.failures",
        Unit::Things("run"),
        Counter,
        "How often a collector failed.",
        InCollector(|collector| Value::Counter(collector.failures)),
    ),
    family(
        "monitor.collector.panics",
        Unit::Things("run"),
        Counter,
        "How often a collector panicked.",
        InCollector(|collector| Value::Counter(collector.panics)),
    ),
    family(
        "monitor.collector.missed",
        Unit::Things("run"),
        Counter,
        "How often a collector missed its turn.",
        InCollector(|collector| Value::Counter(collector.missed)),
    ),
    family(
        "monitor.collector.last_time",
        Unit::Seconds,
        Gauge,
        "How long a collector took the last time.",
        InCollector(|collector| seconds(collector.last_time)),
    ),
    family(
        "monitor.collector.busy",
        Unit::Seconds,
        Gauge,
        "For how long a collector has been at it; 0 if it is not.",
        InCollector(|collector| seconds(collector.busy_for.unwrap_or_default())),
    ),
];

fn histogram(histogram: &Histogram) -> Option<Value<'_>> {
    (!histogram.is_empty()).then_some(Value::Histogram(histogram))
}

/// Those that occurred, and the one that can be expected to.
fn denied(kind: &KindSnapshot, each: &mut dyn FnMut(&str, Value<'_>)) {
    for (reason, count) in &kind.denied {
        if *count > 0 || *reason == Reason::Limit {
            each(reason.name(), Value::Counter(*count));
        }
    }
}

fn older(kind: &KindSnapshot, each: &mut dyn FnMut(&str, Value<'_>)) {
    for older in &kind.older {
        each(&older.than.as_secs().to_string(), Value::Gauge(older.live as f64));
    }
}

fn site_live(kind: &KindSnapshot, each: &mut dyn FnMut(&str, Value<'_>)) {
    for site in &kind.sites {
        each(&format!("{}:{}", site.file, site.line), Value::Gauge(site.live as f64));
    }
    if kind.live_elsewhere > 0 {
        each("other", Value::Gauge(kind.live_elsewhere as f64));
    }
}

fn site_oldest(kind: &KindSnapshot, each: &mut dyn FnMut(&str, Value<'_>)) {
    for (site, oldest) in kind.sites.iter().filter_map(|site| Some((site, site.oldest?))) {
        each(&format!("{}:{}", site.file, site.line), seconds(oldest));
    }
}

impl Family {
    /// As OpenTelemetry has it: `monitor.use_time`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// As Prometheus has it: `monitor_use_time_seconds`, `monitor_acquired_total`.
    pub fn prometheus_name(&self) -> String {
        let total = if self.instrument == Counter { "_total" } else { "" };
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
            InKind(_) => &["kind"],
            OfKind("reason", _) => &["kind", "reason"],
            OfKind("than", _) => &["kind", "than"],
            OfKind(..) => &["kind", "site"],
            Rates => &["kind", "event", "over"],
            InBudget(_) => &["budget"],
            InAll(_) | InMeasuring(_) => &[],
            InCollector(_) => &["collector"],
        }
    }

    /// Calls `each` with every point that a snapshot has of it.
    pub fn each(&self, snapshot: &Snapshot, mut each: impl FnMut(Point<'_>)) {
        match self.found {
            InKind(of) => {
                for kind in &snapshot.kinds {
                    if let Some(value) = of(kind) {
                        each(Point { labels: &[("kind", &kind.kind)], value });
                    }
                }
            }
            OfKind(label, of) => {
                for kind in &snapshot.kinds {
                    of(kind, &mut |found, value| {
                        each(Point { labels: &[("kind", &kind.kind), (label, found)], value })
                    });
                }
            }
            Rates => snapshot.kinds.iter().for_each(|kind| rates(kind, &mut each)),
            InBudget(of) => {
                for budget in snapshot.budgets.iter().filter(|budget| !budget.is_quota) {
                    each(Point { labels: &[("budget", &budget.budget)], value: Value::Gauge(of(budget)) });
                }
            }
            InAll(of) => {
                if let Some(value) = of(snapshot) {
                    each(Point { labels: &[], value: Value::Gauge(value) });
                }
            }
            InMeasuring(of) => {
                if let Some(measuring) = &snapshot.measuring {
                    each(Point { labels: &[], value: of(measuring) });
                }
            }
            InCollector(of) => {
                for collector in snapshot.measuring.iter().flat_map(|measuring| &measuring.collectors) {
                    each(Point { labels: &[("collector", &collector.name)], value: of(collector) });
                }
            }
        }
    }
}

fn rates(kind: &KindSnapshot, each: &mut impl FnMut(Point<'_>)) {
    for rate in &kind.rates {
        let over = rate.over.as_secs().to_string();
        for (event, value) in [("acquired", rate.acquired), ("released", rate.released), ("denied", rate.denied)] {
            let labels = [("kind", kind.kind.as_str()), ("event", event), ("over", &over)];
            each(Point { labels: &labels, value: Value::Gauge(value) });
        }
    }
}
