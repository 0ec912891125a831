//! Places that are held in advance, for a while.

#![cfg(feature = "runtime")]

mod task;

use std::future::{Future, IntoFuture};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

use monitor::clock::Clock;
use monitor::{Account, Monitor, Reason, Tracked, budget, tracked};
use task::Task;

budget! { static ROOF: limit = 6 }

#[tracked(limit = 5, capacity = 200)]
struct Free;

#[tracked(limit = 10, within = ROOF)]
struct Roofed;

#[tracked(limit = 100, weight = weigh)]
struct Heavy(Vec<u8>);

fn weigh(heavy: &Heavy) -> usize {
    heavy.0.len()
}

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn what_is_reserved_nobody_else_gets() {
    let account = Monitor::new().account::<Free>();
    let held = account.try_acquire().unwrap();
    let reservation = account.reserve(3).lasting(MINUTE).unwrap();
    assert_eq!((reservation.left(), account.live(), account.snapshot().reserved), (3, 1, 3));
    let last = account.try_acquire().unwrap();
    assert_eq!(account.try_acquire().unwrap_err().reason(), Reason::Limit);
    let permits: Vec<_> = (0..3).map(|_| reservation.try_acquire().unwrap()).collect();
    assert_eq!(account.live(), 5);
    let error = reservation.try_acquire().unwrap_err();
    assert!(error.to_string().starts_with("the reservation of free has 0 left"), "{error}");
    drop((held, last, permits, reservation));
    assert_eq!((account.live(), account.snapshot().reserved), (0, 0));
    let all: Vec<_> = std::iter::from_fn(|| account.try_acquire().ok()).collect();
    assert_eq!(all.len(), 5);
}

#[test]
fn it_is_all_or_nothing() {
    let account = Monitor::new().account::<Free>();
    let held: Vec<_> = (0..3).map(|_| account.try_acquire().unwrap()).collect();
    assert_eq!(account.reserve(3).lasting(MINUTE).unwrap_err().reason(), Reason::Limit);
    assert_eq!(account.snapshot().reserved, 0);
    let two = account.reserve(2).lasting(MINUTE).unwrap();
    assert_eq!(account.reserve(1_000).lasting(MINUTE).unwrap_err().reason(), Reason::Limit);
    drop((two, held));
}

#[test]
fn what_expires_is_given_back_and_what_was_acquired_is_not() {
    let (clock, time) = Clock::simulated();
    let account = Monitor::with_clock(clock).account::<Free>();
    let reservation = account.reserve(5).lasting(MINUTE).unwrap();
    let permit = reservation.try_acquire().unwrap();
    let mut waiting = Task::waiting(account.acquire());
    time.advance(MINUTE - Duration::from_millis(1));
    assert!(!waiting.is_woken());
    assert_eq!(reservation.left(), 4);
    time.advance(Duration::from_millis(1));
    assert_eq!(reservation.left(), 0);
    assert!(reservation.try_acquire().unwrap_err().is_over());
    let served = waiting.output().unwrap();
    assert_eq!((account.live(), account.snapshot().reserved), (2, 0));
    assert!(reservation.into_permits().unwrap_err().is_over());
    drop((permit, served));
}

#[test]
fn all_of_it_becomes_permits_at_once() {
    let account = Monitor::new().account::<Free>();
    let reservation = account.reserve(4).until(Instant::now() + MINUTE).unwrap();
    let first = reservation.try_acquire().unwrap();
    let permits = reservation.into_permits().unwrap();
    assert_eq!((permits.len(), account.live()), (3, 4));
    drop((first, permits));
}

#[test]
fn a_cancelled_one_goes_to_those_who_wait() {
    let account = Monitor::new().account::<Free>();
    let reservation = account.reserve(5).lasting(MINUTE).unwrap();
    let mut waiting: Vec<_> = (0..2).map(|_| Task::waiting(account.acquire())).collect();
    reservation.cancel();
    waiting.iter_mut().for_each(|task| drop(task.output().unwrap()));
    // And who waits comes before a reservation.
    let held: Vec<_> = (0..5).map(|_| account.try_acquire().unwrap()).collect();
    let waiting = Task::waiting(account.acquire());
    assert_eq!(account.reserve(1).lasting(MINUTE).unwrap_err().reason(), Reason::Queued);
    drop((waiting, held));
}

#[test]
fn the_budgets_above_are_charged_while_it_lasts() {
    let (clock, time) = Clock::simulated();
    let monitor = Monitor::with_clock(clock);
    let (account, roof) = (monitor.account::<Roofed>(), monitor.budget(&ROOF));
    let tenant = roof.child("tenant", 3);
    let within = account.within(&tenant).unwrap();
    let reservation = within.reserve(3).lasting(MINUTE).unwrap();
    assert_eq!(within.try_acquire().unwrap_err().reason(), Reason::Quota);
    let all: Vec<_> = std::iter::from_fn(|| account.try_acquire().ok()).collect();
    assert_eq!(all.len(), 3);
    assert_eq!(account.reserve(1).lasting(MINUTE).unwrap_err().reason(), Reason::Ancestor);
    let mut waiting = Task::waiting(account.acquire());
    let kept = reservation.try_acquire().unwrap();
    time.advance(MINUTE);
    drop(waiting.output().unwrap());
    drop((kept, all));
    assert_eq!((roof.used(), tenant.used()), (0, 0));
}

#[test]
fn units_are_reserved_of_a_kind_that_weighs() {
    let account = Monitor::new().account::<Heavy>();
    let reservation = account.reserve(80).lasting(MINUTE).unwrap();
    assert!(account.try_acquire_units(21).is_err());
    let permit = reservation.try_acquire_units(50).unwrap();
    assert_eq!((permit.units(), reservation.left(), account.snapshot().units), (50, 30, Some(50)));
    assert!(reservation.try_acquire_units(31).is_err());
    let rest = reservation.into_permits().unwrap();
    assert_eq!(rest.iter().map(|permit| permit.units()).sum::<usize>(), 30);
    drop((permit, rest));
    drop(account.try_acquire_units(100).unwrap());
    assert_eq!(account.snapshot().units, Some(0));
}

