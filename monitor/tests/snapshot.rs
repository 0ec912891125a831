//! What people read: the table of a snapshot, and the messages of what was refused.

#![cfg(feature = "runtime")]

use std::panic::Location;
use std::time::Duration;

use monitor::clock::{Clock, SimulatedTime};
use monitor::{Account, KindSnapshot, Monitor, Permit, Reason, SiteSnapshot, Tracked, background, tracked};

/// A monitor whose time stands still until the test moves it.
fn monitor() -> (Monitor, SimulatedTime) {
    // A message leaves out the holders rather than wait, and the background thread takes the lock now and then.
    background::stop();
    let (clock, time) = Clock::simulated();
    (Monitor::with_clock(clock), time)
}

/// Acquires places at the line of the call.
#[track_caller]
fn acquire<T: Tracked>(account: &Account<T>, count: usize) -> Vec<Permit<T>> {
    let mut permits = Vec::new();
    for _ in 0..count {
        permits.push(account.try_acquire().unwrap());
    }
    permits
}

/// The line of the call.
#[track_caller]
fn line() -> u32 {
    Location::caller().line()
}

#[test]
fn a_snapshot_is_a_table_ordered_by_name() {
    #[tracked(kind = "socket", limit = 4, clock = "exact")]
    struct Socket;
    #[tracked(kind = "buffer", clock = "exact")]
    struct Buffer;
    #[tracked(kind = "task", limit = 20_000, clock = "none")]
    struct Task;
    let (monitor, time) = monitor();
    let tasks = monitor.account::<Task>();
    let sockets = monitor.account::<Socket>();
    let buffers = monitor.account::<Buffer>();

    let (task, task_line) = (acquire(&tasks, 1500), line());
    drop(buffers.try_acquire().unwrap());
    for _ in 0..7 {
        let socket = sockets.try_acquire().unwrap();
        time.advance(Duration::from_millis(2));
        drop(socket);
    }
    let (one, _) = (acquire(&sockets, 1), line());
    time.advance(Duration::from_secs(10));
    let (more, socket_line) = (acquire(&sockets, 3), line());
    assert!(sockets.try_acquire().is_err());
    drop(one);
    time.advance(Duration::from_millis(200_400));

    let file = file!();
    let expected = [
        "kind      live       limit   used   max live   pending   reserved   total   denied   p50 life   p99 life       oldest   most held by",
        "buffer       0   1,048,576    0 %          1         0          0       1        0      17 ns      17 ns            -",
        &format!(
            "socket       3           4   75 %          4         0          0      11        1     2.0 ms      9.9 s   3 min 20 s   {file}:{socket_line} (3)"
        ),
        &format!(
            "task     1,500      20,000    8 %      1,500         0          0   1,500        0          -          -            -   {file}:{task_line} (1500)"
        ),
    ];
    assert_eq!(monitor.snapshot().to_string(), expected.join("\n"));
    drop((task, more));
}

#[test]
fn an_unused_monitor_is_a_table_without_rows() {
    let (monitor, _) = monitor();
    let snapshot = monitor.snapshot();
    assert!(snapshot.kinds.is_empty());
    assert_eq!(
        snapshot.to_string(),
        "kind   live   limit   used   max live   pending   reserved   total   denied   p50 life   p99 life   oldest   most held by"
    );
    assert_eq!(snapshot.time_stands_still, None, "time is what the test makes it");
}

mod twins {
    #[monitor::tracked(kind = "twin", limit = 1)]
    pub(crate) struct Twin;
}

#[test]
fn kinds_of_one_name_are_told_apart_by_their_crate_and_place() {
    #[tracked(kind = "twin", limit = 2)]
    struct Twin;
    #[tracked(kind = "only", limit = 3)]
    struct Only;
    let (monitor, _) = monitor();
    let (inner, outer) = (monitor.account::<twins::Twin>(), monitor.account::<Twin>());
    let only = monitor.account::<Only>();
    assert_eq!((inner.kind().name(), outer.kind().name()), ("twin", "twin"));
    // They are in one crate, so it is the module that tells.
    assert_eq!((inner.kind().label(), outer.kind().label()), ("snapshot::twins::twin".into(), "snapshot::twin".into()));
    assert_eq!(only.kind().label(), "only");
    let kinds = monitor.snapshot().kinds;
    let shown: Vec<_> = kinds.iter().map(|kind| (kind.kind.as_str(), kind.declared_at.module, kind.limit)).collect();
    assert_eq!(
        shown,
        [("only", "snapshot", 3), ("snapshot::twin", "snapshot", 2), ("snapshot::twins::twin", "snapshot::twins", 1)]
    );
    assert_eq!(kinds[1].declared_at.line + 1, line() - 16, "where the attribute stands");
}

