//! Loading again when a file has changed.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};
use std::{fmt, fs, mem};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Config;
use super::error::{ConfigError, Fault};
use crate::setting::Settings;
use crate::sync::plain::{AtomicBool, Ordering::Relaxed};

/// A directory must be quiet for so long before its files are read: what is half written is not to be put in force.
const QUIET: Duration = Duration::from_millis(100);
/// A directory in which something always changes is read after so long all the same.
const BUSY: Duration = Duration::from_secs(1);
/// So often the files are looked at, for what no directory tells of: one that is replaced, a link further up that is set to another,
/// a file on another machine.
const LOOK: Duration = Duration::from_secs(2);

/// Keeps a [`Config`] in force as its files change. Dropping it ends that; the limits stay as they are.
///
/// Dropping it waits for a reload that is under way and for whoever is told of it: hold no lock then that `told` takes.
#[must_use = "the files are watched for as long as this lives"]
pub struct Watch {
    has_ended: Arc<AtomicBool>,
    changed: SyncSender<()>,
    thread: Option<JoinHandle<()>>,
}

/// Who is told of each outcome.
type Told = Box<dyn FnMut(Result<Settings, ConfigError>) + Send>;

impl Watch {
    pub(super) fn new(config: Config, told: Told) -> Result<Self, ConfigError> {
        // There is news or there is none: how much does not matter.
        let (changed, changes) = sync_channel(1);
        let (begun, beginning) = sync_channel(1);
        let (has_ended, end) = (Arc::new(AtomicBool::new(false)), changed.clone());
        let files = Files { config, changed, watcher: None, directories: BTreeSet::new() };
        let ended = Arc::clone(&has_ended);
        let run = move || {
            if let Some(watched) = Watched::begin(files, told, &begun) {
                watched.run(&changes, &ended);
            }
        };
        let thread = thread::Builder::new().name("monitor-config".into()).spawn(run);
        let thread = thread.map_err(|error| {
            ConfigError::new(vec![Fault::new("thread `monitor-config`", None, format!("cannot be started: {error}"))])
        })?;
        beginning.recv().expect("the thread says what the first load came to")?;
        Ok(Watch { has_ended, changed: end, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.has_ended.store(true, Relaxed);
        // If there is news already, it need not be woken.
        let _ = self.changed.try_send(());
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

/// What the thread has.
struct Watched {
    files: Files,
    /// What the files looked like before they were read.
    seen: Vec<Look>,
    told: Told,
    /// Why they were refused the last time.
    refused: Option<ConfigError>,
}

impl Watched {
    /// The first load, if it is not refused.
    fn begin(mut files: Files, told: Told, begun: &SyncSender<Result<(), ConfigError>>) -> Option<Self> {
        // First watched, then looked at, then read: no change falls between.
        files.watch();
        let seen = files.look();
        let first = files.config.load().map(drop);
        let is_in_force = first.is_ok();
        // Whoever began waits for it.
        let _ = begun.send(first);
        is_in_force.then_some(Watched { files, seen, told, refused: None })
    }

    fn run(mut self, changes: &Receiver<()>, has_ended: &AtomicBool) {
        while !has_ended.load(Relaxed) {
            if changes.recv_timeout(LOOK).is_err() && self.files.look() == self.seen {
                continue;
            }
            wait_until_quiet(changes, has_ended);
            if has_ended.load(Relaxed) {
                return;
            }
            // A panic of who is told has told its own story, and must not end the watch; nor must one of dropping what it carries.
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| self.reload())) {
                mem::forget(payload);
            }
        }
    }

    fn reload(&mut self) {
        self.files.watch();
        self.seen = self.files.look();
        let outcome = self.files.config.load();
        let is_news = match &outcome {
            Ok(changed) => self.refused.is_some() || !changed.as_slice().is_empty(),
            Err(error) => self.refused.as_ref() != Some(error),
        };
        if is_news {
            self.refused = outcome.as_ref().err().cloned();
            (self.told)(outcome);
        }
    }
}

/// Waits until nothing changes for a moment.
fn wait_until_quiet(changes: &Receiver<()>, has_ended: &AtomicBool) {
    let begun = Instant::now();
    while begun.elapsed() < BUSY && !has_ended.load(Relaxed) && changes.recv_timeout(QUIET).is_ok() {}
}

/// The files, and who tells of them.
struct Files {
    config: Config,
    changed: SyncSender<()>,
    /// `None`: not yet, or the operating system tells of no files. Then there are only the looks.
    watcher: Option<RecommendedWatcher>,
    /// What is watched.
    directories: BTreeSet<PathBuf>,
}

/// Which file it is, when it was changed, how long it is. `None`: there is none.
type Look = Option<(PathBuf, Option<SystemTime>, u64)>;

impl Files {
    fn look(&self) -> Vec<Look> {
        let look = |path: &Path| {
            let found = fs::metadata(path).ok()?;
            Some((path.canonicalize().ok()?, found.modified().ok(), found.len()))
        };
        self.config.files.iter().map(|file| look(file.path())).collect()
    }

    /// Watches the directories in which the files are now: directories, because a file that is replaced is another file. What cannot
    /// be watched, or is not there yet, is looked at.
    fn watch(&mut self) {
        if self.watcher.is_none() {
            self.watcher = watcher(self.changed.clone()).ok();
        }
        let Some(watcher) = &mut self.watcher else { return };
        let wanted = directories(&self.config);
        for directory in self.directories.difference(&wanted) {
            let _ = watcher.unwatch(directory);
        }
        // Again, if it is watched: there may be another one by that name.
        self.directories = wanted
            .into_iter()
            .filter(|directory| watcher.watch(directory, RecursiveMode::NonRecursive).is_ok())
            .collect();
    }
}

fn watcher(changed: SyncSender<()>) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // What it could not tell may have been a change.
        if event.map_or(true, |event| is_change(event.kind)) {
            // Full: there is news anyway.
            let _ = changed.try_send(());
        }
    })
}

