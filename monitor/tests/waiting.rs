//! Waiting for a place, without any runtime: futures are polled by hand, time is simulated.

#![cfg(feature = "runtime")]

mod task;

use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use monitor::clock::Clock;
use monitor::{Account, Monitor, Priority, Reason, Tracked, tracked};
use task::Task;

#[tracked(limit = 1, capacity = 8)]
struct One;

fn account() -> Account<One> {
    Monitor::new().account()
}

fn denials(account: &Account<One>, reason: Reason) -> u64 {
    account.snapshot().denied.iter().find(|(known, _)| *known == reason).unwrap().1
}

#[test]
fn whoever_came_first_is_served_first_and_nobody_can_overtake() {
    let account = account();
    let held = account.try_acquire().unwrap();
    let mut tasks: Vec<_> = (0..3).map(|_| Task::waiting(account.acquire())).collect();
    assert_eq!(account.pending(), 3);
    drop(held);
    assert!(tasks[0].is_woken() && !tasks[1].is_woken());
    // The place is the first one's, even before it asks for it.
    assert_eq!(account.try_acquire().unwrap_err().reason(), Reason::Queued);
    let mut newcomer = Task::waiting(account.acquire());
    for task in &mut tasks {
        drop(task.output().unwrap());
    }
    drop(newcomer.output().unwrap());
    assert_eq!((account.pending(), account.live()), (0, 0));
    drop(account.try_acquire().unwrap());
}

#[test]
fn a_permit_that_is_waited_for_knows_where_it_was_asked_for() {
    let account = account();
    let held = account.try_acquire().unwrap();
    let acquire = account.acquire();
    let line = line!() - 1;
    let mut task = Task::waiting(acquire);
    drop(held);
    assert_eq!(task.output().unwrap().site().unwrap().line(), line);
}

#[test]
fn one_that_gives_up_is_out_of_the_way() {
    let account = account();
    let held = account.try_acquire().unwrap();
    let first = Task::waiting(account.acquire());
    let mut second = Task::waiting(account.acquire());
    drop(first);
    drop(held);
    drop(second.output().unwrap());
    // And when nobody is left to wait, the place is free.
    let held = account.try_acquire().unwrap();
    drop(Task::waiting(account.acquire()));
    drop(held);
    drop(account.try_acquire().unwrap());
    assert_eq!(denials(&account, Reason::Cancelled), 2);
}

/// tokio#6450: a permit handed to a waiter that nobody polls any more.
#[test]
fn a_place_handed_to_one_that_is_gone_goes_to_the_next() {
    let account = account();
    let held = account.try_acquire().unwrap();
    let first = Task::waiting(account.acquire());
    let mut second = Task::waiting(account.acquire());
    drop(held);
    assert!(first.is_woken() && !second.is_woken());
    drop(first);
    drop(second.output().unwrap());
    // To nobody, if nobody is next.
    let held = account.try_acquire().unwrap();
    let only = Task::waiting(account.acquire());
    drop(held);
    drop(only);
    drop(account.try_acquire().unwrap());
}

#[test]
fn higher_priorities_come_first_but_pass_nobody_more_than_16_times() {
    let account = account();
    let mut held = account.try_acquire().unwrap();
    let mut low = Task::waiting(account.acquire().priority(Priority::Low));
    let mut passes = 0;
    loop {
        let mut urgent = Task::waiting(account.acquire().priority(Priority::Urgent));
        drop(held);
        if low.is_woken() {
            drop(low.output().unwrap());
            held = urgent.output().unwrap();
            break;
        }
        held = urgent.output().unwrap();
        passes += 1;
    }
    assert_eq!(passes, 16, "the bound is reached, and kept");
    // In order of priority, whoever came first.
    let order = [Priority::Low, Priority::High, Priority::Normal, Priority::Urgent, Priority::High];
    let mut tasks: Vec<_> =
        order.map(|priority| (priority, Task::waiting(account.acquire().priority(priority)))).into();
    let mut served = Vec::new();
    while !tasks.is_empty() {
        drop(held);
        let next = tasks.iter().position(|(_, task)| task.is_woken()).unwrap();
        let (priority, mut task) = tasks.remove(next);
        held = task.output().unwrap();
        served.push(priority);
    }
    assert_eq!(served, [Priority::Urgent, Priority::High, Priority::High, Priority::Normal, Priority::Low]);
}

#[test]
fn waiting_ends_when_the_time_is_over() {
    let (clock, time) = Clock::simulated();
    let account = Monitor::with_clock(clock).account::<One>();
    let held = account.try_acquire().unwrap();
    let mut short = Task::waiting(account.acquire().timeout(Duration::from_millis(10)));
    let mut long = Task::waiting(account.acquire().timeout(Duration::from_millis(20)));
    time.advance(Duration::from_millis(9));
    assert!(!short.is_woken());
    time.advance(Duration::from_millis(1));
    assert!(short.is_woken() && !long.is_woken());
    let denied = short.output().unwrap_err();
    assert_eq!(denied.reason(), Reason::Timeout);
    assert!(denied.to_string().starts_with("no one came free in time: now 1 of 1 held"), "{denied}");
    drop(held);
    drop(long.output().unwrap());
    assert_eq!(denials(&account, Reason::Timeout), 1);
    // It is over although nobody ticks.
    let held = account.try_acquire().unwrap();
    let mut none = Task::waiting(account.acquire().timeout(Duration::from_millis(1)));
    time.advance(Duration::from_millis(1));
    drop(held);
    assert_eq!(none.output().unwrap_err().reason(), Reason::Timeout);
    drop(account.try_acquire().unwrap());
}

