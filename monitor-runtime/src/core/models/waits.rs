//! Waiting, handing over, giving up.

use std::sync::Arc;
use std::task::{Wake, Waker};

use loom::sync::Notify;
use loom::thread;

use super::{Model, explore};
use crate::core::queue::Ticket;
use crate::core::slot::Slot;
use crate::core::wait::{Asked, Wish};
use crate::priority::Priority;

/// A task that sleeps until it is woken: loom finds those that sleep for ever.
struct Sleeper(Notify);

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.0.notify();
    }
}

const WISH: Wish = Wish { priority: Priority::Normal, deadline: None, units: 1 };

impl Model {
    pub(super) fn ask(&self, thread: usize, waker: &Waker) -> Asked {
        let cache = &self.caches[thread];
        match (cache.take(), self.account.branch()) {
            (Some(slot), _) => Asked::Taken(slot),
            (None, Some(branch)) => self.account.ask_charged(branch, Some(cache), WISH, waker),
            (None, None) => self.account.ask(Some(cache), WISH, waker),
        }
    }

    fn look(&self, thread: usize, ticket: Ticket, waker: &Waker) -> Asked {
        let cache = &self.caches[thread];
        match (cache.pick_up(ticket), self.account.branch()) {
            (Some((slot, _)), _) => Asked::Taken(slot),
            (None, Some(branch)) => self.account.look_charged(branch, ticket, WISH, waker, Some(cache)),
            (None, None) => self.account.look(ticket, WISH, waker, Some(cache)),
        }
    }

    /// Waits for as long as it takes.
    fn wait(&self, thread: usize) -> &'static Slot {
        let sleeper = Arc::new(Sleeper(Notify::new()));
        let asked = self.ask(thread, &Waker::from(sleeper.clone()));
        self.wait_on(thread, &sleeper, asked)
    }

    fn wait_on(&self, thread: usize, sleeper: &Arc<Sleeper>, mut asked: Asked) -> &'static Slot {
        let waker = Waker::from(sleeper.clone());
        loop {
            match asked {
                Asked::Taken(slot) => {
                    self.occupy(slot, thread);
                    return slot;
                }
                Asked::Waits(ticket) => {
                    sleeper.0.wait();
                    asked = self.look(thread, ticket, &waker);
                }
                Asked::Denied(denial) => panic!("denied: {:?}", denial.reason()),
            }
        }
    }

    /// What somebody was granted who asked before.
    pub(super) fn granted(&self, thread: usize, asked: Asked) -> &'static Slot {
        let Asked::Waits(ticket) = asked else { panic!("it need not wait") };
        match self.look(thread, ticket, Waker::noop()) {
            Asked::Taken(slot) => {
                self.occupy(slot, thread);
                slot
            }
            _ => panic!("nothing was granted"),
        }
    }

    pub(super) fn wait_and_release(&self, thread: usize) {
        let slot = self.wait(thread);
        self.release(thread, slot);
    }

    /// Asks once, and gives up.
    pub(super) fn ask_and_give_up(&self, thread: usize) {
        match self.ask(thread, Waker::noop()) {
            Asked::Taken(slot) => {
                self.occupy(slot, thread);
                self.release(thread, slot);
            }
            Asked::Waits(ticket) => {
                match self.account.branch() {
                    Some(branch) => self.account.give_up_charged(branch, ticket),
                    None => self.account.give_up(ticket),
                };
            }
            Asked::Denied(denial) => panic!("denied: {:?}", denial.reason()),
        }
    }
}

#[test]
fn a_release_meets_somebody_who_begins_to_wait() {
    explore(1, 2, |model| {
        let slot = model.acquire(0);
        let other = model.clone();
        let thread = thread::spawn(move || other.wait_and_release(1));
        model.release(0, slot);
        thread.join().unwrap();
        model.assert_exactly(0, 1);
    });
}

#[test]
fn two_who_wait_are_both_served() {
    explore(1, 3, |model| {
        let held = model.acquire(0);
        let sleeper = Arc::new(Sleeper(Notify::new()));
        let asked = model.ask(1, &Waker::from(sleeper.clone()));
        let other = model.clone();
        let thread = thread::spawn(move || other.wait_and_release(2));
        model.release(0, held);
        let slot = model.wait_on(1, &sleeper, asked);
        model.release(1, slot);
        thread.join().unwrap();
        model.assert_exactly(0, 1);
    });
}

