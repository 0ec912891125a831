//! Waiting for a place, and handing places over.
//!
//! Somebody waits only while the head word shows SHARED, nothing free, and ATTENTION: so every release comes to the lock, and gives
//! its slot to whoever is next without a detour. ATTENTION is set by an exchange over an empty word, which a release that came
//! first makes fail; hence no wake-up is lost.

use std::task::Waker;

use super::account::{Account, Shared};
use super::cache::Cache;
use super::deadline;
use super::denial::Denial;
use super::queue::{Outcome, Ticket};
use super::slot::Slot;
use super::wakers::{OwnWaker, Wakers, wake_now};
use crate::error::Reason;
use crate::priority::Priority;
use crate::sync::{MutexGuard, Ordering::Acquire};

/// How somebody wants to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) priority: Priority,
    /// Until when, in the clock's units.
    pub(crate) deadline: Option<u64>,
    /// How much is wanted, of a kind that weighs.
    pub(crate) units: u64,
}

/// What asking for a slot came to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked {
    Taken(&'static Slot),
    /// The waker is woken when there is news.
    Waits(Ticket),
    Denied(&'static Denial),
}

/// What has become of somebody who waits until nothing is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Drained {
    /// Nothing is.
    All,
    /// The time is over.
    Late,
    /// The account was opened again.
    Opened,
}

impl Account {
    /// Takes a slot or, if there is none, joins the queue. `cache`: the thread's own, if it has one.
    pub(crate) fn ask(&'static self, cache: Option<&Cache>, wish: Wish, waker: &Waker) -> Asked {
        if let Some(slot) = cache.and_then(|cache| self.take_shared(cache)) {
            return Asked::Taken(slot);
        }
        let mut waker = OwnWaker::of(waker);
        let mut shared = self.lock();
        if shared.admits_nobody() {
            return Asked::Denied(self.deny_waiting(&mut shared, Reason::Closed));
        }
        if !self.head.load(Acquire).is_shared() {
            if let Some(slot) = self.take_fast(&mut shared, cache) {
                return Asked::Taken(slot);
            }
            self.revoke(&mut shared);
        }
        // Nobody leaves shared mode while we hold the lock.
        loop {
            let word = match self.head.pop(self.head.load(Acquire), &self.segments) {
                Ok(index) => {
                    self.count_acquired(&mut shared, cache);
                    return Asked::Taken(self.segments.slot(index));
                }
                Err(word) => word,
            };
            if self.is_over(wish) {
                return Asked::Denied(self.deny_waiting(&mut shared, Reason::Timeout));
            }
            if shared.queue.is_full() {
                return Asked::Denied(self.deny_waiting(&mut shared, Reason::QueueFull));
            }
            if word.is_attended() || self.head.attend(word) {
                return Asked::Waits(self.join(&mut shared, wish, &mut waker));
            }
        }
    }

