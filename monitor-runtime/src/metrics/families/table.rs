//! The table.

use std::time::Duration;

use super::Found::{
    AtSite, DeniedAtSite, Exemplified, InAll, InBudget, InCollector, InKind, InMeasuring, OfKind, Rates,
};
use super::Instrument::{Counter, Gauge};
use super::{ELSEWHERE, Family, Found, Instrument, Unit, Value};
use crate::error::Reason;
use crate::histogram::Histogram;
use crate::snapshot::KindSnapshot;

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
        "The limit: of handles or, of a kind that weighs, of units; also while the account is closed.",
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
        Unit::Things("account"),
        Gauge,
        "1 if nobody is admitted, whatever the limit is.",
        InKind(|kind| gauge(usize::from(kind.is_closed))),
    ),
    family(
        "monitor.acquired",
        HANDLES,
        Counter,
        "Acquisitions. An exemplar, where the format has a place for it, is the oldest that is still held: its id, its line, since when.",
        Exemplified(|kind| kind.acquired, |kind| kind.oldest_handle),
    ),
    family("monitor.released", HANDLES, Counter, "Releases.", InKind(|kind| Some(Value::Counter(kind.released)))),
    family(
        "monitor.denied",
        HANDLES,
        Counter,
        "Acquisitions that were denied, by reason.",
        OfKind(&["kind", "reason"], denied),
    ),
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
        "How long those that were released had been held.",
        InKind(|kind| histogram(&kind.use_time)),
    ),
    family(
        "monitor.older",
        HANDLES,
        Gauge,
        "How many of the held are older than this many seconds: what is never given back is seen here.",
        OfKind(&["kind", "than"], older),
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
        "How long those had waited that were acquired after having to.",
        InKind(|kind| histogram(&kind.wait_time)),
    ),
    family(
        "monitor.site.live",
        HANDLES,
        Gauge,
        "How many are held from one line: of the lines that are counted by themselves, the 8 that hold the most, and, as `other`, all others.",
        OfKind(&["kind", "site"], site_live),
    ),
    family(
        "monitor.site.oldest",
        Unit::Seconds,
        Gauge,
        "The age of the oldest that is held from one line.",
        OfKind(&["kind", "site"], site_oldest),
    ),
    family(
        "monitor.site.acquired",
        HANDLES,
        Counter,
        "Acquisitions by line, estimated from samples: of the first 16 lines that were seen, and, as `other`, of all others.",
        AtSite(|site| (site.acquired > 0).then_some(Value::Counter(site.acquired))),
    ),
    family(
        "monitor.site.released",
        HANDLES,
        Counter,
        "Releases by the line that had acquired, estimated from samples.",
        AtSite(|site| (site.acquired > 0).then_some(Value::Counter(site.released))),
    ),
    family(
        "monitor.site.denied",
        HANDLES,
        Counter,
        "Acquisitions that were denied, by line and reason, estimated from samples.",
        DeniedAtSite,
    ),
    family(
        "monitor.site.use_time",
        Unit::Seconds,
        Instrument::Histogram,
        "How long those that were released had been held, by the line that had acquired.",
        AtSite(|site| histogram(&site.use_time)),
    ),
    family(
        "monitor.site.wait_time",
        Unit::Seconds,
        Instrument::Histogram,
        "How long those had waited that were acquired after having to, by line.",
        AtSite(|site| histogram(&site.wait_time)),
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
        InAll(|snapshot| seconds(snapshot.time_stands_still.unwrap_or_default())),
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
        "monitor.waker_panics",
        Unit::Things("panic"),
        Counter,
        "How often in the process a waker panicked, of a future that waited for a place.",
        InAll(|snapshot| Value::Counter(snapshot.waker_panics)),
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
        "How often a collector succeeded.",
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
        "Turns that passed while a collector was busy.",
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
        each(&site.label(), Value::Gauge(site.live as f64));
    }
    if kind.live_elsewhere > 0 {
        each(ELSEWHERE, Value::Gauge(kind.live_elsewhere as f64));
    }
}

fn site_oldest(kind: &KindSnapshot, each: &mut dyn FnMut(&str, Value<'_>)) {
    for (site, oldest) in kind.sites.iter().filter_map(|site| Some((site, site.oldest?))) {
        each(&site.label(), seconds(oldest));
    }
}
