//! A board for Grafana.

use serde_json::{Value, json};

use super::{NEARLY, SATURATED};
use crate::catalogue::kinds;

/// A board for Grafana, as JSON to be imported: a row for each registered kind that is chosen at its top, of the instances that
/// are, with what is live under its limit, who
/// holds it, rates, denials, times and ages, also by line; a row for the budgets, and one for the monitor itself.
///
/// ```
/// # use monitor_runtime::{self as monitor};
/// let board = monitor::export::grafana_dashboard();
/// assert!(board.contains("\"title\": \"Safety Monitor\""));
/// ```
#[must_use = "it is only text"]
pub fn grafana_dashboard() -> String {
    let all = kinds();
    let labels: Vec<String> = all.iter().map(|kind| kind.label_among(&all)).collect();
    let mut board = Board::default();
    board.row("$kind", Some("kind"));
    for panel in of_kind() {
        board.add(panel);
    }
    board.row("budgets", None);
    board.add(
        Panel::new("used of the limit", "percentunit")
            .query(&format!("monitor_budget_used{HERE} / monitor_budget_limit{HERE}"), "{{budget}} {{instance}}")
            .limited(),
    );
    let budget = "{{budget}} {{instance}}";
    board.add(Panel::new("who waits", "short").query(&format!("monitor_budget_pending{HERE}"), budget));
    board.add(Panel::new("quotas", "short").query(&format!("monitor_budget_quotas{HERE}"), budget));
    board.row("the monitor itself", None);
    board.add(
        Panel::new("what measuring takes", "s")
            .query(&format!("monitor_measuring_sample_time_seconds{HERE}"), "a sample {{instance}}")
            .query(&format!("monitor_measuring_snapshot_time_seconds{HERE}"), "a snapshot {{instance}}"),
    );
    let still = format!("monitor_time_stands_still_seconds{HERE}");
    board.add(Panel::new("time stands still", "s").query(&still, "for so long {{instance}}"));
    format!("{:#}\n", board.finish(&labels))
}

fn of_kind() -> Vec<Panel> {
    let of = "{kind=${kind:doublequote},instance=~\"$instance\"}";
    let rate = |counter: &str| format!("rate({counter}{of}[$__rate_interval])");
    let quantile = |of_what: &str, by: &str, share: f64| {
        format!(
            "histogram_quantile({share}, sum by ({by}) (rate(monitor_{of_what}_seconds_bucket{of}[$__rate_interval])))"
        )
    };
    vec![
        Panel::new("used of the limit", "percentunit")
            .query(&format!("monitor_used_ratio{of}"), "used {{instance}}")
            .limited(),
        Panel::new("live", "short")
            .query(&format!("monitor_live{of}"), "live {{instance}}")
            .query(&format!("monitor_max_live{of}"), "most {{instance}}")
            .query(&format!("monitor_pending{of}"), "waiting {{instance}}"),
        Panel::new("who holds it", "short").query(&format!("monitor_site_live{of}"), "{{site}} {{instance}}"),
        Panel::new("acquired and released a second", "ops")
            .query(&rate("monitor_acquired_total"), "acquired {{instance}}")
            .query(&rate("monitor_released_total"), "released {{instance}}"),
        Panel::new("denied a second", "ops").query(&rate("monitor_denied_total"), "{{reason}} {{instance}}"),
        Panel::new("time of use", "s")
            .query(&quantile("use_time", "instance, le", 0.5), "p50 {{instance}}")
            .query(&quantile("use_time", "instance, le", 0.99), "p99 {{instance}}"),
        Panel::new("time of waiting", "s")
            .query(&quantile("wait_time", "instance, le", 0.5), "p50 {{instance}}")
            .query(&quantile("wait_time", "instance, le", 0.99), "p99 {{instance}}"),
        Panel::new("ages of what is live", "short")
            .query(&format!("monitor_older{of}"), "older than {{than}} s {{instance}}"),
        Panel::new("acquired a second by line", "ops")
            .query(&rate("monitor_site_acquired_total"), "{{site}} {{instance}}"),
        Panel::new("denied a second by line", "ops")
            .query(&rate("monitor_site_denied_total"), "{{site}}: {{reason}} {{instance}}"),
        Panel::new("time of use by line", "s")
            .query(&quantile("site_use_time", "instance, site, le", 0.99), "{{site}} {{instance}}"),
        Panel::new("time of waiting by line", "s")
            .query(&quantile("site_wait_time", "instance, site, le", 0.99), "{{site}} {{instance}}"),
    ]
}

