//! Text for Prometheus.

use std::collections::BTreeSet;
use std::time::Duration;

use monitor::metrics::Format;
use monitor::{Snapshot, budget, tracked};

use crate::{measured, pass};

budget! { static ROOF: limit = 6 }

mod other {
    monitor::budget! { pub(crate) static ROOF: limit = 7 }
}

#[tracked(kind = "plain", limit = 4, within = ROOF, clock = "exact")]
struct Plain;

#[tracked(kind = "a \"kind\"\\of mine", limit = 4, within = other::ROOF)]
struct Odd;

fn lines<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    text.lines()
        .filter(|line| line.starts_with(&format!("{name}{{")) || line.starts_with(&format!("{name} ")))
        .collect()
}

#[test]
fn a_page_has_what_is_known() {
    let (monitor, time, metrics) = measured();
    let account = monitor.account::<Plain>();
    let _held = (account.try_acquire().unwrap(), account.try_acquire().unwrap());
    let line = line!() - 1;
    metrics.sample();
    pass(1, &time, &metrics, || {
        let short: Vec<_> = (0..2).map(|_| account.try_acquire().unwrap()).collect();
        assert!(account.try_acquire().is_err());
        time.advance(Duration::from_millis(20));
        drop(short);
    });
    let text = metrics.text(Format::Prometheus);
    let has = |name: &str, expected: &[&str]| assert_eq!(lines(&text, name), expected, "in:\n{text}");
    has("monitor_live", &["monitor_live{kind=\"plain\"} 2"]);
    has("monitor_used_ratio", &["monitor_used_ratio{kind=\"plain\"} 0.5"]);
    has("monitor_acquired_total", &["monitor_acquired_total{kind=\"plain\"} 4"]);
    has("monitor_denied_total", &["monitor_denied_total{kind=\"plain\",reason=\"limit\"} 1"]);
    has("monitor_use_time_seconds_count", &["monitor_use_time_seconds_count{kind=\"plain\"} 2"]);
    let buckets = lines(&text, "monitor_use_time_seconds_bucket");
    assert!(buckets.contains(&"monitor_use_time_seconds_bucket{kind=\"plain\",le=\"0.01\"} 0"), "{buckets:?}");
    assert!(buckets.contains(&"monitor_use_time_seconds_bucket{kind=\"plain\",le=\"0.025\"} 2"), "{buckets:?}");
    assert_eq!(buckets.last(), Some(&"monitor_use_time_seconds_bucket{kind=\"plain\",le=\"+Inf\"} 2"));
    let site = format!("monitor_site_live{{kind=\"plain\",site=\"{}:{line}\"}} 2", file!());
    assert!(lines(&text, "monitor_site_live").contains(&site.as_str()), "in:\n{text}");
    has(
        "monitor_older",
        &[
            "monitor_older{kind=\"plain\",than=\"1\"} 2",
            "monitor_older{kind=\"plain\",than=\"10\"} 0",
            "monitor_older{kind=\"plain\",than=\"60\"} 0",
            "monitor_older{kind=\"plain\",than=\"600\"} 0",
            "monitor_older{kind=\"plain\",than=\"3600\"} 0",
            "monitor_older{kind=\"plain\",than=\"86400\"} 0",
        ],
    );
    has("monitor_wait_time_seconds_count", &[]);
    assert!(!text.contains("monitor_wait_time"), "nothing is known of a family that has no point");
    assert!(text.contains("# TYPE monitor_acquired_total counter\n"));
}

