//! The crates that are compiled: the same structs in three dresses.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// How many structs a crate has.
pub(crate) const TYPES: usize = 500;

/// The types of the fields, four in a row for a struct.
const FIELDS: [&str; 7] =
    ["String", "Vec<u32>", "Option<u64>", "SocketAddr", "Duration", "Option<String>", "HashMap<u64, String>"];

/// What stands before each struct of a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dress {
    Plain,
    Derived,
    Tracked,
}

impl Dress {
    pub(crate) const ALL: [Dress; 3] = [Dress::Plain, Dress::Derived, Dress::Tracked];

    /// The crate's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Dress::Plain => "plain",
            Dress::Derived => "derived",
            Dress::Tracked => "tracked",
        }
    }

    fn of_struct(self, number: usize) -> String {
        match self {
            Dress::Plain => String::new(),
            Dress::Derived => "#[derive(Debug, Clone)]\n".to_owned(),
            Dress::Tracked => format!("#[monitor::tracked(kind = \"resource_{number}\", limit = {})]\n", number + 1),
        }
    }

    fn dependencies(self) -> String {
        match self {
            Dress::Tracked => format!("safety-monitor = {{ path = {:?} }}\n", workspace().join("monitor")),
            Dress::Plain | Dress::Derived => String::new(),
        }
    }

    fn source(self) -> String {
        let mut source = "#![allow(unused_imports)]\n".to_owned();
        source.push_str("use std::{collections::HashMap, net::SocketAddr, time::Duration};\n\n");
        for number in 0..TYPES {
            let [a, b, c, d] = [0, 1, 2, 3].map(|field| FIELDS[(number + field) % FIELDS.len()]);
            let dress = self.of_struct(number);
            writeln!(
                source,
                "{dress}pub struct Resource{number} {{\n    pub name: {a},\n    pub data: {b},\n    pub peer: {c},\n    pub since: {d},\n}}\n"
            )
            .expect("a string takes all");
        }
        source
    }
}

/// Writes the crates, as a workspace of their own with this workspace's lock file, and gives their folder.
pub(crate) fn write() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("macros");
    try_write(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    folder
}

fn try_write(folder: &Path) -> io::Result<()> {
    for dress in Dress::ALL {
        let member = folder.join(dress.name());
        fs::create_dir_all(member.join("src"))?;
        let (name, dependencies) = (dress.name(), dress.dependencies());
        fs::write(
            member.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
            ),
        )?;
        fs::write(member.join("src/lib.rs"), dress.source())?;
    }
    let members: Vec<_> = Dress::ALL.iter().map(|dress| dress.name()).collect();
    fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))?;
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}

/// Where this project is.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
