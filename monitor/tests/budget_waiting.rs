//! Kinds and tenants that wait for one roof, in random steps: nobody waits beside room that nobody else waits for, no level is passed, whoever is
//! woken gets its place, and in the end everybody is served.

#![cfg(feature = "runtime")]

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use monitor::{Account, AcquireError, Acquiring, Budget, Monitor, Permit, Priority, Tracked, budget, tracked};
use proptest::prelude::*;
use proptest::sample::Index;

budget! { static ROOF: limit = 4 }
budget! { static INNER: limit = 3, within = ROOF }

#[tracked(limit = 3, within = ROOF)]
struct Wide;

#[tracked(limit = 1, capacity = 1, within = ROOF)]
struct Narrow;

#[tracked(limit = 3, within = INNER)]
struct Deep;

#[derive(Clone, Debug)]
enum Step {
    Try(usize),
    Wait(usize, Priority),
    Poll(Index),
    GiveUp(Index),
    Release(Index),
    SetRoof(usize),
    SetQuota(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..WAYS).prop_map(Step::Try),
        8 => (0..WAYS, prop::sample::select(Priority::ALL)).prop_map(|(way, priority)| Step::Wait(way, priority)),
        4 => any::<Index>().prop_map(Step::Poll),
        3 => any::<Index>().prop_map(Step::GiveUp),
        8 => any::<Index>().prop_map(Step::Release),
        1 => (0..7_usize).prop_map(Step::SetRoof),
        1 => (0..3_usize).prop_map(Step::SetQuota),
    ]
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}

/// A future of any kind.
trait Waits {
    fn poll(&mut self, waker: &Waker) -> Poll<Result<Box<dyn std::any::Any>, AcquireError>>;
}

impl<T: Tracked + 'static> Waits for Acquiring<T> {
    fn poll(&mut self, waker: &Waker) -> Poll<Result<Box<dyn std::any::Any>, AcquireError>> {
        let permit = Pin::new(self).poll(&mut Context::from_waker(waker));
        permit.map_ok(|permit: Permit<T>| Box::new(permit) as Box<dyn std::any::Any>)
    }
}

/// Plain kinds, and one within a quota.
const WAYS: usize = 5;
const KIND_OF: [usize; WAYS] = [0, 1, 2, 0, 2];
const KIND_LIMITS: [usize; 3] = [3, 1, 3];

struct World {
    wide: Account<Wide>,
    narrow: Account<Narrow>,
    deep: Account<Deep>,
    roof: Budget,
    quota: Budget,
    limits: [usize; 2],
    held: Vec<(Box<dyn std::any::Any>, usize)>,
    waiting: Vec<(Box<dyn Waits>, Arc<Woken>, usize)>,
}

impl World {
    fn new() -> World {
        let monitor = Monitor::new();
        let roof = monitor.budget(&ROOF);
        World {
            wide: monitor.account(),
            narrow: monitor.account(),
            deep: monitor.account(),
            quota: roof.child("quota", 2),
            roof,
            limits: [4, 2],
            held: Vec::new(),
            waiting: Vec::new(),
        }
    }

