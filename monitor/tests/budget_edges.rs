//! Where budgets meet what else there is: lines and guarantees, limits that are lowered, wishes that cannot come true, quotas that end.

#![cfg(feature = "runtime")]

mod task;

use std::future::{Future, IntoFuture};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use monitor::clock::Clock;
use monitor::{Account, Monitor, Priority, Reason, budget, tracked};
use task::Task;

budget! { static ROOF: limit = 3 }

#[tracked(limit = 10, within = ROOF, guarantee = 2)]
#[derive(Debug)]
struct Sure;

#[tracked(limit = 10, within = ROOF)]
#[derive(Debug)]
struct Other;

budget! { static MEMORY: limit = 10 }

#[tracked(limit = 100, weight = len, within = MEMORY)]
#[derive(Debug)]
struct Big(Vec<u8>);

#[tracked(limit = 100, weight = len_of_small, within = MEMORY)]
#[derive(Debug)]
struct Small(Vec<u8>);

fn len(big: &Big) -> usize {
    big.0.len()
}

fn len_of_small(small: &Small) -> usize {
    small.0.len()
}

fn memory(monitor: &Monitor) -> (Account<Big>, Account<Small>) {
    (monitor.account(), monitor.account())
}

#[test]
fn what_is_guaranteed_is_given_to_whoever_waits_for_it_before_others_in_the_line() {
    let monitor = Monitor::new();
    let (sure, other) = (monitor.account::<Sure>(), monitor.account::<Other>());
    let own = sure.try_acquire().unwrap();
    let _second = sure.try_acquire().unwrap();
    let _all_that_is_left = other.try_acquire().unwrap();
    let first = Task::waiting(other.acquire());
    let mut owed = Task::waiting(sure.acquire());
    drop(own);
    assert!(owed.is_woken(), "one of two that are guaranteed is used");
    assert!(!first.is_woken());
    drop(owed.output().unwrap());
}

#[test]
fn too_much_by_far_is_denied_and_changes_nothing() {
    let monitor = Monitor::new();
    let (_, small) = memory(&monitor);
    // Until the thread keeps units at hand.
    (0..10).for_each(|_| drop(small.try_acquire_units(1).unwrap()));
    let _held = small.try_acquire_units(5).unwrap();
    for units in [6, usize::MAX / 2, usize::MAX - 1, usize::MAX] {
        small.try_acquire_units(units).unwrap_err();
        assert_eq!(monitor.budget(&MEMORY).used(), 5);
    }
}

/// Tries to acquire when it is woken.
struct Tries {
    account: Account<Small>,
    results: Mutex<Vec<Result<usize, Reason>>>,
}

impl Wake for Tries {
    fn wake(self: Arc<Self>) {
        let permit = self.account.try_acquire_units(1);
        self.results.lock().unwrap().push(permit.map(|permit| permit.units()).map_err(|error| error.reason()));
    }
}

