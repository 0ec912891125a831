//! Fast mode and shared mode, and when to change.
//!
//! In fast mode free slots lie in magazines, in the depot and among the never-used. In shared mode all of them are in the head
//! word, and every door is shut.

use super::account::{Account, Shared};
use super::cache::Cache;
use super::fence;
use super::slot::Slot;
use crate::sync::Ordering::Relaxed;

/// A thread's operations in shared mode before it asks whether the account is calm.
#[cfg(not(loom))]
const WINDOW: u32 = 256;
#[cfg(loom)]
const WINDOW: u32 = 1;
#[cfg(not(loom))]
const LONGEST_WINDOW: u32 = 1 << 16;
#[cfg(loom)]
const LONGEST_WINDOW: u32 = 1;

/// When shared mode may be left: after a window of operations without a denial. The window doubles when a revocation follows
/// soon after the last leave, and halves otherwise.
pub(super) struct Calm {
    window: u32,
    denied: u64,
    /// `None`: it was never left.
    acquired_when_left: Option<u64>,
}

impl Calm {
    pub(super) const fn new() -> Self {
        Calm { window: WINDOW, denied: 0, acquired_when_left: None }
    }

    pub(super) fn window(&self) -> u32 {
        self.window
    }
}

impl Account {
    /// Enters shared mode: shuts every door and gathers all free slots in the head word. Under the lock.
    ///
    /// Every slot has been used when this is called: never-used ones are taken, or taken away by a lowered limit, first. But if it charges the
    /// limit hierarchy, whose lock is then held, the head word says that there are such.
    pub(super) fn revoke(&'static self, shared: &mut Shared) {
        if self.head.load(Relaxed).is_shared() {
            return;
        }
        debug_assert!(shared.fresh == shared.slots || self.branch().is_some());
        let push = |slot: &'static Slot| {
            self.head.push(slot.index(), &self.segments);
        };
        shared.caches().for_each(Cache::shut_door);
        fence::heavy();
        for cache in shared.caches() {
            cache.wait();
            let idle = self.idle_of(cache);
            cache.remove_newest(cache.len(), push);
            self.unclaim_idle(cache, idle);
        }
        shared.depot.take_all().for_each(push);
        // In shared mode slots come and go without the lock, so nobody notes which may be live.
        self.segments.note_all(shared.fresh);
        self.adapt_window(shared);
        self.end_fast(shared);
        self.head.set_shared();
    }

    /// Spares the owners their fences.
    pub(super) fn relax_doors(&self) {
        self.lock().caches().for_each(Cache::relax_door);
    }

    fn adapt_window(&self, shared: &mut Shared) {
        let sums = shared.sums();
        let calm = &mut shared.calm;
        if let Some(then) = calm.acquired_when_left {
            let soon = sums.acquired.wrapping_sub(then) < 64 * u64::from(calm.window);
            calm.window = if soon { (calm.window * 2).min(LONGEST_WINDOW) } else { (calm.window / 2).max(WINDOW) };
        }
        calm.denied = sums.denials();
        let window = u64::from(calm.window);
        shared.caches().for_each(|cache| cache.until_calm.set(window));
    }

    /// Counts an operation in shared mode.
    #[inline(always)]
    pub(super) fn count_down(&'static self, cache: &Cache) {
        let left = cache.until_calm.get().wrapping_sub(1);
        cache.until_calm.set(left);
        if left == 0 {
            self.leave_if_calm(cache);
        }
    }

    #[cold]
    #[inline(never)]
    fn leave_if_calm(&'static self, cache: &Cache) {
        match self.state.try_lock() {
            Some(mut shared) => self.leave_if_so(&mut shared, cache),
            None => cache.until_calm.set(u64::from(WINDOW)),
        }
    }

    /// Leaves shared mode if the last window was calm. Under the lock.
    pub(super) fn leave_if_so(&'static self, shared: &mut Shared, cache: &Cache) {
        cache.until_calm.set(u64::from(shared.calm.window));
        let word = self.head.load(Relaxed);
        if !word.is_shared() || word.is_attended() || self.is_above_waited_for() {
            return;
        }
        let sums = shared.sums();
        let denials = sums.denials();
        let before = std::mem::replace(&mut shared.calm.denied, denials);
        if before == denials && self.has_room(shared, sums.live()) {
            self.leave(shared);
        }
    }

    /// Whether so much is free that the threads can keep their magazines filled for a while.
    #[cfg(not(loom))]
    fn has_room(&self, shared: &Shared, live: u64) -> bool {
        let limit = u64::from(self.limit.load(Relaxed));
        let threads = shared.threads();
        let batches = 2 * threads as u64 * u64::from(self.batch(threads));
        limit.saturating_sub(live) >= batches.max(limit / 8) && self.has_room_above(batches)
    }

    /// A model has limits of 1 and 2, which would never leave.
    #[cfg(loom)]
    fn has_room(&self, _: &Shared, _: u64) -> bool {
        true
    }

    /// Returns to fast mode and opens the doors. Under the lock, when nothing is owed. The free slots stay in the head word,
    /// from which they are taken under the lock.
    pub(super) fn leave(&'static self, shared: &mut Shared) {
        self.begin_fast();
        shared.calm.acquired_when_left = Some(shared.sums().acquired);
        self.head.clear_shared();
        let cap = self.cap(shared.threads());
        for cache in shared.caches() {
            cache.set_cap(cap);
            cache.open_door();
        }
    }
}
