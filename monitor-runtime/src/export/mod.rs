//! Boards and alerts, written from what is declared: to be kept beside the program, and made anew when it declares something else.
//!
//! They ask for the numbers of [`metrics`](crate::metrics), by Prometheus's names.

mod grafana;
mod rules;

pub use self::grafana::grafana_dashboard;
pub use self::rules::prometheus_rules;

/// A share of the limit from which on it is nearly reached.
const NEARLY: f64 = 0.8;
/// And from which on somebody should know.
const SATURATED: f64 = 0.9;

/// A value in a query, in quotes.
fn quoted(value: &str) -> String {
    // PromQL escapes as Go does, and Go as JSON does, for whatever a name has.
    serde_json::Value::from(value).to_string()
}
