//! What was wrong with a configuration.

use std::fmt;

/// A configuration was refused, and nothing was changed. Its `Display` has a line for each fault.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    faults: Vec<Fault>,
}

/// One thing that was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    place: String,
    key: Option<String>,
    what: String,
}

impl ConfigError {
    pub(super) fn new(faults: Vec<Fault>) -> Self {
        ConfigError { faults }
    }

    /// What was wrong, in the order in which it was read. Never empty.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl Fault {
    pub(super) fn new(place: impl Into<String>, key: Option<String>, what: impl Into<String>) -> Self {
        Fault { place: place.into(), key, what: what.into() }
    }

    /// Where: `limits.toml:4`, or the name of a variable.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The key: `kind.client.limit`. `None` if it is about no single one, as when a file is not there.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// What is wrong with it, as it stands behind the key: `is 5000; it must be a whole number from 0 to 1024, ...`.
    pub fn message(&self) -> &str {
        &self.what
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{}: `{key}` {}", self.place, self.what),
            None => write!(f, "{}: {}", self.place, self.what),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("configuration refused, nothing was changed")?;
        match self.faults.as_slice() {
            [fault] => write!(f, ": {fault}"),
            faults => faults.iter().try_for_each(|fault| write!(f, "\n  {fault}")),
        }
    }
}

/// As it is displayed, so that `unwrap` and a `main` that fails tell all of it.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}
