//! What a program can see at its start.

#![cfg(feature = "runtime")]

use monitor::{Tracked, Warning, expect_kinds, kinds, register, self_check, tracked};

#[allow(dead_code, reason = "they are there to be seen")]
mod a {
    #[monitor::tracked(kind = "conn", limit = 1_024)]
    pub(crate) struct Conn;

    #[monitor::tracked(kind = "twin", limit = 2)]
    pub(crate) struct Twin;
}

#[allow(dead_code, reason = "they are there to be seen")]
mod b {
    #[monitor::tracked(kind = "conn")]
    pub(crate) struct Conn;

    #[monitor::tracked(kind = "twin", limit = 2)]
    pub(crate) struct Twin;
}

#[tracked(kind = "alone", limit = 2)]
struct Alone;

#[test]
fn kinds_of_one_name_are_told_with_both_places() {
    let report = self_check().to_string();
    let lines: Vec<_> = report.lines().filter(|line| line.contains(" kinds are named ")).collect();
    let file = file!();
    assert_eq!(
        lines,
        [
            format!(
                "2 kinds are named `conn` and contradict each other: self_check::a::conn, limit 1,024 at {file}:9; \
                 self_check::b::conn, no limit at {file}:18; give each a `kind` of its own"
            ),
            format!(
                "2 kinds are named `twin`: self_check::a::twin, limit 2 at {file}:12; self_check::b::twin, limit 2 at \
                 {file}:21; give each a `kind` of its own"
            ),
        ]
    );
    let named = self_check()
        .warnings()
        .iter()
        .filter(|w| matches!(w, Warning::SharedName { kinds } if kinds.len() == 2))
        .count();
    assert_eq!(named, 2);
}

/// Each file of this process is one too many.
#[tracked(kind = "descriptor", limit = 60_000_000, capacity = 60_000_000, counts = "fds")]
struct Descriptor;

#[test]
fn more_file_descriptors_than_the_process_may_have_are_told() {
    let found = self_check();
    let told = found.warnings().iter().find_map(|warning| match warning {
        Warning::FileDescriptors { kinds, allowed } => Some((kinds.clone(), *allowed, warning.to_string())),
        _ => None,
    });
    let (kinds, allowed, said) = told.expect("no process may have so many");
    assert_eq!(
        kinds.iter().map(|(kind, limit)| (kind.name(), *limit)).collect::<Vec<_>>(),
        [("descriptor", 60_000_000)]
    );
    let excess = 60_000_003 - allowed;
    let grouped = |number: u64| {
        let digits = number.to_string();
        let (mut text, mut rest) = (String::new(), digits.as_str());
        while !rest.is_empty() {
            let (head, tail) = rest.split_at((rest.len() - 1) % 3 + 1);
            text += head;
            text += if tail.is_empty() { "" } else { "," };
            rest = tail;
        }
        text
    };
    assert!(said.starts_with("60,000,000 file descriptors may be held and 3 more are open from the start, "), "{said}");
    assert!(said.contains(&format!("{} more than the {} that", grouped(excess), grouped(allowed))), "{said}");
    assert!(said.contains(&format!("descriptor, limit 60,000,000 at {}:", file!())), "{said}");
    // A limit that is enough, by a call, is no matter any more.
    Descriptor::account().set_limit(1).unwrap();
    assert!(self_check().warnings().iter().all(|warning| !matches!(warning, Warning::FileDescriptors { .. })));
    Descriptor::account().reset_limit();
}

#[test]
fn what_is_expected_is_there_and_may_be_generic() {
    #[tracked(kind = "generic", limit = 2)]
    struct Generic<'a, T>(&'a T);
    let _ = |generic: &Generic<'_, u8>| *generic.0;
    expect_kinds!(Alone, a::Conn, Generic<'static, u8>,);
}

#[test]
fn what_is_registered_again_is_there_once() {
    let kind = register::<Alone>();
    assert!(std::ptr::eq(kind, Alone::account().kind()));
    assert_eq!(kinds().iter().filter(|known| std::ptr::eq(**known, kind)).count(), 1);
}
