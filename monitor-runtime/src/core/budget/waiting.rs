//! Waiting where levels above are charged: for the account, or for any of them. Everything under the tree's lock.

use std::task::Waker;

use super::branch::{Branch, Why};
use super::node::{Line, Node};
use super::tree::State;
use crate::core::account::{Account, Shared};
use crate::core::cache::Cache;
use crate::core::denial::Denial;
use crate::core::queue::{Outcome, Queue, Ticket};
use crate::core::slot::Slot;
use crate::core::wait::{Asked, Wish};
use crate::core::wakers::{OwnWaker, wake_now};
use crate::error::Reason;
use crate::sync::MutexGuard;

impl Account {
    /// Takes a slot on a branch or, if there is none, joins its queue.
    pub(crate) fn ask_charged(
        &'static self,
        branch: &'static Branch,
        cache: Option<&Cache>,
        wish: Wish,
        waker: &Waker,
    ) -> Asked {
        if branch.is_own()
            && let Some(slot) = self.acquire_fast(branch, cache, wish.units)
        {
            return Asked::Taken(slot);
        }
        let mut waker = OwnWaker::of(waker);
        let mut tree = branch.tree().lock();
        let is_waited_for = {
            let mut shared = self.lock();
            if shared.admits_nobody() {
                return Asked::Denied(self.deny_waiting(&mut shared, Reason::Closed));
            }
            !shared.queue_of(branch).is_empty()
        };
        if self.weighs()
            && let Some(node) = tree.too_small_for(branch, wish.units)
        {
            // It would wait for ever, and all others behind it.
            return Asked::Denied(self.refuse_at(&tree, branch, node, wish.units));
        }
        let mut refused = branch.own();
        if !is_waited_for {
            match tree.take(branch, wish.units, Line::Behind) {
                Ok(slot) => {
                    self.settle_taken(cache);
                    return Asked::Taken(slot);
                }
                Err(node) => refused = node,
            }
        }
        let mut shared = self.lock();
        if self.is_over(wish) {
            return Asked::Denied(self.deny_behind(&mut shared, branch, wish.units, Reason::Timeout));
        }
        if shared.queue_of(branch).is_full() {
            return Asked::Denied(self.deny_behind(&mut shared, branch, wish.units, Reason::QueueFull));
        }
        let ticket = shared.queue_of(branch).join(wish, &mut waker, self);
        self.watch(&mut shared, wish);
        self.prepare_fresh(&mut shared);
        drop(shared);
        tree.stand(branch, refused);
        // It may come before those who wait, and find room for what it wants.
        let served = if is_waited_for { tree.serve_many(branch.path()) } else { None };
        drop(tree);
        branch.tree().wake_served(served, branch.path(), &mut wake_now);
        Asked::Waits(ticket)
    }

    /// What has become of somebody who waits in a branch.
    pub(in crate::core) fn look_charged(
        &'static self,
        branch: &'static Branch,
        ticket: Ticket,
        wish: Wish,
        waker: &Waker,
        cache: Option<&Cache>,
    ) -> Asked {
        let mut waker = self.waker_unless_over(wish, waker);
        let is_over = waker.is_none();
        let tree = branch.tree().lock();
        let mut shared = self.lock();
        match shared.queue_of(branch).look(ticket, waker.get_mut()) {
            Outcome::Waiting if is_over => {
                let denial = self.deny_behind(&mut shared, branch, wish.units, Reason::Timeout);
                drop(shared);
                self.after_leaving(branch, tree);
                Asked::Denied(denial)
            }
            Outcome::Waiting => Asked::Waits(ticket),
            Outcome::Granted(slot) => {
                self.count_acquired(&mut shared, cache);
                Asked::Taken(slot)
            }
            Outcome::Ended(reason @ (Reason::Limit | Reason::Ancestor | Reason::Quota)) => {
                drop(shared);
                // Unless the limit was raised meanwhile.
                let of_reason = || branch.path().iter().copied().find(|node| Branch::reason(node) == reason);
                let node = tree.too_small_for(branch, wish.units).or_else(of_reason).unwrap_or(branch.own());
                Asked::Denied(self.refuse_at(&tree, branch, node, wish.units))
            }
            Outcome::Ended(reason) => Asked::Denied(self.deny_behind(&mut shared, branch, wish.units, reason)),
        }
    }

