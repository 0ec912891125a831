//! Releasing, past the door: in shared mode, into a full magazine, or from a thread that has no cache.

use std::task::Waker;

use super::account::{Account, Shared};
use super::cache::Cache;
use super::slot::Slot;
use super::wakers::wake_now;
use crate::sync::Ordering::Relaxed;

impl Account {
    /// Gives a slot back that did not go into the magazine. Its use has ended.
    #[inline(never)]
    pub(crate) fn release(&'static self, cache: &Cache, slot: &'static Slot) {
        let word = self.head.load(Relaxed);
        if !word.is_shared() {
            return self.release_slowly(Some(cache), slot);
        }
        cache.released.add_one();
        if word.is_attended() {
            return self.hand_over(slot);
        }
        if self.head.push(slot.index(), &self.segments).is_attended() {
            self.serve_all(&mut wake_now);
        }
        self.count_down(cache);
    }

    /// Gives a slot back under the lock. `cache`: the thread's own, if it has one.
    #[cold]
    #[inline(never)]
    pub(crate) fn release_slowly(&'static self, cache: Option<&Cache>, slot: &'static Slot) {
        if let Some(branch) = slot.branch() {
            return self.release_charged(branch, cache, slot);
        }
        let mut shared = self.lock();
        match cache {
            Some(cache) => cache.released.add_one(),
            None => shared.others.released += 1,
        }
        if self.head.load(Relaxed).is_shared() {
            return self.pass_on(shared, slot, &mut wake_now);
        }
        self.put_fast(&mut shared, cache, slot);
    }

    /// Puts a slot into the magazine, or else into the depot. In fast mode. Says how many went to the depot.
    pub(super) fn put_fast(&'static self, shared: &mut Shared, cache: Option<&Cache>, slot: &'static Slot) -> u32 {
        let Some(cache) = cache else {
            shared.depot.add(slot);
            return 1;
        };
        let before = cache.len();
        if cache.is_full() {
            let batch = self.batch(shared.threads());
            cache.remove_newest(batch, |slot| shared.depot.add(slot));
        }
        let moved = before - cache.len();
        cache.add(slot);
        moved
    }

    /// Gives the free slots to the debt, and one of what is left to whoever is next, who is to be woken.
    #[must_use = "somebody is to be woken"]
    pub(super) fn serve(&'static self, shared: &mut Shared) -> Option<Waker> {
        self.pay_debt(shared);
        let opened = shared.end_one_opened();
        let waker = if opened.is_some() {
            opened
        } else if shared.layers.are_closed() {
            shared.end_one_closed()
        } else if shared.debt == 0 {
            self.serve_next(shared)
        } else {
            None
        };
        self.settle_attention(shared);
        waker
    }

    /// Retires free slots for as long as a lowered limit wants them.
    pub(super) fn pay_debt(&self, shared: &mut Shared) {
        while shared.debt > 0 {
            let Some(index) = self.head.pop_owed(&self.segments) else { break };
            shared.debt -= 1;
            shared.retired.push(self.segments.slot(index));
        }
    }

    fn serve_next(&'static self, shared: &mut Shared) -> Option<Waker> {
        if shared.queue.is_empty() {
            return None;
        }
        let owed = self.head.pop_owed(&self.segments).map(|index| self.segments.slot(index));
        // A limit that was just raised has brought slots which were never used.
        let slot = owed.or_else(|| self.take_fresh(shared))?;
        shared.queue.grant(slot).ok()
    }

    /// Where a slot goes that nobody is owed.
    pub(super) fn put_free(&'static self, shared: &mut Shared, slot: &'static Slot) {
        if self.head.load(Relaxed).is_shared() {
            self.head.push(slot.index(), &self.segments);
        } else {
            shared.depot.add(slot);
        }
    }

    /// When nothing is owed any more: releases need not come to the lock, and never-used slots, which a raised limit has brought and
    /// which are not in the head word, end shared mode. That first: without ATTENTION and with SHARED, a word that is empty denies.
    pub(super) fn settle_attention(&'static self, shared: &mut Shared) {
        self.show_waiting(shared);
        let is_charged = self.branch().is_some();
        if shared.debt > 0 || !is_charged && !shared.queue.is_empty() {
            return;
        }
        let word = self.head.load(Relaxed);
        if word.is_shared() && is_charged {
            self.show_fresh(shared);
        } else if word.is_shared() && shared.fresh < shared.slots {
            self.leave(shared);
        }
        if word.is_attended() {
            self.head.clear_attention();
        }
    }
}
