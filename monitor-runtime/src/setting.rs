//! What is in force, and where it comes from.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use crate::kind::DeclaredAt;
use crate::table::{Align, Table};

/// Where a value comes from that is in force. What stands lower here prevails over what stands above it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The attribute.
    Attribute(DeclaredAt),
    /// A line of a file.
    #[non_exhaustive]
    File {
        /// The file, as it was named to us.
        path: Arc<str>,
        /// The line, from 1.
        line: usize,
    },
    /// An environment variable, by its name.
    Environment(Arc<str>),
    /// A call of [`Account::set_limit`](crate::Account::set_limit) or [`Budget::set_limit`](crate::Budget::set_limit), by its place.
    Call(&'static Location<'static>),
}

/// Its layer and its place: `attribute src/net.rs:7`, `file limits.toml:3`, `environment GATEWAY_CLIENT_LIMIT`, `call src/main.rs:12`.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Attribute(at) => write!(f, "attribute {at}"),
            Source::File { path, line } => write!(f, "file {path}:{line}"),
            Source::Environment(name) => write!(f, "environment {name}"),
            Source::Call(at) => write!(f, "call {}:{}", at.file(), at.line()),
        }
    }
}

/// One option of one kind or budget, as it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// The kind's [label](crate::Kind::label), or `budget` and a budget's name.
    pub kind: String,
    /// The option, as the attribute and the configuration name it: `limit`.
    pub option: &'static str,
    /// Its value.
    pub value: String,
    /// Where that comes from.
    pub source: Source,
}

/// `client limit = 128 (file limits.toml:3)`.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Setting { kind, option, value, source } = self;
        write!(f, "{kind} {option} = {value} ({source})")
    }
}

/// Settings, ordered by the kind's label. Its `Display` is a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings(Vec<Setting>);

impl Settings {
    pub(crate) fn new(mut settings: Vec<Setting>) -> Self {
        settings.sort_by(|one, other| (&one.kind, one.option).cmp(&(&other.kind, other.option)));
        Settings(settings)
    }

    /// The settings as a slice.
    pub fn as_slice(&self) -> &[Setting] {
        &self.0
    }

    /// An option of the kind with that label.
    pub fn get(&self, kind: &str, option: &str) -> Option<&Setting> {
        self.0.iter().find(|setting| setting.kind == kind && setting.option == option)
    }
}

impl<'a> IntoIterator for &'a Settings {
    type Item = &'a Setting;
    type IntoIter = std::slice::Iter<'a, Setting>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("option", Align::Left),
            ("value", Align::Right),
            ("from", Align::Left),
        ]);
        for Setting { kind, option, value, source } in self {
            table.row(vec![kind.clone(), (*option).to_owned(), value.clone(), source.to_string()]);
        }
        table.fmt(f)
    }
}
