//! What a configuration is going to do, gathered layer by layer and done only if nothing is wrong.

use std::collections::{HashMap, HashSet};

use super::error::{ConfigError, Fault};
use super::known::Known;
use crate::kind::Kind;
use crate::monitor::Monitor;
use crate::setting::{Setting, Settings, Source};

/// What can be configured of a kind.
pub(super) const OPTIONS: &[&str] = &["limit"];

/// A value as it was written.
pub(super) enum Value {
    Integer(i128),
    Text(String),
    /// Of a type that no option has.
    Other(&'static str),
}

/// The limits to be, and what is wrong.
pub(super) struct Plan {
    known: Known,
    limits: HashMap<*const Kind, (usize, Source)>,
    faults: Vec<Fault>,
}

impl Plan {
    pub(super) fn new() -> Self {
        Plan { known: Known::new(), limits: HashMap::new(), faults: Vec::new() }
    }

    pub(super) fn add_fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Takes a file's word for it.
    pub(super) fn set_by_name(&mut self, kind: &str, option: &str, value: &Value, source: Source, key: String) {
        let kind = self.known.by_name(kind);
        self.set(kind, option, value, source, Some(key));
    }

    /// Takes a variable's word for it.
    pub(super) fn set_by_variable(&mut self, kind: &str, option: &str, value: &Value, source: Source) {
        let kind = self.known.by_variable(kind).map_err(|what| format!("`{kind}` {what}"));
        self.set(kind, option, value, source, None);
    }

    /// What an earlier layer has set gives way; within one layer nothing is set twice.
    fn set(
        &mut self,
        kind: Result<&'static Kind, String>,
        option: &str,
        value: &Value,
        source: Source,
        key: Option<String>,
    ) {
        let checked = kind.and_then(|kind| {
            let limit = limit(kind, option, value)?;
            match self.limits.get(&std::ptr::from_ref(kind)) {
                Some((_, before)) if is_same_layer(before, &source) => Err(format!("is set by {before} too")),
                _ => Ok((kind, limit)),
            }
        });
        match checked {
            Ok((kind, limit)) => {
                self.limits.insert(kind, (limit, source));
            }
            Err(what) => self.faults.push(Fault::new(place(&source), key, what)),
        }
    }

    /// The plan, if nothing is wrong with it.
    pub(super) fn check(self) -> Result<Plan, ConfigError> {
        if self.faults.is_empty() { Ok(self) } else { Err(ConfigError::new(self.faults)) }
    }

    /// Puts it in force, and says which values have changed by it.
    pub(super) fn carry_out(mut self, monitor: &Monitor) -> Settings {
        // An account that was never used has nothing that an earlier configuration could have left.
        let used: HashSet<_> = monitor.accounts().used().map(|account| std::ptr::from_ref(account.kind())).collect();
        let mut changed = Vec::new();
        for (kind, label) in self.known.all() {
            let limit = self.limits.remove(&std::ptr::from_ref(kind));
            if limit.is_none() && !used.contains(&std::ptr::from_ref(kind)) {
                continue;
            }
            let account = monitor.accounts().of(kind);
            let before = account.limit();
            account.configure_limit(limit);
            let reading = account.reading();
            if reading.limit != before {
                changed.push(Setting {
                    kind: label.to_owned(),
                    option: "limit",
                    value: reading.limit.to_string(),
                    source: reading.limit_source,
                });
            }
        }
        changed.into_iter().collect()
    }
}

/// The limit that a value stands for, or what is wrong.
fn limit(kind: &Kind, option: &str, value: &Value) -> Result<usize, String> {
    if !OPTIONS.contains(&option) {
        return Err(format!("is no option; what can be configured is {}", OPTIONS.join(", ")));
    }
    let capacity = kind.capacity();
    let wrong = |value: &dyn std::fmt::Display| {
        format!("is {value}; it must be a whole number from 0 to {capacity}, the capacity of `{}`", kind.name())
    };
    match value {
        Value::Integer(number) => match usize::try_from(*number) {
            Ok(limit) if limit <= capacity => Ok(limit),
            _ => Err(wrong(number)),
        },
        Value::Text(text) => Err(wrong(&format_args!("{text:?}"))),
        Value::Other(of_type) => Err(wrong(&format_args!("of type {of_type}"))),
    }
}

fn is_same_layer(one: &Source, other: &Source) -> bool {
    match (one, other) {
        (Source::File { path: one, .. }, Source::File { path: other, .. }) => one == other,
        (Source::Environment(_), Source::Environment(_)) => true,
        _ => false,
    }
}

fn place(source: &Source) -> String {
    match source {
        Source::File { path, line } => format!("{path}:{line}"),
        Source::Environment(name) => name.to_string(),
        other => other.to_string(),
    }
}
