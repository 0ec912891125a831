//! What each line did: acquired, released, was denied, held and waited.

#![cfg(feature = "runtime")]

mod task;
mod worker;

use std::time::Duration;

use monitor::clock::{Clock, SimulatedTime};
use monitor::{Account, Monitor, Permit, Reason, SiteCounts, Tracked, budget, tracked};
use task::Task;
use worker::Worker;

#[tracked(limit = 10, queue = 1)]
struct OnTheTick;
#[tracked(limit = 10, queue = 1, clock = "exact")]
struct Exact;
#[tracked(limit = 10, clock = "none")]
struct Unstamped;

fn account<T: Tracked>() -> (Account<T>, SimulatedTime) {
    let (clock, time) = Clock::simulated();
    (Monitor::with_clock(clock).account(), time)
}

/// What a line of this file did.
fn counts(account: &Account<impl Tracked>, line: u32) -> SiteCounts {
    let snapshot = account.snapshot();
    let site = snapshot.sites.iter().find(|site| (site.file, site.line) == (file!(), line));
    let site = site.unwrap_or_else(|| panic!("line {line} is not among {:?}", snapshot.sites));
    site.counts.clone().expect("it is counted")
}

fn assert_nearly(found: u64, truth: u64, share: f64) {
    let error = found as f64 / truth as f64 - 1.0;
    assert!(error.abs() <= share, "{found} instead of {truth}: {:.1} %", error * 100.0);
}

#[test]
fn a_little_is_known_to_the_last() {
    check::<OnTheTick>();
    check::<Exact>();

    fn check<T: Tracked>() {
        let (account, time) = account::<T>();
        let (mut held, mut denied) = (Vec::new(), 0);
        let line = line!() + 2;
        for _ in 0..14 {
            match account.try_acquire() {
                Ok(permit) => held.push(permit),
                Err(_) => denied += 1,
            }
        }
        time.advance(Duration::from_millis(30));
        held.truncate(7);
        let counts = counts(&account, line);
        assert_eq!((counts.acquired, counts.released, counts.denials(), denied), (10, 3, 4, 4));
        assert_eq!(counts.denied, [(Reason::Limit, 4)]);
        assert_eq!((counts.use_time.count(), counts.wait_time.count()), (3, 0));
        let lived = counts.use_time.quantile(0.5).unwrap();
        assert!(lived.abs_diff(Duration::from_millis(30)) < Duration::from_millis(1), "{lived:?}");
    }
}

/// In step with each other, so that a count of every so many would see one of them alone.
#[test]
fn much_is_estimated_by_line() {
    check::<OnTheTick>();
    check::<Exact>();

    fn check<T: Tracked>() {
        let (account, time) = account::<T>();
        let line = line!() + 2;
        for number in 0..64_000 {
            let one = account.try_acquire().unwrap();
            let other = (number % 4 == 0).then(|| account.try_acquire().unwrap());
            time.advance(Duration::from_millis(if number % 4 == 0 { 20 } else { 1 }));
            drop((one, other));
        }
        let (one, other) = (counts(&account, line), counts(&account, line + 1));
        assert_nearly(one.acquired, 64_000, 0.15);
        assert_nearly(other.acquired, 16_000, 0.25);
        // Whatever was counted when it was acquired was counted when it was released.
        assert_eq!((one.acquired, other.acquired), (one.released, other.released));
        assert_eq!((one.use_time.count(), other.use_time.count()), (one.released, other.released));
        let median = |counts: &SiteCounts| counts.use_time.quantile(0.5).unwrap().as_secs_f64() * 1000.0;
        assert_eq!((median(&one).round(), median(&other).round()), (1.0, 20.0), "{one:?}, {other:?}");
    }
}

#[test]
fn long_lifetimes_are_all_known() {
    check::<OnTheTick>();
    check::<Exact>();

    fn check<T: Tracked>() {
        let (account, time) = account::<T>();
        let line = line!() + 2;
        for _ in 0..10_000 {
            let permit = account.try_acquire().unwrap();
            time.advance(Duration::from_secs(1));
            drop(permit);
        }
        assert_eq!(counts(&account, line).use_time.count(), 10_000);
        assert_eq!(account.snapshot().use_time.count(), 10_000);
    }
}

