//! Snapshots as data: the feature `serde`. Durations are seconds, as Prometheus and OpenTelemetry have them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::budget_snapshot::BudgetSnapshot;
use crate::error::Reason;
use crate::histogram::Histogram;
use crate::holders::Older;
use crate::measuring::{CollectorSnapshot, Measuring, Rate};
use crate::site::{SiteCounts, SiteSnapshot};
use crate::snapshot::{KindSnapshot, Snapshot};

#[derive(Serialize)]
struct SnapshotData<'a> {
    kinds: &'a [KindSnapshot],
    budgets: &'a [BudgetSnapshot],
    time_stands_still_seconds: Option<f64>,
    waker_panics: u64,
    measuring: &'a Option<Measuring>,
}

#[derive(Serialize)]
struct KindData<'a> {
    kind: &'a str,
    module: &'static str,
    file: &'static str,
    line: u32,
    limit: usize,
    limit_source: String,
    guarantee: u64,
    is_closed: bool,
    queue: usize,
    queue_source: String,
    live: usize,
    max_live: usize,
    cached: usize,
    pending: usize,
    reserved: usize,
    units: Option<u64>,
    acquired: u64,
    released: u64,
    denied: BTreeMap<&'static str, u64>,
    use_time: &'a Histogram,
    wait_time: &'a Histogram,
    older: &'a [Older],
    oldest_seconds: Option<f64>,
    oldest_id: Option<String>,
    sites: &'a [SiteSnapshot],
    live_elsewhere: usize,
    counts_elsewhere: &'a SiteCounts,
    rates: &'a [Rate],
}

#[derive(Serialize)]
struct SiteData<'a> {
    file: &'static str,
    line: u32,
    live: usize,
    units: u64,
    oldest_seconds: Option<f64>,
    counts: &'a Option<SiteCounts>,
}

#[derive(Serialize)]
struct SiteCountsData<'a> {
    acquired: u64,
    released: u64,
    denied: BTreeMap<&'static str, u64>,
    use_time: &'a Histogram,
    wait_time: &'a Histogram,
    rates: &'a [Rate],
}

#[derive(Serialize)]
struct HistogramData {
    count: u64,
    sum_seconds: f64,
    p50_seconds: Option<f64>,
    p90_seconds: Option<f64>,
    p99_seconds: Option<f64>,
    p999_seconds: Option<f64>,
}

#[derive(Serialize)]
struct OlderData {
    than_seconds: f64,
    live: usize,
}

fn by_name(denied: &[(Reason, u64)]) -> BTreeMap<&'static str, u64> {
    denied.iter().map(|(reason, denied)| (reason.name(), *denied)).collect()
}

fn seconds(duration: Option<Duration>) -> Option<f64> {
    duration.map(|duration| duration.as_secs_f64())
}

impl Serialize for Snapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SnapshotData {
            kinds: &self.kinds,
            budgets: &self.budgets,
            time_stands_still_seconds: seconds(self.time_stands_still),
            waker_panics: self.waker_panics,
            measuring: &self.measuring,
        }
        .serialize(serializer)
    }
}

impl Serialize for KindSnapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        KindData {
            kind: &self.kind,
            module: self.declared_at.module,
            file: self.declared_at.file,
            line: self.declared_at.line,
            limit: self.limit,
            limit_source: self.limit_source.to_string(),
            guarantee: self.guarantee,
            is_closed: self.is_closed,
            queue: self.queue,
            queue_source: self.queue_source.to_string(),
            live: self.live,
            max_live: self.max_live,
            cached: self.cached,
            pending: self.pending,
            reserved: self.reserved,
            units: self.units,
            acquired: self.acquired,
            released: self.released,
            denied: by_name(&self.denied),
            use_time: &self.use_time,
            wait_time: &self.wait_time,
            older: &self.older,
            oldest_seconds: seconds(self.oldest),
            oldest_id: self.oldest_handle.map(|oldest| oldest.id().to_string()),
            sites: &self.sites,
            live_elsewhere: self.live_elsewhere,
            counts_elsewhere: &self.counts_elsewhere,
            rates: &self.rates,
        }
        .serialize(serializer)
    }
}

