//! What is registered in programs as they are shipped: each is built, linked, run and looked into. It is what is true of Rust's
//! linking on Linux, and elsewhere it may differ; `expect_kinds!` and `register` hold everywhere.
#![cfg(target_os = "linux")]

mod built;
mod embedded;
mod off;

use built::{Profile, Program, build};

/// The applications: one never names the library, one names it, one asks for its kind.
fn applications(profile: Profile) -> [Program; 3] {
    let folder = build(profile, &["-p", "linking-app"]);
    ["unnamed", "named", "asking"].map(|name| Program::read(&folder.join(name)))
}

fn assert_applications(profile: Profile) -> [Program; 3] {
    let [unnamed, named, asking] = applications(profile);
    // The compiler does not even read a library that no `use` and no path names, so there is nothing to link.
    assert_eq!(unnamed.output(&[]), "kinds: \n");
    assert!(!unnamed.holds("plugged"));
    assert_eq!(named.output(&[]), "kinds: plugged\n");
    // It expects, registers and uses the kind, and lists it once after each.
    assert_eq!(asking.output(&[]), "kinds: plugged\n".repeat(3));
    [unnamed, named, asking]
}

#[test]
fn an_application_has_the_kinds_of_each_crate_that_it_names() {
    assert_applications(Profile::Dev);
}

#[test]
fn fat_lto_and_abort_and_strip_lose_no_kind() {
    for program in assert_applications(Profile::Smallest) {
        assert!(!program.holds(".symtab"), "it was not stripped");
    }
}
