//! Acquiring, past the door: in shared mode, or for want of a free slot in the magazine.

use super::account::{Account, Shared};
use super::cache::Cache;
use super::denial::Denial;
use super::head::Word;
use super::slot::Slot;
use crate::sync::Ordering::Acquire;

/// What an attempt in shared mode came to.
enum Attempt {
    Taken(&'static Slot),
    Denied(&'static Denial),
    /// The account is in fast mode.
    Fast,
}

impl Account {
    /// Denies at once if the account is in shared mode and has nothing to give. Says, too, whether the denial is counted by its site.
    #[inline(always)]
    pub(crate) fn deny(&'static self, cache: &Cache) -> Option<(&'static Denial, bool)> {
        let epoch = self.head.epoch();
        // Acquire: what comes free before a denial is seen. Partner: Release in `Head::push`.
        if !self.head.is_exhausted(self.head.load(Acquire)) {
            return None;
        }
        // One word says that every free slot is in it and that it has none to give: the denial is exact.
        let is_sampled = cache.count_denial(epoch);
        Some((self.denial(), is_sampled))
    }

    /// Takes a slot when the magazine gave none. Returns only the slot: writing into it is the caller's, which knows more.
    #[inline(never)]
    pub(crate) fn acquire(&'static self, cache: &Cache) -> Result<&'static Slot, &'static Denial> {
        match self.acquire_shared(cache) {
            Attempt::Taken(slot) => Ok(slot),
            Attempt::Denied(denial) => Err(denial),
            Attempt::Fast => self.acquire_slowly(Some(cache)),
        }
    }

    #[inline(always)]
    fn acquire_shared(&'static self, cache: &Cache) -> Attempt {
        let epoch = self.head.epoch();
        let word = self.head.load(Acquire);
        if !word.is_shared() {
            return Attempt::Fast;
        }
        match self.head.pop(word, &self.segments) {
            Ok(index) => {
                cache.acquired.add_one();
                self.count_down(cache);
                Attempt::Taken(self.segments.slot(index))
            }
            // One word says that every free slot is in it and that it has none to give: the denial is exact.
            Err(word) if word.is_shared() => {
                cache.count_denial(epoch);
                Attempt::Denied(self.denial_under(word))
            }
            Err(_) => Attempt::Fast,
        }
    }

    /// Takes a slot under the lock. `cache`: the thread's own, if it has one.
    #[cold]
    #[inline(never)]
    pub(crate) fn acquire_slowly(&'static self, cache: Option<&Cache>) -> Result<&'static Slot, &'static Denial> {
        if let Some(branch) = self.branch() {
            return self.acquire_charged(branch, cache, 1);
        }
        loop {
            let mut shared = self.lock();
            if self.head.load(Acquire).is_shared() {
                let Some(cache) = cache else { return self.acquire_uncached(&mut shared) };
                drop(shared);
                match self.acquire_shared(cache) {
                    Attempt::Taken(slot) => return Ok(slot),
                    Attempt::Denied(denial) => return Err(denial),
                    Attempt::Fast => continue,
                }
            }
            if let Some(slot) = self.take_fast(&mut shared, cache) {
                return Ok(slot);
            }
            // What is free is in other threads' magazines.
            self.revoke(&mut shared);
        }
    }

    /// In shared mode, for a thread without a cache. Nobody leaves shared mode while we hold the lock.
    fn acquire_uncached(&'static self, shared: &mut Shared) -> Result<&'static Slot, &'static Denial> {
        match self.head.pop(self.head.load(Acquire), &self.segments) {
            Ok(index) => {
                shared.others.acquired += 1;
                Ok(self.segments.slot(index))
            }
            Err(word) => {
                shared.others.denied += 1;
                shared.tally.denied_in = self.head.epoch();
                Err(self.denial_under(word))
            }
        }
    }

    /// What to say when that word had nothing to give.
    fn denial_under(&'static self, word: Word) -> &'static Denial {
        let queued = if word.is_attended() { self.denial_behind_the_queue() } else { None };
        queued.unwrap_or_else(|| self.denial())
    }

    /// Takes a slot in fast mode, of those that are in no magazine.
    pub(super) fn take_fast(&'static self, shared: &mut Shared, cache: Option<&Cache>) -> Option<&'static Slot> {
        let slot = match cache {
            Some(cache) => self.refill(shared, cache),
            None => self.take_free(shared),
        }?;
        self.count_acquired(shared, cache);
        shared.observe_sometimes();
        Some(slot)
    }

    /// Fetches a batch for a magazine that is empty, and takes one of it.
    fn refill(&'static self, shared: &mut Shared, cache: &Cache) -> Option<&'static Slot> {
        let threads = shared.threads();
        let cap = self.cap(threads);
        cache.make_room(cap);
        cache.set_cap(cap);
        let batch = self.batch(threads).min(cache.capacity());
        let first = self.take_free(shared)?;
        for _ in 1..batch {
            let Some(slot) = self.take_free(shared) else { break };
            cache.add(slot);
        }
        Some(first)
    }

    /// A free slot that is in no magazine: from the depot, where the warm ones are, then from the stack, on which releases of
    /// the last shared mode left some, then a never-used one.
    pub(super) fn take_free(&'static self, shared: &mut Shared) -> Option<&'static Slot> {
        if let Some(slot) = shared.depot.take(&self.segments) {
            return Some(slot);
        }
        // What is left of shared mode is noted as it was then: it may be live.
        match self.head.pop_owed(&self.segments) {
            Some(index) => Some(self.segments.slot(index)),
            None => self.take_fresh(shared),
        }
    }
}
