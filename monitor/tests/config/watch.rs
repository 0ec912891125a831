//! A file that changes while the program runs.

use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use monitor::config::{Config, ConfigError, Watch};
use monitor::{Monitor, Settings};

use crate::Client;
use crate::scratch::Scratch;

type Outcome = Result<Settings, ConfigError>;

/// Far more than it takes: only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

fn watched(config: &Config) -> (Watch, Receiver<Outcome>) {
    let (tell, told) = channel();
    let watch = config.watch(move |outcome| tell.send(outcome).unwrap()).unwrap();
    (watch, told)
}

#[test]
fn a_changed_file_is_in_force_and_a_wrong_one_is_not() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "kind.client.limit = 5");
    let monitor = Monitor::new();
    let limit = || monitor.account::<Client>().limit();
    let (watch, told) = watched(&Config::of(&monitor).file(&file));
    assert_eq!(limit(), 5);

    fs::write(&file, "kind.client.limit = 6").unwrap();
    let changed = told.recv_timeout(PATIENCE).unwrap().unwrap();
    assert_eq!(changed.as_slice()[0].to_string(), format!("client limit = 6 (file {}:1)", file.display()));
    assert_eq!(limit(), 6);

    fs::write(&file, "\nkind.client.limit = many").unwrap();
    let refused = told.recv_timeout(PATIENCE).unwrap().unwrap_err();
    assert_eq!(refused.faults()[0].place(), format!("{}:2", file.display()));
    assert_eq!(limit(), 6);

    fs::remove_file(&file).unwrap();
    assert!(told.recv_timeout(PATIENCE).unwrap().is_err());
    assert_eq!(limit(), 6);

    // As editors do it.
    fs::rename(scratch.file("new", "kind.client.limit = 7"), &file).unwrap();
    assert!(told.recv_timeout(PATIENCE).unwrap().is_ok());
    assert_eq!(limit(), 7);

    // What is no longer configured is as it was declared.
    fs::write(&file, "").unwrap();
    assert!(told.recv_timeout(PATIENCE).unwrap().is_ok());
    assert_eq!(limit(), 8);

    drop(watch);
    assert!(told.recv().is_err(), "nobody is told any more");
}

/// As Kubernetes mounts a ConfigMap: the file leads through a link to a directory, and that link is replaced.
#[cfg(unix)]
#[test]
fn a_link_that_is_set_to_another_file_is_a_change() {
    use std::os::unix::fs::symlink;
    let scratch = Scratch::new();
    for (version, limit) in [("v1", 5), ("v2", 6)] {
        fs::create_dir(scratch.path().join(version)).unwrap();
        scratch.file(&format!("{version}/limits.toml"), &format!("kind.client.limit = {limit}"));
    }
    symlink("v1", scratch.path().join("data")).unwrap();
    let file = scratch.path().join("limits.toml");
    symlink("data/limits.toml", &file).unwrap();
    let monitor = Monitor::new();
    let (_watch, told) = watched(&Config::of(&monitor).file(&file));
    assert_eq!(monitor.account::<Client>().limit(), 5);
    symlink("v2", scratch.path().join("data.new")).unwrap();
    fs::rename(scratch.path().join("data.new"), scratch.path().join("data")).unwrap();
    told.recv_timeout(PATIENCE).unwrap().unwrap();
    assert_eq!(monitor.account::<Client>().limit(), 6);
}

/// The directory of the link is quiet; that of the file is not.
#[cfg(unix)]
#[test]
fn a_file_behind_a_link_may_change() {
    let (scratch, elsewhere) = (Scratch::new(), Scratch::new());
    let target = elsewhere.file("limits.toml", "kind.client.limit = 5");
    let link = scratch.path().join("limits.toml");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let monitor = Monitor::new();
    let (_watch, told) = watched(&Config::of(&monitor).file(link));
    fs::write(target, "kind.client.limit = 6").unwrap();
    told.recv_timeout(PATIENCE).unwrap().unwrap();
    assert_eq!(monitor.account::<Client>().limit(), 6);
}

