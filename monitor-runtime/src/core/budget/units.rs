//! What handles weigh.

use super::branch::Branch;
use super::claim::{claim, unclaim};
use super::node::Line;
use crate::core::account::{Account, Shared};
use crate::core::cache::Cache;
use crate::core::denial::Denial;
use crate::core::slot::Slot;
use crate::core::wakers::wake_now;
use crate::sync::Ordering::Relaxed;

impl Account {
    /// Whether what handles weigh is charged, instead of one for each.
    pub(in crate::core) fn weighs(&self) -> bool {
        self.kind().units().is_some()
    }

    /// What is held of a kind that weighs, and the limit.
    pub(in crate::core) fn units_held(&self, shared: &Shared) -> Option<(u64, u64)> {
        let own = self.branch().filter(|_| self.weighs())?.own();
        let idle: u64 = shared.caches().map(Cache::credit).sum();
        Some((own.used().saturating_sub(idle + shared.reservations.reserved()), own.limit()))
    }

    /// Charges more for a place that is held.
    ///
    /// # Errors
    /// There is no room for it. Nothing is changed.
    pub(crate) fn grow(&'static self, slot: &'static Slot, units: u64) -> Result<(), &'static Denial> {
        let Some(branch) = slot.branch() else { return Ok(()) };
        if !self.claim_fast(branch, units) {
            let mut tree = branch.tree().lock();
            tree.claim(branch.path(), units, Line::Behind)
                .map_err(|node| self.refuse_at(&tree, branch, node, units))?;
        }
        slot.add_units(units);
        Ok(())
    }

    fn claim_fast(&self, branch: &'static Branch, units: u64) -> bool {
        let _shared = self.lock();
        branch.is_own() && !self.head.load(Relaxed).is_shared() && claim(branch.path(), units, Line::Behind).is_ok()
    }

    /// Charges less for a place that is held.
    ///
    /// # Errors
    /// So much is not held, but only this. Nothing is changed.
    pub(crate) fn shrink(&'static self, slot: &'static Slot, units: u64) -> Result<(), u64> {
        slot.remove_units(units)?;
        let Some(branch) = slot.branch() else { return Ok(()) };
        {
            let _shared = self.lock();
            if branch.is_own() && !self.head.load(Relaxed).is_shared() {
                unclaim(branch.path(), units);
                return Ok(());
            }
        }
        let tree = branch.tree().lock();
        unclaim(branch.path(), units);
        drop(tree);
        branch.tree().serve_all(branch.path(), &mut wake_now);
        Ok(())
    }
}
