//! Snapshots as text that Prometheus reads: its own format, and OpenMetrics.
//!
//! Prometheus: *Exposition formats*, 0.0.4. OpenMetrics: *OpenMetrics 1.0*, section "Text format".

use std::fmt::Write;
use std::time::SystemTime;

use super::buckets::buckets;
use super::families::{FAMILIES, Family, Instrument, Point, Value};
use crate::histogram::Histogram;
use crate::live::Live;
use crate::snapshot::Snapshot;

/// A text format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Format {
    /// Prometheus's own, 0.0.4: what everything understands.
    Prometheus,
    /// OpenMetrics 1.0.
    OpenMetrics,
}

impl Format {
    /// The one that is asked for by the header `Accept` of a request, if there is one: OpenMetrics, if it is named and weighs no less than plain text
    /// (RFC 9110, section 12.5.1).
    #[must_use = "it is only a choice"]
    pub fn accepted(accept: Option<&str>) -> Format {
        let weight = |wanted: &str| accepted_weight(accept.unwrap_or_default(), wanted);
        let open = weight("application/openmetrics-text");
        if open > 0.0 && open >= weight("text/plain") { Format::OpenMetrics } else { Format::Prometheus }
    }

    /// What belongs into the header `Content-Type` of the answer.
    #[must_use = "it is only text"]
    pub fn content_type(self) -> &'static str {
        match self {
            Format::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
            Format::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }

    /// A snapshot in this format.
    #[must_use = "it is only text"]
    pub fn of(self, snapshot: &Snapshot) -> String {
        let mut text = String::with_capacity(8192 * (snapshot.kinds.len() + 2));
        for family in FAMILIES {
            self.write_family(&mut text, family, snapshot);
        }
        if self == Format::OpenMetrics {
            text.push_str("# EOF\n");
        }
        text
    }

    /// Nothing, if the snapshot has no point of it.
    fn write_family(self, text: &mut String, family: &Family, snapshot: &Snapshot) {
        let name = family.prometheus_name();
        let begun = text.len();
        self.write_head(text, family, &name);
        let head = text.len();
        let mut labels = String::new();
        family.each(snapshot, |point| {
            write_point(text, &name, &point, &mut labels);
            if let (Format::OpenMetrics, Some(exemplar)) = (self, point.exemplar) {
                write_exemplar(text, exemplar);
            }
        });
        if text.len() == head {
            text.truncate(begun);
        }
    }

    fn write_head(self, text: &mut String, family: &Family, name: &str) {
        // In OpenMetrics a family is named without what its samples end in.
        let name = if self == Format::OpenMetrics { name.strip_suffix("_total").unwrap_or(name) } else { name };
        let sort = match family.instrument() {
            Instrument::Counter => "counter",
            Instrument::Gauge => "gauge",
            Instrument::Histogram => "histogram",
        };
        let _ = writeln!(text, "# HELP {name} {}\n# TYPE {name} {sort}", family.help());
    }
}

/// The largest weight with which a type is named; 0 if it is not.
fn accepted_weight(accept: &str, wanted: &str) -> f64 {
    let weight = |range: &str| {
        let mut parts = range.split(';').map(str::trim);
        let is_wanted = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
        let given = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        is_wanted.then(|| given.map_or(1.0, |given| given.parse().unwrap_or(0.0)))
    };
    accept.split(',').filter_map(weight).fold(0.0, f64::max)
}

fn write_point(text: &mut String, name: &str, point: &Point<'_>, labels: &mut String) {
    labels.clear();
    point.labels.iter().for_each(|(label, value)| push_label(labels, label, value));
    match point.value {
        Value::Counter(count) => write_sample(text, name, "", labels, Number::Whole(count)),
        Value::Gauge(value) => write_sample(text, name, "", labels, Number::of(value)),
        Value::Histogram(histogram) => write_histogram(text, name, histogram, labels),
    }
}

