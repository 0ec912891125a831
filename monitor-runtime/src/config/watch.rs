//! Loading again when a file has changed.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Config;
use super::error::{ConfigError, Fault};
use crate::setting::Settings;

/// A directory must be quiet for so long before its files are read: what is half written is not to be put in force.
const QUIET: Duration = Duration::from_millis(100);
/// A directory in which something always changes is read after so long all the same.
const BUSY: Duration = Duration::from_secs(1);

/// Keeps a [`Config`] in force as its files change. Dropping it ends that, after a reload that is under way; the limits stay as
/// they are.
#[must_use = "the files are watched for as long as this lives"]
pub struct Watch {
    /// Dropped first: what it sends to is then known to be at its end.
    watcher: Option<RecommendedWatcher>,
    thread: Option<JoinHandle<()>>,
}

/// Who is told of each outcome.
type Told = Box<dyn FnMut(Result<Settings, ConfigError>) + Send>;

impl Watch {
    pub(super) fn new(config: Config, told: Told) -> Result<Self, ConfigError> {
        let (changed, changes) = channel();
        // First watched, then read: no change falls between.
        let watcher = watcher(&config, changed)?;
        config.load()?;
        let thread = thread::Builder::new().name("monitor-config".into()).spawn(move || run(&config, told, &changes));
        let thread = thread.map_err(|error| cannot_watch("monitor-config", &error))?;
        Ok(Watch { watcher: Some(watcher), thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.watcher.take());
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != thread::current().id()) {
            // It does not panic; if it did, it has ended all the same.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// Watches the directories, because a file that is replaced is another file.
fn watcher(config: &Config, changed: Sender<()>) -> Result<RecommendedWatcher, ConfigError> {
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // What it could not tell may have been a change. Nobody listens any more when the watch is being dropped.
        if event.map_or(true, |event| is_change(event.kind)) {
            let _ = changed.send(());
        }
    });
    let mut watcher = watcher.map_err(|error| cannot_watch("files", &error))?;
    for directory in directories(config) {
        let watched = watcher.watch(&directory, RecursiveMode::NonRecursive);
        watched.map_err(|error| cannot_watch(&directory.to_string_lossy(), &error))?;
    }
    Ok(watcher)
}

/// Not what is only read, as we do ourselves.
fn is_change(kind: EventKind) -> bool {
    !kind.is_access() || matches!(kind, EventKind::Access(AccessKind::Close(AccessMode::Write)))
}

/// Where the files are and, if they are links, where they lead.
fn directories(config: &Config) -> Vec<PathBuf> {
    let of = |path: &Path| match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let paths = config.files.iter().map(super::File::path);
    let mut directories: Vec<PathBuf> =
        paths.flat_map(|path| [Some(of(path)), path.canonicalize().ok().map(|path| of(&path))]).flatten().collect();
    directories.sort();
    directories.dedup();
    directories
}

fn cannot_watch(what: &str, error: &dyn fmt::Display) -> ConfigError {
    ConfigError::new(vec![Fault::new(what, None, format!("cannot be watched: {error}"))])
}

fn run(config: &Config, mut told: Told, changes: &Receiver<()>) {
    let mut refused = None;
    while changes.recv().is_ok() && wait_until_quiet(changes) {
        let outcome = config.load();
        let is_news = match &outcome {
            Ok(changed) => refused.is_some() || !changed.as_slice().is_empty(),
            Err(error) => refused.as_ref() != Some(error),
        };
        if !is_news {
            continue;
        }
        refused = outcome.as_ref().err().cloned();
        // A panic in there has told its own story, and must not end the watch.
        let _ = catch_unwind(AssertUnwindSafe(|| told(outcome)));
    }
}

/// Waits until nothing changes for a moment; `false` when the watch ends.
fn wait_until_quiet(changes: &Receiver<()>) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < BUSY {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}
