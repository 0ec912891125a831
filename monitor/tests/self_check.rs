//! What a program can see at its start.

#![cfg(feature = "runtime")]

use monitor::{Monitor, Tracked, Warning, budget, expect_kinds, kinds, register, self_check, tracked};

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
        .filter(|w| matches!(w, Warning::SharedName { kinds, .. } if kinds.len() == 2))
        .count();
    assert_eq!(named, 2);
}

mod namesakes {
    monitor::budget! { pub(crate) static CROWDED: limit = 20 }
}

#[tracked(kind = "elsewhere", limit = 10, within = namesakes::CROWDED)]
#[expect(dead_code, reason = "it is there to be seen")]
struct Elsewhere;

#[test]
fn budgets_of_one_name_are_told_with_both_places() {
    let report = self_check().to_string();
    let line = report.lines().find(|line| line.contains(" budgets are named ")).unwrap();
    let file = file!();
    assert_eq!(
        line,
        format!(
            "2 budgets are named `crowded`: limit 10 at {file}:75; limit 20 at {file}:55; give each a name of its own"
        )
    );
}

budget! { static CROWDED: limit = 10 }
budget! { static INNER: limit = 8, within = CROWDED, guarantee = 3 }

#[tracked(kind = "first", limit = 10, within = CROWDED, guarantee = 6)]
struct First;

#[tracked(kind = "second", limit = 10, within = CROWDED, guarantee = 4)]
#[expect(dead_code, reason = "it is there to be seen")]
struct Second;

#[tracked(kind = "third", limit = 10, within = INNER, guarantee = 2)]
#[expect(dead_code, reason = "it is there to be seen")]
struct Third;

#[test]
fn more_guaranteed_than_there_is_is_told() {
    let found = self_check();
    let about_them = found.warnings().iter().filter(|warning| matches!(warning, Warning::Guarantees { .. }));
    let said: Vec<_> = about_them.map(ToString::to_string).collect();
    let [said] = said.as_slice() else { panic!("one budget, and no other: {said:?}") };
    assert!(said.starts_with("13 are guaranteed within crowded at "), "{said}");
    assert!(said.contains(", 3 more than its limit of 10: 6 to first at "), "{said}");
    assert!(said.ends_with("; guarantee less, or raise the limit"), "{said}");
    // And the limit holds all the same.
    let monitor = Monitor::new();
    let all: Vec<_> = std::iter::from_fn(|| monitor.account::<First>().try_acquire().ok()).collect();
    assert!(all.len() >= 6 && monitor.budget(&CROWDED).used() <= 10);
}

#[tracked(kind = "descriptor", limit = 1_500, counts = "fds")]
struct Descriptor;

/// In a process of its own, which may have 1,024.
#[cfg(unix)]
#[test]
fn more_file_descriptors_than_the_process_may_have_are_told() {
    const CHILD: &str = "MONITOR_TEST_SELF_CHECK";
    let file_descriptors = || {
        let found = self_check();
        let about_them = found.warnings().iter().filter(|warning| matches!(warning, Warning::FileDescriptors { .. }));
        about_them.map(ToString::to_string).collect::<Vec<_>>()
    };
    if std::env::var_os(CHILD).is_some() {
        let said = format!(
            "1,500 file descriptors may be held and 3 more are open from the start, 479 more than the 1,024 that the process may have \
             (RLIMIT_NOFILE): descriptor, limit 1,500 at {}; lower the limits, or raise the process's (ulimit -n)",
            register::<Descriptor>().declared_at()
        );
        assert_eq!(file_descriptors(), [said]);
        Descriptor::account().set_limit(1_022).unwrap();
        assert!(file_descriptors()[0].contains(", 1 more than the 1,024 that"));
        // A limit that is enough, by a call, is no matter any more.
        Descriptor::account().set_limit(1_021).unwrap();
        assert!(file_descriptors().is_empty());
        return;
    }
    let own = std::env::current_exe().unwrap();
    let script = "ulimit -n 1024 && exec \"$0\" --exact more_file_descriptors_than_the_process_may_have_are_told";
    let child = std::process::Command::new("sh").args(["-c", script]).arg(own).env(CHILD, "1").output().unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    assert!(String::from_utf8_lossy(&child.stdout).contains("1 passed"));
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