/// Behind the sample that was written last: what names one of those that were counted, and when it was acquired. OpenMetrics allows 128
/// characters for it.
fn write_exemplar(text: &mut String, of: Live) {
    let Some(age) = of.age() else { return };
    let at = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().saturating_sub(age);
    let id = of.id().to_string();
    let mut site = format!("{}:{}", of.site().file(), of.site().line());
    const ROOM: usize = 128 - "idsite".len();
    if id.chars().count() + site.chars().count() > ROOM {
        // The end of a path tells more than its beginning.
        let kept = ROOM.saturating_sub(id.chars().count());
        site = site.chars().rev().take(kept).collect::<Vec<_>>().into_iter().rev().collect();
    }
    let mut labels = String::new();
    push_label(&mut labels, "id", &id);
    push_label(&mut labels, "site", &site);
    text.truncate(text.trim_end_matches('\n').len());
    let _ = writeln!(text, " # {{{labels}}} 1 {:.3}", at.as_secs_f64());
}

/// A number as text has it. Most are whole, which is written much faster.
#[derive(Clone, Copy)]
enum Number {
    Whole(u64),
    Real(f64),
}

impl Number {
    fn of(value: f64) -> Number {
        let whole = value as u64;
        if whole as f64 == value { Number::Whole(whole) } else { Number::Real(value) }
    }
}

fn write_sample(text: &mut String, name: &str, suffix: &str, labels: &str, number: Number) {
    text.push_str(name);
    text.push_str(suffix);
    if !labels.is_empty() {
        text.push('{');
        text.push_str(labels);
        text.push('}');
    }
    let _ = match number {
        Number::Whole(number) => writeln!(text, " {number}"),
        Number::Real(number) => writeln!(text, " {number}"),
    };
}

fn write_histogram(text: &mut String, name: &str, histogram: &Histogram, labels: &mut String) {
    let own = labels.len();
    let mut all = 0;
    for (_, le, count) in buckets(histogram) {
        labels.push_str(",le=\"");
        labels.push_str(le);
        labels.push('"');
        write_sample(text, name, "_bucket", labels, Number::Whole(count));
        labels.truncate(own);
        all = count;
    }
    write_sample(text, name, "_sum", labels, Number::Real(histogram.sum().as_secs_f64()));
    write_sample(text, name, "_count", labels, Number::Whole(all));
}

fn push_label(labels: &mut String, label: &str, value: &str) {
    if !labels.is_empty() {
        labels.push(',');
    }
    labels.push_str(label);
    labels.push_str("=\"");
    push_escaped(labels, value);
    labels.push('"');
}

/// A label's value may be anything; three characters are written otherwise.
fn push_escaped(into: &mut String, value: &str) {
    if !value.contains(['\\', '"', '\n']) {
        return into.push_str(value);
    }
    for c in value.chars() {
        match c {
            '\\' => into.push_str("\\\\"),
            '"' => into.push_str("\\\""),
            '\n' => into.push_str("\\n"),
            c => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_the_one_that_is_asked_for() {
        let prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
        assert_eq!(Format::accepted(Some(prometheus)), Format::OpenMetrics);
        assert_eq!(Format::accepted(Some("Application/OpenMetrics-Text; version=1.0.0")), Format::OpenMetrics);
        for plain in [
            "",
            "*/*",
            "text/plain",
            "application/openmetrics-text;q=0",
            "application/openmetrics-text;q=0.1, text/plain;q=0.9",
        ] {
            assert_eq!(Format::accepted(Some(plain)), Format::Prometheus, "{plain}");
        }
        assert_eq!(Format::accepted(None), Format::Prometheus);
    }

    #[test]
    fn labels_are_escaped() {
        let mut labels = String::new();
        push_label(&mut labels, "kind", "a \"b\"\\\n");
        assert_eq!(labels, r#"kind="a \"b\"\\\n""#);
    }
}
