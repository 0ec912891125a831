//! Whoever waits for a budget is told which one, however it ends.

#![cfg(feature = "runtime")]

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use monitor::clock::Clock;
use monitor::{Account, AcquireError, Monitor, Reason, Tracked, budget, tracked};

budget! { static NETWORK: limit = 2 }

#[tracked(kind = "socket", limit = 8, queue = 1, within = NETWORK)]
#[derive(Debug)]
struct Socket;

#[tracked(kind = "blob", limit = 8, weight = weigh)]
struct Blob;

fn weigh(_: &Blob) -> usize {
    1
}

fn monitor() -> (Monitor, impl Fn(Duration)) {
    let (clock, time) = Clock::simulated();
    (Monitor::with_clock(clock), move |duration| time.advance(duration))
}

/// What comes of waiting for a second, when nothing is released.
fn late<T: Tracked>(account: &Account<T>, advance: impl Fn(Duration)) -> AcquireError {
    let mut waits = pin!(account.acquire().timeout(Duration::from_secs(1)).into_future());
    let mut context = Context::from_waker(Waker::noop());
    assert!(waits.as_mut().poll(&mut context).is_pending());
    advance(Duration::from_secs(2));
    match waits.as_mut().poll(&mut context) {
        Poll::Ready(Err(error)) => error,
        _ => panic!("the time is over, and nothing came free"),
    }
}

#[test]
fn a_timeout_names_the_full_budget() {
    let (monitor, advance) = monitor();
    let sockets = monitor.account::<Socket>();
    let _held: Vec<_> = (0..2).map(|_| sockets.track(Socket).unwrap()).collect();
    let error = late(&sockets, advance);
    assert_eq!((error.reason(), error.budget().as_deref()), (Reason::Timeout, Some("network")));
    assert_eq!(
        error.to_string(),
        "no socket came free in time: its budget network is full: now 2 of 2 used, most by socket 2; wait longer, or raise the limit \
         with Budget::set_limit"
    );
}

#[test]
fn a_timeout_names_the_full_quota() {
    let (monitor, advance) = monitor();
    let quota = monitor.budget(&NETWORK).child("tenant 7", 1);
    let sockets = monitor.account::<Socket>().within(&quota).unwrap();
    let _held = sockets.track(Socket).unwrap();
    let error = late(&sockets, advance);
    assert_eq!((error.reason(), error.budget().as_deref()), (Reason::Timeout, Some("tenant 7")));
}

#[test]
fn a_timeout_of_the_kind_itself_names_no_budget() {
    let (monitor, advance) = monitor();
    let sockets = monitor.account::<Socket>();
    sockets.set_limit(1).unwrap();
    let _held = sockets.track(Socket).unwrap();
    let error = late(&sockets, advance);
    assert_eq!((error.reason(), error.budget()), (Reason::Timeout, None));
    assert!(error.to_string().starts_with("no socket came free in time: now 1 of 1 held"), "{error}");
}

#[test]
fn a_full_queue_and_a_queue_in_the_way_name_the_full_budget() {
    let (monitor, _) = monitor();
    let sockets = monitor.account::<Socket>();
    let _held: Vec<_> = (0..2).map(|_| sockets.track(Socket).unwrap()).collect();
    let mut context = Context::from_waker(Waker::noop());
    let mut first = pin!(sockets.acquire().into_future());
    assert!(first.as_mut().poll(&mut context).is_pending());
    let Poll::Ready(Err(full)) = pin!(sockets.acquire().into_future()).poll(&mut context) else {
        panic!("one may wait")
    };
    assert_eq!((full.reason(), full.budget().as_deref()), (Reason::QueueFull, Some("network")));
    assert!(
        full.to_string().starts_with("as many wait for socket as may: its budget network is full: now 2 of 2 used"),
        "{full}"
    );
    let error = sockets.try_acquire().unwrap_err();
    assert_eq!((error.reason(), error.budget().as_deref()), (Reason::Ancestor, Some("network")));
}

#[test]
fn too_large_a_wish_says_what_is_left() {
    let blobs = Monitor::new().account::<Blob>();
    let _held = blobs.track(Blob).unwrap();
    let error = blobs.try_acquire_units(8).unwrap_err();
    assert!(
        error.to_string().starts_with("blob limit reached: now 1 of 8 units held by 1, 7 left, 1 of them from "),
        "{error}"
    );
}

#[test]
fn a_denial_by_a_budget_that_is_gone_names_no_other() {
    let monitor = Monitor::new();
    let roof = monitor.budget(&NETWORK);
    let quota = roof.child("tenant 7", 1);
    let sockets = monitor.account::<Socket>().within(&quota).unwrap();
    let held = sockets.track(Socket).unwrap();
    let error = sockets.try_acquire().unwrap_err();
    assert_eq!(error.budget().as_deref(), Some("tenant 7"));
    drop((held, sockets, quota));
    let next = roof.child("tenant 8", 1);
    let other = monitor.account::<Socket>().within(&next).unwrap();
    let held = other.track(Socket).unwrap();
    assert_eq!(other.try_acquire().unwrap_err().budget().as_deref(), Some("tenant 8"));
    assert_eq!((error.reason(), error.budget()), (Reason::Quota, None));
    assert_eq!(error.to_string(), "socket denied: its budget was full, and is gone");
    drop(held);
}

