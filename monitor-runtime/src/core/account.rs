//! One kind in one monitor: its slots, its limit, its use.

use super::budget::{self, Branch, BranchQueue, Reservations, Tree};
use super::cache::{Cache, MAGAZINE};
use super::clock::Clock;
use super::denial::{CurrentDenial, Denial, Denials};
use super::depot::Depot;
use super::head::Head;
use super::lifetime::{Histogram, Shards};
use super::limit::Layers;
use super::mode::Calm;
use super::owned::OwnedCache;
use super::queue::Queue;
use super::segment::Segments;
use super::sites::Sites;
use super::slot::Slot;
use super::tally::{Sums, Tally};
use crate::error::Reason;
use crate::kind::ClockMode;
use crate::kind::Kind;
use crate::priority::Order;
use crate::sync::plain::{
    AtomicU64 as PlainU64, AtomicUsize as PlainUsize, Ordering::Acquire as PlainAcquire,
    Ordering::Release as PlainRelease,
};
use crate::sync::{AtomicU32, Mutex, MutexGuard, Ordering::Relaxed};
use std::sync::OnceLock;

/// Slots that go from the depot to a magazine, or back, under one lock.
#[cfg(not(loom))]
const BATCH: u32 = 64;
#[cfg(loom)]
const BATCH: u32 = 2;

/// One kind in one monitor. Accounts are never freed: a slot, an error or a thread's cache may point to one for ever.
pub(crate) struct Account {
    pub(super) head: Head,
    pub(super) limit: AtomicU32,
    pub(super) segments: Segments,
    pub(super) state: Mutex<Shared>,
    /// How long handles lived, of a kind with an exact clock. Of all others the sites know it.
    pub(super) use_times: Shards<Histogram>,
    pub(super) sites: Sites,
    kind: &'static Kind,
    clock: &'static Clock,
    id: usize,
    is_global: bool,
    denial: CurrentDenial,
    queued: CurrentDenial,
    /// How many wait, for those who only want to know why they get nothing.
    waiting: PlainUsize,
    /// How many were denied because others waited; each is among the denied as well.
    denied_queued: PlainU64,
    /// The most that were live while one charge after another was seen. Under the tree's lock.
    pub(super) max_charged: PlainU64,
    /// Places that are reserved, and charged, but held by nobody.
    pub(super) reserved: PlainU64,
    pub(super) openings: PlainUsize,
    /// What it charges, if anything: set before it is shared.
    branch: OnceLock<&'static Branch>,
}

/// What is behind the account's lock.
pub(super) struct Shared {
    pub(super) depot: Depot,
    pub(super) caches: Vec<Registered>,
    /// Caches that were ever registered.
    registered: usize,
    /// Slots with an index below this were handed out at least once.
    pub(super) fresh: u32,
    /// Slots that exist: the limit, the debt and what is retired.
    pub(super) slots: u32,
    /// Slots that a lowered limit wants back and that are still held.
    pub(super) debt: u32,
    /// Free slots that a lowered limit took away.
    pub(super) retired: Vec<&'static Slot>,
    /// What threads without a cache, and those that have ended, did.
    pub(super) others: Sums,
    pub(super) calm: Calm,
    pub(super) tally: Tally,
    /// Magazines that were refilled.
    pub(super) refills: u64,
    pub(super) denials: Denials,
    pub(super) layers: Layers,
    pub(super) queue: Queue,
    /// The same for the branches through budgets that were made at run time.
    pub(super) within: Vec<BranchQueue>,
    /// Those who wait until nothing is live.
    pub(super) drains: Queue,
    pub(super) reservations: Reservations,
    /// Whether the background thread looks at the deadlines.
    pub(super) is_watched: bool,
    pub(super) closed: bool,
}

/// A cache that a living thread owns. The thread unregisters it before it frees it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Registered(*const Cache);

// SAFETY: a cache is `Sync`; it may be referred to from any thread as long as it is registered.
unsafe impl Send for Registered {}

impl Registered {
    fn get(&self) -> &Cache {
        // SAFETY: it is registered, and its thread unregisters it, under the lock we are called under, before it frees it.
        unsafe { &*self.0 }
    }
}

