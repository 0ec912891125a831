//! Accounts that are closed, opened again, and drained.

#![cfg(feature = "runtime")]

mod task;

use std::future::{Future, IntoFuture};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use monitor::clock::Clock;
use monitor::{Account, Monitor, Reason, Tracked, budget, tracked};
use task::Task;

#[tracked(kind = "job", limit = 2, capacity = 8)]
struct Job;

/// Counts how often it is woken.
struct Counts(AtomicUsize);

impl Wake for Counts {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

fn account() -> Account<Job> {
    Monitor::new().account()
}

#[test]
fn a_closed_account_denies_newcomers_and_tells_all_who_wait() {
    let account = account();
    let held = (account.try_acquire().unwrap(), account.try_acquire().unwrap());
    let mut tasks: Vec<_> = (0..3).map(|_| Task::waiting(account.acquire())).collect();
    account.close();
    for task in &mut tasks {
        let denied = task.output().unwrap_err();
        assert_eq!(
            (denied.reason(), denied.to_string().as_str()),
            (Reason::Closed, "job is closed, until `Account::open`")
        );
    }
    assert_eq!(account.try_acquire().unwrap_err().reason(), Reason::Closed);
    assert_eq!(Task::new(account.acquire()).poll().unwrap().unwrap_err().reason(), Reason::Closed);
    // What is live stays so, and a limit that is set meanwhile is for later.
    assert_eq!((account.live(), account.is_closed(), account.snapshot().is_closed), (2, true, true));
    assert!(account.monitor().snapshot().to_string().contains(" closed "));
    account.set_limit(3).unwrap();
    drop(held.0);
    assert!(account.try_acquire().is_err());
    account.open();
    assert!(!account.is_closed() && !account.snapshot().is_closed);
    let again = (account.try_acquire().unwrap(), account.try_acquire().unwrap());
    assert_eq!(account.try_acquire().unwrap_err().reason(), Reason::Limit);
    drop((held.1, again));
    let denied = account.snapshot().denied;
    let closed = denied.iter().find(|(reason, _)| *reason == Reason::Closed).unwrap().1;
    assert_eq!(closed, 6);
}

#[test]
fn draining_waits_for_the_last_that_is_live() {
    let account = account();
    let held = (account.try_acquire().unwrap(), account.try_acquire().unwrap());
    let mut drains = [Task::waiting(account.drain()), Task::waiting(account.drain())];
    drop(held.0);
    assert!(drains.iter().all(|drain| !drain.is_woken()));
    drop(held.1);
    for drain in &mut drains {
        drain.output().unwrap();
    }
    // There is nothing to wait for any more.
    account.drain().blocking().unwrap();
    account.open();
    drop(account.try_acquire().unwrap());
}

#[test]
fn a_place_that_was_granted_is_waited_for_too() {
    let account = account();
    account.set_limit(1).unwrap();
    let held = account.try_acquire().unwrap();
    let mut waiter = Task::waiting(account.acquire());
    drop(held);
    let mut drain = Task::waiting(account.drain());
    let permit = waiter.output().unwrap();
    assert!(!drain.is_woken());
    drop(permit);
    drain.output().unwrap();
    // Also if nobody takes it.
    account.open();
    let held = account.try_acquire().unwrap();
    let waiter = Task::waiting(account.acquire());
    drop(held);
    let mut drain = Task::waiting(account.drain());
    drop(waiter);
    drain.output().unwrap();
}

#[test]
fn draining_has_its_time() {
    let (clock, time) = Clock::simulated();
    let account = Monitor::with_clock(clock).account::<Job>();
    let held = account.try_acquire().unwrap();
    let line = line!() - 1;
    let mut drain = Task::waiting(account.drain().timeout(Duration::from_secs(1)));
    let patient = Task::waiting(account.drain());
    time.advance(Duration::from_secs(1));
    let late = drain.output().unwrap_err();
    assert_eq!((late.live(), late.kind().name()), (1, "job"));
    assert!(!late.is_opened());
    let from = format!("{}:{line}", file!());
    assert_eq!(
        late.to_string(),
        format!(
            "job not drained in time: 1 still held, 1 of them from {from}, oldest 1.0 s; wait longer, or see Account::holders"
        )
    );
    drop(patient);
    drop(held);
    account.drain().blocking().unwrap();
}

#[test]
fn whoever_gives_up_draining_is_not_told() {
    let account = account();
    let held = account.try_acquire().unwrap();
    let woken = Arc::new(Counts(AtomicUsize::new(0)));
    let mut drain = Box::pin(account.drain().into_future());
    assert!(drain.as_mut().poll(&mut Context::from_waker(&Waker::from(woken.clone()))).is_pending());
    drop(drain);
    drop(held);
    account.open();
    drop(account.try_acquire().unwrap());
    assert_eq!(woken.0.load(SeqCst), 0);
}

#[test]
fn whoever_drains_is_told_that_the_account_was_opened_again() {
    fn check<T: Tracked>() {
        let account = Monitor::new().account::<T>();
        let held = account.try_acquire().unwrap();
        let mut drains = [Task::waiting(account.drain()), Task::waiting(account.drain())];
        account.open();
        for drain in &mut drains {
            let error = drain.output().unwrap_err();
            assert!(error.is_opened());
            assert!(error.to_string().ends_with(" not drained: it was opened again"), "{error}");
        }
        drop(held);
        account.drain().blocking().unwrap();
    }
    budget! { static ROOF: limit = 2 }
    #[tracked(limit = 2, within = ROOF)]
    struct Roofed;
    check::<Job>();
    check::<Roofed>();
}