#[test]
fn a_denial_of_a_monitor_that_is_closed_tells_nothing_of_the_next() {
    let monitor = Monitor::new();
    let sockets = monitor.account::<Socket>();
    let held: Vec<_> = (0..2).map(|_| sockets.track(Socket).unwrap()).collect();
    let error = sockets.try_acquire().unwrap_err();
    assert_eq!(error.budget().as_deref(), Some("network"));
    drop((held, sockets, monitor));
    // One of these has its memory.
    let _next: Vec<_> =
        (0..32).map(|_| Monitor::new()).inspect(|monitor| drop(monitor.account::<Socket>().track(Socket))).collect();
    assert_eq!((error.reason(), error.budget()), (Reason::Ancestor, None));
}

#[test]
fn what_is_guaranteed_to_others_is_told_apart_from_what_is_used() {
    budget! { static HOUSE: limit = 10 }
    budget! { static ROOM: limit = 8, within = HOUSE, guarantee = 2 }
    #[tracked(kind = "guest", limit = 10, within = HOUSE)]
    #[derive(Debug)]
    struct Guest;
    #[tracked(limit = 8, within = ROOM)]
    #[expect(dead_code, reason = "it registers the budget")]
    struct Lodger;
    let guests = Monitor::new().account::<Guest>();
    let _held: Vec<_> = (0..8).map(|_| guests.track(Guest).unwrap()).collect();
    assert_eq!(
        guests.try_acquire().unwrap_err().to_string(),
        "guest denied: its budget house is full: now 8 of 10 used, most by guest 8, and 2 guaranteed to others; release some, or raise it \
         with Budget::set_limit"
    );
}

#[test]
fn what_is_reserved_or_on_its_way_is_told_beside_what_is_held() {
    #[tracked(kind = "job", limit = 3)]
    #[derive(Debug)]
    struct Job;
    let jobs = Monitor::new().account::<Job>();
    let reserved = jobs.reserve(2).lasting(Duration::from_secs(3600)).unwrap();
    let held = jobs.track(Job).unwrap();
    let error = jobs.try_acquire().unwrap_err().to_string();
    assert!(
        error.starts_with("job limit reached: now 1 of 3 held, 1 of them from ") && error.contains(", 2 reserved; "),
        "{error}"
    );
    let mut context = Context::from_waker(Waker::noop());
    let mut waits = pin!(jobs.acquire().into_future());
    assert!(waits.as_mut().poll(&mut context).is_pending());
    drop(held);
    let error = jobs.try_acquire().unwrap_err().to_string();
    assert!(error.starts_with("job limit reached: now 0 of 3 held, 2 reserved, 1 given to who waited; "), "{error}");
    drop(reserved);
}

#[test]
fn more_than_will_ever_fit_is_told_as_such() {
    let blobs = Monitor::new().account::<Blob>();
    let error = blobs.try_acquire_units(9).unwrap_err();
    assert_eq!(error.reason(), Reason::Limit);
    assert_eq!(
        error.to_string(),
        "blob denied: more was asked for than its limit of 8 units will ever allow; ask for less, or raise it with Account::set_limit"
    );
    assert!(
        blobs
            .reserve(9)
            .lasting(Duration::from_secs(1))
            .unwrap_err()
            .to_string()
            .contains("more was asked for than its limit")
    );
    let monitor = Monitor::new();
    let quota = monitor.budget(&NETWORK).child("tenant 9", 1);
    let sockets = monitor.account::<Socket>().within(&quota).unwrap();
    let error = sockets.reserve(2).lasting(Duration::from_secs(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "socket denied: more was asked for than its budget tenant 9 will ever allow, whose limit is 1; ask for less, or raise it with \
         Budget::set_limit"
    );
}

#[test]
fn the_line_that_holds_the_most_units_comes_first() {
    #[tracked(kind = "blob2", limit = 100, weight = much)]
    #[derive(Debug)]
    struct Large(usize);
    fn much(large: &Large) -> usize {
        large.0
    }
    let account = Monitor::new().account::<Large>();
    let _small: Vec<_> = (0..10).map(|_| account.track(Large(1)).unwrap()).collect();
    let _large = account.track(Large(60)).unwrap();
    let line = line!() - 1;
    let error = account.try_acquire_units(50).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!(
            "blob2 limit reached: now 70 of 100 units held by 11, 30 left, 60 of them from {}:{line}",
            file!()
        )),
        "{error}"
    );
    let holders = account.holders();
    assert_eq!((holders.sites()[0].units, holders.sites()[0].live, holders.sites()[1].units), (60, 1, 10));
}

#[test]
#[should_panic(expected = "budgets are at most 16 deep")]
fn quotas_are_within_each_other_as_deep_as_budgets() {
    let mut budget = Monitor::new().budget(&NETWORK);
    for depth in 0..20 {
        budget = budget.child(format!("level {depth}"), 1);
    }
}
