//! A closed monitor: what it leaves behind stays valid, and the next monitor gets its memory and starts from nothing.

#![cfg(feature = "runtime")]

mod worker;

use std::time::Duration;

use monitor::clock::{Clock, SimulatedTime};
use monitor::{Account, KindSnapshot, Monitor, Permit, Reason, Tracked, tracked};
use worker::Worker;

/// A clock of the test's own: a closed monitor serves the next one on its clock.
fn clock() -> (&'static Clock, SimulatedTime) {
    Clock::simulated()
}

/// Which place an id names, whatever the use: its number, without its generation.
fn place<T: Tracked>(account: &Account<T>) -> String {
    let id = account.try_acquire().unwrap().id().unwrap().to_string();
    id.split('.').next().unwrap().to_owned()
}

fn assert_new(snapshot: &KindSnapshot, limit: usize) {
    assert_eq!((snapshot.limit, snapshot.live, snapshot.max_live, snapshot.cached), (limit, 0, 0, 0));
    assert_eq!((snapshot.acquired, snapshot.released, snapshot.denials()), (0, 0, 0));
    assert_eq!((snapshot.oldest, snapshot.sites.len()), (None, 0));
}

#[test]
fn an_account_outlives_the_variable_of_its_monitor() {
    #[tracked(limit = 2)]
    struct Place;
    let account = Monitor::with_clock(clock().0).account::<Place>();
    let held = account.try_acquire().unwrap();
    assert_eq!((account.live(), account.clone().monitor().account::<Place>().live()), (1, 1));
    drop(held);
}

/// There is no way to name a closed monitor: whatever can acquire from one (`Monitor`, `Account`, `Scope`) keeps it open, and
/// a handle, which does not, cannot acquire.
#[test]
fn whatever_can_acquire_keeps_a_monitor_open() {
    #[tracked(limit = 2)]
    struct Place;
    let monitor = Monitor::with_clock(clock().0);
    let (again, scope) = (monitor.clone(), monitor.scope());
    drop(monitor);
    drop(again.account::<Place>().try_acquire().unwrap());
    drop(again);
    let account = scope.in_scope(|| {
        drop(Place::try_acquire().unwrap());
        Place::account()
    });
    let current = scope.in_scope(Monitor::current);
    drop(scope);
    drop(current);
    assert_eq!(account.snapshot().acquired, 2);
    drop(account.try_acquire().unwrap());
}

#[test]
fn a_handle_may_be_dropped_after_its_monitor_was_closed() {
    #[tracked(limit = 100)]
    struct Place;
    let (clock, _) = clock();
    let monitor = Monitor::with_clock(clock);
    let held: Vec<_> = (0..60).map(|_| monitor.account().track(Place).unwrap()).collect();
    drop(monitor);
    let ids: Vec<_> = held.iter().map(|handle| PlaceHandle::permit(handle).id()).collect();
    assert!(ids.iter().all(Option::is_some));
    // A monitor that is opened meanwhile has nothing to do with them.
    let other = Monitor::with_clock(clock).account::<Place>();
    let all: Vec<_> = (0..100).map(|_| other.try_acquire().unwrap()).collect();
    drop(held);
    assert_eq!((other.live(), other.iter().count()), (100, 100));
    drop(all);
    assert_eq!(other.live(), 0);
}

#[test]
fn a_closed_monitor_serves_the_next_one_when_its_last_handle_is_dropped() {
    #[tracked(limit = 100)]
    struct Place;
    let (clock, _) = clock();
    let first = Monitor::with_clock(clock).account::<Place>();
    let first_place = place(&first);
    let held = first.try_acquire().unwrap();
    drop(first);
    let second = Monitor::with_clock(clock).account::<Place>();
    assert_ne!(place(&second), first_place, "something of the first is still held");
    drop(held);
    let third = Monitor::with_clock(clock).account::<Place>();
    assert_eq!(place(&third), first_place);
}

#[test]
fn the_next_monitor_starts_from_zero() {
    #[tracked(limit = 50)]
    struct Place;
    let (clock, _) = clock();
    let worker = Worker::start();
    for _ in 0..3 {
        let monitor = Monitor::with_clock(clock);
        let account = monitor.account::<Place>();
        assert_new(&account.snapshot(), 50);
        account.set_limit(60).unwrap();
        let here: Vec<_> = (0..20).map(|_| account.try_acquire().unwrap()).collect();
        let there = worker.run({
            let account = account.clone();
            move || std::iter::from_fn(|| account.try_acquire().ok()).collect::<Vec<_>>()
        });
        assert_eq!((account.live(), there.len(), account.snapshot().denials()), (60, 40, 1));
        // Some of it is released after the monitor was closed, by another thread than the one that acquired it.
        drop((account, monitor));
        worker.run(move || drop(here));
        drop(there);
    }
}