#[derive(Serialize)]
struct BudgetData<'a> {
    budget: &'a str,
    depth: usize,
    limit: u64,
    limit_source: String,
    guarantee: u64,
    used: u64,
    pending: usize,
    is_quota: bool,
    quotas: usize,
}

impl Serialize for BudgetSnapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        BudgetData {
            budget: &self.budget,
            depth: self.depth,
            limit: self.limit,
            limit_source: self.limit_source.to_string(),
            guarantee: self.guarantee,
            used: self.used,
            pending: self.pending,
            is_quota: self.is_quota,
            quotas: self.quotas,
        }
        .serialize(serializer)
    }
}

impl Serialize for SiteSnapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let SiteSnapshot { file, line, live, units, oldest, ref counts } = *self;
        SiteData { file, line, live, units, oldest_seconds: seconds(oldest), counts }.serialize(serializer)
    }
}

impl Serialize for SiteCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let SiteCounts { acquired, released, denied, use_time, wait_time, rates } = self;
        let (acquired, released, denied) = (*acquired, *released, by_name(denied));
        SiteCountsData { acquired, released, denied, use_time, wait_time, rates }.serialize(serializer)
    }
}

impl Serialize for Histogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let quantile = |share| seconds(self.quantile(share));
        HistogramData {
            count: self.count(),
            sum_seconds: self.sum().as_secs_f64(),
            p50_seconds: quantile(0.5),
            p90_seconds: quantile(0.9),
            p99_seconds: quantile(0.99),
            p999_seconds: quantile(0.999),
        }
        .serialize(serializer)
    }
}

impl Serialize for Older {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OlderData { than_seconds: self.than.as_secs_f64(), live: self.live }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct RateData {
    over_seconds: f64,
    acquired: f64,
    released: f64,
    denied: f64,
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Rate { over, acquired, released, denied } = *self;
        RateData { over_seconds: over.as_secs_f64(), acquired, released, denied }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct MeasuringData<'a> {
    samples: u64,
    sample_time_seconds: f64,
    snapshot_time_seconds: f64,
    series_left_out: u64,
    collectors: &'a [CollectorSnapshot],
}

impl Serialize for Measuring {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MeasuringData {
            samples: self.samples,
            sample_time_seconds: self.sample_time.as_secs_f64(),
            snapshot_time_seconds: self.snapshot_time.as_secs_f64(),
            series_left_out: self.series_left_out,
            collectors: &self.collectors,
        }
        .serialize(serializer)
    }
}

#[derive(Serialize)]
struct CollectorData<'a> {
    name: &'a str,
    runs: u64,
    failures: u64,
    last_failure: &'a Option<String>,
    panics: u64,
    missed: u64,
    last_time_seconds: f64,
    busy_for_seconds: Option<f64>,
}

impl Serialize for CollectorSnapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CollectorData {
            name: &self.name,
            runs: self.runs,
            failures: self.failures,
            last_failure: &self.last_failure,
            panics: self.panics,
            missed: self.missed,
            last_time_seconds: self.last_time.as_secs_f64(),
            busy_for_seconds: seconds(self.busy_for),
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::DeclaredAt;
    use crate::setting::Source;

