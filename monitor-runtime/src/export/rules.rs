//! Recording rules and alerts for Prometheus.

use serde_json::{Value, json};

use super::{SATURATED, quoted};
use crate::catalogue::{budgets, kinds};
use crate::kind::{ClockMode, Kind};

/// Rules for Prometheus, as a rule file has them: recording rules for rates and quantiles of each kind over five
/// minutes, for boards that show long times, and alerts for each registered kind and
/// each budget: its limit nearly reached for five minutes, denials, what looks like a leak (more and more that are older than an hour), and the
/// limit in reach within an hour at the pace of the last ten minutes; and for the monitor itself.
///
/// In the form of JSON, which every reader of YAML reads. An alert's annotations name the limit and the line where it is declared. The label
/// `severity` is `warning`, or `critical` where somebody is turned away.
///
/// ```
/// # use monitor_runtime::{self as monitor};
/// let rules = monitor::export::prometheus_rules();
/// assert!(rules.contains("kind:monitor_use_time_seconds:p99_5m"));
/// ```
#[must_use = "it is only text"]
pub fn prometheus_rules() -> String {
    let all = kinds();
    let mut alerts: Vec<Value> = all.iter().flat_map(|kind| of_kind(kind, &kind.label_among(&all))).collect();
    let roofs = budgets();
    alerts.extend(roofs.iter().map(|budget| {
        let label = budget.label_among(&roofs);
        let used = format!(
            "monitor_budget_used{{budget={0}}} / monitor_budget_limit{{budget={0}}} >= {SATURATED}",
            quoted(&label)
        );
        let declared = format!("{} at {}", budget.limit(), plain(budget.declared_at()));
        alert(
            "MonitorBudgetSaturated",
            Some(("budget", &label)),
            &used,
            "5m",
            "warning",
            &format!("{{{{ $labels.budget }}}} uses {{{{ $value | humanizePercentage }}}} of its limit, declared as {declared}"),
        )
    }));
    alerts.extend(of_the_monitor());
    let groups = json!({ "groups": [
        { "name": "monitor-recorded", "rules": recorded() },
        { "name": "monitor-alerts", "rules": alerts },
    ]});
    format!("{groups:#}\n")
}

fn recorded() -> Vec<Value> {
    let quantile = |of: &str, share: f64| {
        format!("histogram_quantile({share}, sum by (job, instance, kind, le) (rate(monitor_{of}_seconds_bucket[5m])))")
    };
    let rules = [
        ("kind:monitor_acquired:rate5m", "sum by (job, instance, kind) (rate(monitor_acquired_total[5m]))".to_owned()),
        // Whoever has stopped waiting by itself was not turned away.
        (
            "kind:monitor_denied:rate5m",
            "sum by (job, instance, kind) (rate(monitor_denied_total{reason!=\"cancelled\"}[5m]))".to_owned(),
        ),
        ("kind:monitor_use_time_seconds:p99_5m", quantile("use_time", 0.99)),
        ("kind:monitor_wait_time_seconds:p99_5m", quantile("wait_time", 0.99)),
        // Of what is left, at the pace of the last ten minutes; nothing where it does not grow.
        (
            "kind:monitor_exhaustion:seconds",
            "(1 - monitor_used_ratio) / (deriv(monitor_used_ratio[10m]) > 0)".to_owned(),
        ),
    ];
    rules.map(|(record, expr)| json!({ "record": record, "expr": expr })).to_vec()
}

fn of_kind(kind: &Kind, label: &str) -> Vec<Value> {
    let of = format!("{{kind={}}}", quoted(label));
    let declared_at = plain(kind.declared_at());
    let old = format!("monitor_older{{kind={},than=\"3600\"}}", quoted(label));
    let leak = || {
        alert(
            "MonitorLeakSuspected",
            Some(("kind", label)),
            &format!("{old} > 0 and delta({old}[1h]) > 0"),
            "30m",
            "warning",
            &format!(
                "more and more of {{{{ $labels.kind }}}}, {{{{ $value }}}} now, are older than an hour; see monitor_site_live for the lines, declared at {declared_at}"
            ),
        )
    };
    // Without a clock no age is known.
    let mut alerts: Vec<Value> = (kind.clock() != ClockMode::None).then(leak).into_iter().collect();
    alerts.push(alert(
        "MonitorDenied",
        Some(("kind", label)),
        &format!("kind:monitor_denied:rate5m{of} > 0"),
        "5m",
        "critical",
        &format!(
            "{{{{ $labels.kind }}}} is denied {{{{ $value | humanize }}}} times a second, declared at {declared_at}"
        ),
    ));
    let limit = match (kind.units(), kind.limit()) {
        (Some(units), _) => format!("{units} units"),
        (None, Some(limit)) => limit.to_string(),
        // Without a limit there is none to come near to.
        (None, None) => return alerts,
    };
    let declared = format!("its limit, declared as {limit} at {declared_at}");
    alerts.push(alert(
        "MonitorSaturated",
        Some(("kind", label)),
        &format!("monitor_used_ratio{of} >= {SATURATED} unless monitor_closed{of} == 1"),
        "5m",
        "warning",
        &format!("{{{{ $labels.kind }}}} holds {{{{ $value | humanizePercentage }}}} of {declared}"),
    ));
    alerts.push(alert(
        "MonitorExhaustion",
        Some(("kind", label)),
        &format!("kind:monitor_exhaustion:seconds{of} < 3600"),
        "10m",
        "warning",
        &format!("{{{{ $labels.kind }}}} reaches {declared}, in {{{{ $value | humanizeDuration }}}}"),
    ));
    alerts
}

fn of_the_monitor() -> [Value; 3] {
    [
        alert(
            "MonitorTimeStandsStill",
            None,
            "monitor_time_stands_still_seconds > 10",
            "1m",
            "warning",
            "no tick came for {{ $value | humanizeDuration }}: ages and times are short by that",
        ),
        alert(
            "MonitorCollectorFails",
            None,
            "increase(monitor_collector_failures_total[10m]) + increase(monitor_collector_panics_total[10m]) > 0",
            "10m",
            "warning",
            "the collector {{ $labels.collector }} fails; see Measuring::collectors",
        ),
        alert(
            "MonitorCollectorHangs",
            None,
            "monitor_collector_busy_seconds > 60",
            "1m",
            "warning",
            "the collector {{ $labels.collector }} has been at it for {{ $value | humanizeDuration }}",
        ),
    ]
}

/// `of`: a label that names what it is about, by which rules of one name are told apart.
fn alert(name: &str, of: Option<(&str, &str)>, expr: &str, lasting: &str, severity: &str, summary: &str) -> Value {
    let mut labels = json!({ "severity": severity });
    if let Some((label, value)) = of {
        labels[label] = plain(value).into();
    }
    json!({ "alert": name, "expr": expr, "for": lasting, "labels": labels, "annotations": { "summary": summary } })
}

/// A text that has no template in it.
fn plain(text: impl ToString) -> String {
    text.to_string().replace("{{", "{{ \"{{\" }}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_template_is_text() {
        assert_eq!(plain("client"), "client");
        assert_eq!(plain("{{ $value }}"), r#"{{ "{{" }} $value }}"#);
        let of = Some(("kind", "{{ x }}"));
        let alert = alert("Name", of, "up", "1m", "warning", "{{ $labels.kind }} is down");
        assert_eq!(alert["labels"]["kind"], r#"{{ "{{" }} x }}"#);
        assert_eq!(alert["annotations"]["summary"], "{{ $labels.kind }} is down");
    }
}
