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
    limits: HashMap<*const Kind, Limit>,
    /// The number of the layer that is read.
    layer: usize,
    faults: Vec<Fault>,
}

struct Limit {
    limit: usize,
    source: Source,
    layer: usize,
}

impl Plan {
    pub(super) fn new() -> Self {
        Plan { known: Known::new(), limits: HashMap::new(), layer: 0, faults: Vec::new() }
    }

    /// What is set from now on prevails over what was set before.
    pub(super) fn begin_layer(&mut self) {
        self.layer += 1;
    }

    pub(super) fn add_fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// What an earlier layer has set gives way; within one layer nothing is set twice. `key`: what the source calls the option.
    pub(super) fn set(
        &mut self,
        kind: &'static Kind,
        option: &str,
        value: &Value,
        source: Source,
        key: Option<String>,
    ) {
        let checked = limit(kind, option, value).and_then(|limit| match self.limits.get(&std::ptr::from_ref(kind)) {
            Some(before) if before.layer == self.layer => Err(format!("is set by {} too", before.source)),
            _ => Ok(limit),
        });
        match checked {
            Ok(limit) => {
                self.limits.insert(kind, Limit { limit, source, layer: self.layer });
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
            let limit =
                self.limits.remove(&std::ptr::from_ref(kind)).map(|Limit { limit, source, .. }| (limit, source));
            if limit.is_none() && !used.contains(&std::ptr::from_ref(kind)) {
                continue;
            }
            if let Some((limit, source)) = monitor.accounts().of(kind).configure_limit(limit) {
                changed.push(Setting { kind: label.to_owned(), option: "limit", value: limit.to_string(), source });
            }
        }
        Settings::new(changed)
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

fn place(source: &Source) -> String {
    match source {
        Source::File { path, line } => format!("{path}:{line}"),
        Source::Environment(name) => name.to_string(),
        other => other.to_string(),
    }
}