#[test]
fn whoever_is_told_that_its_time_is_over_is_in_nobodys_way_any_more() {
    let (clock, time) = Clock::simulated();
    let monitor = Monitor::with_clock(clock);
    let (big, small) = memory(&monitor);
    let _held = small.try_acquire_units(5).unwrap();
    let mut future = Box::pin(big.acquire_units(8).timeout(Duration::from_secs(1)).into_future());
    let tries = Arc::new(Tries { account: small.clone(), results: Mutex::default() });
    let waker = Waker::from(tries.clone());
    assert!(future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    time.advance(Duration::from_secs(2));
    assert_eq!(*tries.results.lock().unwrap(), [Ok(1)], "5 are free");
}

#[test]
fn whoever_wants_more_than_a_lowered_budget_is_told_so() {
    let monitor = Monitor::new();
    let (big, small) = memory(&monitor);
    let _held = small.try_acquire_units(5).unwrap();
    let mut hopeless = Task::waiting(big.acquire_units(8));
    let mut behind = Task::waiting(big.acquire_units(1));
    monitor.budget(&MEMORY).set_limit(6).unwrap();
    let denied = hopeless.output().unwrap_err();
    assert_eq!((denied.reason(), denied.budget()), (Reason::Ancestor, Some("memory".into())));
    drop(behind.output().unwrap());
}

#[test]
fn whoever_wants_more_than_a_lowered_limit_or_quota_is_told_so() {
    let monitor = Monitor::new();
    let (big, small) = memory(&monitor);
    let quota = monitor.budget(&MEMORY).child("tenant", 9);
    let _held = small.try_acquire_units(5).unwrap();
    let mut one = Task::waiting(big.within(&quota).unwrap().acquire_units(8));
    let mut other = Task::waiting(big.acquire_units(8));
    quota.set_limit(7).unwrap();
    assert_eq!(one.output().unwrap_err().reason(), Reason::Quota);
    assert!(!other.is_woken());
    big.set_limit(7).unwrap();
    assert_eq!(other.output().unwrap_err().reason(), Reason::Limit);
    drop(small.try_acquire_units(1).unwrap());
}

#[test]
fn a_wish_is_denied_by_the_level_that_is_smaller_than_it() {
    let monitor = Monitor::new();
    let tenant = monitor.budget(&MEMORY).child("tenant", 3);
    let (_, small) = memory(&monitor);
    let denied = Task::new(small.within(&tenant).unwrap().acquire_units(5)).poll().unwrap().unwrap_err();
    assert_eq!(denied.reason(), Reason::Quota);
}

#[test]
fn whoever_is_denied_beside_room_is_told_that_others_wait_for_it() {
    let monitor = Monitor::new();
    let (big, small) = memory(&monitor);
    let _held = small.try_acquire_units(5).unwrap();
    let _waits = Task::waiting(big.acquire_units(8));
    assert_eq!(small.try_acquire_units(1).unwrap_err().reason(), Reason::Queued);
    assert_eq!(small.try_acquire_units(6).unwrap_err().reason(), Reason::Ancestor);
}

#[test]
fn a_quota_within_which_something_is_held_is_nobody_elses_even_if_it_weighs_nothing() {
    let monitor = Monitor::new();
    let root = monitor.budget(&MEMORY);
    let (_, small) = memory(&monitor);
    let old = root.child("old", 5);
    let permit = small.within(&old).unwrap().try_acquire_units(0).unwrap();
    drop(old);
    let new = root.child("new", 3);
    permit.grow(3).unwrap();
    assert_eq!(new.used(), 0);
    drop(small.within(&new).unwrap().try_acquire_units(1).unwrap());
}

#[test]
fn a_quota_is_kept_as_long_as_one_within_it() {
    let monitor = Monitor::new();
    let root = monitor.budget(&ROOF);
    let tenant = root.child("tenant", 10);
    let inner = tenant.child("inner", 5);
    drop(tenant);
    let stranger = root.child("stranger", 1);
    let other = monitor.account::<Other>();
    let _held = other.within(&inner).unwrap().try_acquire().unwrap();
    assert_eq!(inner.parent().unwrap().name(), "tenant");
    assert_eq!(stranger.used(), 0);
    drop(inner.parent());
    assert!(root.child("a", 1) != root.child("b", 1));
}

#[test]
fn a_closed_account_reserves_nothing() {
    let (big, _) = memory(&Monitor::new());
    big.close();
    assert_eq!(big.reserve(1).lasting(Duration::from_secs(60)).unwrap_err().reason(), Reason::Closed);
}

#[test]
fn what_is_reserved_was_never_live() {
    let monitor = Monitor::new();
    let other = monitor.account::<Other>();
    // From now on one after another is charged.
    drop(std::iter::from_fn(|| other.try_acquire().ok()).collect::<Vec<_>>());
    let reset = other.snapshot().max_live;
    assert_eq!(reset, 1, "two are guaranteed to others");
    monitor.budget(&ROOF).set_limit(9).unwrap();
    let reservation = other.reserve(5).lasting(Duration::from_secs(60)).unwrap();
    assert_eq!(other.snapshot().max_live, 1);
    let permits = reservation.into_permits().unwrap();
    assert_eq!(other.snapshot().max_live, permits.len());
}

#[test]
fn a_quota_may_be_named_by_anybody() {
    let monitor = Monitor::new();
    let root = monitor.budget(&MEMORY);
    let evil = root.child("evil\n2026-01-01 INFO admin\u{1b}[31m\u{2028}", 0);
    assert_eq!(evil.name(), r"evil\n2026-01-01 INFO admin\u{1b}[31m\u{2028}");
    let denied = memory(&monitor).1.within(&evil).unwrap().try_acquire_units(1).unwrap_err();
    assert!(denied.to_string().chars().all(|c| !c.is_control()), "{denied}");
    assert_eq!(root.child("Zürich 1", 1).name(), "Zürich 1");
}

#[test]
fn a_root_is_guaranteed_nothing() {
    let root = Monitor::new().budget(&MEMORY);
    let error = root.set_guarantee(3).unwrap_err().to_string();
    assert_eq!(error, "memory cannot be guaranteed 3: it is within no budget; declare `within = ...`");
    assert_eq!(root.guarantee(), 0);
    root.set_guarantee(0).unwrap();
}

#[test]
fn within_a_declared_budget_is_said_to_be_so() {
    let monitor = Monitor::new();
    let error = monitor.account::<Big>().within(&monitor.budget(&MEMORY)).unwrap_err().to_string();
    assert_eq!(
        error,
        "`Account::within` takes a budget that was made at run time, and memory is declared: make one by `Budget::child` of memory"
    );
}

#[tracked(limit = 100, weight = len_of_last, within = MEMORY, order = "lifo")]
#[derive(Debug)]
struct Last(Vec<u8>);

fn len_of_last(last: &Last) -> usize {
    last.0.len()
}

budget! { static SET_ASIDE: limit = 10 }

#[tracked(limit = 100, weight = len_of_kept, within = SET_ASIDE, guarantee = 4)]
#[derive(Debug)]
struct Kept(Vec<u8>);

fn len_of_kept(kept: &Kept) -> usize {
    kept.0.len()
}

#[tracked(limit = 100, weight = len_of_rest, within = SET_ASIDE)]
#[derive(Debug)]
struct Rest(Vec<u8>);

fn len_of_rest(rest: &Rest) -> usize {
    rest.0.len()
}

#[test]
fn whoever_comes_before_those_who_wait_does_not_wait_beside_room() {
    let monitor = Monitor::new();
    let (big, _) = memory(&monitor);
    let _held = big.try_acquire_units(5).unwrap();
    let _much = Task::waiting(big.acquire_units(8));
    let mut little = Task::waiting(big.acquire_units(1).priority(Priority::High));
    drop(little.output().unwrap());

    let monitor = Monitor::new();
    let last = monitor.account::<Last>();
    let _held = last.try_acquire_units(5).unwrap();
    let _much = Task::waiting(last.acquire_units(8));
    drop(Task::waiting(last.acquire_units(1)).output().unwrap());
}

#[test]
fn whoever_comes_before_those_who_wait_has_what_is_guaranteed() {
    let monitor = Monitor::new();
    let (kept, rest) = (monitor.account::<Kept>(), monitor.account::<Rest>());
    let _all = rest.try_acquire_units(6).unwrap();
    let _much = Task::waiting(kept.acquire_units(8));
    drop(Task::waiting(kept.acquire_units(1).priority(Priority::High)).output().unwrap());
}

#[test]
fn more_than_what_is_not_set_aside_for_others_will_never_fit() {
    let monitor = Monitor::new();
    let (_kept, rest) = (monitor.account::<Kept>(), monitor.account::<Rest>());
    let denied = Task::new(rest.acquire_units(7)).poll().expect("it would wait for ever").unwrap_err();
    assert_eq!(denied.reason(), Reason::Ancestor);
    assert_eq!(
        denied.to_string(),
        "rest denied: more was asked for than its budget set_aside will ever allow, whose limit is 10, of which 4 are guaranteed to others; \
         ask for less, or raise it with Budget::set_limit"
    );
    drop(rest.try_acquire_units(6).unwrap());
}

#[test]
fn whoever_waits_for_what_is_set_aside_now_is_told() {
    budget! { static WHOLE: limit = 10 }
    budget! { static PART: limit = 10, within = WHOLE }
    #[tracked(limit = 100, weight = len_of_load, within = WHOLE)]
    #[derive(Debug)]
    struct Load(Vec<u8>);
    fn len_of_load(load: &Load) -> usize {
        load.0.len()
    }
    let monitor = Monitor::new();
    let loads = monitor.account::<Load>();
    let _held = loads.try_acquire_units(5).unwrap();
    let mut much = Task::waiting(loads.acquire_units(9));
    let mut less = Task::waiting(loads.acquire_units(7));
    // There is room for it, though somebody waits.
    monitor.budget(&PART).set_guarantee(2).unwrap();
    assert_eq!(much.output().unwrap_err().reason(), Reason::Ancestor);
    drop(_held);
    drop(less.output().unwrap());
}
