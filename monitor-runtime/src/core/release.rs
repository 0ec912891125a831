//! Releasing, past the door: in shared mode, into a full magazine, or from a thread that has no cache.

use super::account::{Account, Shared};
use super::cache::Cache;
use super::slot::Slot;
use crate::sync::Ordering::Relaxed;

impl Account {
    /// Gives a slot back that did not go into the magazine. Its use has ended.
    #[inline(never)]
    pub(crate) fn release(&'static self, cache: &Cache, slot: &'static Slot) {
        if !self.head.load(Relaxed).is_shared() {
            return self.release_slowly(Some(cache), slot);
        }
        cache.released.add_one();
        if self.head.push(slot.index(), &self.segments).is_attended() {
            self.serve(&mut self.lock());
        }
        self.count_down(cache);
    }

    /// Gives a slot back under the lock. `cache`: the thread's own, if it has one.
    #[cold]
    #[inline(never)]
    pub(crate) fn release_slowly(&'static self, cache: Option<&Cache>, slot: &'static Slot) {
        let mut shared = self.lock();
        match cache {
            Some(cache) => cache.released.add_one(),
            None => shared.others.released += 1,
        }
        if self.head.load(Relaxed).is_shared() {
            if self.head.push(slot.index(), &self.segments).is_attended() {
                self.serve(&mut shared);
            }
            return;
        }
        match cache {
            Some(cache) => {
                if cache.is_full() {
                    let batch = self.batch(shared.threads());
                    cache.remove_newest(batch, |slot| shared.depot.add(slot));
                }
                cache.add(slot);
            }
            None => shared.depot.add(slot),
        }
    }

    /// Gives the free slots to whom they are owed.
    pub(super) fn serve(&'static self, shared: &mut Shared) {
        while shared.debt > 0 {
            let Some(index) = self.head.pop_owed(&self.segments) else { break };
            shared.debt -= 1;
            shared.retired.push(self.segments.slot(index));
        }
        self.settle_attention(shared);
    }

    /// Nothing is owed any more: releases need not come to the lock.
    pub(super) fn settle_attention(&self, shared: &Shared) {
        if shared.debt == 0 && self.head.load(Relaxed).is_attended() {
            self.head.clear_attention();
        }
    }
}
