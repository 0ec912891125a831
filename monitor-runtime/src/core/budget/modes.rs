//! Fast mode and shared mode of an account that charges levels above it.
//!
//! In fast mode a thread's magazine holds places that are charged already: the hot path knows nothing of the levels above. In shared mode
//! everything is charged and taken one at a time, under the tree's lock and perhaps the account's.

use super::branch::Branch;
use super::claim::unclaim;
use super::node::Node;
use crate::core::account::{Account, Shared};
use crate::core::cache::Cache;
use crate::sync::{MutexGuard, Ordering::Relaxed};

impl Account {
    /// Begins in fast mode if there is room above for it, else in shared mode.
    pub(in crate::core) fn start(&'static self, branch: &'static Branch) {
        let mut tree = branch.tree().lock();
        let mut shared = self.lock();
        // Not earlier: whoever finds it may end fast mode.
        branch.path().iter().for_each(|node| tree.entry(node).accounts.push(self));
        self.begin_fast();
        if self.is_above_waited_for() || !self.has_room_above(u64::from(self.batch(1))) {
            self.revoke(&mut shared);
        }
    }

    /// The account's own path is charged without the tree's lock from now on.
    pub(in crate::core) fn begin_fast(&self) {
        if let Some(branch) = self.branch() {
            branch.path().iter().for_each(|node| node.begin_fast());
        }
    }

    /// It no longer is: nothing is charged but what is held.
    pub(in crate::core) fn end_fast(&'static self, shared: &mut Shared) {
        if let Some(branch) = self.branch() {
            branch.path().iter().for_each(|node| node.end_fast());
            self.show_fresh(shared);
        }
    }

    /// Ends fast mode. Under the tree's lock.
    pub(super) fn revoke_for_tree(&'static self) {
        if !self.head.load(Relaxed).is_shared() {
            self.revoke(&mut self.lock());
        }
    }

    pub(super) fn lock_if_fast(&self) -> Option<MutexGuard<'_, Shared>> {
        // A look first: in shared mode one lock less.
        let is_fast = || !self.head.load(Relaxed).is_shared();
        is_fast().then(|| self.lock()).filter(|_| is_fast())
    }

    /// Whether so much, and an eighth of each limit, could be charged above.
    pub(in crate::core) fn has_room_above(&self, units: u64) -> bool {
        let Some(branch) = self.branch() else { return true };
        let has_room = |node: &&'static Node| node.limit().saturating_sub(node.used()) >= units.max(node.limit() / 8);
        branch.path().iter().all(has_room)
    }

    /// Whether somebody waits for room above, or for the account itself: until all are served nobody charges anything at will.
    pub(in crate::core) fn is_above_waited_for(&self) -> bool {
        self.branch().is_some_and(|branch| branch.path().iter().any(|node| node.is_waited_for()))
    }

    /// In shared mode: whoever looks for a free slot must know that there are never-used ones. A few are made free at once.
    pub(in crate::core) fn show_fresh(&'static self, shared: &mut Shared) {
        if !self.head.is_bitmap() {
            return self.head.set_fresh(shared.fresh < shared.slots);
        }
        while let Some(slot) = self.take_fresh(shared) {
            self.head.push(slot.index(), &self.segments);
        }
    }

    /// What a thread keeps at hand is charged for this much.
    pub(in crate::core) fn idle_of(&self, cache: &Cache) -> u64 {
        if self.weighs() { cache.credit() } else { u64::from(cache.len()) }
    }

    /// What a thread kept at hand is given back.
    pub(in crate::core) fn unclaim_idle(&self, cache: &Cache, idle: u64) {
        if let Some(branch) = self.branch() {
            cache.set_credit(0);
            unclaim(branch.path(), idle);
        }
    }
}
