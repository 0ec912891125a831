//! Wakers are foreign code: whatever runs in them, when they are dropped or woken, may use what they were waiting for.

#![cfg(feature = "runtime")]

use std::future::{Future, IntoFuture};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use monitor::{Account, Monitor, Permit, Tracked, budget, tracked};

budget! { static ROOF: limit = 5 }

#[tracked(limit = 5)]
struct Alone;

#[tracked(limit = 5, within = ROOF)]
struct Within;

/// Longer than anything here takes, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// A waker that holds what its own task waits for.
struct Holds<T: Tracked>(#[expect(dead_code, reason = "it is dropped")] Vec<Permit<T>>);

impl<T: Tracked + Send + Sync + 'static> Wake for Holds<T> {
    fn wake(self: Arc<Self>) {}
}

/// Waits in a full account with a waker that has all its places and is not held by anybody else.
fn waiting<T: Tracked + Send + Sync + 'static>(account: &Account<T>) -> impl Future<Output: Sized> + Unpin {
    let held: Vec<_> = (0..5).map(|_| account.try_acquire().unwrap()).collect();
    let mut future = Box::pin(account.acquire().into_future());
    let waker = Waker::from(Arc::new(Holds(held)));
    assert!(future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    future
}

/// Does it on another thread, and fails if it hangs there.
fn in_time(f: impl FnOnce() + Send + 'static) {
    let (done, is_done) = channel();
    thread::spawn(move || {
        f();
        done.send(()).unwrap();
    });
    is_done.recv_timeout(PATIENCE).expect("it panicked, or hangs");
}

fn replaced_and_dropped<T: Tracked + Send + Sync + 'static>() {
    let account = Monitor::new().account::<T>();
    let mut future = waiting(&account);
    let _ = std::pin::Pin::new(&mut future).poll(&mut Context::from_waker(Waker::noop()));
    drop(future);
    assert_eq!(account.snapshot().live, 0, "the first waker let go of all");
    drop(waiting(&account));
    assert_eq!(account.snapshot().live, 0, "and so did the one of a future that was dropped");
}

#[test]
fn a_waker_may_release_what_its_task_waits_for_when_it_is_dropped() {
    in_time(replaced_and_dropped::<Alone>);
}

#[test]
fn a_waker_may_do_so_below_a_budget_too() {
    in_time(replaced_and_dropped::<Within>);
}

/// Tells on which thread it is woken.
struct Tells(Sender<Option<String>>);

impl Wake for Tells {
    fn wake(self: Arc<Self>) {
        self.0.send(thread::current().name().map(str::to_owned)).unwrap();
    }
}

/// Waits for what is reserved for a moment.
fn waiting_for_a_reservation(waker: &Waker) -> impl Sized {
    let account = Monitor::new().account::<Alone>();
    let reservation = account.reserve(5).lasting(Duration::from_millis(20)).unwrap();
    let mut future = Box::pin(account.acquire().into_future());
    assert!(future.as_mut().poll(&mut Context::from_waker(waker)).is_pending());
    (future, reservation)
}

fn told() -> (Waker, Receiver<Option<String>>) {
    let (tells, is_told) = channel();
    (Waker::from(Arc::new(Tells(tells))), is_told)
}

#[test]
fn whoever_gets_what_was_reserved_is_not_woken_by_the_thread_that_ticks() {
    let (waker, is_told) = told();
    let _waiting = waiting_for_a_reservation(&waker);
    let by = is_told.recv_timeout(PATIENCE).expect("the reservation has expired");
    assert_ne!(by.as_deref(), Some("monitor"));
}

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        panic!("a waker of a user");
    }
}

#[test]
fn deadlines_are_kept_after_a_waker_has_panicked() {
    let waker = Waker::from(Arc::new(Panics));
    let _first = waiting_for_a_reservation(&waker);
    let (waker, is_told) = told();
    let _second = waiting_for_a_reservation(&waker);
    is_told.recv_timeout(PATIENCE).expect("deadlines are not kept any more");
}

#[test]
fn whoever_is_next_is_served_after_a_waker_has_panicked() {
    let account = Monitor::new().account::<Alone>();
    account.set_limit(0).unwrap();
    let mut first = Box::pin(account.acquire().into_future());
    let panics = Waker::from(Arc::new(Panics));
    assert!(first.as_mut().poll(&mut Context::from_waker(&panics)).is_pending());
    let (waker, is_told) = told();
    let mut second = Box::pin(account.acquire().into_future());
    assert!(second.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    account.set_limit(2).unwrap();
    is_told.recv_timeout(PATIENCE).expect("there is a place for it");
}

struct PanicsWhenDropped;

impl Wake for PanicsWhenDropped {
    fn wake(self: Arc<Self>) {}
}

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("the destructor of what a user's waker holds");
    }
}

/// A waker is replaced whose destructor panics.
fn keeps_its_turn<T: Tracked>() {
    let account = Monitor::new().account::<T>();
    let held: Vec<_> = (0..5).map(|_| account.try_acquire().unwrap()).collect();
    let mut future = Box::pin(account.acquire().into_future());
    {
        let waker = Waker::from(Arc::new(PanicsWhenDropped));
        assert!(future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(account.pending(), 1);
    drop(future);
    assert_eq!(account.pending(), 0);
    drop(held);
    let all: Vec<_> = (0..5).map(|_| account.try_acquire()).collect();
    assert!(all.iter().all(Result::is_ok), "a place is lost");
}

#[test]
fn whoever_waits_keeps_its_turn_when_a_destructor_panics() {
    keeps_its_turn::<Alone>();
    keeps_its_turn::<Within>();
}

/// What it panics with panics when it is dropped.
struct PanicsTwice;

struct Payload;

impl Drop for Payload {
    fn drop(&mut self) {
        panic!("what a user's panic was about");
    }
}

impl Wake for PanicsTwice {
    fn wake(self: Arc<Self>) {
        std::panic::panic_any(Payload);
    }
}

fn waiting_with(waker: &Waker, account: &Account<Alone>) -> impl Sized + use<> {
    let mut future = Box::pin(account.acquire().timeout(Duration::from_millis(10)).into_future());
    assert!(future.as_mut().poll(&mut Context::from_waker(waker)).is_pending());
    future
}

#[test]
fn a_panic_that_panics_again_is_in_nobodys_way() {
    let account = Monitor::new().account::<Alone>();
    account.set_limit(0).unwrap();
    let _first = waiting_with(&Waker::from(Arc::new(PanicsTwice)), &account);
    let (waker, is_told) = told();
    let _second = waiting_with(&waker, &account);
    account.set_limit(2).unwrap();
    is_told.recv_timeout(PATIENCE).expect("there is a place for it");
    // Nor are deadlines.
    account.set_limit(0).unwrap();
    let _first = waiting_with(&Waker::from(Arc::new(PanicsTwice)), &account);
    std::thread::sleep(Duration::from_millis(50));
    let (waker, is_told) = told();
    let _second = waiting_with(&waker, &account);
    is_told.recv_timeout(PATIENCE).expect("nobody is told any more that its time is over");
}

#[test]
fn a_panic_that_panics_again_loses_nothing_of_a_reservation() {
    let account = Monitor::new().account::<Alone>();
    let reservation = account.reserve(5).lasting(PATIENCE).unwrap();
    let first = waiting_with(&Waker::from(Arc::new(PanicsTwice)), &account);
    drop(reservation);
    drop(first);
    let all: Vec<_> = (0..5).map(|_| account.try_acquire()).collect();
    assert!(all.iter().all(Result::is_ok), "a place is lost");
}
