//! Kinds and tenants that fight for one roof, on threads: no level is ever above its limit, what is guaranteed is never refused, nobody waits for
//! ever, and in the end nothing is charged.

#![cfg(feature = "runtime")]

mod worker;

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::sync::Barrier;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use monitor::{Account, Budget, Monitor, Permit, Reason, Tracked, budget, tracked};
use worker::random::Random;

budget! { static ROOF: limit = 40 }

#[tracked(limit = 100, within = ROOF)]
struct Wide;

#[tracked(limit = 6, capacity = 6, within = ROOF)]
struct Narrow;

#[tracked(limit = 30, within = ROOF, guarantee = 5)]
struct Sure;

const ROOF_LIMIT: i64 = 40;
const TENANT_LIMIT: i64 = 4;
/// Of accounts that are opened.
const ROUNDS: usize = 2000;
const LOAD: Duration = Duration::from_millis(1500);

/// What is held of a level, counted beside the library: raised after an acquisition, lowered before a release.
struct Level {
    held: AtomicI64,
    limit: i64,
}

impl Level {
    fn new(limit: i64) -> Level {
        Level { held: AtomicI64::new(0), limit }
    }

    fn enter(&self) {
        let held = self.held.fetch_add(1, SeqCst) + 1;
        assert!(held <= self.limit, "{held} held of {}", self.limit);
    }

    fn leave(&self) {
        self.held.fetch_sub(1, SeqCst);
    }
}

struct World {
    monitor: Monitor,
    roof: Level,
    tenants: Vec<(Budget, Level)>,
    until: Instant,
}

impl World {
    fn new() -> World {
        let monitor = Monitor::new();
        let roof = monitor.budget(&ROOF);
        let tenant = |number| (roof.child(format!("tenant {number}"), TENANT_LIMIT as usize), Level::new(TENANT_LIMIT));
        let tenants = (0..3).map(tenant).collect();
        World { monitor, roof: Level::new(ROOF_LIMIT), tenants, until: Instant::now() + LOAD }
    }

    fn hold<T: Tracked>(&self, permit: Permit<T>, tenant: Option<&Level>, random: &mut Random) {
        self.roof.enter();
        tenant.inspect(|tenant| tenant.enter());
        if random.once_in(4) {
            std::thread::yield_now();
        }
        tenant.inspect(|tenant| tenant.leave());
        self.roof.leave();
        drop(permit);
    }

    fn work<T: Tracked>(&self, mut random: Random) {
        while Instant::now() < self.until {
            let tenant = (random.once_in(2)).then(|| &self.tenants[random.below(3)]);
            let account: Account<T> = self.monitor.account();
            let (account, level) = match tenant {
                Some((budget, level)) => (account.within(budget).unwrap(), Some(level)),
                None => (account, None),
            };
            match random.below(8) {
                0..4 => {
                    let burst: Vec<_> = (0..random.below(12)).filter_map(|_| account.try_acquire().ok()).collect();
                    burst.into_iter().for_each(|permit| self.hold(permit, level, &mut random));
                }
                4 => self.hold(account.acquire().blocking().unwrap(), level, &mut random),
                5 => match account.acquire().timeout(Duration::from_micros(100)).blocking() {
                    Ok(permit) => self.hold(permit, level, &mut random),
                    Err(denied) => assert_eq!(denied.reason(), Reason::Timeout),
                },
                6 => {
                    let acquiring = pin!(account.acquire().into_future());
                    if let Poll::Ready(permit) = acquiring.poll(&mut Context::from_waker(Waker::noop())) {
                        self.hold(permit.unwrap(), level, &mut random);
                    }
                }
                _ => {
                    if let Ok(reservation) = account.reserve(2).lasting(Duration::from_micros(50)) {
                        while let Ok(permit) = reservation.try_acquire() {
                            self.hold(permit, level, &mut random);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn no_level_is_passed_and_nobody_waits_for_ever() {
    let world = World::new();
    std::thread::scope(|scope| {
        for seed in 0..2 {
            let world = &world;
            scope.spawn(move || world.work::<Wide>(Random::new(seed)));
            scope.spawn(move || world.work::<Narrow>(Random::new(10 + seed)));
            scope.spawn(move || world.work::<Sure>(Random::new(20 + seed)));
        }
    });
    let roof = world.monitor.budget(&ROOF);
    assert_eq!(roof.used(), 0);
    assert!(world.tenants.iter().all(|(budget, _)| budget.used() == 0));
    let account = world.monitor.account::<Wide>();
    assert_eq!((account.live(), account.pending()), (0, 0));
    // All but what is guaranteed, exactly.
    let all: Vec<_> = std::iter::from_fn(|| account.try_acquire().ok()).collect();
    assert_eq!(all.len(), 35);
}

#[test]
fn what_is_guaranteed_is_never_refused() {
    let world = World::new();
    std::thread::scope(|scope| {
        let world = &world;
        scope.spawn(move || {
            let sure = world.monitor.account::<Sure>();
            while Instant::now() < world.until {
                let own: Vec<_> = (0..5).map(|_| sure.try_acquire().expect("it is guaranteed")).collect();
                own.iter().for_each(|_| world.roof.enter());
                own.iter().for_each(|_| world.roof.leave());
            }
        });
        for seed in 0..2 {
            scope.spawn(move || world.work::<Wide>(Random::new(seed)));
            scope.spawn(move || world.work::<Narrow>(Random::new(10 + seed)));
        }
    });
    assert_eq!(world.monitor.budget(&ROOF).used(), 0);
}

#[test]
fn an_account_is_opened_while_others_take_all_of_its_roof() {
    for _ in 0..ROUNDS {
        let monitor = Monitor::new();
        let (wide, narrow) = (monitor.account::<Wide>(), monitor.account::<Narrow>());
        // In fast mode, which taking the last of the roof ends.
        (0..6).for_each(|_| drop(narrow.try_acquire().unwrap()));
        let start = Barrier::new(2);
        let all = thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                drop(monitor.account::<Sure>());
            });
            start.wait();
            std::iter::from_fn(|| wide.try_acquire().ok()).collect::<Vec<_>>()
        });
        assert_eq!(all.len(), 35, "5 are guaranteed to others");
        drop(all);
        let sure = monitor.account::<Sure>();
        let held: Vec<_> = std::iter::from_fn(|| sure.try_acquire().ok()).collect();
        assert_eq!(held.len(), 30);
        assert_eq!(std::iter::from_fn(|| wide.try_acquire().ok()).collect::<Vec<_>>().len(), 10);
    }
}

#[test]
fn what_is_used_is_never_above_the_limit() {
    budget! { static THOUSAND: limit = 1000 }
    #[tracked(limit = 1000, within = THOUSAND)]
    struct Many;
    let monitor = Monitor::new();
    let budget = monitor.budget(&THOUSAND);
    let stop = std::sync::atomic::AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let account = monitor.account::<Many>();
            let mut held: Vec<Permit<Many>> = Vec::with_capacity(1000);
            while !stop.load(SeqCst) {
                held.extend((0..800).map(|_| account.try_acquire().unwrap()));
                held.clear();
            }
        });
        let end = Instant::now() + Duration::from_secs(2);
        let mut most = 0;
        while Instant::now() < end && most <= 1000 {
            most = most.max(budget.used());
        }
        stop.store(true, SeqCst);
        assert!(most <= 1000, "at most 800 are held of 1000: {most}");
    });
}
