//! Programs, built as their users build them: by a cargo of their own, so that this workspace's features stay outside.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// What decides how a program is linked.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Dev,
    /// Everything that makes a program small.
    Smallest,
    /// With its symbols, and without the names of files that are compiled in for a debugger.
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Profile::Dev => "debug",
            Profile::Smallest | Profile::Release => "release",
        }
    }

    fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Profile::Dev => &[],
            Profile::Smallest => &[("DEBUG", "false"), ("LTO", "fat"), ("PANIC", "abort"), ("STRIP", "true")],
            Profile::Release => &[("DEBUG", "false"), ("STRIP", "none")],
        }
    }
}

/// Builds these packages and gives the folder with the programs.
pub(crate) fn build(profile: Profile, arguments: &[&str]) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("linking");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(workspace()).args(["build", "--offline", "--locked", "--quiet", "--target-dir"]).arg(&target);
    if profile.folder() == "release" {
        cargo.arg("--release");
    }
    for (name, value) in profile.settings() {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
    }
    succeed(cargo.args(arguments));
    target.join(profile.folder())
}

/// Links the C program `source` of `embedded` with these arguments, as `name` in `folder`.
pub(crate) fn link(folder: &Path, source: &str, name: &str, arguments: &[&str]) -> Program {
    let program = folder.join(format!("{source}-{name}"));
    let embedded = workspace().join("linking/embedded");
    succeed(Command::new("cc").arg(embedded.join(format!("{source}.c"))).args(arguments).arg("-o").arg(&program));
    Program::read(&program)
}

/// A program that was built, as it was then: another build may put another one in its place.
pub(crate) struct Program {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Program {
    pub(crate) fn read(path: &Path) -> Self {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Program { path: path.to_owned(), bytes }
    }

    /// What it writes when it runs well.
    pub(crate) fn output(&self, arguments: &[&str]) -> String {
        let output = succeed(&mut self.command(arguments));
        String::from_utf8(output.stdout).expect("it writes text")
    }

    /// What it says when it fails.
    pub(crate) fn failure(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("it starts");
        assert!(!output.status.success(), "{} {arguments:?} does not fail", self.path.display());
        String::from_utf8(output.stderr).expect("it writes text")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(arguments).env("RUST_BACKTRACE", "0");
        command
    }

    /// Whether this text is anywhere in the file, in small letters or in capitals.
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.bytes.windows(text.len()).any(|bytes| bytes.eq_ignore_ascii_case(text.as_bytes()))
    }
}

pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    output
}
