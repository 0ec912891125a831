//! What was counted, for those who ask.

use super::account::{Account, Shared};
use super::cache::Cache;
use super::lifetime::{Bins, Times};
use crate::error::Reason;
use crate::kind::ClockMode;
use crate::setting::Source;
use crate::sync::Ordering::Relaxed;

/// Sums of what was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) acquired: u64,
    pub(crate) released: u64,
    pub(crate) denied: u64,
    /// What a node above the account has refused: a declared budget, and one that was made at run time. Not among the denied.
    pub(crate) refused: [u64; 2],
}

/// Why, in that order.
const REFUSED: [Reason; 2] = [Reason::Ancestor, Reason::Quota];

impl Sums {
    /// Whatever was not given.
    pub(super) fn denials(&self) -> u64 {
        self.refused.iter().fold(self.denied, |sum, refused| sum.wrapping_add(*refused))
    }

    pub(crate) fn live(&self) -> u64 {
        self.acquired.saturating_sub(self.released)
    }
}

/// What is derived from the sums now and then.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The highest number of live handles that was seen since the account was opened.
    pub(super) max_live: u64,
    /// Denials up to `attributed`, by reason.
    pub(super) denied: [u64; Reason::ALL.len()],
    pub(super) attributed: u64,
    /// The same for those that others waited before.
    pub(super) queued: u64,
    /// The same for those that a node above has refused.
    pub(super) refused: [u64; 2],
    /// The epoch of the last denial of a thread without a cache.
    pub(super) denied_in: u64,
    /// Places that are reserved, or were acquired of a reservation that goes on.
    pub(super) reserved: u64,
    /// What the sums were when the account was opened.
    pub(super) opened_at: Sums,
    /// The times of use that were recorded exactly before the account was opened, if it was opened more than once.
    pub(super) times_at: Option<Bins>,
    /// What of all those was seen the last time.
    pub(super) times_seen: Option<Bins>,
}

/// What is counted of an account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    /// Also while it is closed.
    pub(crate) limit: u64,
    pub(crate) live: u64,
    pub(crate) max_live: u64,
    pub(crate) pending: u64,
    /// What is held of a kind that weighs, in units.
    pub(crate) units: Option<u64>,
    pub(crate) acquired: u64,
    pub(crate) released: u64,
    pub(crate) denied: [u64; Reason::ALL.len()],
}

/// What [`Account::reading`] gives.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) counts: Counts,
    pub(crate) limit_source: Source,
    /// Of the budget that its kind is within.
    pub(crate) guarantee: u64,
    pub(crate) is_closed: bool,
    pub(crate) queue: usize,
    pub(crate) queue_source: Source,
    pub(crate) cached: usize,
    /// Places, or units, that are reserved and not held.
    pub(crate) reserved: usize,
    /// How long those had lived that were released.
    pub(crate) use_time: Times,
    /// How long those had waited that were acquired after having to.
    pub(crate) wait_time: Times,
}

/// What has a place, or units, beside what is held. For messages.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Beside {
    pub(crate) reserved: u64,
    /// Given to those who waited and have not picked it up.
    pub(crate) granted: u64,
    /// How many wait, and how many may.
    pub(crate) pending: usize,
    pub(crate) queue: usize,
    /// What is held of a kind that weighs, and the limit, in units.
    pub(crate) units: Option<(u64, u64)>,
}

impl Account {
    /// How many are live. Exact when nothing else happens, and never above what the limit allows.
    pub(crate) fn live(&self) -> usize {
        let shared = self.state.lock();
        shared.live() as usize
    }

    /// Whether nobody is admitted, whatever the limit is.
    pub(crate) fn is_closed(&self) -> bool {
        self.state.lock().layers.are_closed()
    }

    /// Everything about the account at one moment, but its rows.
    pub(crate) fn reading(&'static self) -> Reading {
        let mut shared = self.state.lock();
        let counts = self.counts_under(&mut shared);
        let [use_time, wait_time] = self.times(&mut shared);
        Reading {
            counts,
            limit_source: self.limit_source(&shared),
            guarantee: self.branch().map_or(0, |branch| branch.own().guarantee()),
            is_closed: shared.layers.are_closed(),
            queue: shared.layers.queue(self.kind()),
            queue_source: shared.layers.queue_source(self.kind()),
            cached: shared.caches().map(|cache| cache.len() as usize).sum(),
            reserved: shared.reservations.reserved() as usize,
            use_time,
            wait_time,
        }
    }

    pub(super) fn counts_under(&'static self, shared: &mut Shared) -> Counts {
        shared.attribute(self);
        let sums = shared.sums_since_opened();
        Counts {
            limit: self.limit_unless_closed(shared) as u64,
            live: shared.live_of(sums),
            max_live: shared.tally.max_live.max(self.max_charged.load(Relaxed)),
            pending: shared.waiting() as u64,
            units: self.units_held(shared).map(|(held, _)| held),
            acquired: sums.acquired,
            released: sums.released,
            denied: shared.tally.denied,
        }
    }

    /// `None` if somebody holds the lock.
    pub(crate) fn beside(&'static self) -> Option<Beside> {
        let shared = self.state.try_lock()?;
        Some(Beside {
            reserved: shared.reservations.reserved(),
            granted: shared.granted() as u64,
            pending: shared.waiting(),
            queue: shared.layers.queue(self.kind()),
            units: self.units_held(&shared),
        })
    }

