//! Acquiring and releasing one at a time, with every level above charged.

use std::task::Waker;

use super::branch::{Branch, Why};
use super::claim::{exhausted, unclaim};
use super::node::{Line, Node, Sort};
use super::tree::State;
use crate::core::account::{Account, Shared};
use crate::core::cache::Cache;
use crate::core::denial::Denial;
use crate::core::slot::Slot;
use crate::core::wakers::wake_now;
use crate::error::Reason;
use crate::sync::Ordering::Relaxed;

impl Account {
    /// Takes a slot on a branch. `cache`: the thread's own, if it has one.
    #[cold]
    #[inline(never)]
    pub(crate) fn acquire_charged(
        &'static self,
        branch: &'static Branch,
        cache: Option<&Cache>,
        units: u64,
    ) -> Result<&'static Slot, &'static Denial> {
        if let Some(cache) = cache
            && let Some(at) = branch.tree().changes.undisturbed(|| exhausted(branch.path(), units))
            && let refused = branch.path()[at]
            && refused.sort() != Sort::Kind
        {
            cache.refused[usize::from(refused.is_quota())].add_one();
            let why = if refused.limit() < units { Why::Hopeless } else { Why::Full };
            return Err(branch.denial_at(at, why));
        }
        if let Some((denial, _)) = cache.and_then(|cache| self.deny(cache)) {
            return Err(denial);
        }
        if branch.is_own()
            && let Some(slot) = self.acquire_fast(branch, cache, units)
        {
            return Ok(slot);
        }
        let mut tree = branch.tree().lock();
        if branch.line().is_some() {
            return Err(self.deny_behind(&mut self.lock(), branch, units, Reason::Queued));
        }
        match tree.take(branch, units, Line::Behind) {
            Ok(slot) => {
                self.settle_taken(cache);
                Ok(slot)
            }
            Err(node) => Err(self.refuse_at(&tree, branch, node, units)),
        }
    }