    #[test]
    fn a_snapshot_is_pinned_to_the_letter() {
        let ms = Duration::from_millis;
        let declared_at = DeclaredAt { module: "app::net", file: "src/net.rs", line: 7, column: 1 };
        let counts = SiteCounts { acquired: 9, released: 6, denied: vec![(Reason::Limit, 2)], ..SiteCounts::default() };
        let kind = KindSnapshot {
            kind: "client".into(),
            name: "client",
            declared_at,
            limit: 4,
            limit_source: Source::Attribute(declared_at),
            guarantee: 1,
            is_closed: false,
            queue: 8,
            queue_source: Source::Attribute(declared_at),
            live: 3,
            max_live: 4,
            cached: 1,
            pending: 2,
            reserved: 0,
            units: None,
            acquired: 9,
            released: 6,
            denied: vec![(Reason::Limit, 2), (Reason::Capacity, 0)],
            use_time: Histogram::default(),
            wait_time: Histogram::default(),
            older: vec![Older { than: ms(1000), live: 2 }],
            oldest: Some(ms(2500)),
            oldest_handle: None,
            sites: vec![
                SiteSnapshot { file: "src/main.rs", line: 12, live: 3, units: 3, oldest: None, counts: Some(counts) },
                SiteSnapshot { file: "src/net.rs", line: 4, live: 0, units: 0, oldest: None, counts: None },
            ],
            live_elsewhere: 0,
            counts_elsewhere: SiteCounts::default(),
            rates: vec![Rate { over: ms(1000), acquired: 2.0, released: 1.0, denied: 0.0 }],
        };
        let budget = BudgetSnapshot {
            budget: "network".into(),
            depth: 0,
            limit: 100,
            limit_source: Source::Attribute(declared_at),
            guarantee: 0,
            used: 3,
            pending: 1,
            is_quota: false,
            quotas: 2,
        };
        let snapshot = Snapshot {
            kinds: vec![kind],
            budgets: vec![budget],
            time_stands_still: None,
            waker_panics: 0,
            measuring: None,
        };
        let json = concat!(
            r#"{"kinds":[{"kind":"client","module":"app::net","file":"src/net.rs","line":7,"limit":4,"limit_source":"attribute src/net.rs:7","guarantee":1,"is_closed":false,"queue":8,"queue_source":"attribute src/net.rs:7","live":3,"max_live":4,"#,
            r#""cached":1,"pending":2,"reserved":0,"units":null,"acquired":9,"released":6,"denied":{"capacity":0,"limit":2},"#,
            r#""use_time":{"count":0,"sum_seconds":0.0,"p50_seconds":null,"p90_seconds":null,"p99_seconds":null,"p999_seconds":null},"#,
            r#""wait_time":{"count":0,"sum_seconds":0.0,"p50_seconds":null,"p90_seconds":null,"p99_seconds":null,"p999_seconds":null},"#,
            r#""older":[{"than_seconds":1.0,"live":2}],"oldest_seconds":2.5,"oldest_id":null,"#,
            r#""sites":[{"file":"src/main.rs","line":12,"live":3,"units":3,"oldest_seconds":null,"counts":{"acquired":9,"released":6,"denied":{"limit":2},"#,
            r#""use_time":{"count":0,"sum_seconds":0.0,"p50_seconds":null,"p90_seconds":null,"p99_seconds":null,"p999_seconds":null},"#,
            r#""wait_time":{"count":0,"sum_seconds":0.0,"p50_seconds":null,"p90_seconds":null,"p99_seconds":null,"p999_seconds":null},"rates":[]}},"#,
            r#"{"file":"src/net.rs","line":4,"live":0,"units":0,"oldest_seconds":null,"counts":null}],"live_elsewhere":0,"#,
            r#""counts_elsewhere":{"acquired":0,"released":0,"denied":{},"#,
            r#""use_time":{"count":0,"sum_seconds":0.0,"p50_seconds":null,"p90_seconds":null,"p99_seconds":null,"p999_seconds":null},"#,
            r#""wait_time":{"count":0,"sum_seconds":0.0,"p50_seconds":null,"p90_seconds":null,"p99_seconds":null,"p999_seconds":null},"rates":[]},"#,
            r#""rates":[{"over_seconds":1.0,"acquired":2.0,"released":1.0,"denied":0.0}]}],"#,
            r#""budgets":[{"budget":"network","depth":0,"limit":100,"limit_source":"attribute src/net.rs:7","guarantee":0,"used":3,"pending":1,"is_quota":false,"quotas":2}],"#,
            r#""time_stands_still_seconds":null,"waker_panics":0,"measuring":null}"#,
        );
        assert_eq!(serde_json::to_string(&snapshot).unwrap(), json);
    }
}