#[test]
fn a_place_that_is_there_is_given_at_once_whatever_the_time() {
    let account = account();
    let mut task = Task::new(account.acquire().timeout(Duration::ZERO));
    let permit = task.poll().unwrap().unwrap();
    assert_eq!(
        Task::new(account.acquire().timeout(Duration::ZERO)).poll().unwrap().unwrap_err().reason(),
        Reason::Timeout
    );
    drop(permit);
    drop(Task::new(account.acquire().timeout(Duration::MAX)).poll().unwrap().unwrap());
}

#[test]
fn no_more_wait_than_may() {
    #[tracked(limit = 1, queue = 2)]
    struct Line;
    let account = Monitor::new().account::<Line>();
    let held = account.try_acquire().unwrap();
    let mut first = Task::waiting(account.acquire());
    let second = Task::waiting(account.acquire());
    let denied = Task::new(account.acquire()).poll().unwrap().unwrap_err();
    assert_eq!(denied.reason(), Reason::QueueFull);
    assert!(denied.to_string().starts_with("as many wait for line as may: now"), "{denied}");
    // Whoever leaves, or is served, makes room.
    drop(second);
    let second = Task::waiting(account.acquire());
    drop(held);
    let _third = Task::waiting(account.acquire());
    assert!(Task::new(account.acquire()).poll().unwrap().is_err());
    drop((first.output().unwrap(), second));
    let snapshot = account.snapshot();
    assert_eq!(snapshot.denied[Reason::QueueFull as usize], (Reason::QueueFull, 2));
    assert_eq!(snapshot.pending, 0);
}

#[test]
fn with_lifo_the_last_who_came_is_served_first_but_passes_nobody_of_a_higher_priority() {
    #[tracked(limit = 1, order = "lifo")]
    struct Stack;
    let account = Monitor::new().account::<Stack>();
    let mut held = account.try_acquire().unwrap();
    let order = [Priority::Normal, Priority::High, Priority::Normal, Priority::High, Priority::Normal];
    let mut tasks: Vec<_> = order.map(|priority| Some(Task::waiting(account.acquire().priority(priority)))).into();
    let mut served = Vec::new();
    for _ in 0..order.len() {
        drop(held);
        let next = tasks.iter().position(|task| task.as_ref().is_some_and(Task::is_woken)).unwrap();
        held = tasks[next].take().unwrap().output().unwrap();
        served.push(next);
    }
    assert_eq!(served, [3, 1, 4, 2, 0]);
}

#[test]
fn a_changed_limit_is_seen_by_those_who_wait() {
    let account = account();
    let held = account.try_acquire().unwrap();
    let mut tasks: Vec<_> = (0..3).map(|_| Task::waiting(account.acquire())).collect();
    account.set_limit(3).unwrap();
    let permits = (tasks[0].output().unwrap(), tasks[1].output().unwrap());
    assert!(!tasks[2].is_woken());
    account.set_limit(1).unwrap();
    drop(held);
    drop(permits.0);
    assert!(!tasks[2].is_woken(), "two places too many were held");
    drop(permits.1);
    drop(tasks[2].output().unwrap());
}

#[test]
fn a_thread_waits_too() {
    let account = account();
    let held = account.try_acquire().unwrap();
    let (other, thread) = (account.clone(), std::thread::current());
    let waiter = std::thread::spawn(move || {
        thread.unpark();
        other.acquire().blocking().map(drop)
    });
    while account.pending() == 0 {
        std::thread::yield_now();
    }
    drop(held);
    waiter.join().unwrap().unwrap();
    // And has its time, on the real clock.
    let held = account.try_acquire().unwrap();
    let denied = account.acquire().timeout(Duration::from_millis(5)).blocking().unwrap_err();
    assert_eq!(denied.reason(), Reason::Timeout);
    drop(held);
}

#[test]
fn futures_may_be_sent_to_another_thread_and_waited_for_there() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let monitor = Monitor::new();
    let future = monitor.scope().in_scope(|| is_send(One::acquire().into_future()));
    let permit = std::thread::spawn(move || {
        let mut future = future;
        match Pin::new(&mut future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(permit) => permit.unwrap(),
            Poll::Pending => panic!("there is a place"),
        }
    });
    let permit = permit.join().unwrap();
    // It is the monitor's in whose scope it was asked for.
    assert_eq!((monitor.account::<One>().live(), One::account().live()), (1, 0));
    drop(permit);
}

#[test]
fn whoever_is_told_and_does_not_look_is_counted() {
    let (clock, time) = Clock::simulated();
    let account = Monitor::with_clock(clock).account::<One>();
    let _held = account.try_acquire().unwrap();
    let task = Task::waiting(account.acquire().timeout(Duration::from_secs(1)));
    time.advance(Duration::from_secs(2));
    drop(task);
    assert_eq!((denials(&account, Reason::Timeout), account.snapshot().denials()), (1, 1));
}