    /// Starts from nothing.
    pub(super) fn forget(&'static self, shared: &mut Shared) {
        shared.caches().for_each(Cache::restart_sampling);
        shared.queue.restart_sampling();
        shared.within.iter_mut().for_each(|within| within.queue.restart_sampling());
        self.sites.clear();
        self.max_charged.store(0, Relaxed);
        let sums = shared.sums();
        let times_at = self.exact_times(shared);
        let times_seen = shared.tally.times_seen.take();
        shared.tally = Tally {
            opened_at: sums,
            attributed: sums.denied,
            queued: self.denied_queued(),
            refused: sums.refused,
            times_at,
            times_seen,
            ..Tally::default()
        };
    }

    /// The times of use and of waiting that were recorded since the account was opened.
    fn times(&self, shared: &mut Shared) -> [Times; 2] {
        let use_time = match self.exact_times(shared) {
            Some(mut bins) => {
                shared.tally.times_at.iter().for_each(|before| bins.subtract(before));
                bins
            }
            None => self.sites.use_times(),
        };
        [use_time, self.sites.wait_times()].map(|bins| Times::new(bins, self.clock()))
    }

    /// All times of use that were ever recorded exactly, counted or still in a ring. `None`: the kind has no exact clock.
    ///
    /// A ring that is being flushed is in neither for a moment. Hence nothing is told to be less than it was told before.
    fn exact_times(&self, shared: &mut Shared) -> Option<Bins> {
        if self.kind().clock() != ClockMode::Exact {
            return None;
        }
        let mut bins = Bins::default();
        self.use_times.iter().for_each(|histogram| bins.add_all(histogram));
        shared.caches().for_each(|cache| cache.ring.add_pending_to(&mut bins));
        shared.tally.times_seen.iter().for_each(|seen| bins.raise_to(seen));
        shared.tally.times_seen = Some(bins.clone());
        Some(bins)
    }

    /// Looks at how many are live, for the highest ever seen, and says how many operations there were. `None` if the lock is
    /// taken: the next look will do.
    pub(crate) fn observe(&self) -> Option<u64> {
        Some(self.state.try_lock()?.observe())
    }
}

impl Shared {
    /// All that was ever counted.
    pub(super) fn sums(&self) -> Sums {
        let mut sums = self.others;
        // Released is read before acquired, which counts a handle that comes and goes meanwhile as live rather than as less than none.
        for cache in self.caches() {
            sums.released = sums.released.wrapping_add(cache.released.seen());
            sums.denied = sums.denied.wrapping_add(cache.denied.seen());
            for (sum, refused) in sums.refused.iter_mut().zip(&cache.refused) {
                *sum = sum.wrapping_add(refused.seen());
            }
        }
        for cache in self.caches() {
            sums.acquired = sums.acquired.wrapping_add(cache.acquired.seen());
        }
        sums
    }

    pub(super) fn sums_since_opened(&self) -> Sums {
        let (sums, start) = (self.sums(), self.tally.opened_at);
        Sums {
            acquired: sums.acquired - start.acquired,
            released: sums.released - start.released,
            denied: sums.denied - start.denied,
            refused: [0, 1].map(|sort| sums.refused[sort] - start.refused[sort]),
        }
    }

    /// Looks at how many are live, for the highest ever seen. Acquired is read before released here: what is seen was true at one
    /// moment, or less, but for a slot that changes hands before it is counted, hence the bound. Returns the sum of both.
    pub(super) fn observe(&mut self) -> u64 {
        let acquired = self.caches().fold(self.others.acquired, |sum, cache| sum.wrapping_add(cache.acquired.seen()));
        let released = self.caches().fold(self.others.released, |sum, cache| sum.wrapping_add(cache.released.seen()));
        let live = acquired.saturating_sub(released).min(self.most());
        self.tally.max_live = self.tally.max_live.max(live);
        acquired.wrapping_add(released)
    }

    /// The same at every refill if there is one thread, and at one in eight if there are more, whose counters are far to fetch.
    pub(super) fn observe_sometimes(&mut self) {
        self.refills += 1;
        if self.threads() <= 1 || self.refills.is_multiple_of(8) {
            self.observe();
        }
    }

    /// The most that can be live: the limit, and what a lowered one is owed.
    fn most(&self) -> u64 {
        u64::from(self.slots) - self.retired.len() as u64
    }

    fn live(&self) -> u64 {
        self.live_of(self.sums_since_opened())
    }

    /// A slot may change hands between being given back and being counted, and would be counted twice: hence the bound.
    pub(super) fn live_of(&self, sums: Sums) -> u64 {
        sums.live().min(self.most())
    }

    /// Books the denials since the last time under the reason that held meanwhile, and looks at how many are live. A denial
    /// under the limit in force means that every place was taken, or reserved.
    pub(super) fn attribute(&mut self, account: &'static Account) {
        self.observe();
        // Each of these is counted among all a moment before, and perhaps was so the last time already: then it was booked under the other reason.
        // Hence not more than the news; the rest is booked the next time.
        let queued = account.denied_queued();
        let Sums { denied, refused, .. } = self.sums();
        for (sort, reason) in REFUSED.into_iter().enumerate() {
            self.tally.denied[reason as usize] += refused[sort] - self.tally.refused[sort];
        }
        self.tally.refused = refused;
        let news = denied - self.tally.attributed;
        let of_queued = news.min(queued - self.tally.queued);
        self.tally.denied[account.denial().reason() as usize] += news - of_queued;
        self.tally.denied[Reason::Queued as usize] += of_queued;
        self.tally.attributed = denied;
        self.tally.queued += of_queued;
        let epoch = account.head.epoch();
        if self.tally.denied_in == epoch || self.caches().any(|cache| cache.was_denied_in(epoch)) {
            self.tally.max_live = self.tally.max_live.max(self.most().saturating_sub(self.tally.reserved));
        }
    }
}
