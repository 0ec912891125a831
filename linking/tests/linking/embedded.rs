//! The library in a C program. An archive gives the C linker only the objects that somebody calls, and so some kinds may be missing
//! that nobody has called yet; what is called brings its registration with it.

use std::path::{Path, PathBuf};

use crate::built::{Profile, Program, build, link, workspace};

const BOTH: &str = "kinds: embedded plugged\n";
const NONE: &str = "kinds: \n";

/// What the standard library needs, from `--print native-static-libs`.
const SYSTEM: [&str; 7] = ["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl", "-lc"];

/// Takes all of the archive, called or not.
const WHOLE: &str = "-Wl,--whole-archive";

fn library(profile: Profile) -> PathBuf {
    build(profile, &["-p", "linking-embedded"])
}

/// Links `source` with the archive and, before it, this option.
fn with_archive(folder: &Path, source: &str, option: Option<&str>) -> Program {
    let archive = folder.join("liblinking_embedded.a").display().to_string();
    let end = ["-Wl,--no-whole-archive"].into_iter().chain(SYSTEM);
    let arguments: Vec<_> = option.into_iter().chain([archive.as_str()]).chain(end).collect();
    let name = if option.is_none() { "archive" } else { "archive-and-option" };
    link(folder, source, name, &arguments)
}

fn with_shared_object(folder: &Path, source: &str) -> Program {
    let object = folder.join("liblinking_embedded.so").display().to_string();
    link(folder, source, "shared", &[&object])
}

/// Everything holds for a program that calls for the kinds by their types.
fn assert_complete(calls: &Program) {
    assert_eq!(calls.output(&["print", "expect"]), BOTH);
    assert_eq!(calls.output(&["register", "expect", "print"]), BOTH);
    assert_eq!(calls.output(&["use", "expect", "print"]), BOTH);
}

#[test]
fn a_shared_object_has_all_its_kinds() {
    for profile in [Profile::Dev, Profile::Smallest] {
        let folder = library(profile);
        assert_eq!(with_shared_object(&folder, "lists").output(&[]), BOTH);
        assert_complete(&with_shared_object(&folder, "calls"));
    }
}

#[test]
fn an_archive_gives_a_program_the_kinds_that_it_calls() {
    for profile in [Profile::Dev, Profile::Smallest] {
        assert_complete(&with_archive(&library(profile), "calls", None));
    }
}

#[test]
fn a_debug_archive_keeps_back_the_kinds_that_nobody_calls() {
    let folder = library(Profile::Dev);
    assert_eq!(with_archive(&folder, "lists", None).output(&[]), NONE);
    assert_eq!(with_archive(&folder, "lists", Some(WHOLE)).output(&[]), BOTH);
}

#[test]
fn fat_lto_makes_an_archive_of_one_object_with_all_kinds() {
    assert_eq!(with_archive(&library(Profile::Smallest), "lists", None).output(&[]), BOTH);
}

#[test]
fn where_nothing_registers_itself_it_is_said_and_can_be_mended() {
    let script = workspace().join("linking/embedded/no_constructors.ld");
    let option = format!("-Wl,-T,{}", script.display());
    for profile in [Profile::Dev, Profile::Smallest] {
        let calls = with_archive(&library(profile), "calls", Some(&option));
        assert_eq!(calls.output(&["print"]), NONE);
        assert_lost(&calls.failure(&["expect"]));
        assert_eq!(calls.output(&["register", "expect", "print"]), BOTH);
        assert_eq!(calls.output(&["use", "expect", "print"]), BOTH);
    }
}

/// It names the kinds, where they stand, and what to do.
#[track_caller]
fn assert_lost(message: &str) {
    let expected = "2 of 2 expected kinds are not registered: `embedded` of linking/embedded/src/called.rs:6, `plugged` of \
                    linking/plug/src/lib.rs:6; the linker has left their registration out, so call `monitor::register` for each";
    assert!(message.contains(expected), "{message}");
}
