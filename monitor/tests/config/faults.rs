//! A configuration with a fault is refused whole, with key and line.

use monitor::config::Config;
use monitor::{Monitor, Tracked};

use crate::scratch::Scratch;
use crate::{Client, Upstream, app, plug};

/// What is said of a file, without its path.
fn refused(text: &str) -> Vec<String> {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", text);
    let monitor = Monitor::new();
    let error = Config::of(&monitor).file(&file).load().unwrap_err();
    assert_eq!((monitor.account::<Client>().limit(), monitor.account::<Upstream>().limit()), (8, 4), "{error}");
    assert!(error.to_string().starts_with("configuration refused, nothing was changed"));
    let path = format!("{}:", file.display());
    error.faults().iter().map(|fault| fault.to_string().replace(&path, "")).collect()
}

#[test]
fn each_fault_has_its_line_and_its_key() {
    let good = "[kind.upstream]\nlimit = 2\n";
    for (text, said) in [
        (
            "[kind.client]\nlimit = \"many\"",
            "4: `kind.client.limit` is of type string; it must be a whole number from 0 to 1048576, the capacity of `client`",
        ),
        (
            "[kind.client]\nlimit = -1",
            "4: `kind.client.limit` is -1; it must be a whole number from 0 to 1048576, the capacity of `client`",
        ),
        (
            "[kind.client]\nlimit = 1.5",
            "4: `kind.client.limit` is of type float; it must be a whole number from 0 to 1048576, the capacity of `client`",
        ),
        (
            "[kind.client]\nlimit = 0x100001",
            "4: `kind.client.limit` is 1048577; it must be a whole number from 0 to 1048576, the capacity of `client`",
        ),
        (
            "[kind.client]\nlimit = 99999999999999999999999999",
            "4: `kind.client.limit` is 99999999999999999999999999; it must be a whole number from 0 to 1048576, the capacity of `client`",
        ),
        ("[kind.client]\nlimt = 1", "4: `kind.client.limt` is no option; what can be configured is limit, queue"),
        ("[kind.clint]\nlimit = 1", "3: `kind.clint` is no kind that is registered; did you mean `client`?"),
        (
            "[kind.elephant]\nlimit = 1",
            "3: `kind.elephant` is no kind that is registered; there are `a.b`, `a_b`, `buf.fer`, `client`, `config::app::conn`, `config::plug::conn`, `roofed`, `upstream`, ...",
        ),
        (
            "[kind.conn]\nlimit = 1",
            "3: `kind.conn` is the name of `config::app::conn` and `config::plug::conn`; write which",
        ),
        // Also if nothing is said of it.
        ("[kind.clint]", "3: `kind.clint` is no kind that is registered; did you mean `client`?"),
        ("[kind]\nclient = 5", "4: `kind.client` is a table of options, as in `limit = 64`"),
        (
            "[client]\nlimit = 5",
            "3: `client` is unknown; what is configured stands in `[kind.NAME]` and `[budget.NAME]`",
        ),
        ("[kind.client]\nqueue = 0", "4: `kind.client.queue` is 0; it must be a whole number from 1 to 67108800"),
        ("[budget.roof]\nqueue = 5", "4: `budget.roof.queue` is no option; what can be configured is limit"),
        ("[budget.rof]", "3: `budget.rof` is no budget that a registered kind is within; did you mean `roof`?"),
        ("[budget.roof]\nlimit = 1", "4: `budget.roof.limit` is too low: 2 are guaranteed within it"),
        ("[kind.client]\nlimit = 1\nlimit = 2", "5: duplicate key"),
        ("[kind.client", "3: unclosed table, expected `]`"),
    ] {
        assert_eq!(refused(&format!("{good}{text}")), [said], "{text}");
    }
    assert_eq!(refused("kind = 5"), ["1: `kind` is a table of kinds, as in `[kind.client]`"]);
}

#[test]
fn faults_are_told_in_the_order_of_their_lines() {
    let said = refused("[kind.upstream]\nlimit = -1\n[budget.roof]\nlimt = 1\n[kind.client]\nqueue = 0\nlimit = -2\n");
    let lines: Vec<&str> = said.iter().map(|fault| fault.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["2", "6", "7", "4"], "table by table: {said:?}");
}

#[test]
fn all_faults_are_told_at_once() {
    assert_eq!(refused("kind.client.limit = true\nkind.upstream.limt = 1\nlimit = 2\n").len(), 3);
}

#[test]
fn a_file_that_is_not_there_is_refused_unless_it_may_be() {
    let scratch = Scratch::new();
    let monitor = Monitor::new();
    let absent = scratch.path().join("absent.toml");
    let error = Config::of(&monitor).file(&absent).variables("T_", [("T_CLIENT_LIMIT", "1")]).load().unwrap_err();
    assert!(error.to_string().contains("absent.toml: cannot be read: "), "{error}");
    assert_eq!(monitor.account::<Client>().limit(), 8);
    Config::of(&monitor).optional_file(&absent).variables("T_", [("T_CLIENT_LIMIT", "1")]).load().unwrap();
    assert_eq!(monitor.account::<Client>().limit(), 1);
}