#[test]
fn denials_are_estimated_by_line() {
    let (account, _) = account::<OnTheTick>();
    let _held: Vec<_> = (0..10).map(|_| account.try_acquire().unwrap()).collect();
    let line = line!() + 2;
    for number in 0..40_000 {
        assert!(account.try_acquire().is_err());
        assert!(number % 4 > 0 || account.try_acquire().is_err());
    }
    assert_nearly(counts(&account, line).denials(), 40_000, 0.15);
    assert_nearly(counts(&account, line + 1).denials(), 10_000, 0.25);
}

#[test]
fn a_release_counts_by_the_line_that_acquired_wherever_it_happens() {
    let (account, _) = account::<OnTheTick>();
    let other = Worker::start();
    let line = line!() + 2;
    for _ in 0..200 {
        let permit = account.try_acquire().unwrap();
        other.run(move || drop(permit));
    }
    let counts = counts(&account, line);
    assert_eq!((counts.acquired, account.snapshot().sites.len()), (counts.released, 1));
}

#[test]
fn threads_are_counted_together() {
    let (account, _) = account::<OnTheTick>();
    let line = line!() + 4;
    for worker in (0..6).map(|_| Worker::start()) {
        let account = account.clone();
        // Some are sampled sparsely.
        worker.run(move || (0..10_000).for_each(|_| drop(account.try_acquire().unwrap())));
    }
    let counts = counts(&account, line);
    assert_nearly(counts.acquired, 60_000, 0.1);
    assert_eq!((counts.released, counts.use_time.count()), (counts.acquired, counts.acquired));
    assert_eq!(account.snapshot().use_time.count(), counts.acquired);
}

#[test]
fn waiting_is_told_by_line() {
    let (account, time) = account::<OnTheTick>();
    let mut held: Vec<_> = (0..10).map(|_| account.try_acquire().unwrap()).collect();
    let line = line!() + 1;
    let mut served = Task::waiting(account.acquire());
    let mut too_many = Task::new(account.acquire());
    assert!(too_many.poll().unwrap().is_err());
    time.advance(Duration::from_secs(2));
    held.pop();
    let _permit = served.output().unwrap();
    let mut late = Task::waiting(account.acquire().timeout(Duration::from_secs(1)));
    time.advance(Duration::from_secs(1));
    assert!(late.output().is_err());
    let gone = Task::waiting(account.acquire());
    drop(gone);
    let at = |line| counts(&account, line);
    let waited = at(line).wait_time.quantile(0.5).unwrap();
    assert!(waited.abs_diff(Duration::from_secs(2)) < Duration::from_millis(65), "{waited:?}");
    assert_eq!((at(line).acquired, at(line).wait_time.count()), (1, 1));
    assert_eq!(at(line + 1).denied, [(Reason::QueueFull, 1)]);
    assert_eq!(at(line + 6).denied, [(Reason::Timeout, 1)]);
    assert_eq!(at(line + 9).denied, [(Reason::Cancelled, 1)]);
    assert_eq!(account.snapshot().wait_time.count(), 1);
}

budget! { static ROOF: limit = 3 }

#[tracked(limit = 10, within = ROOF)]
struct Roofed;

#[test]
fn what_a_budget_denies_is_told_by_line() {
    let monitor = Monitor::new();
    let account = monitor.account::<Roofed>();
    let quota = monitor.budget(&ROOF).child("one", 1);
    let within = account.within(&quota).unwrap();
    let _one = within.try_acquire().unwrap();
    let line = line!() + 1;
    let refused = within.try_acquire();
    let _two: Vec<_> = (0..2).map(|_| account.try_acquire().unwrap()).collect();
    let denied = (0..20).filter(|_| account.try_acquire().is_err()).count();
    assert!(refused.is_err());
    assert_eq!(counts(&account, line).denied, [(Reason::Quota, 1)]);
    assert_eq!((counts(&account, line + 1).acquired, denied), (2, 20));
    assert_eq!(counts(&account, line + 2).denied, [(Reason::Ancestor, 20)]);
}

#[test]
fn what_is_reserved_is_told_by_line() {
    let (account, _) = account::<OnTheTick>();
    let minute = Duration::from_secs(60);
    let line = line!() + 1;
    assert!(account.reserve(11).lasting(minute).is_err());
    let reservation = account.reserve(3).lasting(minute).unwrap();
    let one = reservation.try_acquire().unwrap();
    let rest = reservation.into_permits().unwrap();
    assert_eq!(counts(&account, line).denied, [(Reason::Limit, 1)]);
    assert_eq!((counts(&account, line + 2).acquired, counts(&account, line + 3).acquired), (1, 2));
    drop((one, rest));
    assert_eq!((counts(&account, line + 2).released, counts(&account, line + 3).released), (1, 2));
}