    fn acquiring(&self, way: usize, priority: Priority) -> Box<dyn Waits> {
        fn of<T: Tracked + 'static>(account: &Account<T>, priority: Priority) -> Box<dyn Waits> {
            Box::new(account.acquire().priority(priority).into_future())
        }
        match way {
            0 => of(&self.wide, priority),
            1 => of(&self.narrow, priority),
            2 => of(&self.deep, priority),
            3 => of(&self.wide.within(&self.quota).unwrap(), priority),
            _ => of(&self.deep.within(&self.quota).unwrap(), priority),
        }
    }

    fn try_acquire(&self, way: usize) -> Option<Box<dyn std::any::Any>> {
        fn of<T: Tracked + 'static>(account: &Account<T>) -> Option<Box<dyn std::any::Any>> {
            Some(Box::new(account.try_acquire().ok()?))
        }
        match way {
            0 => of(&self.wide),
            1 => of(&self.narrow),
            2 => of(&self.deep),
            3 => of(&self.wide.within(&self.quota).unwrap()),
            _ => of(&self.deep.within(&self.quota).unwrap()),
        }
    }

    fn is_granted(&self, waiter: usize) -> bool {
        self.waiting[waiter].1.0.load(SeqCst)
    }

    /// The ways of what is held or granted.
    fn used(&self) -> Vec<usize> {
        let granted =
            (0..self.waiting.len()).filter(|waiter| self.is_granted(*waiter)).map(|waiter| self.waiting[waiter].2);
        self.held.iter().map(|(_, way)| *way).chain(granted).collect()
    }

    /// Whether a level on the way is full: the kind, the inner budget, the roof, the quota.
    fn is_blocked(&self, way: usize) -> bool {
        let used = self.used();
        let kind = KIND_OF[way];
        let of_kind = used.iter().filter(|other| KIND_OF[**other] == kind).count();
        let in_inner = used.iter().filter(|other| KIND_OF[**other] == 2).count();
        let in_quota = used.iter().filter(|other| **other >= 3).count();
        of_kind >= KIND_LIMITS[kind]
            || kind == 2 && in_inner >= 3
            || used.len() >= self.limits[0]
            || way >= 3 && in_quota >= self.limits[1]
    }

    fn others_wait(&self, way: usize) -> bool {
        (0..self.waiting.len()).any(|waiter| !self.is_granted(waiter) && self.waiting[waiter].2 != way)
    }

    fn poll(&mut self, waiter: usize) {
        let (future, woken, way) = &mut self.waiting[waiter];
        let (waker, way) = (Waker::from(woken.clone()), *way);
        match future.poll(&waker) {
            Poll::Ready(permit) => {
                assert!(self.is_granted(waiter), "it was served and not woken");
                self.held.push((permit.unwrap(), way));
                drop(self.waiting.remove(waiter));
            }
            Poll::Pending => assert!(!self.is_granted(waiter), "it was woken for nothing"),
        }
    }

    fn run(&mut self, step: &Step) {
        match step {
            Step::Try(way) => {
                let is_blocked = self.is_blocked(*way);
                match self.try_acquire(*way) {
                    Some(permit) => {
                        assert!(!is_blocked, "admitted over a limit");
                        self.held.push((permit, *way));
                    }
                    None => assert!(is_blocked || self.others_wait(*way), "denied beside room"),
                }
            }
            Step::Wait(way, priority) => {
                let is_blocked = self.is_blocked(*way);
                let (mut future, woken) = (self.acquiring(*way, *priority), Arc::<Woken>::default());
                match future.poll(&Waker::from(woken.clone())) {
                    Poll::Ready(permit) => {
                        assert!(!is_blocked, "admitted over a limit");
                        self.held.push((permit.unwrap(), *way));
                    }
                    Poll::Pending => self.waiting.push((future, woken, *way)),
                }
            }
            Step::Poll(any) if !self.waiting.is_empty() => self.poll(any.index(self.waiting.len())),
            Step::GiveUp(any) if !self.waiting.is_empty() => {
                drop(self.waiting.remove(any.index(self.waiting.len())));
            }
            Step::Release(any) if !self.held.is_empty() => drop(self.held.swap_remove(any.index(self.held.len()))),
            Step::SetRoof(limit) => {
                self.roof.set_limit(*limit).unwrap();
                self.limits[0] = *limit;
            }
            Step::SetQuota(limit) => {
                self.quota.set_limit(*limit).unwrap();
                self.limits[1] = *limit;
            }
            Step::Poll(_) | Step::GiveUp(_) | Step::Release(_) => {}
        }
        for waiter in 0..self.waiting.len() {
            let way = self.waiting[waiter].2;
            let may_wait = self.is_granted(waiter) || self.is_blocked(way) || self.others_wait(way);
            assert!(may_wait, "{way} waits beside room");
        }
        assert_eq!(self.roof.used(), self.used().len());
    }

    /// Serves everybody.
    fn drain(&mut self) {
        self.roof.set_limit(4).unwrap();
        self.quota.set_limit(2).unwrap();
        while !self.waiting.is_empty() {
            self.held.clear();
            let granted = (0..self.waiting.len()).find(|waiter| self.is_granted(*waiter));
            self.poll(granted.expect("everything is free, and nobody is served"));
        }
        self.held.clear();
        assert_eq!((self.roof.used(), self.quota.used()), (0, 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nobody_waits_beside_room_and_everybody_is_served(steps in prop::collection::vec(step(), 1..80)) {
        let mut world = World::new();
        for step in &steps {
            world.run(step);
        }
        world.drain();
    }
}
