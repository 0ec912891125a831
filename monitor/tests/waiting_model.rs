//! Waiting, compared with a plain model in random steps: who is woken when, and how many are live.

#![cfg(feature = "runtime")]

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use monitor::{Account, Acquiring, Monitor, Permit, Priority, Reason, tracked};
use proptest::prelude::*;

#[tracked(limit = 2, capacity = 4)]
struct Place;

#[derive(Clone, Debug)]
enum Step {
    Try,
    Wait(Priority),
    /// Of those who wait or were woken: polled again.
    Poll(usize),
    GiveUp(usize),
    Release(usize),
    SetLimit(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let any = 0..64_usize;
    prop_oneof![
        2 => Just(Step::Try),
        6 => prop::sample::select(Priority::ALL).prop_map(Step::Wait),
        3 => any.clone().prop_map(Step::Poll),
        2 => any.clone().prop_map(Step::GiveUp),
        6 => any.prop_map(Step::Release),
        1 => (0..=4_usize).prop_map(Step::SetLimit),
    ]
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}

/// Somebody who has asked, and what the model thinks of it.
struct Waiter {
    future: Acquiring<Place>,
    woken: Arc<Woken>,
    priority: Priority,
    passes: usize,
    is_granted: bool,
}

struct World {
    account: Account<Place>,
    held: Vec<Permit<Place>>,
    /// In the order in which they came.
    waiters: Vec<Waiter>,
    limit: usize,
}

impl World {
    fn poll(&mut self, waiter: usize) -> Poll<Result<Permit<Place>, monitor::AcquireError>> {
        let waiter = &mut self.waiters[waiter];
        let waker = Waker::from(waiter.woken.clone());
        Pin::new(&mut waiter.future).poll(&mut Context::from_waker(&waker))
    }

    /// Places that are neither held nor given to anybody.
    fn free(&self) -> usize {
        let granted = self.waiters.iter().filter(|waiter| waiter.is_granted).count();
        self.limit.saturating_sub(self.held.len() + granted)
    }

    /// Who is next: of those who were passed 16 times the lowest and oldest, else the highest and oldest.
    fn next(&self) -> Option<usize> {
        let waits = || self.waiters.iter().enumerate().filter(|(_, waiter)| !waiter.is_granted);
        let overdue =
            waits().filter(|(_, waiter)| waiter.passes >= 16).min_by_key(|(at, waiter)| (waiter.priority, *at));
        let next = overdue.or_else(|| waits().min_by_key(|(at, waiter)| (std::cmp::Reverse(waiter.priority), *at)));
        next.map(|(at, _)| at)
    }

    fn serve(&mut self) {
        while self.free() > 0
            && let Some(next) = self.next()
        {
            self.waiters[next].is_granted = true;
            let priority = self.waiters[next].priority;
            let passed = self.waiters.iter_mut().filter(|waiter| !waiter.is_granted && waiter.priority < priority);
            passed.for_each(|waiter| waiter.passes += 1);
        }
    }

    fn run(&mut self, step: &Step) {
        match *step {
            Step::Try => {
                let waits = self.waiters.iter().any(|waiter| !waiter.is_granted);
                match self.account.try_acquire() {
                    Ok(permit) => {
                        assert!(self.free() > 0 && !waits, "admitted over the limit, or before those who wait");
                        self.held.push(permit);
                    }
                    Err(denied) => {
                        assert_eq!(self.free(), 0, "denied beside a free place");
                        assert_eq!(denied.reason(), if waits { Reason::Queued } else { Reason::Limit });
                    }
                }
            }
            Step::Wait(priority) => {
                let (future, woken) = (self.account.acquire().priority(priority).into_future(), Arc::default());
                self.waiters.push(Waiter { future, woken, priority, passes: 0, is_granted: false });
                let last = self.waiters.len() - 1;
                let had_room = self.free() > 0;
                match self.poll(last) {
                    Poll::Ready(permit) => {
                        assert!(had_room, "admitted over the limit");
                        self.held.push(permit.unwrap());
                        drop(self.waiters.pop());
                    }
                    Poll::Pending => assert!(!had_room, "waits beside a free place"),
                }
            }
            Step::Poll(any) if !self.waiters.is_empty() => {
                let at = any % self.waiters.len();
                match self.poll(at) {
                    Poll::Ready(permit) => {
                        assert!(self.waiters.remove(at).is_granted, "it was not its turn");
                        self.held.push(permit.unwrap());
                    }
                    Poll::Pending => assert!(!self.waiters[at].is_granted, "it was its turn"),
                }
            }
            Step::GiveUp(any) if !self.waiters.is_empty() => drop(self.waiters.remove(any % self.waiters.len())),
            Step::Release(any) if !self.held.is_empty() => drop(self.held.swap_remove(any % self.held.len())),
            Step::SetLimit(limit) => {
                self.account.set_limit(limit).unwrap();
                self.limit = limit;
            }
            Step::Poll(_) | Step::GiveUp(_) | Step::Release(_) => {}
        }
        self.serve();
        let woken: Vec<_> = self.waiters.iter().map(|waiter| waiter.woken.0.load(SeqCst)).collect();
        let granted: Vec<_> = self.waiters.iter().map(|waiter| waiter.is_granted).collect();
        assert_eq!(woken, granted, "those are woken whose turn it is");
        let waiting = granted.iter().filter(|granted| !**granted).count();
        assert_eq!((self.account.pending(), self.account.live()), (waiting, self.held.len()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn those_who_wait_are_served_as_the_model_says(steps in prop::collection::vec(step(), 1..120)) {
        let account = Monitor::new().account();
        let mut world = World { account, held: Vec::new(), waiters: Vec::new(), limit: 2 };
        for step in &steps {
            world.run(step);
        }
        world.waiters.clear();
        world.held.clear();
        world.account.set_limit(3).unwrap();
        let all: Vec<_> = std::iter::from_fn(|| world.account.try_acquire().ok()).collect();
        prop_assert_eq!(all.len(), 3);
    }
}
