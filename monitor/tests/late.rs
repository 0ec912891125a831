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
        error.to_string().starts_with("blob limit reached: now 1 of 8 units held by 1, 7 left, 1 of them from"),
        "{error}"
    );
}