#[test]
fn without_a_clock_only_what_is_live_and_denied_is_told() {
    let (account, _) = account::<Unstamped>();
    let line = line!() + 1;
    let mut held: Vec<_> = (0..10).map(|_| account.try_acquire().unwrap()).collect();
    assert!(account.try_acquire().is_err());
    held.pop();
    assert_eq!(counts(&account, line + 1).denials(), 1);
    let snapshot = account.snapshot();
    let site = snapshot.sites.iter().find(|site| site.line == line).unwrap();
    assert_eq!((site.live, site.counts.as_ref()), (9, None));
}

type Acquire = fn(&Account<OnTheTick>) -> Permit<OnTheTick>;

/// Each of them acquires in a line of its own.
const LINES: [Acquire; 20] = [
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
    |account| account.try_acquire().unwrap(),
];

#[test]
fn the_first_sixteen_lines_are_counted_by_themselves() {
    let (account, _) = account::<OnTheTick>();
    for acquire in LINES {
        (0..2).for_each(|_| drop(acquire(&account)));
    }
    let snapshot = account.snapshot();
    assert_eq!(snapshot.sites.len(), 16);
    assert!(snapshot.sites.iter().all(|site| site.counts.as_ref().unwrap().released == 2));
    let elsewhere = snapshot.counts_elsewhere;
    assert_eq!((elsewhere.acquired, elsewhere.released, elsewhere.use_time.count()), (8, 8, 8));
    // One that holds is told of all the same.
    let held = LINES[19](&account);
    let snapshot = account.snapshot();
    assert_eq!((snapshot.sites[0].live, snapshot.sites[0].counts.as_ref()), (1, None));
    assert_eq!((snapshot.sites.len(), snapshot.counts_elsewhere.acquired), (17, 9));
    drop(held);
}

/// A monitor uses again what one before it has left.
#[test]
fn another_monitor_starts_from_nothing() {
    let (clock, _) = Clock::simulated();
    let line = line!() + 3;
    for _ in 0..2 {
        let account = Monitor::with_clock(clock).account::<OnTheTick>();
        let held: Vec<_> = (0..11).map(|_| account.try_acquire()).collect();
        drop(held);
        let counts = counts(&account, line);
        assert_eq!((counts.acquired, counts.released, counts.denials(), counts.use_time.count()), (10, 10, 1, 10));
        assert_eq!(account.snapshot().sites.len(), 1);
    }
}

#[test]
fn a_line_of_a_generic_function_is_one() {
    fn acquire<const N: usize>(account: &Account<OnTheTick>) {
        drop(account.try_acquire().unwrap());
    }
    let (account, _) = account::<OnTheTick>();
    let instances = [acquire::<0>, acquire::<1>, acquire::<2>, acquire::<3>, acquire::<4>, acquire::<5>];
    (0..3).for_each(|_| instances.iter().for_each(|acquire| acquire(&account)));
    // Two in one line, too.
    drop((account.try_acquire().unwrap(), account.try_acquire().unwrap()));
    let acquired: Vec<_> = account.snapshot().sites.iter().map(|site| site.counts.as_ref().unwrap().acquired).collect();
    assert_eq!(acquired, [18, 2]);
}

#[test]
fn another_monitor_knows_its_first_denials_as_well_as_the_one_before() {
    let (clock, _) = Clock::simulated();
    let denied = |times: u64| {
        let account = Monitor::with_clock(clock).account::<OnTheTick>();
        let _held: Vec<_> = (0..10).map(|_| account.try_acquire().unwrap()).collect();
        (0..times).for_each(|_| assert!(account.try_acquire().is_err()));
        account.snapshot().sites.iter().filter_map(|site| site.counts.as_ref()).map(SiteCounts::denials).sum::<u64>()
    };
    assert_nearly(denied(10_000), 10_000, 0.25);
    assert_eq!([denied(10), denied(20), denied(64)], [10, 20, 64]);
}

/// Many threads that do a little more than what is known to the last.
#[test]
fn estimates_are_right_on_average() {
    let (account, _) = account::<OnTheTick>();
    for _ in 0..400 {
        let account = account.clone();
        Worker::start().run(move || (0..70).for_each(|_| drop(account.try_acquire().unwrap())));
    }
    let site = account.snapshot().sites.remove(0).counts.unwrap();
    assert_nearly(site.acquired, 400 * 70, 0.02);
}