/// Whoever comes next may get the entry of one who has just picked up what it was granted, without a lock.
#[test]
fn an_entry_serves_again_when_what_was_granted_is_picked_up() {
    explore(1, 2, |model| {
        let held = model.acquire(0);
        let sleeper = Arc::new(Sleeper(Notify::new()));
        let asked = model.ask(1, &Waker::from(sleeper.clone()));
        let other = model.clone();
        let thread = thread::spawn(move || {
            let Asked::Waits(ticket) = asked else { panic!("there is no place") };
            // Before it is woken, which nobody forbids.
            let slot = match other.caches[1].pick_up(ticket) {
                Some((slot, _)) => {
                    other.occupy(slot, 1);
                    slot
                }
                None => other.wait_on(1, &sleeper, asked),
            };
            other.release(1, slot);
        });
        model.release(0, held);
        model.wait_and_release(0);
        thread.join().unwrap();
        model.assert_exactly(0, 1);
    });
}

#[test]
fn what_was_granted_to_one_who_gives_up_goes_to_the_next() {
    explore(1, 3, |model| {
        let slot = model.acquire(0);
        let Asked::Waits(first) = model.ask(1, Waker::noop()) else { panic!("there is no place") };
        let others = [model.clone(), model.clone()];
        let [one, two] = others;
        let leaver = thread::spawn(move || one.account.give_up(first));
        let waiter = thread::spawn(move || two.wait_and_release(2));
        model.release(0, slot);
        leaver.join().unwrap();
        waiter.join().unwrap();
        model.assert_exactly(0, 1);
    });
}

#[test]
fn nobody_who_gave_up_leaves_anything_behind() {
    explore(1, 2, |model| {
        let slot = model.acquire(0);
        let other = model.clone();
        let thread = thread::spawn(move || other.ask_and_give_up(1));
        model.release(0, slot);
        thread.join().unwrap();
        assert_eq!(model.account.pending(), 0);
        model.assert_exactly(0, 1);
    });
}

#[test]
fn a_raised_limit_serves_who_waits() {
    explore(1, 2, |model| {
        let slot = model.acquire(0);
        let other = model.clone();
        let thread = thread::spawn(move || other.wait_and_release(1));
        model.account.set_limit(2).unwrap();
        thread.join().unwrap();
        model.release(0, slot);
        model.assert_exactly(0, 2);
    });
}

#[test]
fn a_lowered_limit_is_paid_before_anybody_is_served() {
    explore(2, 2, |model| {
        let (first, second) = (model.acquire(0), model.acquire(0));
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.release(0, first);
            other.release(0, second);
        });
        model.account.set_limit(1).unwrap();
        let slot = model.wait(1);
        thread.join().unwrap();
        assert!(model.try_acquire(0).is_none(), "admitted above the lowered limit");
        model.release(1, slot);
        model.assert_exactly(0, 1);
    });
}

#[test]
fn nobody_overtakes_who_waits_for_a_raised_limit() {
    explore(2, 2, |model| {
        // A slot that was used is retired, and comes back.
        model.hoard(0);
        model.account.set_limit(1).unwrap();
        let held = model.acquire(0);
        let Asked::Waits(ticket) = model.ask(1, Waker::noop()) else { panic!("there is no place") };
        let other = model.clone();
        let thread = thread::spawn(move || {
            assert!(other.try_acquire(0).is_none(), "took what somebody waits for");
        });
        model.account.set_limit(2).unwrap();
        thread.join().unwrap();
        let Asked::Taken(slot) = model.look(1, ticket, Waker::noop()) else { panic!("it was not handed over") };
        model.occupy(slot, 1);
        model.release(1, slot);
        model.release(0, held);
        model.assert_exactly(0, 2);
    });
}

#[test]
fn nobody_overtakes_who_waits() {
    explore(1, 2, |model| {
        let slot = model.acquire(0);
        let Asked::Waits(ticket) = model.ask(1, Waker::noop()) else { panic!("there is no place") };
        let other = model.clone();
        let thread = thread::spawn(move || {
            assert!(other.try_acquire(0).is_none(), "took what somebody waits for");
        });
        // By one who has no cache, as a thread that ends.
        model.release_without_cache(slot);
        thread.join().unwrap();
        let Asked::Taken(slot) = model.look(1, ticket, Waker::noop()) else { panic!("it was not handed over") };
        model.occupy(slot, 1);
        model.release(1, slot);
        model.assert_exactly(0, 1);
    });
}