#[test]
fn an_optional_file_may_come_later() {
    let scratch = Scratch::new();
    let file = scratch.path().join("limits.toml");
    let monitor = Monitor::new();
    let (_watch, told) = watched(&Config::of(&monitor).optional_file(&file));
    fs::write(&file, "kind.client.limit = 5").unwrap();
    told.recv_timeout(PATIENCE).unwrap().unwrap();
    assert_eq!(monitor.account::<Client>().limit(), 5);
}

#[test]
fn a_panic_of_who_is_told_ends_nothing() {
    let scratch = Scratch::new();
    let file = scratch.file("limits.toml", "");
    let monitor = Monitor::new();
    let (tell, told) = channel();
    let config = Config::of(&monitor).file(&file);
    let watch = config.watch(move |outcome| {
        tell.send(()).unwrap();
        let limit = outcome.unwrap().as_slice()[0].value.clone();
        assert_ne!(limit, "5", "on purpose");
    });
    let _watch = watch.unwrap();
    for limit in [5, 6] {
        fs::write(&file, format!("kind.client.limit = {limit}")).unwrap();
        told.recv_timeout(PATIENCE).unwrap();
        assert_eq!(monitor.account::<Client>().limit(), limit);
    }
}

#[test]
fn what_cannot_be_loaded_is_said_at_once() {
    let scratch = Scratch::new();
    let wrong = scratch.file("wrong.toml", "x = 1");
    assert!(Config::of(&Monitor::new()).file(wrong).watch(|_| {}).is_err());
}

/// The file's directory is replaced, and what comes later happens in the new one.
#[test]
fn a_directory_may_be_replaced() {
    let scratch = Scratch::new();
    let directory = scratch.path().join("d");
    let write = |limit: u32| {
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("limits.toml"), format!("kind.client.limit = {limit}")).unwrap();
    };
    write(5);
    let monitor = Monitor::new();
    let (_watch, told) = watched(&Config::of(&monitor).file(directory.join("limits.toml")));
    fs::remove_dir_all(&directory).unwrap();
    assert!(told.recv_timeout(PATIENCE).unwrap().is_err());
    for limit in [6, 7] {
        write(limit);
        assert!(told.recv_timeout(PATIENCE).unwrap().is_ok());
        assert_eq!(monitor.account::<Client>().limit(), limit as usize);
    }
}

/// As releases are put in the place of each other: a link in the middle of the path, all files as old and as long as each other.
#[cfg(unix)]
#[test]
fn a_link_on_the_way_may_be_set_to_another_directory_and_what_changes_there_is_seen() {
    use std::os::unix::fs::symlink;
    let (scratch, others) = (Scratch::new(), Scratch::new());
    let old = std::time::SystemTime::UNIX_EPOCH;
    let write = |version: &str, limit: u32| {
        fs::create_dir_all(others.path().join(version)).unwrap();
        let file = others.file(&format!("{version}/limits.toml"), &format!("kind.client.limit = {limit}"));
        fs::File::options().write(true).open(file).unwrap().set_modified(old).unwrap();
    };
    write("v1", 5);
    write("v2", 6);
    let current = scratch.path().join("current");
    symlink(others.path().join("v1"), &current).unwrap();
    let monitor = Monitor::new();
    let (_watch, told) = watched(&Config::of(&monitor).file(current.join("limits.toml")));
    assert_eq!(monitor.account::<Client>().limit(), 5);
    symlink(others.path().join("v2"), scratch.path().join("next")).unwrap();
    fs::rename(scratch.path().join("next"), &current).unwrap();
    told.recv_timeout(PATIENCE).unwrap().unwrap();
    assert_eq!(monitor.account::<Client>().limit(), 6);
    others.file("v2/limits.toml", "kind.client.limit = 7");
    told.recv_timeout(PATIENCE).unwrap().unwrap();
    assert_eq!(monitor.account::<Client>().limit(), 7);
}

#[test]
fn a_directory_may_come_later() {
    let scratch = Scratch::new();
    let directory = scratch.path().join("not/yet");
    let monitor = Monitor::new();
    let (_watch, told) = watched(&Config::of(&monitor).optional_file(directory.join("limits.toml")));
    fs::create_dir_all(&directory).unwrap();
    scratch.file("not/yet/limits.toml", "kind.client.limit = 5");
    told.recv_timeout(PATIENCE).unwrap().unwrap();
    assert_eq!(monitor.account::<Client>().limit(), 5);
}
