//! A layer that is a file.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Fault;
use super::known::Section;
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
        // In the order in which they stand.
        let mut tables: Vec<_> = root.iter().collect();
        tables.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in tables {
            let Some(section) = Section::ALL.into_iter().find(|section| key.get_ref() == section.table()) else {
                let what = "is unknown; what is configured stands in `[kind.NAME]` and `[budget.NAME]`";
                self.fault(plan, key, key.get_ref(), what);
                continue;
            };
            if let DeValue::Table(targets) = value.get_ref() {
                let mut targets: Vec<_> = targets.iter().collect();
                targets.sort_by_key(|(key, _)| key.span().start);
                targets.into_iter().for_each(|(target, options)| self.read_target(section, target, options, plan));
            } else {
                let table = section.table();
                self.fault(plan, key, table, &format!("is a table of {table}s, as in `[{table}.client]`"));
            }
        }
    }

    fn read_target<K: AsRef<str>>(
        &self,
        section: Section,
        target: &Spanned<K>,
        options: &Spanned<DeValue>,
        plan: &mut Plan,
    ) {
        let name = target.get_ref().as_ref();
        let key = || format!("{}.{}", section.table(), quoted(name));
        let DeValue::Table(options) = options.get_ref() else {
            return self.fault(plan, target, &key(), "is a table of options, as in `limit = 64`");
        };
        let known = match plan.known().by_name(section, name) {
            Ok(known) => known,
            Err(what) => return self.fault(plan, target, &key(), &what),
        };
        let mut options: Vec<_> = options.iter().collect();
        options.sort_by_key(|(key, _)| key.span().start);
        for (option, value) in options {
            let key = format!("{}.{}", key(), quoted(option.get_ref()));
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