#[test]
fn a_page_has_what_each_line_did() {
    let (monitor, time, metrics) = measured();
    let account = monitor.account::<Plain>();
    let line = line!() + 1;
    let held: Vec<_> = (0..4).map(|_| account.try_acquire().unwrap()).collect();
    assert!(account.try_acquire().is_err());
    time.advance(Duration::from_millis(20));
    drop(held);
    let text = metrics.text(Format::Prometheus);
    let text = text.replace(&format!("{}:{line}\"", file!()), "acquirer\"");
    let text = text.replace(&format!("{}:{}\"", file!(), line + 1), "refused\"");
    let has = |name: &str, expected: &[&str]| assert_eq!(lines(&text, name), expected, "in:\n{text}");
    has("monitor_site_acquired_total", &["monitor_site_acquired_total{kind=\"plain\",site=\"acquirer\"} 4"]);
    has("monitor_site_released_total", &["monitor_site_released_total{kind=\"plain\",site=\"acquirer\"} 4"]);
    has(
        "monitor_site_denied_total",
        &["monitor_site_denied_total{kind=\"plain\",site=\"refused\",reason=\"limit\"} 1"],
    );
    has(
        "monitor_site_use_time_seconds_count",
        &["monitor_site_use_time_seconds_count{kind=\"plain\",site=\"acquirer\"} 4"],
    );
}

#[test]
fn open_metrics_names_a_counter_without_its_end_and_has_an_end_of_its_own() {
    let (monitor, _, metrics) = measured();
    drop(monitor.account::<Plain>().try_acquire().unwrap());
    let text = metrics.text(Format::OpenMetrics);
    assert!(text.contains("# TYPE monitor_acquired counter\nmonitor_acquired_total{kind=\"plain\"} 1\n"), "{text}");
    assert!(text.ends_with("# EOF\n"));
    let accepted = |accept| Format::accepted(Some(accept));
    assert_eq!(accepted("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"), Format::OpenMetrics);
    assert_eq!((accepted("text/plain"), Format::accepted(None)), (Format::Prometheus, Format::Prometheus));
}

#[test]
fn in_open_metrics_an_exemplar_names_the_oldest_that_is_held() {
    let (monitor, time, metrics) = measured();
    let held = monitor.account::<Plain>().try_acquire().unwrap();
    let line = line!() - 1;
    time.advance(Duration::from_secs(60));
    let _later = monitor.account::<Plain>().try_acquire().unwrap();
    let text = metrics.text(Format::OpenMetrics);
    let sample = lines(&text, "monitor_acquired_total")[0];
    let expected = format!(
        "monitor_acquired_total{{kind=\"plain\"}} 2 # {{id=\"{}\",site=\"{}:{line}\"}} 1 ",
        held.id().unwrap(),
        file!()
    );
    let at = sample.strip_prefix(&expected).unwrap_or_else(|| panic!("{sample} instead of {expected}"));
    let now = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap().as_secs_f64();
    assert!((now - 60.0 - at.parse::<f64>().unwrap()).abs() < 20.0, "{at}");
    assert!(!metrics.text(Format::Prometheus).contains(" # {"));
}

#[test]
fn every_series_is_there_once_whatever_the_names_are() {
    let (monitor, _, metrics) = measured();
    let _held = (monitor.account::<Plain>().track(Plain).unwrap(), monitor.account::<Odd>().track(Odd).unwrap());
    metrics.sample();
    // Of one name.
    let hour = Duration::from_secs(3600);
    let _collecting = [metrics.collect(hour, |_: &Snapshot| {}), metrics.collect(hour, |_: &Snapshot| {})];
    let text = metrics.text(Format::Prometheus);
    assert!(text.contains("collector=\"closure\"") && text.contains("collector=\"closure 2\""), "{text}");
    assert!(text.contains(r#"monitor_live{kind="a \"kind\"\\of mine"} 1"#), "{text}");
    let roofs = lines(&text, "monitor_budget_limit").into_iter().filter(|line| line.contains("::roof"));
    assert_eq!(
        roofs.collect::<Vec<_>>(),
        [
            "monitor_budget_limit{budget=\"metrics::text::other::roof\"} 7",
            "monitor_budget_limit{budget=\"metrics::text::roof\"} 6",
        ]
    );
    let series: Vec<_> =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.rsplit_once(' ').unwrap().0).collect();
    let once: BTreeSet<_> = series.iter().collect();
    assert_eq!(once.len(), series.len());
}