    /// Takes a slot in shared mode, without the lock. That there is none counts as no denial.
    fn take_shared(&'static self, cache: &Cache) -> Option<&'static Slot> {
        let word = self.head.load(Acquire);
        if !word.is_shared() {
            return None;
        }
        let index = self.head.pop(word, &self.segments).ok()?;
        cache.acquired.add_one();
        self.count_down(cache);
        Some(self.segments.slot(index))
    }

    fn join(&'static self, shared: &mut Shared, wish: Wish, waker: &mut OwnWaker) -> Ticket {
        let ticket = shared.queue.join(wish, waker, self);
        self.show_waiting(shared);
        self.watch(shared, wish);
        ticket
    }

    pub(super) fn watch(&'static self, shared: &mut Shared, wish: Wish) {
        if wish.deadline.is_some() {
            self.watch_deadlines(shared);
        }
    }

    /// Has the background thread look at the deadlines.
    pub(super) fn watch_deadlines(&'static self, shared: &mut Shared) {
        if !std::mem::replace(&mut shared.is_watched, true) {
            deadline::watch(self);
        }
    }

    /// Waits until nothing is held of a closed account. `None`: nothing is.
    pub(crate) fn wait_drained(&'static self, wish: Wish, waker: &Waker) -> Option<Ticket> {
        let mut waker = OwnWaker::of(waker);
        let mut shared = self.lock();
        if shared.is_drained() {
            return None;
        }
        let ticket = shared.drains.join(wish, &mut waker, self);
        self.watch(&mut shared, wish);
        Some(ticket)
    }

    /// What has become of that. `None`: it goes on.
    pub(crate) fn look_drained(&'static self, ticket: Ticket, wish: Wish, waker: &Waker) -> Option<Drained> {
        let mut waker = self.waker_unless_over(wish, waker);
        let is_over = waker.is_none();
        let mut shared = self.lock();
        match shared.drains.look(ticket, waker.get_mut()) {
            Outcome::Waiting => is_over.then_some(Drained::Late),
            Outcome::Ended(Reason::Closed) => Some(Drained::All),
            Outcome::Ended(Reason::Cancelled) => Some(Drained::Opened),
            Outcome::Ended(_) => Some(Drained::Late),
            Outcome::Granted(_) => unreachable!("there is nothing to grant"),
        }
    }

    pub(crate) fn give_up_drained(&'static self, ticket: Ticket) {
        let mut waker = OwnWaker::none();
        self.lock().drains.look(ticket, waker.get_mut());
    }

    /// What to wake somebody by who waits; nothing if its time is over, in case nobody ticks.
    pub(super) fn waker_unless_over(&self, wish: Wish, waker: &Waker) -> OwnWaker {
        if self.is_over(wish) { OwnWaker::none() } else { OwnWaker::of(waker) }
    }

    pub(super) fn is_over(&self, wish: Wish) -> bool {
        wish.deadline.is_some_and(|deadline| deadline <= self.clock().now())
    }

    /// Ends the waiting of one whose time is over.
    pub(super) fn expire_one(&'static self, now: u64) -> Option<Waker> {
        if let Some(branch) = self.branch() {
            return self.expire_one_charged(branch, now);
        }
        let mut shared = self.lock();
        let waker = shared.expire_one(now)?;
        self.settle_attention(&mut shared);
        Some(waker)
    }

    /// Nobody looks at the deadlines any more, if there are none.
    pub(super) fn unwatch_deadlines(&'static self) {
        let mut shared = self.lock();
        if !shared.has_deadlines() && std::mem::take(&mut shared.is_watched) {
            deadline::unwatch(self);
        }
    }

    /// What has become of somebody who waits. Its ticket is used up unless it still does.
    pub(crate) fn look(&'static self, ticket: Ticket, wish: Wish, waker: &Waker, cache: Option<&Cache>) -> Asked {
        let mut waker = self.waker_unless_over(wish, waker);
        let is_over = waker.is_none();
        let mut shared = self.lock();
        match shared.queue.look(ticket, waker.get_mut()) {
            Outcome::Waiting if is_over => {
                self.settle_attention(&mut shared);
                Asked::Denied(self.deny_waiting(&mut shared, Reason::Timeout))
            }
            Outcome::Waiting => Asked::Waits(ticket),
            Outcome::Granted(slot) => {
                self.count_acquired(&mut shared, cache);
                Asked::Taken(slot)
            }
            Outcome::Ended(reason) => Asked::Denied(self.deny_waiting(&mut shared, reason)),
        }
    }

    /// Somebody does not wait any longer. What it was granted goes to the next. What it counts as comes back.
    pub(crate) fn give_up(&'static self, ticket: Ticket) -> Reason {
        let mut waker = OwnWaker::none();
        let mut shared = self.lock();
        let outcome = shared.queue.look(ticket, waker.get_mut());
        let reason = outcome.reason_to_give_up();
        self.count_denied(&mut shared, reason);
        match outcome {
            Outcome::Waiting => self.settle_attention(&mut shared),
            Outcome::Granted(slot) => self.pass_on(shared, slot, &mut wake_now),
            Outcome::Ended(_) => {}
        }
        reason
    }

    /// Gives a slot back that a release did not push, because ATTENTION was set when it looked.
    #[cold]
    #[inline(never)]
    pub(super) fn hand_over(&'static self, slot: &'static Slot) {
        self.pass_on(self.lock(), slot, &mut wake_now);
    }

    /// A slot that nobody holds goes to the debt, to whoever is next, or to where the free ones are.
    pub(super) fn pass_on(
        &'static self,
        mut shared: MutexGuard<Shared>,
        slot: &'static Slot,
        wake: &mut impl FnMut(Waker),
    ) {
        let waker = self.pass_on_locked(&mut shared, slot);
        let is_drained = shared.is_drained();
        drop(shared);
        waker.into_iter().for_each(&mut *wake);
        if is_drained {
            self.serve_all(wake);
        }
    }

    pub(super) fn pass_on_locked(&'static self, shared: &mut Shared, slot: &'static Slot) -> Option<Waker> {
        if shared.debt > 0 {
            shared.debt -= 1;
            shared.retired.push(slot);
            self.settle_attention(shared);
            return None;
        }
        let waker = match shared.queue.grant(slot) {
            Ok(waker) => Some(waker),
            Err(slot) => {
                self.put_free(shared, slot);
                None
            }
        };
        self.settle_attention(shared);
        waker
    }

    /// Wakes whoever a free slot can be given to, until nobody is owed one.
    pub(super) fn serve_all(&'static self, wake: &mut impl FnMut(Waker)) {
        loop {
            let served = Wakers::gather(|| self.serve_one());
            let are_all = !served.is_full();
            served.wake(wake);
            if are_all {
                return;
            }
        }
    }

    fn serve_one(&'static self) -> Option<Waker> {
        match self.branch() {
            Some(branch) => self.serve_one_charged(branch),
            None => self.serve(&mut self.lock()),
        }
    }

    pub(super) fn deny_waiting(&'static self, shared: &mut Shared, reason: Reason) -> &'static Denial {
        self.count_denied(shared, reason);
        shared.denials.record(self, reason)
    }

    pub(super) fn count_denied(&self, shared: &mut Shared, reason: Reason) {
        shared.tally.denied[reason as usize] += 1;
    }

    pub(super) fn count_acquired(&self, shared: &mut Shared, cache: Option<&Cache>) {
        match cache {
            Some(cache) => cache.acquired.add_one(),
            None => shared.others.acquired += 1,
        }
    }

    /// How many wait for a place.
    pub(crate) fn pending(&self) -> usize {
        self.lock().waiting()
    }
}

impl Shared {
    /// Whether nobody is admitted, whatever the limit is.
    pub(super) fn admits_nobody(&self) -> bool {
        self.closed || self.layers.are_closed()
    }

    /// Whether the account is closed and nothing is held or reserved of it.
    pub(super) fn is_drained(&self) -> bool {
        self.layers.are_closed() && self.debt == 0 && self.reservations.reserved() == 0
    }

    /// Tells one of those who wait until nothing is held that the account was opened again.
    pub(super) fn end_one_opened(&mut self) -> Option<Waker> {
        if self.layers.are_closed() { None } else { self.drains.end_one(Reason::Cancelled) }
    }

    /// Tells one of those who wait that the account is closed, or one of those who wait for just that that nothing is held.
    pub(super) fn end_one_closed(&mut self) -> Option<Waker> {
        let within = self.within.iter_mut().map(|within| &mut within.queue);
        let waker = std::iter::once(&mut self.queue).chain(within).find_map(|queue| queue.end_one(Reason::Closed));
        waker.or_else(|| if self.is_drained() { self.drains.end_one(Reason::Closed) } else { None })
    }
}