    /// Denies somebody who waited, or must not, and names the node that has no room for it. Under the tree's lock.
    pub(super) fn deny_behind(
        &'static self,
        shared: &mut Shared,
        branch: &'static Branch,
        units: u64,
        reason: Reason,
    ) -> &'static Denial {
        let full = branch.path().iter().copied().find(|node| !node.has_room(node.used(), units));
        self.deny_at(shared, branch, full, reason)
    }

    /// Denies somebody because of a node, if it is a budget's.
    pub(super) fn deny_at(
        &'static self,
        shared: &mut Shared,
        branch: &'static Branch,
        node: Option<&'static Node>,
        reason: Reason,
    ) -> &'static Denial {
        self.count_denied(shared, reason);
        let denial = node.filter(|node| !node.is_kind()).and_then(|node| branch.denial(node, Why::Late(reason)));
        denial.unwrap_or_else(|| shared.denials.record(self, reason))
    }

    /// Somebody does not wait in a branch any longer. What it was granted goes to the next. What it counts as comes back.
    pub(in crate::core) fn give_up_charged(&'static self, branch: &'static Branch, ticket: Ticket) -> Reason {
        let mut waker = OwnWaker::none();
        let tree = branch.tree().lock();
        let mut shared = self.lock();
        let outcome = shared.queue_of(branch).look(ticket, waker.get_mut());
        let reason = outcome.reason_to_give_up();
        self.count_denied(&mut shared, reason);
        drop(shared);
        match outcome {
            Outcome::Waiting => self.after_leaving(branch, tree),
            Outcome::Granted(slot) => {
                drop(tree);
                self.give_back_charged(branch, None, slot, &mut wake_now);
            }
            Outcome::Ended(_) => {}
        }
        reason
    }

    /// Somebody who waited in the branch has gone: nobody may be left in it, and others may be next.
    fn after_leaving(&'static self, branch: &'static Branch, mut tree: MutexGuard<State>) {
        if !self.is_waited_for(branch) {
            tree.step_out(branch);
        }
        drop(tree);
        branch.tree().serve_all(branch.path(), &mut wake_now);
    }

    /// Ends the waiting of one whose time is over; or else serves somebody who comes next by that.
    pub(in crate::core) fn expire_one_charged(&'static self, own: &'static Branch, now: u64) -> Option<Waker> {
        let mut tree = own.tree().lock();
        let expired = self.lock().expire_one(now);
        // At once: whoever comes now finds nobody before it any more.
        self.step_out(own, &mut tree);
        drop(tree);
        expired.or_else(|| self.serve_one_charged(own))
    }

    /// Ends the waiting of those who want more than there will ever be, since a limit was lowered.
    pub(in crate::core) fn end_hopeless(&'static self, wake: &mut impl FnMut(Waker)) {
        let Some(own) = self.branch().filter(|_| self.weighs()) else { return };
        while let Some(waker) = {
            let mut tree = own.tree().lock();
            let waker = self.each_branch(own, |branch| {
                let narrowest = tree.narrowest(branch)?;
                self.lock().end_one_hopeless(branch, narrowest)
            });
            self.step_out(own, &mut tree);
            waker
        } {
            wake(waker);
        }
    }

    /// The branches in which nobody waits any more leave their lines.
    fn step_out(&'static self, own: &'static Branch, tree: &mut State) {
        self.each_branch(own, |branch| {
            if !self.is_waited_for(branch) {
                tree.step_out(branch);
            }
            None::<()>
        });
    }

    /// What one branch after the other gives, until one gives something. The account is not locked meanwhile.
    fn each_branch<T>(
        &'static self,
        own: &'static Branch,
        mut f: impl FnMut(&'static Branch) -> Option<T>,
    ) -> Option<T> {
        let mut branches = (0..).map_while(|number| self.lock().branch_at(number, own));
        branches.find_map(&mut f)
    }

    /// Wakes somebody to whom something can be given, or who is told that the account is closed.
    pub(in crate::core) fn serve_one_charged(&'static self, own: &'static Branch) -> Option<Waker> {
        let mut tree = own.tree().lock();
        let mut shared = self.lock();
        self.pay_debt(&mut shared);
        let ended = if shared.layers.are_closed() { shared.end_one_closed() } else { shared.end_one_opened() };
        self.settle_attention(&mut shared);
        drop(shared);
        self.step_out(own, &mut tree);
        ended.or_else(|| self.each_branch(own, |branch| tree.serve(branch.path())))
    }

    pub(super) fn is_waited_for(&self, branch: &Branch) -> bool {
        !self.lock().queue_of(branch).is_empty()
    }

    /// How many wait in a branch.
    pub(super) fn pending_in(&self, branch: &Branch) -> usize {
        self.lock().queue_of(branch).len()
    }

    /// What whoever is next in the branch needs.
    pub(super) fn next_units(&self, branch: &Branch) -> Option<u64> {
        self.lock().queue_of(branch).next_units()
    }

    /// Gives a slot that is charged to whoever is next in the branch.
    pub(in crate::core) fn grant(&'static self, branch: &'static Branch, slot: &'static Slot) -> Waker {
        let mut shared = self.lock();
        let granted = shared.queue_of(branch).grant(slot);
        granted.expect("somebody waits in it, and nobody leaves without the tree's lock")
    }
}