#[test]
fn the_next_monitor_admits_its_limit_and_no_more() {
    #[tracked(limit = 5, capacity = 20)]
    struct Few;
    #[tracked(limit = 500)]
    struct Many;
    check::<Few>();
    check::<Many>();

    fn check<T: Tracked>() {
        let (clock, _) = clock();
        let declared = Monitor::with_clock(clock).account::<T>().limit();
        // Closed with a limit below, at and above the declared one, and with all of its places used or only some.
        for (limit, used) in [(0, 0), (declared, 1), (declared, declared), (declared * 2, declared * 2), (1, 1)] {
            let account = Monitor::with_clock(clock).account::<T>();
            let held: Vec<_> = std::iter::from_fn(|| account.try_acquire().ok()).collect();
            assert_eq!(held.len(), declared);
            drop(held);
            account.set_limit(limit).unwrap();
            let held: Vec<_> = (0..used).map(|_| account.try_acquire().unwrap()).collect();
            drop(account);
            drop(held);
        }
    }
}

#[test]
fn the_next_monitor_knows_no_lifetimes_of_the_one_before() {
    #[tracked(limit = 5, clock = "exact")]
    struct Place;
    let (clock, time) = clock();
    for _ in 0..2 {
        let account = Monitor::with_clock(clock).account::<Place>();
        assert!(account.snapshot().use_time.is_empty());
        for _ in 0..10 {
            let held = account.try_acquire().unwrap();
            time.advance(Duration::from_millis(5));
            drop(held);
        }
        assert_eq!(account.snapshot().use_time.count(), 10);
    }
}

#[test]
fn the_next_monitor_knows_its_first_short_lifetimes_as_well_as_the_one_before() {
    #[tracked(limit = 5)]
    struct Place;
    let (clock, time) = clock();
    for _ in 0..3 {
        let account = Monitor::with_clock(clock).account::<Place>();
        let live_for = |ms| {
            let held = account.try_acquire().unwrap();
            time.advance(Duration::from_millis(ms));
            drop(held);
        };
        [1, 1, 40].into_iter().for_each(live_for);
        let p99 = account.snapshot().use_time.quantile(0.99).unwrap();
        assert!((35..=45).contains(&p99.as_millis()), "{p99:?}");
        // So many that only some are known.
        (0..10_000).for_each(|_| live_for(1));
    }
}

#[test]
fn the_next_monitor_lists_only_the_kinds_that_it_has_used() {
    #[tracked(kind = "reuse.first", limit = 5)]
    struct First;
    #[tracked(kind = "reuse.second", limit = 5)]
    struct Second;
    let (clock, _) = clock();
    let monitor = Monitor::with_clock(clock);
    let first_place = place(&monitor.account::<First>());
    drop(monitor);
    let monitor = Monitor::with_clock(clock);
    drop(monitor.account::<Second>().try_acquire().unwrap());
    let kinds: Vec<_> = monitor.snapshot().kinds.into_iter().map(|kind| kind.kind).collect();
    assert_eq!(kinds, ["reuse.second"]);
    assert_eq!(place(&monitor.account::<First>()), first_place, "it is the same memory all the same");
}

#[test]
fn a_denial_can_be_printed_after_its_monitor_was_closed() {
    #[tracked(kind = "reuse.denied", limit = 1)]
    struct Place;
    let (clock, _) = clock();
    let account = Monitor::with_clock(clock).account::<Place>();
    let held = account.try_acquire().unwrap();
    let denied = account.try_acquire().unwrap_err();
    assert!(denied.to_string().contains("1 of 1 held"), "{denied}");
    drop(account);
    assert_eq!((denied.kind().name(), denied.reason()), ("reuse.denied", Reason::Limit));
    assert!(denied.to_string().starts_with("reuse.denied limit reached"), "{denied}");
    drop(held);
    // The holders of those that come next are none of its business.
    for _ in 0..10 {
        let account = Monitor::with_clock(clock).account::<Place>();
        let _held = account.try_acquire().unwrap();
        assert_eq!(denied.to_string(), "reuse.denied limit reached; release some, or raise it with Account::set_limit");
        assert!(account.try_acquire().unwrap_err().to_string().contains("1 of 1 held"));
    }
}

/// What another monitor holds, which has the account of the one before.
fn held_in_the_next_monitor<T: Tracked>(clock: &'static Clock) -> Vec<Permit<T>> {
    let account = Monitor::with_clock(clock).account::<T>();
    (0..7).map(|_| account.try_acquire().unwrap()).collect()
}

#[test]
fn a_drain_error_tells_of_no_other_monitor() {
    #[tracked(limit = 10)]
    struct Place;
    let (clock, _) = clock();
    let account = Monitor::with_clock(clock).account::<Place>();
    let held = account.try_acquire().unwrap();
    let error = account.drain().timeout(Duration::ZERO).blocking().unwrap_err();
    assert_eq!((error.live(), error.holders().live()), (1, 1));
    drop((account, held));
    let _held = held_in_the_next_monitor::<Place>(clock);
    assert_eq!((error.live(), error.holders().live()), (0, 0));
    assert_eq!(error.to_string(), "place not drained in time: 0 still held; wait longer, or see Account::holders");
}

#[test]
fn rows_are_of_one_monitor() {
    #[tracked(limit = 10)]
    struct Place;
    let (clock, _) = clock();
    let account = Monitor::with_clock(clock).account::<Place>();
    let held = account.try_acquire().unwrap();
    let rows = account.iter();
    drop((account, held));
    let _held = held_in_the_next_monitor::<Place>(clock);
    assert_eq!(rows.count(), 0);
}
