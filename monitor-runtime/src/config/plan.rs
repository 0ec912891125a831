//! What a configuration is going to do, gathered layer by layer and done only if nothing is wrong.

use std::collections::{HashMap, HashSet};

use super::error::{ConfigError, Fault};
use super::known::{Known, Target};
use crate::bounds::{MAX_CAPACITY, UNITS_MAX};
use crate::core::{Accounts, Guaranteed};
use crate::kind::Kind;
use crate::monitor::Monitor;
use crate::setting::{Setting, Settings, Source};
use crate::table::Grouped;

/// A value as it was written.
pub(super) enum Value {
    Integer(i128),
    Text(String),
    /// Of a type that no option has.
    Other(&'static str),
}

/// The values to be, and what is wrong.
pub(super) struct Plan {
    known: Known,
    values: HashMap<(Target, &'static str), Planned>,
    /// The number of the layer that is read.
    layer: usize,
    faults: Vec<Fault>,
}

/// A value to be.
struct Planned {
    value: usize,
    source: Source,
    key: Option<String>,
    layer: usize,
}

impl Plan {
    pub(super) fn new() -> Self {
        Plan { known: Known::new(), values: HashMap::new(), layer: 0, faults: Vec::new() }
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
    pub(super) fn set(&mut self, target: Target, option: &str, value: &Value, source: Source, key: Option<String>) {
        let checked =
            check(target, option, value).and_then(|(option, value)| match self.values.get(&(target, option)) {
                Some(before) if before.layer == self.layer => Err(format!("is set by {} too", before.source)),
                _ => Ok((option, value)),
            });
        match checked {
            Ok((option, value)) => {
                self.values.insert((target, option), Planned { value, source, key, layer: self.layer });
            }
            Err(what) => self.faults.push(Fault::new(place(&source), key, what)),
        }
    }

    /// The plan, if nothing is wrong with it.
    pub(super) fn check(self) -> Result<Plan, ConfigError> {
        if self.faults.is_empty() { Ok(self) } else { Err(ConfigError::new(self.faults)) }
    }

    /// Puts it in force, and says which values have changed by it.
    ///
    /// # Errors
    /// More is guaranteed within a budget than its limit is to be. Nothing is changed.
    pub(super) fn carry_out(mut self, monitor: &Monitor) -> Result<Settings, ConfigError> {
        let accounts = monitor.accounts();
        // An account that was never used has nothing that an earlier configuration could have left.
        let used: HashSet<_> = accounts.used().map(|account| std::ptr::from_ref(account.kind())).collect();
        let mut changed = self.carry_out_budgets(accounts)?;
        for (kind, label) in self.known.kinds() {
            let mut take = |option| {
                self.values.remove(&(Target::Kind(kind), option)).map(|planned| (planned.value, planned.source))
            };
            let (limit, queue) = (take("limit"), take("queue"));
            if limit.is_none() && queue.is_none() && !used.contains(&std::ptr::from_ref(kind)) {
                continue;
            }
            let account = accounts.of(kind);
            for (option, now) in [("limit", account.configure_limit(limit)), ("queue", account.configure_queue(queue))]
            {
                let now = now.map(|(value, source)| setting(label, option, value, source));
                changed.extend(now);
            }
        }
        Ok(Settings::new(changed))
    }

    /// All of them or, if one is refused, none.
    fn carry_out_budgets(&mut self, accounts: &'static Accounts) -> Result<Vec<Setting>, ConfigError> {
        let (mut changed, mut done) = (Vec::new(), Vec::new());
        for budget in self.known.budgets() {
            let node = accounts.tree().declared(budget);
            let planned = self.values.remove(&(Target::Budget(budget), "limit"));
            let limit = planned.as_ref().map(|planned| (planned.value as u64, planned.source.clone()));
            let before = accounts.tree().configured_limit(node);
            match accounts.tree().configure_limit(node, limit) {
                Ok(now) => {
                    done.push((node, before));
                    let label = Target::Budget(budget).label();
                    changed.extend(now.map(|(limit, source)| setting(&label, "limit", limit as usize, source)));
                }
                Err(Guaranteed { guaranteed, .. }) => {
                    for (node, before) in done {
                        // It was in force a moment ago.
                        let _ = accounts.tree().configure_limit(node, before);
                    }
                    let what = format!("is too low: {} are guaranteed within it", Grouped(guaranteed));
                    let place = planned
                        .as_ref()
                        .map_or_else(|| Target::Budget(budget).label(), |planned| place(&planned.source));
                    return Err(ConfigError::new(vec![Fault::new(
                        place,
                        planned.and_then(|planned| planned.key),
                        what,
                    )]));
                }
            }
        }
        Ok(changed)
    }
}

fn setting(label: &str, option: &'static str, value: usize, source: Source) -> Setting {
    Setting { kind: label.to_owned(), option, value: value.to_string(), source }
}

/// The option and the number that a value stands for, or what is wrong.
fn check(target: Target, option: &str, value: &Value) -> Result<(&'static str, usize), String> {
    let options = target.options();
    let Some(option) = options.iter().find(|known| **known == option) else {
        return Err(format!("is no option; what can be configured is {}", options.join(", ")));
    };
    let (least, most, why) = match target {
        Target::Kind(kind) => bounds(kind, option),
        Target::Budget(_) => (0, UNITS_MAX as usize, String::new()),
    };
    let wrong =
        |value: &dyn std::fmt::Display| format!("is {value}; it must be a whole number from {least} to {most}{why}");
    match value {
        Value::Integer(number) => match usize::try_from(*number) {
            Ok(value) if (least..=most).contains(&value) => Ok((option, value)),
            _ => Err(wrong(number)),
        },
        Value::Text(text) => Err(wrong(&format_args!("{text:?}"))),
        Value::Other(of_type) => Err(wrong(&format_args!("of type {of_type}"))),
    }
}

/// From where to where an option of a kind goes, and why.
fn bounds(kind: &Kind, option: &str) -> (usize, usize, String) {
    match (option, kind.units()) {
        ("limit", None) => (0, kind.capacity(), format!(", the capacity of `{}`", kind.name())),
        ("limit", Some(_)) => (0, UNITS_MAX as usize, String::new()),
        _ => (1, MAX_CAPACITY, String::new()),
    }
}

fn place(source: &Source) -> String {
    match source {
        Source::File { path, line } => format!("{path}:{line}"),
        Source::Environment(name) => name.to_string(),
        other => other.to_string(),
    }
}
