//! A layer that is the process's environment.

use std::ffi::OsString;

use super::error::Fault;
use super::known::Section;
use super::plan::{Plan, Value};
use crate::setting::Source;

/// Variables with a prefix.
#[derive(Clone, Debug)]
pub(super) struct Environment {
    prefix: String,
    /// `None`: those of the process.
    variables: Option<Vec<(OsString, OsString)>>,
}

impl Environment {
    pub(super) fn process(prefix: String) -> Self {
        Environment { prefix, variables: None }
    }

    pub(super) fn given(prefix: String, variables: Vec<(OsString, OsString)>) -> Self {
        Environment { prefix, variables: Some(variables) }
    }

    pub(super) fn read_into(&self, plan: &mut Plan) {
        plan.begin_layer();
        let mut variables = self.variables.clone().unwrap_or_else(|| std::env::vars_os().collect());
        variables.sort();
        for (name, value) in variables {
            // A name that is no text cannot begin with ours.
            let Some(name) = name.to_str() else { continue };
            let Some(rest) = name.strip_prefix(&self.prefix) else { continue };
            match value.to_str() {
                Some(value) => self.read_variable(name, rest, value, plan),
                None => plan.add_fault(Fault::new(name, None, "is no text")),
            }
        }
    }

    /// `rest` is what stands behind the prefix.
    fn read_variable(&self, name: &str, rest: &str, value: &str, plan: &mut Plan) {
        let named_by = |section: Section, option: &str| {
            rest.strip_prefix(section.variable())?.strip_suffix(&option.to_ascii_uppercase())?.strip_suffix('_')
        };
        let read = |section: Section| {
            section.options().iter().find_map(move |option| Some((section, named_by(section, option)?, *option)))
        };
        let is_known = |(section, target, _): &(Section, &str, _)| plan.known().by_variable(*section, target).is_ok();
        let mut readings: Vec<_> = Section::ALL.into_iter().filter_map(read).collect();
        // A kind may be named `budget_...` too.
        if readings.iter().any(is_known) {
            readings.retain(is_known);
        }
        let (section, target, option) = match readings.as_slice() {
            [] => {
                let what = format!("ends with no option, as in `{}CLIENT_LIMIT`", self.prefix);
                return plan.add_fault(Fault::new(name, None, what));
            }
            [one] => *one,
            [.., last] if !is_known(last) => *last,
            _ => {
                return plan.add_fault(Fault::new(
                    name,
                    None,
                    "stands for a kind and for a budget; only a file can tell them apart",
                ));
            }
        };
        let value = match value.trim().parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(value.to_owned()),
        };
        match plan.known().by_variable(section, target) {
            Ok(known) => plan.set(known, option, &value, Source::Environment(name.into()), None),
            Err(what) => plan.add_fault(Fault::new(name, None, format!("`{target}` {what}"))),
        }
    }
}
