//! A layer that is the process's environment.

use std::ffi::OsString;

use super::error::Fault;
use super::plan::{OPTIONS, Plan, Value};
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
        let kind_before = |option: &str| rest.strip_suffix(&option.to_ascii_uppercase())?.strip_suffix('_');
        let Some((kind, option)) = OPTIONS.iter().find_map(|option| Some((kind_before(option)?, option))) else {
            let what = format!("ends with no option, as in `{}CLIENT_LIMIT`", self.prefix);
            return plan.add_fault(Fault::new(name, None, what));
        };
        let value = match value.trim().parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(value.to_owned()),
        };
        match plan.known().by_variable(kind) {
            Ok(kind) => plan.set(kind, option, &value, Source::Environment(name.into()), None),
            Err(what) => plan.add_fault(Fault::new(name, None, format!("`{kind}` {what}"))),
        }
    }
}