impl Account {
    /// Makes an account that stays for the life of the process.
    pub(crate) fn leak(
        kind: &'static Kind,
        clock: &'static Clock,
        id: usize,
        is_global: bool,
        tree: &'static Tree,
    ) -> &'static Self {
        let account: &'static Account = Box::leak(Box::new(Account::new(kind, clock, id, is_global)));
        account.set_reason(&mut account.lock());
        if let Some(branch) = tree.grow(account) {
            account.branch.get_or_init(|| branch);
            account.start(branch);
        }
        account
    }

    fn new(kind: &'static Kind, clock: &'static Clock, id: usize, is_global: bool) -> Self {
        let limit = kind.starting_limit();
        let shared = Shared {
            depot: Depot::new(),
            caches: Vec::new(),
            registered: 0,
            fresh: 0,
            slots: limit,
            debt: 0,
            retired: Vec::new(),
            others: Sums::default(),
            calm: Calm::new(),
            tally: Tally::default(),
            refills: 0,
            denials: Denials::default(),
            layers: Layers::default(),
            queue: Queue::new(kind.order(), kind.queue()),
            within: Vec::new(),
            drains: Queue::new(Order::Fifo, usize::MAX),
            reservations: Reservations::default(),
            is_watched: false,
            closed: false,
        };
        Account {
            head: Head::new(kind.capacity() as u32),
            limit: AtomicU32::new(limit),
            segments: Segments::new(),
            state: Mutex::new(shared),
            use_times: Shards::new(),
            sites: Sites::new(),
            kind,
            clock,
            id,
            is_global,
            denial: CurrentDenial::unset(),
            queued: CurrentDenial::unset(),
            waiting: PlainUsize::new(0),
            denied_queued: PlainU64::new(0),
            max_charged: PlainU64::new(0),
            reserved: PlainU64::new(0),
            openings: PlainUsize::new(1),
            branch: OnceLock::new(),
        }
    }

    pub(crate) fn kind(&self) -> &'static Kind {
        self.kind
    }

    pub(crate) fn clock(&self) -> &'static Clock {
        self.clock
    }

    /// Its number in the process.
    #[inline(always)]
    pub(crate) fn id(&self) -> usize {
        self.id
    }

    /// Whether threads reach their caches by the kind's own thread-local word.
    pub(crate) fn is_global(&self) -> bool {
        self.is_global
    }

    /// The limit in force: on how many there are or, if they weigh, on what they weigh.
    pub(crate) fn limit(&self) -> usize {
        match self.branch().filter(|_| self.weighs()) {
            Some(branch) => branch.own().limit() as usize,
            None => self.limit.load(Relaxed) as usize,
        }
    }

    /// A room for a new thread's magazine.
    fn room(&self, shared: &Shared) -> u32 {
        self.cap(shared.caches.len() + 1)
    }

    /// The account's own way to the root of the limit hierarchy, if it charges anything.
    #[inline(always)]
    pub(super) fn branch(&self) -> Option<&'static Branch> {
        self.branch.get().copied()
    }

    /// How many free slots a thread moves at a time, when `threads` use the account.
    pub(super) fn batch(&self, threads: usize) -> u32 {
        (self.to_share() / (4 * threads.max(1) as u32)).clamp(1, BATCH)
    }

    /// What the threads share: no more than anything above allows.
    fn to_share(&self) -> u32 {
        let limit = self.limit.load(Relaxed);
        self.branch().map_or(limit, |branch| u64::from(limit).min(budget::narrowest(branch.path())) as u32)
    }

    /// How many free slots a thread may keep, when `threads` use the account.
    pub(super) fn cap(&self, threads: usize) -> u32 {
        let share = self.to_share() / (4 * threads.max(1) as u32);
        share.clamp(2 * self.batch(threads), MAGAZINE)
    }

    /// Makes a cache for the calling thread.
    pub(super) fn register(&'static self) -> OwnedCache {
        let mut shared = self.state.lock();
        let number = shared.registered;
        shared.registered += 1;
        if self.kind.clock() == ClockMode::Exact {
            // Made now, since a release is not to allocate.
            self.use_times.of(number);
        }
        self.sites.prepare();
        let seed = self.clock.now() ^ (shared.registered as u64) << 32;
        let cache = OwnedCache::new(Cache::new(self, self.room(&shared), number, seed));
        cache.until_calm.set(u64::from(shared.calm.window()));
        shared.caches.push(Registered(&raw const *cache));
        if !self.head.load(Relaxed).is_shared() {
            cache.open_door();
        }
        cache
    }

    /// Takes back everything that a cache holds. Its thread has ended, and does not come back.
    pub(super) fn unregister(&'static self, cache: &Cache) {
        let mut shared = self.state.lock();
        // In shared mode the magazine is empty already.
        let idle = self.idle_of(cache);
        cache.remove_newest(cache.len(), |slot| shared.depot.add(slot));
        self.unclaim_idle(cache, idle);
        if self.kind.clock() == ClockMode::Exact {
            cache.flush_rest();
        }
        shared.others.acquired += cache.acquired.get();
        shared.others.released += cache.released.get();
        shared.others.denied += cache.denied.get();
        for (sum, refused) in shared.others.refused.iter_mut().zip(&cache.refused) {
            *sum += refused.get();
        }
        let epoch = self.head.epoch();
        if cache.was_denied_in(epoch) {
            shared.tally.denied_in = epoch;
        }
        shared.caches.retain(|&registered| registered != Registered(cache));
    }

    /// A never-used slot, if the limit leaves one.
    pub(super) fn take_fresh(&'static self, shared: &mut Shared) -> Option<&'static Slot> {
        if shared.fresh == shared.slots {
            return None;
        }
        let index = shared.fresh;
        let (slot, number) = self.segments.fresh(index);
        slot.settle(self, index, number);
        shared.fresh += 1;
        self.segments.note(index, true);
        if shared.depot.capacity() < shared.fresh as usize {
            shared.depot.make_room((shared.fresh as usize * 2).min(self.kind.capacity()).max(64));
        }
        Some(slot)
    }

    /// Makes room for as many never-used slots as those who wait may be granted: granting, which a release does, must not allocate.
    pub(super) fn prepare_fresh(&self, shared: &mut Shared) {
        let end = shared.slots.min(shared.fresh.saturating_add(shared.waiting() as u32));
        if shared.fresh < end {
            self.segments.prepare(end);
            shared.depot.make_room((end as usize * 2).min(self.kind.capacity()).max(64));
        }
    }

    /// What to say when it is full.
    #[inline(always)]
    pub(super) fn denial(&'static self) -> &'static Denial {
        self.denial.get()
    }

    /// How often the account was opened for a monitor.
    pub(crate) fn openings(&self) -> usize {
        self.openings.load(Relaxed)
    }

    /// Whether a denial was made since the account was last opened.
    pub(crate) fn is_current(&self, denial: &Denial) -> bool {
        self.denial.is_of_the_same_turn(denial)
    }

    /// Says, in the denials to come, what it is that is full.
    pub(super) fn set_reason(&'static self, shared: &mut Shared) {
        let reason = shared.layers.reason(self.kind);
        self.denial.set(shared.denials.record(self, reason));
        self.queued.set(shared.denials.record(self, Reason::Queued));
    }

    /// What to say to somebody who does not want to wait while others do. It counts as said.
    pub(super) fn denial_behind_the_queue(&'static self) -> Option<&'static Denial> {
        (self.waiting.load(Relaxed) > 0).then(|| {
            // Release: its count among all denials, which comes first. Partner: Acquire in `denied_queued`.
            self.denied_queued.fetch_add(1, PlainRelease);
            self.queued.get()
        })
    }

    /// How often that was ever said. To be read before the number of all denials.
    pub(super) fn denied_queued(&self) -> u64 {
        // Acquire: their counts among all denials. Partner: Release in `denial_behind_the_queue`.
        self.denied_queued.load(PlainAcquire)
    }

    /// Shows how many wait.
    pub(super) fn show_waiting(&self, shared: &Shared) {
        self.waiting.store(shared.queue.len(), Relaxed);
    }

    /// Whether it was closed, and nobody holds a place any more.
    pub(crate) fn is_vacant(&self) -> bool {
        let shared = self.state.lock();
        shared.closed && shared.debt == 0
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Shared> {
        self.state.lock()
    }

    /// For tests: as if so many waited.
    #[cfg(all(test, not(loom)))]
    pub(super) fn wait_for_tests(&self, waiting: usize) {
        self.waiting.store(waiting, Relaxed);
    }

    /// For tests: whether every free slot is in the head word.
    #[cfg(all(test, not(loom)))]
    pub(super) fn is_shared(&self) -> bool {
        self.head.load(Relaxed).is_shared()
    }
}

impl Shared {
    pub(super) fn caches(&self) -> impl Iterator<Item = &Cache> {
        self.caches.iter().map(Registered::get)
    }

    pub(super) fn threads(&self) -> usize {
        self.caches.len()
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("kind", &self.kind.name()).field("id", &self.id).finish_non_exhaustive()
    }
}
