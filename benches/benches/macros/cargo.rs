//! Compiles the crates, and counts what is compiled for one that depends on us.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use crate::crates::{Dress, workspace};

/// A way of compiling a crate whose dependencies are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `cargo check` of a crate that the compiler has never seen.
    Check,
    /// `cargo check` again, with what the compiler remembers of the last time, and nothing changed.
    Recheck,
    /// `cargo build --release`.
    Build,
}

impl Way {
    pub(crate) const ALL: [Way; 3] = [Way::Check, Way::Recheck, Way::Build];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Way::Check => "check",
            Way::Recheck => "recheck",
            Way::Build => "build",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Way::Check | Way::Recheck => &["check"],
            Way::Build => &["build", "--release"],
        }
    }

    fn is_incremental(self) -> bool {
        self == Way::Recheck
    }
}

/// The cargo that runs this bench, in the folder of the crates.
pub(crate) struct Cargo {
    folder: PathBuf,
}

impl Cargo {
    pub(crate) fn new(folder: &Path) -> Self {
        Cargo { folder: folder.to_owned() }
    }

    /// Touches the source of a crate and says how long it then takes to compile.
    pub(crate) fn compile(&self, way: Way, dress: Dress) -> Duration {
        let source = self.folder.join(dress.name()).join("src/lib.rs");
        let touched = File::options().append(true).open(&source).and_then(|file| file.set_modified(SystemTime::now()));
        touched.unwrap_or_else(|error| panic!("{}: {error}", source.display()));
        let mut cargo = Command::new(env!("CARGO"));
        // A target folder for each way: what the compiler remembers of one must not help the other.
        let target = self.folder.join("target").join(way.name());
        cargo.current_dir(&self.folder).args(way.arguments()).args(["--offline", "--quiet", "-p", dress.name()]);
        cargo.arg("--target-dir").arg(target).env("CARGO_INCREMENTAL", if way.is_incremental() { "1" } else { "0" });
        let start = Instant::now();
        let status = cargo.status().unwrap_or_else(|error| panic!("cargo does not start: {error}"));
        let took = start.elapsed();
        assert!(status.success(), "{cargo:?}: {status}");
        took
    }
}

/// How many packages, ours among them, are compiled for a program that depends on us with the default features.
pub(crate) fn default_crates() -> usize {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--offline", "-p", "safety-monitor", "-e", "normal,build", "--prefix", "none"]);
    let output = cargo.current_dir(workspace()).stderr(Stdio::inherit()).output().expect("cargo starts");
    assert!(output.status.success(), "{cargo:?}: {}", output.status);
    let text = String::from_utf8_lossy(&output.stdout);
    // `name v1.2.3`, and behind it a path, or that it was listed before.
    let packages: BTreeSet<Vec<_>> = text.lines().map(|line| line.split_whitespace().take(2).collect()).collect();
    packages.len()
}
