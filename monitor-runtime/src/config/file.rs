//! A layer that is a file.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Fault;
use super::plan::{Plan, Value};
use crate::setting::Source;

/// The largest file that is read.
const BYTES_MAX: u64 = 1 << 20;

/// A file that may be configured from.
#[derive(Clone, Debug)]
pub(super) struct File {
    path: PathBuf,
    is_required: bool,
}

impl File {
    pub(super) fn new(path: PathBuf, is_required: bool) -> Self {
        File { path, is_required }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn read_into(&self, plan: &mut Plan) {
        plan.begin_layer();
        let name: Arc<str> = self.path.to_string_lossy().into();
        match self.text() {
            Ok(text) => Text { name, text: &text }.read_into(plan),
            Err(error) => plan.add_fault(Fault::new(&*name, None, format!("cannot be read: {error}"))),
        }
    }

    fn text(&self) -> io::Result<String> {
        let found = match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.is_required => return Ok(String::new()),
            found => found?,
        };
        // Opening a pipe would wait for somebody who writes to it.
        if !found.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        let mut bytes = Vec::new();
        fs::File::open(&self.path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > BYTES_MAX {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it has more than 1 MiB"));
        }
        String::from_utf8(bytes).map_err(|error| {
            let lines =
                error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            io::Error::new(io::ErrorKind::InvalidData, format!("line {} is not UTF-8", lines + 1))
        })
    }
}

/// What a file said, and what it is called.
struct Text<'a> {
    name: Arc<str>,
    text: &'a str,
}

impl Text<'_> {
    fn read_into(&self, plan: &mut Plan) {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let line = error.span().map_or(1, |span| self.line(span.start));
            plan.add_fault(Fault::new(format!("{}:{line}", self.name), None, error.message()));
        }
        // What is left of a broken file would only give faults that follow from the first ones.
        if errors.is_empty() {
            self.read_root(root.get_ref(), plan);
        }
    }

    fn read_root(&self, root: &DeTable, plan: &mut Plan) {
        for (key, value) in root {
            if key.get_ref() != "kind" {
                self.fault(plan, key, key.get_ref(), "is unknown; what is configured stands in `[kind.NAME]`");
            } else if let DeValue::Table(kinds) = value.get_ref() {
                kinds.iter().for_each(|(kind, options)| self.read_kind(kind, options, plan));
            } else {
                self.fault(plan, key, "kind", "is a table of kinds, as in `[kind.client]`");
            }
        }
    }

    fn read_kind<K: AsRef<str>>(&self, kind: &Spanned<K>, options: &Spanned<DeValue>, plan: &mut Plan) {
        let name = kind.get_ref().as_ref();
        let DeValue::Table(options) = options.get_ref() else {
            let what = "is a table of options, as in `limit = 64`";
            return self.fault(plan, kind, &format!("kind.{}", quoted(name)), what);
        };
        let known = match plan.known().by_name(name) {
            Ok(known) => known,
            Err(what) => return self.fault(plan, kind, &format!("kind.{}", quoted(name)), &what),
        };
        for (option, value) in options {
            let key = format!("kind.{}.{}", quoted(name), quoted(option.get_ref()));
            let source = Source::File { path: Arc::clone(&self.name), line: self.line(option.span().start) };
            plan.set(known, option.get_ref(), &written(value.get_ref()), source, Some(key));
        }
    }

    fn fault<T>(&self, plan: &mut Plan, at: &Spanned<T>, key: &str, what: &str) {
        let line = self.line(at.span().start);
        plan.add_fault(Fault::new(format!("{}:{line}", self.name), Some(key.to_owned()), what));
    }

    /// The line, from 1, of a byte of the text.
    fn line(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// A key as TOML writes it.
fn quoted(key: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { format!("{key:?}") }
}

fn written(value: &DeValue) -> Value {
    match value {
        DeValue::Integer(number) => {
            i128::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other("integer"), Value::Integer)
        }
        other => Value::Other(other.type_str()),
    }
}