/// Of the instances that are chosen at the board's top.
const HERE: &str = "{instance=~\"$instance\"}";

/// A graph.
struct Panel {
    title: &'static str,
    unit: &'static str,
    queries: Vec<Value>,
    is_limited: bool,
}

impl Panel {
    fn new(title: &'static str, unit: &'static str) -> Panel {
        Panel { title, unit, queries: Vec::new(), is_limited: false }
    }

    fn query(mut self, expr: &str, legend: &str) -> Panel {
        let name = char::from(b'A' + self.queries.len() as u8).to_string();
        self.queries.push(json!({ "refId": name, "expr": expr, "legendFormat": legend, "datasource": datasource() }));
        self
    }

    /// With lines where the limit is nearly reached.
    fn limited(self) -> Panel {
        Panel { is_limited: true, ..self }
    }

    fn json(self, id: usize, x: usize, y: usize) -> Value {
        let steps = if self.is_limited {
            json!([
                { "color": "green", "value": null },
                { "color": "yellow", "value": NEARLY },
                { "color": "red", "value": SATURATED },
            ])
        } else {
            json!([{ "color": "green", "value": null }])
        };
        let style = if self.is_limited { "line" } else { "off" };
        json!({
            "id": id,
            "type": "timeseries",
            "title": self.title,
            "datasource": datasource(),
            "gridPos": { "h": HEIGHT, "w": WIDTH, "x": x, "y": y },
            "fieldConfig": {
                "defaults": {
                    "unit": self.unit,
                    "min": 0,
                    "thresholds": { "mode": "absolute", "steps": steps },
                    "custom": { "thresholdsStyle": { "mode": style } },
                },
                "overrides": [],
            },
            "targets": self.queries,
        })
    }
}

fn datasource() -> Value {
    json!({ "type": "prometheus", "uid": "${datasource}" })
}

/// Units of Grafana's grid, which is 24 wide.
const WIDTH: usize = 6;
const HEIGHT: usize = 7;
const ACROSS: usize = 24 / WIDTH;

/// Panels, in rows.
#[derive(Default)]
struct Board {
    panels: Vec<Value>,
    y: usize,
    /// How many stand in the line that is being filled.
    filled: usize,
}

impl Board {
    fn row(&mut self, title: &str, repeat: Option<&str>) {
        self.end_line();
        let id = self.panels.len() + 1;
        let grid = json!({ "h": 1, "w": 24, "x": 0, "y": self.y });
        self.panels.push(json!({ "id": id, "type": "row", "title": title, "repeat": repeat, "collapsed": false, "gridPos": grid, "panels": [] }));
        self.y += 1;
    }

    fn add(&mut self, panel: Panel) {
        if self.filled == ACROSS {
            self.end_line();
        }
        self.panels.push(panel.json(self.panels.len() + 1, self.filled * WIDTH, self.y));
        self.filled += 1;
    }

    fn end_line(&mut self) {
        if self.filled > 0 {
            (self.y, self.filled) = (self.y + HEIGHT, 0);
        }
    }

    fn finish(self, kinds: &[String]) -> Value {
        let options: Vec<Value> =
            kinds.iter().map(|kind| json!({ "text": kind, "value": kind, "selected": true })).collect();
        // A comma would begin another value.
        let query: Vec<String> = kinds.iter().map(|kind| kind.replace(',', "\\,")).collect();
        json!({
            "title": "Safety Monitor",
            "uid": "safety-monitor",
            "schemaVersion": 39,
            "editable": true,
            "refresh": "10s",
            "time": { "from": "now-15m", "to": "now" },
            "templating": { "list": [
                { "name": "datasource", "type": "datasource", "query": "prometheus", "label": "source" },
                {
                    "name": "kind", "type": "custom", "label": "kind", "multi": true, "includeAll": true,
                    "query": query.join(","), "options": options,
                    "current": { "text": kinds, "value": kinds },
                },
                {
                    "name": "instance", "type": "query", "label": "instance", "multi": true, "includeAll": true, "allValue": ".*",
                    "datasource": datasource(), "query": "label_values(monitor_limit, instance)", "refresh": 2,
                    "current": { "text": "All", "value": "$__all" },
                },
            ]},
            "panels": self.panels,
        })
    }
}