#[test]
fn kinds_of_one_name_in_one_module_are_told_apart_by_their_lines() {
    fn one() -> Account<impl Tracked> {
        #[tracked(kind = "sibling", limit = 1)]
        struct Sibling;
        Sibling::account()
    }
    fn other() -> Account<impl Tracked> {
        #[tracked(kind = "sibling", limit = 1)]
        struct Sibling;
        Sibling::account()
    }
    let labels = [one().kind().label(), other().kind().label()];
    let places = [one().kind().declared_at(), other().kind().declared_at()];
    assert_eq!(labels, places.map(|place| format!("snapshot::sibling ({}:{})", file!(), place.line)));
    assert_ne!(labels[0], labels[1]);
}

#[test]
fn a_kind_is_found_by_the_name_that_is_shown() {
    #[tracked(kind = "snapshot.found", limit = 2)]
    struct Found;
    let (monitor, _) = monitor();
    assert!(monitor.snapshot().kind("snapshot.found").is_none(), "it was not used in this monitor");
    let account = monitor.account::<Found>();
    let _held = acquire(&account, 1);
    assert_eq!(monitor.snapshot().kind("snapshot.found").unwrap().live, 1);
}

#[test]
fn the_eight_lines_that_hold_the_most_are_named_and_the_others_summed_up() {
    // What its lines did is not counted, so that only those are named that hold something.
    #[tracked(limit = 1000, clock = "none")]
    struct Place;
    let (monitor, time) = monitor();
    let account = monitor.account::<Place>();
    let first = line() + 1;
    let held = [
        acquire(&account, 3),
        acquire(&account, 1),
        acquire(&account, 20),
        acquire(&account, 9),
        acquire(&account, 2),
        acquire(&account, 4),
        acquire(&account, 9),
        acquire(&account, 5),
        acquire(&account, 7),
        acquire(&account, 6),
        acquire(&account, 8),
    ];
    time.advance(Duration::from_secs(1));
    let snapshot = account.snapshot();
    let shown: Vec<_> = snapshot.sites.iter().map(|site| (site.line - first, site.live)).collect();
    // Lines that hold the same are in order.
    assert_eq!(shown, [(3, 20), (4, 9), (7, 9), (11, 8), (9, 7), (10, 6), (8, 5), (6, 4)]);
    assert_eq!(snapshot.live_elsewhere, 3 + 2 + 1);
    assert_eq!(snapshot.live, 74);
    assert!(snapshot.sites.iter().all(|site: &SiteSnapshot| site.file == file!()));
    // Here all of them are named.
    let all: Vec<_> = account.holders().into_iter().map(|at| (at.site.line() - first, at.live)).collect();
    assert_eq!(all[..8], shown);
    assert_eq!(all[8..], [(1, 3), (5, 2), (2, 1)]);
    assert_eq!(account.holders().live(), 74);
    drop(held);
    assert_eq!((account.snapshot().sites.len(), account.holders().live()), (0, 0));
}

#[test]
fn two_calls_in_one_line_are_one_line() {
    #[tracked(kind = "snapshot.line", limit = 5)]
    struct Place;
    let (monitor, _) = monitor();
    let account = monitor.account::<Place>();
    let (_two, _three) = (acquire(&account, 2), acquire(&account, 3));
    let holders: Vec<_> = account.holders().into_iter().map(|at| at.live).collect();
    assert_eq!((holders, account.snapshot().sites.len()), (vec![5], 1));
    let denied = account.try_acquire().unwrap_err().to_string();
    assert!(denied.contains("now 5 of 5 held, 5 of them from"), "{denied}");
}

#[test]
fn the_share_that_is_used_is_of_the_limit_in_force() {
    #[tracked(kind = "snapshot.used", limit = 4)]
    struct Place;
    let (monitor, _) = monitor();
    let account = monitor.account::<Place>();
    let used = || account.snapshot().used();
    assert_eq!(used(), 0.0);
    let held = acquire(&account, 3);
    assert_eq!(used(), 0.75);
    account.set_limit(2).unwrap();
    assert_eq!(used(), 1.5);
    assert_eq!(account.snapshot().to_string(), "snapshot.used: 3 of 2 live, 3 acquired, 0 denied");
    account.set_limit(0).unwrap();
    assert_eq!(used(), 3.0);
    drop(held);
    assert_eq!(used(), 0.0);
    // Closed, it keeps its limit.
    account.set_limit(4).unwrap();
    let _held = acquire(&account, 3);
    account.close();
    let snapshot = account.snapshot();
    assert_eq!((snapshot.limit, snapshot.is_closed, used()), (4, true, 0.75));
}

