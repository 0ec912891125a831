//! Limits without a rebuild: from files, also while they change, and from the environment. Feature `config`.
//!
//! Four layers, each over the one before: the attribute, files in the order in which they were named, the environment, calls of
//! [`Account::set_limit`](crate::Account::set_limit). What is in force and where it comes from is said by
//! [`Snapshot::settings`](crate::Snapshot::settings).
//!
//! A file is TOML, one table for each kind, by its [label](crate::Kind::label), and for each budget that one of them is within, by its name:
//!
//! ```toml
//! [kind.client]
//! limit = 128
//! queue = 1_000         # how many may wait
//!
//! [budget.network]
//! limit = 2_000
//!
//! [kind."plug::conn"]   # of two kinds that are named `conn`
//! limit = 16
//! ```
//!
//! A variable is a prefix of your choice, the label and the option, in capitals: `GATEWAY_CLIENT_LIMIT=128`,
//! `GATEWAY_PLUG__CONN_LIMIT=16`, `GATEWAY_BUDGET_NETWORK_LIMIT=2000`. Whatever in a label is neither letter nor digit is `_`. Every
//! variable with the prefix must be one of these: the prefix is yours alone.
//!
//! All other options of the attribute are part of the program: what they decide is decided when it is compiled. What a budget guarantees can
//! be changed by a call, not by a file.
//!
//! Whatever is wrong, in whichever layer, is told with its key and line, all of it at once, and then nothing is changed at all. Only that a
//! budget guarantees more than its new limit is found later, when all else is right; then too nothing is changed.

mod environment;
mod error;
mod file;
mod known;
mod plan;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;

use self::environment::Environment;
pub use self::error::{ConfigError, Fault};
use self::file::File;
use self::plan::Plan;
pub use self::watch::Watch;
use crate::monitor::Monitor;
use crate::setting::Settings;
use crate::sync::Mutex;

/// Where limits are read from, and the monitor that they are for: one `Config` for each monitor, because what it does not say is as it
/// was declared, whatever another one has said.
///
/// ```text
/// let config = Config::new().file("limits.toml").environment("GATEWAY_");
/// config.load()?;                                                          // once
/// let _watch = config.watch(|outcome| log_of(outcome))?;                   // and whenever the file changes
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is read before `load` or `watch`"]
pub struct Config {
    monitor: Monitor,
    files: Vec<File>,
    environments: Vec<Environment>,
}

impl Config {
    /// Of the global monitor, with nothing to read yet. Other monitors start with the declared limits.
    #[allow(clippy::new_without_default, reason = "it is about the global monitor, and says so")]
    pub fn new() -> Self {
        Config::of(&Monitor::global())
    }

    /// The same for another monitor.
    pub fn of(monitor: &Monitor) -> Self {
        Config { monitor: monitor.clone(), files: Vec::new(), environments: Vec::new() }
    }

    /// Reads a file, over those that were named before. It must be there, and have at most 1 MiB. A relative path is looked for where the
    /// process stands whenever it is read.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.files.push(File::new(path.into(), true));
        self
    }

    /// Reads a file if it is there, over those that were named before.
    pub fn optional_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.files.push(File::new(path.into(), false));
        self
    }

    /// Reads the environment variables whose names begin with `prefix`, over all files and over those that were named before. One that names no kind or no option is
    /// refused like anything else, so the prefix should be nobody else's.
    pub fn environment(mut self, prefix: impl Into<String>) -> Self {
        self.environments.push(Environment::process(prefix.into()));
        self
    }

    /// The same, with variables that are given: for tests, or if they come from elsewhere.
    pub fn variables<N, V>(mut self, prefix: impl Into<String>, variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self.environments.push(Environment::given(prefix.into(), variables));
        self
    }

    /// Reads everything and puts it in force: for each registered kind what is configured or, where nothing is, what was declared.
    /// A limit that was set by a call stays until [`Account::reset_limit`](crate::Account::reset_limit).
    ///
    /// Gives the settings whose value has changed.
    ///
    /// # Errors
    /// A file cannot be read, or something in it or in the environment is wrong. Nothing is changed.
    pub fn load(&self) -> Result<Settings, ConfigError> {
        // One at a time, so that what was read last is in force.
        static LOADING: Mutex<()> = Mutex::new(());
        let _loading = LOADING.lock();
        self.plan()?.carry_out(&self.monitor)
    }

    /// Loads, and loads again whenever a file has changed, for as long as the [`Watch`] lives. It tells what
    /// has changed since the first load, why the files were refused and nothing has, once for as long as that stays the same, and when
    /// they are good again, even if nothing has changed then.
    ///
    /// A file may be rewritten, replaced, or be reached through links that are set to others; it is read when its directory has been
    /// quiet for 100 ms, or has not been for a second. Where the operating system tells nothing, as on some network file systems, it
    /// takes 2 seconds more. Write it elsewhere and rename it: a file that is empty for a moment configures nothing for a moment.
    /// Changed variables are not noticed: nobody can change those of a running process from outside.
    ///
    /// Cost: a thread, `monitor-config`, that looks at the files every 2 seconds. It runs `told`; where panics unwind, one in there ends
    /// nothing.
    ///
    /// # Errors
    /// The first load was refused, or there is no thread to be had. Nothing is changed.
    pub fn watch(
        &self,
        told: impl FnMut(Result<Settings, ConfigError>) + Send + 'static,
    ) -> Result<Watch, ConfigError> {
        Watch::new(self.clone(), Box::new(told))
    }

    /// What is to be done, if nothing is wrong.
    fn plan(&self) -> Result<Plan, ConfigError> {
        let mut plan = Plan::new();
        for file in &self.files {
            file.read_into(&mut plan);
        }
        for environment in &self.environments {
            environment.read_into(&mut plan);
        }
        plan.check()
    }
}