#[test]
fn a_file_that_is_too_large_or_no_text_is_refused() {
    let scratch = Scratch::new();
    let large = scratch.file("large.toml", &"#".repeat((1 << 20) + 1));
    let error = Config::of(&Monitor::new()).file(large).load().unwrap_err();
    assert!(error.to_string().ends_with("it has more than 1 MiB"), "{error}");
    Config::of(&Monitor::new()).file(scratch.file("largest.toml", &"#".repeat(1 << 20))).load().unwrap();
    // Also if the end of what is read falls into a letter.
    let large = scratch.file("letters.toml", &format!("# {}", "\u{20ac}".repeat(1 << 19)));
    let error = Config::of(&Monitor::new()).file(large).load().unwrap_err();
    assert!(error.to_string().ends_with("it has more than 1 MiB"), "{error}");
    let binary = scratch.path().join("binary.toml");
    std::fs::write(&binary, b"# text\n\xff\xfe").unwrap();
    let error = Config::of(&Monitor::new()).file(binary).load().unwrap_err();
    assert!(error.to_string().ends_with("cannot be read: line 2 is not UTF-8"), "{error}");
    let error = Config::of(&Monitor::new()).file(scratch.path()).load().unwrap_err();
    assert!(error.to_string().ends_with("it is no regular file"), "{error}");
}

#[test]
fn variables_are_checked_like_files() {
    for (name, value, said) in [
        (
            "T_CLIENT_LIMIT",
            "many",
            "T_CLIENT_LIMIT: is \"many\"; it must be a whole number from 0 to 1048576, the capacity of `client`",
        ),
        (
            "T_CLIENT_LIMIT",
            "",
            "T_CLIENT_LIMIT: is \"\"; it must be a whole number from 0 to 1048576, the capacity of `client`",
        ),
        (
            "T_UPSTREAM_LIMIT",
            "17",
            "T_UPSTREAM_LIMIT: is 17; it must be a whole number from 0 to 16, the capacity of `upstream`",
        ),
        ("T_CLINT_LIMIT", "1", "T_CLINT_LIMIT: `CLINT` is no kind that is registered; did you mean `CLIENT`?"),
        (
            "T_CONN_LIMIT",
            "1",
            "T_CONN_LIMIT: `CONN` is the name of `config::app::conn` and `config::plug::conn`; write which",
        ),
        ("T_CLIENT_LIMITS", "1", "T_CLIENT_LIMITS: ends with no option, as in `T_CLIENT_LIMIT`"),
    ] {
        let monitor = Monitor::new();
        let error = Config::of(&monitor).variables("T_", [(name, value)]).load().unwrap_err();
        assert_eq!(error.faults().iter().map(ToString::to_string).collect::<Vec<_>>(), [said]);
        assert_eq!(monitor.account::<Client>().limit(), 8);
    }
}

#[test]
fn two_kinds_of_one_name_are_told_apart() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "[kind.\"config::plug::conn\"]\nlimit = 5\n");
    let monitor = Monitor::new();
    let config = Config::of(&monitor).file(file);
    config.variables("T_", [("T_CONFIG__APP__CONN_LIMIT", "6")]).load().unwrap();
    assert_eq!((monitor.account::<plug::Conn>().limit(), monitor.account::<app::Conn>().limit()), (5, 6));
}

/// Base and override are the same by accident.
#[test]
fn a_file_may_be_named_twice() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "kind.client.limit = 5");
    let monitor = Monitor::new();
    Config::of(&monitor).file(&file).file(&file).load().unwrap();
    assert_eq!(monitor.account::<Client>().limit(), 5);
}

#[test]
fn variables_with_another_prefix_prevail_over_those_before() {
    let monitor = Monitor::new();
    let config = Config::of(&monitor).variables("A_", [("A_CLIENT_LIMIT", "3"), ("A_UPSTREAM_LIMIT", "2")]);
    let changed = config.variables("B_", [("B_CLIENT_LIMIT", "5")]).load().unwrap();
    assert_eq!((monitor.account::<Client>().limit(), monitor.account::<Upstream>().limit()), (5, 2));
    assert_eq!(changed.as_slice().len(), 2);
}

#[test]
fn names_that_a_variable_cannot_tell_apart_are_left_to_files() {
    let error = Config::of(&Monitor::new()).variables("T_", [("T_A_B_LIMIT", "1")]).load().unwrap_err();
    let fault = &error.faults()[0];
    assert_eq!(fault.place(), "T_A_B_LIMIT");
    assert_eq!(fault.message(), "`A_B` stands for `a.b` and `a_b`; only a file can tell them apart");
}

#[test]
fn other_variables_are_nobodys_business() {
    let variables = [("PATH", "/"), ("TEMP", "x"), ("t_client_limit", "x")];
    Config::of(&Monitor::new()).variables("T_", variables).load().unwrap();
}

/// The process's own environment, in a process of its own.
#[test]
fn the_environment_of_the_process_is_read() {
    const VARIABLE: &str = "MONITOR_TEST_CLIENT_LIMIT";
    if std::env::var_os(VARIABLE).is_some() {
        Config::new().environment("MONITOR_TEST_").load().unwrap();
        assert_eq!(Client::account().limit(), 3);
        return;
    }
    let own = std::env::current_exe().unwrap();
    let name = "faults::the_environment_of_the_process_is_read";
    let child = std::process::Command::new(own).args(["--exact", name]).env(VARIABLE, "3").output().unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    assert!(String::from_utf8_lossy(&child.stdout).contains("1 passed"));
}