/// At the moment of expiry, under load: each place is either acquired or given back.
#[test]
fn expiry_races_with_acquiring() {
    let account = Monitor::new().account::<Free>();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let account = &account;
            scope.spawn(move || {
                for round in 0..300 {
                    let Ok(reservation) = account.reserve(2).lasting(Duration::from_micros(round * 7)) else {
                        continue;
                    };
                    let mut acquired = Vec::new();
                    loop {
                        match reservation.try_acquire() {
                            Ok(permit) => acquired.push(permit),
                            Err(_) => break,
                        }
                        std::thread::yield_now();
                    }
                    drop((acquired, reservation));
                }
            });
        }
    });
    let all: Vec<_> = std::iter::from_fn(|| account.try_acquire().ok()).collect();
    assert_eq!((all.len(), account.snapshot().reserved), (5, 0));
}

#[test]
fn one_that_has_expired_gives_nothing_of_another() {
    let (clock, time) = Clock::simulated();
    let account = Monitor::with_clock(clock).account::<Free>();
    let old = account.reserve(2).lasting(MINUTE).unwrap();
    time.advance(MINUTE);
    let new = account.reserve(2).lasting(MINUTE).unwrap();
    assert!(old.try_acquire().unwrap_err().is_over());
    assert_eq!((old.left(), new.left()), (0, 2));
    drop(old);
    assert_eq!(new.left(), 2);
    assert_eq!(new.into_permits().unwrap().len(), 2);
}

#[test]
fn what_is_reserved_was_not_live() {
    let account = Monitor::new().account::<Roofed>();
    let reservation = account.reserve(5).lasting(MINUTE).unwrap();
    let held = account.try_acquire().unwrap();
    assert!(account.try_acquire().is_err());
    assert_eq!(account.snapshot().max_live, 1);
    let permit = reservation.try_acquire().unwrap();
    assert_eq!(account.snapshot().max_live, 2);
    drop((held, permit));
}

/// Tries to acquire when it is woken.
struct Tries<T: Tracked> {
    account: Account<T>,
    got: Mutex<Vec<Result<(), Reason>>>,
}

impl<T: Tracked> Wake for Tries<T> {
    fn wake(self: Arc<Self>) {
        let got = self.account.try_acquire().map(drop).map_err(|error| error.reason());
        self.got.lock().unwrap().push(got);
    }
}

fn is_free_when_somebody_is_woken<T: Tracked + 'static>(account: &Account<T>) {
    let held: Vec<_> = (0..2).map(|_| account.try_acquire().unwrap()).collect();
    let reservation = account.reserve(3).lasting(MINUTE).unwrap();
    let tries = Arc::new(Tries { account: account.clone(), got: Mutex::default() });
    let mut future = Box::pin(account.acquire().into_future());
    assert!(future.as_mut().poll(&mut Context::from_waker(&Waker::from(tries.clone()))).is_pending());
    reservation.cancel();
    assert_eq!(*tries.got.lock().unwrap(), [Ok(())], "one of three is granted, none is reserved");
    drop((future, held));
    let max = account.snapshot().max_live;
    assert!(max <= 4, "never were more than four live: {max}");
}

#[test]
fn a_cancelled_reservation_is_free_when_somebody_is_woken() {
    is_free_when_somebody_is_woken(&Monitor::new().account::<Free>());
    #[tracked(limit = 5, within = ROOF)]
    struct Within;
    is_free_when_somebody_is_woken(&Monitor::new().account::<Within>());
}

#[test]
fn what_was_reserved_and_is_cancelled_was_not_live() {
    #[tracked(limit = 6, within = ROOF)]
    struct Few;
    let account = Monitor::new().account::<Few>();
    let _held = account.try_acquire().unwrap();
    let reservation = account.reserve(5).lasting(MINUTE).unwrap();
    let _waits = Task::waiting(account.acquire());
    reservation.cancel();
    let max = account.snapshot().max_live;
    assert!(max <= 2, "one is held and one is granted: {max}");
}

#[test]
fn reserved_units_can_be_taken_of_a_closed_account_which_drains_after_them() {
    let account = Monitor::new().account::<Heavy>();
    let reservation = account.reserve(5).lasting(MINUTE).unwrap();
    let mut drain = Task::waiting(account.drain());
    let taken = reservation.try_acquire_units(2).unwrap();
    assert!(account.try_acquire_units(1).is_err());
    drop(reservation);
    assert!(!drain.is_woken(), "two are held");
    drop(taken);
    drain.output().unwrap();
    // And without anything that is taken.
    account.open();
    let reservation = account.reserve(5).lasting(MINUTE).unwrap();
    let mut drain = Task::waiting(account.drain());
    reservation.cancel();
    drain.output().unwrap();
    account.open();
    drop(account.try_acquire_units(100).unwrap());
}

#[test]
fn a_denial_beside_reserved_units_is_counted() {
    #[tracked(limit = 100, capacity = 1, weight = weigh)]
    struct Single(Vec<u8>);
    fn weigh(single: &Single) -> usize {
        single.0.len()
    }
    let account = Monitor::new().account::<Single>();
    let _held = account.try_acquire_units(1).unwrap();
    let reservation = account.reserve(5).lasting(MINUTE).unwrap();
    assert!(reservation.try_acquire_units(1).map(drop).unwrap_err().denied().is_some());
    assert_eq!(account.snapshot().denials(), 1);
}