#[test]
fn a_denial_says_who_holds_the_places() {
    #[tracked(kind = "client", limit = 4, clock = "exact")]
    struct Client;
    let (monitor, time) = monitor();
    let account = monitor.account::<Client>();
    let one = acquire(&account, 1);
    time.advance(Duration::from_secs(12));
    let (three, most) = (acquire(&account, 3), line());
    let denied = account.try_acquire().unwrap_err();
    time.advance(Duration::from_millis(400));
    assert_eq!((denied.reason(), denied.kind().name()), (Reason::Limit, "client"));
    assert_eq!(
        denied.to_string(),
        format!(
            "client limit reached: now 4 of 4 held, 3 of them from {}:{most}, oldest 12.4 s; release some, or raise it with Account::set_limit",
            file!()
        )
    );
    assert_eq!(format!("{denied:?}"), denied.to_string());
    // It tells what is now, not what was.
    drop(one);
    account.set_limit(1).unwrap();
    assert_eq!(
        denied.to_string(),
        format!(
            "client limit reached: now 3 of 1 held, 3 of them from {}:{most}, oldest 400 ms; release some, or raise it with Account::set_limit",
            file!()
        )
    );
    drop(three);
    assert_eq!(
        denied.to_string(),
        "client limit reached: now 0 of 1 held; release some, or raise it with Account::set_limit"
    );
}

#[test]
fn a_denial_without_a_clock_says_no_age() {
    #[tracked(kind = "unstamped", limit = 1, clock = "none")]
    struct Unstamped;
    let (monitor, _) = monitor();
    let (_held, line) = (acquire(&monitor.account::<Unstamped>(), 1), line());
    let denied = monitor.account::<Unstamped>().try_acquire().unwrap_err();
    let file = file!();
    assert_eq!(
        denied.to_string(),
        format!(
            "unstamped limit reached: now 1 of 1 held, 1 of them from {file}:{line}; release some, or raise it with Account::set_limit"
        )
    );
}

#[test]
fn a_denial_of_many_looks_at_some() {
    #[tracked(kind = "crowd", limit = 10_500, clock = "none")]
    struct Crowd;
    let (monitor, _) = monitor();
    let account = monitor.account::<Crowd>();
    let (_held, line) = (acquire(&account, 10_500), line());
    let denied = account.try_acquire().unwrap_err();
    let file = file!();
    assert_eq!(
        denied.to_string(),
        format!(
            "crowd limit reached: of 10,000 held now, 10,000 of them from {file}:{line}; release some, or raise it with Account::set_limit"
        )
    );
}

#[test]
fn a_kind_without_a_limit_is_full_at_its_capacity() {
    #[tracked(kind = "registry", capacity = 4, clock = "none")]
    struct Entry;
    let (monitor, _) = monitor();
    let account = monitor.account::<Entry>();
    assert_eq!((account.kind().limit(), account.limit()), (None, 4));
    let (held, line) = (acquire(&account, 4), line());
    let full = account.try_acquire().unwrap_err();
    assert_eq!(full.reason(), Reason::Capacity);
    let file = file!();
    assert_eq!(
        full.to_string(),
        format!(
            "registry registry full at its capacity of 4: now 4 of 4 held, 4 of them from {file}:{line}; release some, or declare a larger `capacity`"
        )
    );
    // A limit that is set is a limit, and each denial is counted under the reason that it gave.
    account.set_limit(2).unwrap();
    assert_eq!(account.try_acquire().unwrap_err().reason(), Reason::Limit);
    assert_eq!(account.try_acquire().unwrap_err().reason(), Reason::Limit);
    let snapshot: KindSnapshot = account.snapshot();
    assert_eq!(snapshot.denied[..2], [(Reason::Limit, 2), (Reason::Capacity, 1)]);
    assert_eq!(snapshot.denials(), 3);
    drop(held);
}

#[test]
fn a_limit_above_the_capacity_says_what_to_declare() {
    #[tracked(kind = "small", limit = 5, capacity = 10)]
    struct Small;
    let (monitor, _) = monitor();
    let error = monitor.account::<Small>().set_limit(11).unwrap_err();
    assert_eq!(
        error.to_string(),
        "small cannot have a limit of 11: its capacity is 10, declare it with `capacity = 11` or more"
    );
}