/// Not what is only read, as we do ourselves.
fn is_change(kind: EventKind) -> bool {
    !kind.is_access() || matches!(kind, EventKind::Access(AccessKind::Close(AccessMode::Write)))
}

/// Where the files are and, if they are links, where they lead.
fn directories(config: &Config) -> BTreeSet<PathBuf> {
    let of = |path: &Path| match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let paths = config.files.iter().map(super::File::path);
    paths.flat_map(|path| [Some(of(path)), path.canonicalize().ok().map(|path| of(&path))]).flatten().collect()
}

#[cfg(test)]
mod tests {
    use notify::event::ModifyKind;

    use super::*;
    use crate::monitor::Monitor;
    use crate::sync::Mutex;

    #[test]
    fn what_is_no_news_is_not_told() {
        let path = std::env::temp_dir().join(format!("monitor-news-{}.toml", std::process::id()));
        let write = |text: &str| fs::write(&path, text).unwrap();
        write("");
        let (changed, _changes) = sync_channel(1);
        let config = Config::of(&Monitor::new()).file(&path);
        let files = Files { config, changed, watcher: None, directories: BTreeSet::new() };
        let outcomes = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&outcomes);
        let (begun, _beginning) = sync_channel(1);
        let told = move |outcome: Result<Settings, ConfigError>| told.lock().push(outcome.is_ok());
        let mut watched = Watched::begin(files, Box::new(told), &begun).unwrap();
        let none: [bool; 0] = [];
        let mut reload = |text: &str| {
            write(text);
            watched.reload();
            mem::take(&mut *outcomes.lock())
        };
        assert_eq!(reload("# changes nothing"), none);
        assert_eq!(reload("x = 1"), [false]);
        assert_eq!(reload("x = 2"), none);
        assert_eq!(reload("y = 1"), [false]);
        assert_eq!(reload("# good again, which is news"), [true]);
        assert_eq!(reload("# and that is none"), none);
        fs::remove_file(&path).unwrap();
    }

    /// Or each reading would be a reason to read again.
    #[test]
    fn reading_a_file_is_no_change() {
        for read in [AccessKind::Open(AccessMode::Read), AccessKind::Read, AccessKind::Close(AccessMode::Read)] {
            assert!(!is_change(EventKind::Access(read)), "{read:?}");
        }
        for change in [EventKind::Access(AccessKind::Close(AccessMode::Write)), EventKind::Modify(ModifyKind::Any)] {
            assert!(is_change(change), "{change:?}");
        }
    }
}
