//! Taking and giving back in fast mode, where levels above are charged by the batch. Under the account's lock, which is all that it takes.

use super::branch::Branch;
use super::claim::{claim, headroom, narrowest, unclaim};
use super::node::Line;
use crate::core::account::{Account, Shared};
use crate::core::cache::Cache;
use crate::core::slot::Slot;

/// Of what all threads share, a thread keeps the eighth part of its own at hand.
#[cfg(not(loom))]
const CREDIT_SHARE: u64 = 8;
/// A model has a limit of 2 units and two threads.
#[cfg(loom)]
const CREDIT_SHARE: u64 = 1;

impl Account {
    pub(super) fn acquire_fast(
        &'static self,
        branch: &'static Branch,
        cache: Option<&Cache>,
        units: u64,
    ) -> Option<&'static Slot> {
        let mut shared = self.lock_if_fast()?;
        let slot = self.refill_charged(branch, &mut shared, cache, units)?;
        self.count_acquired(&mut shared, cache);
        shared.observe_sometimes();
        Some(slot)
    }

    /// Takes a slot in fast mode, with a batch of others that are charged as well. `None`: it is in a magazine, or there is no room above.
    fn refill_charged(
        &'static self,
        branch: &'static Branch,
        shared: &mut Shared,
        cache: Option<&Cache>,
        units: u64,
    ) -> Option<&'static Slot> {
        if let Some(cache) = cache {
            let cap = self.cap(shared.threads());
            cache.make_room(cap);
            cache.set_cap(cap);
        }
        if self.weighs() {
            return self.refill_units(branch, shared, cache, units);
        }
        let more = cache.map_or(0, |cache| u64::from(self.batch(shared.threads()).min(cache.capacity())) - 1);
        let batch = self.claim_batch(branch, 1, more)?;
        let first = self.take_free(shared);
        let mut taken = u64::from(first.is_some());
        while let (Some(cache), true) = (cache, taken > 0 && taken < batch) {
            let Some(slot) = self.take_free(shared) else { break };
            cache.add(slot);
            taken += 1;
        }
        unclaim(branch.path(), batch - taken);
        first
    }

    /// The same where handles weigh: slots are charged for nothing by themselves, and units are kept at hand beside them.
    fn refill_units(
        &'static self,
        branch: &'static Branch,
        shared: &mut Shared,
        cache: Option<&Cache>,
        units: u64,
    ) -> Option<&'static Slot> {
        let Some(cache) = cache else {
            claim(branch.path(), units, Line::Behind).ok()?;
            let slot = self.take_free(shared);
            match slot {
                Some(slot) => slot.set_units(units),
                None => unclaim(branch.path(), units),
            }
            return slot;
        };
        let threads = shared.threads();
        if cache.len() == 0 {
            for _ in 0..self.batch(threads).min(cache.capacity()) {
                let Some(slot) = self.take_free(shared) else { break };
                cache.add(slot);
            }
        }
        if cache.len() == 0 {
            return None;
        }
        let credit_max = narrowest(branch.path()) / (CREDIT_SHARE * threads.max(1) as u64);
        cache.set_credit_max(credit_max);
        let credit = cache.credit();
        let missing = units.saturating_sub(credit);
        if missing > 0 {
            let claimed = self.claim_batch(branch, missing, credit_max / 2)?;
            cache.set_credit(credit + claimed - units);
        } else {
            cache.set_credit(credit - units);
        }
        let mut taken = None;
        cache.remove_newest(1, |slot| taken = Some(slot));
        taken.inspect(|slot| slot.set_units(units))
    }

    /// Claims what is wanted and, if there is room, more of it to keep at hand: how much in all. The nearer to a full roof, the less:
    /// it must be called back when that is reached.
    fn claim_batch(&self, branch: &'static Branch, wanted: u64, more: u64) -> Option<u64> {
        let path = branch.path();
        let batch = wanted.saturating_add(headroom(path, more.saturating_mul(4)) / 4);
        if claim(path, batch, Line::Behind).is_ok() {
            return Some(batch);
        }
        claim(path, wanted, Line::Behind).ok().map(|()| wanted)
    }

    /// Gives a slot back in fast mode. What is charged for it stays at hand, or is given back.
    pub(super) fn put_charged(
        &'static self,
        branch: &'static Branch,
        shared: &mut Shared,
        cache: Option<&Cache>,
        slot: &'static Slot,
    ) {
        let units = slot.units();
        let moved = self.put_fast(shared, cache, slot);
        match cache {
            None => unclaim(branch.path(), units),
            Some(_) if !self.weighs() => unclaim(branch.path(), u64::from(moved)),
            Some(cache) => {
                let credit = cache.credit() + units;
                let kept = if credit > cache.credit_max() { cache.credit_max() / 2 } else { credit };
                cache.set_credit(kept);
                unclaim(branch.path(), credit - kept);
            }
        }
    }
}