    /// What to say to somebody who is refused so many units.
    pub(super) fn refuse_at(
        &'static self,
        tree: &State,
        branch: &'static Branch,
        node: &'static Node,
        units: u64,
    ) -> &'static Denial {
        let mut shared = self.lock();
        // All slots are taken, or are owed; unless it is what handles weigh.
        let is_slots = node.is(branch.own()) && !(self.weighs() && self.has_free(&shared, 1));
        if !is_slots && node.is_waited_for() && node.has_room(node.used(), units) {
            return self.deny_at(&mut shared, branch, Some(node), Reason::Queued);
        }
        let denial = match tree.most_at(branch, node) < units {
            true if node.is_kind() => Some(shared.denials.hopeless(self)),
            true => branch.denial(node, Why::Hopeless),
            false if is_slots => None,
            false => branch.denial(node, Why::Full),
        };
        let denial = denial.unwrap_or(self.denial());
        self.count_denied(&mut shared, denial.reason());
        denial
    }

    /// Counts what was taken under the tree's lock.
    pub(super) fn settle_taken(&'static self, cache: Option<&Cache>) {
        match cache {
            Some(cache) => {
                cache.acquired.add_one();
                self.count_down_charged(cache);
            }
            None => self.lock().others.acquired += 1,
        }
    }

    /// Counts an operation in shared mode, which is left when nothing was denied for long.
    fn count_down_charged(&'static self, cache: &Cache) {
        let left = cache.until_calm.get().wrapping_sub(1);
        cache.until_calm.set(left);
        if left == 0 {
            self.leave_if_so(&mut self.lock(), cache);
        }
    }

    /// Whether so many slots are free and in no magazine.
    pub(super) fn has_free(&self, shared: &Shared, slots: u64) -> bool {
        let at_hand = u64::from(shared.slots - shared.fresh) + shared.depot.len() as u64;
        let in_head = || match slots {
            0 | 1 => u64::from(!self.head.is_empty(self.head.load(Relaxed))),
            _ => self.head.count(&self.segments) as u64,
        };
        shared.debt == 0 && (at_hand >= slots || at_hand + in_head() >= slots)
    }

    /// Whether the account is in shared mode, a slot is in the head word, and it is owed to nobody.
    pub(super) fn has_shared(&self) -> bool {
        let word = self.head.load(Relaxed);
        word.is_shared() && !word.is_attended() && !self.head.is_empty(word)
    }

    /// Takes a slot of which [`has_shared`](Self::has_shared) has told, and for which the branch was charged.
    pub(super) fn take_shared_charged(&'static self, branch: &'static Branch, units: u64) -> &'static Slot {
        let slot = self.segments.slot(self.head.pop_alone(&self.segments));
        self.charge(slot, branch, units);
        self.note_charged(branch);
        slot
    }

    /// Says in the slot what it charges, unless that is what all slots of the account do. It is far to fetch while others wait for the lock.
    fn charge(&self, slot: &'static Slot, branch: &'static Branch, units: u64) {
        if self.weighs() || !branch.is_own() {
            slot.charge_to(branch, units);
        }
        branch.quotas().iter().for_each(|quota| quota.hold());
    }

    /// In shared mode what is charged is what is held or reserved, so the most of it is the most that were ever live.
    fn note_charged(&self, branch: &Branch) {
        let used = branch.own().used().saturating_sub(self.reserved.load(Relaxed));
        if used > self.max_charged.load(Relaxed) && !self.weighs() {
            self.max_charged.store(used, Relaxed);
        }
    }

    /// Takes such a slot, for which the branch was charged.
    pub(super) fn take_charged(
        &'static self,
        shared: &mut Shared,
        branch: &'static Branch,
        units: u64,
    ) -> &'static Slot {
        let slot = self.take_free(shared).expect("there is one, and nobody takes it without the lock");
        self.charge(slot, branch, units);
        if self.head.load(Relaxed).is_shared() {
            self.show_fresh(shared);
            self.note_charged(branch);
        }
        slot
    }

    /// Gives a slot back. Its use has ended. `cache`: the thread's own, if it has one.
    #[cold]
    #[inline(never)]
    pub(in crate::core) fn release_charged(
        &'static self,
        branch: &'static Branch,
        cache: Option<&Cache>,
        slot: &'static Slot,
    ) {
        match cache {
            Some(cache) => cache.released.add_one(),
            None => self.lock().others.released += 1,
        }
        if branch.is_own()
            && let Some(mut shared) = self.lock_if_fast()
        {
            return self.put_charged(branch, &mut shared, cache, slot);
        }
        self.give_back_charged(branch, cache, slot, &mut wake_now);
    }

    /// Gives a slot back under the tree's lock, and what it brings to those who wait.
    pub(super) fn give_back_charged(
        &'static self,
        branch: &'static Branch,
        cache: Option<&Cache>,
        slot: &'static Slot,
        wake: &mut impl FnMut(Waker),
    ) {
        let mut tree = branch.tree().lock();
        let is_drained = self.put_back_charged(branch, slot);
        if let Some(cache) = cache {
            self.count_down_charged(cache);
        }
        let served = tree.serve_many(branch.path());
        drop(tree);
        branch.tree().wake_served(served, branch.path(), wake);
        if is_drained {
            self.serve_all(wake);
        }
    }

    /// Puts a slot back that nobody holds any more. Says whether it was the last one of a closed account. Under the tree's lock.
    pub(super) fn put_back_charged(&'static self, branch: &'static Branch, slot: &'static Slot) -> bool {
        unclaim(branch.path(), slot.units());
        branch.quotas().iter().for_each(|quota| quota.let_go());
        if let Some(own) = self.branch().filter(|_| !branch.is_own() || self.weighs()) {
            slot.charge_to(own, 1);
        }
        self.put_uncharged(slot)
    }

    /// Puts a slot where the free ones are, or lets it pay a debt. Says whether it was the last one of a closed account. Under the tree's lock.
    fn put_uncharged(&'static self, slot: &'static Slot) -> bool {
        let word = self.head.load(Relaxed);
        if word.is_shared() && !word.is_attended() {
            self.head.push_alone(slot.index(), &self.segments);
            return false;
        }
        let mut shared = self.lock();
        if shared.debt > 0 {
            shared.debt -= 1;
            shared.retired.push(slot);
        } else {
            self.put_free(&mut shared, slot);
        }
        self.settle_attention(&mut shared);
        shared.is_drained()
    }
}
