//! Rare things as events of `tracing`: denials, limits that change, accounts that are closed, time that stands still, collectors that fail.
//!
//! They are found by comparing snapshots, so nothing is in the way of whoever is denied: an event tells of all denials since the last.

use std::collections::HashMap;
use std::error::Error;

use ::tracing::{info, warn};

use super::MetricCollector;
use crate::error::Reason;
use crate::measuring::CollectorSnapshot;
use crate::snapshot::{KindSnapshot, Snapshot};

/// A collector that tells `tracing` of what is rare, with the target `monitor`. The first snapshot is what later ones are compared with, so what was
/// before it is not told.
///
/// | level | message | fields |
/// |---|---|---|
/// | `WARN` | `denied` | `kind`, `reason`, `denied`: how many since the last event, `live`, `limit` |
/// | `INFO` | `limit changed` | `kind`, `from`, `to`, `by`: where the limit comes from |
/// | `INFO` | `closed`, `opened again` | `kind` |
/// | `WARN` | `time stands still` | `seconds` |
/// | `WARN` | `collector failed` | `collector`, `failures` and `panics` since the last event, `said`: the last failure |
///
/// Who has stopped waiting is not told of: nobody was turned away.
///
/// ```
/// # use std::time::Duration;
/// # use monitor_runtime::{self as monitor};
/// use monitor::{Monitor, metrics::{Events, Metrics}};
///
/// let metrics = Metrics::start(&Monitor::global())?;
/// let _telling = metrics.collect(Duration::from_secs(1), Events::new())?;
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Events {
    before: Option<Snapshot>,
}

impl Events {
    /// One that has seen nothing yet.
    #[must_use = "it is to be given to `Metrics::collect`"]
    pub fn new() -> Events {
        Events::default()
    }
}

impl MetricCollector for Events {
    fn name(&self) -> &str {
        "tracing"
    }

    fn collect(&mut self, snapshot: &Snapshot) -> Result<(), Box<dyn Error + Send + Sync>> {
        if let Some(before) = self.before.replace(snapshot.clone()) {
            let known: HashMap<&str, &KindSnapshot> =
                before.kinds.iter().map(|kind| (kind.kind.as_str(), kind)).collect();
            for kind in &snapshot.kinds {
                tell_of_kind(kind, known.get(kind.kind.as_str()).copied());
            }
            tell_of_time(snapshot, &before);
            tell_of_collectors(snapshot, &before);
        }
        Ok(())
    }
}

fn tell_of_kind(now: &KindSnapshot, before: Option<&KindSnapshot>) {
    let kind = now.kind.as_str();
    for (number, (reason, count)) in now.denied.iter().enumerate() {
        let denied = count.saturating_sub(before.map_or(0, |before| before.denied[number].1));
        if denied > 0 && *reason != Reason::Cancelled {
            warn!(target: "monitor", kind, reason = reason.name(), denied, live = now.live, limit = now.limit, "denied");
        }
    }
    let Some(before) = before else { return };
    if now.limit != before.limit {
        info!(target: "monitor", kind, from = before.limit, to = now.limit, by = %now.limit_source, "limit changed");
    }
    match (before.is_closed, now.is_closed) {
        (false, true) => info!(target: "monitor", kind, live = now.live, "closed"),
        (true, false) => info!(target: "monitor", kind, "opened again"),
        _ => {}
    }
}

fn tell_of_time(now: &Snapshot, before: &Snapshot) {
    if let (None, Some(still)) = (before.time_stands_still, now.time_stands_still) {
        warn!(target: "monitor", seconds = still.as_secs_f64(), "time stands still");
    }
}

fn tell_of_collectors(now: &Snapshot, before: &Snapshot) {
    let of = |snapshot: &Snapshot| snapshot.measuring.iter().flat_map(|own| own.collectors.clone()).collect::<Vec<_>>();
    let before = of(before);
    for CollectorSnapshot { name, failures, panics, last_failure, .. } in of(now) {
        // One that has failed less often is another.
        let same =
            before.iter().find(|other| other.name == name && other.failures <= failures && other.panics <= panics);
        let (failed, panicked) = same.map_or((0, 0), |same| (same.failures, same.panics));
        if failures > failed || panics > panicked {
            let said = last_failure.filter(|_| failures > failed).unwrap_or_default();
            warn!(target: "monitor", collector = name, failures = failures - failed, panics = panics - panicked, said, "collector failed");
        }
    }
}