impl Shared {
    /// Those who wait in a branch.
    pub(super) fn queue_of(&mut self, branch: &Branch) -> &mut Queue {
        match branch.number().checked_sub(1) {
            None => &mut self.queue,
            Some(at) => &mut self.within[at].queue,
        }
    }

    /// How many wait.
    pub(in crate::core) fn waiting(&self) -> usize {
        self.queue.len() + self.within.iter().map(|within| within.queue.len()).sum::<usize>()
    }

    /// How many have not picked up what they were granted.
    pub(in crate::core) fn granted(&self) -> usize {
        self.queue.granted() + self.within.iter().map(|within| within.queue.granted()).sum::<usize>()
    }

    /// Sets how many may wait in each branch.
    pub(in crate::core) fn set_queue(&mut self, bound: usize) {
        self.queue.set_bound(bound);
        self.within.iter_mut().for_each(|within| within.queue.set_bound(bound));
    }

    fn branch_at(&self, number: usize, own: &'static Branch) -> Option<&'static Branch> {
        match number.checked_sub(1) {
            None => Some(own),
            Some(at) => self.within.get(at).map(|within| within.branch),
        }
    }

    fn end_one_hopeless(&mut self, branch: &'static Branch, (node, most): (&Node, u64)) -> Option<Waker> {
        self.queue_of(branch).end_one_above(most, Branch::reason(node))
    }

    fn queues(&mut self) -> impl Iterator<Item = &mut Queue> {
        let Shared { queue, drains, within, .. } = self;
        [queue, drains].into_iter().chain(within.iter_mut().map(|within| &mut within.queue))
    }

    /// Ends the waiting of one whose time is over.
    pub(in crate::core) fn expire_one(&mut self, now: u64) -> Option<Waker> {
        self.queues().find_map(|queue| queue.expire_one(now))
    }

    /// Whether somebody waits for a while only.
    pub(in crate::core) fn has_deadlines(&mut self) -> bool {
        !self.reservations.is_empty() || self.queues().any(|queue| queue.has_deadlines())
    }
}
