//! What a thread records of what it acquires: when and where, and for how long it was held.

use std::panic::Location;

use super::account::Account;
use super::cache::Cache;
use super::clock::Clock;
use super::counter::Counter;
use super::lifetime::bin_of;
use super::sampling::Sampling;
use super::slot::{Slot, Stamp};
use crate::error::Reason;
use crate::kind::ClockMode;

impl Cache {
    /// When an acquisition that this thread just made happened; `None` if that takes [longer](Self::stamp_slowly).
    #[inline(always)]
    pub(super) fn stamp(&self, mode: ClockMode) -> Option<Stamp> {
        match mode {
            ClockMode::None => Some(Stamp::NONE),
            _ if self.lottery.draws(self.acquired.get()) => None,
            ClockMode::Exact => self.clock.now_if_cheap().map(Stamp::new),
            ClockMode::Tick => Some(Stamp::new(self.clock.last_tick())),
        }
    }

    /// The stamp of an acquisition that [`stamp`](Self::stamp) left to us, which its site counts if it is sampled.
    pub(super) fn stamp_slowly(&self, site: &'static Location<'static>) -> Stamp {
        let acquired = self.acquired.get();
        if !self.lottery.draws(acquired) {
            return Stamp::new(self.clock.now());
        }
        let created = Stamp::sampled(self.clock.now(), self.lottery.draw(acquired));
        if let Some(account) = self.account {
            account.sites.acquired(self.number, site, created);
        }
        created
    }

    /// Whether the site counts the denial that was just made.
    pub(super) fn samples_denial(&self) -> bool {
        self.lottery.draws_denial(self.denied.get())
    }

    /// It does.
    pub(super) fn count_denial_at(&self, site: &'static Location<'static>, reason: Reason) {
        let sampling = self.lottery.draw_denial(self.denied.get(), self.refusals());
        if let Some(account) = self.account {
            account.sites.denied(self.number, site, reason, sampling);
        }
    }

    /// Samples as densely as at first: the account was opened again. The owner acquires nothing meanwhile.
    pub(super) fn restart_sampling(&self) {
        self.lottery.restart(self.acquired.get(), self.denied.get(), self.refusals());
    }

    fn refusals(&self) -> u64 {
        self.refused.iter().map(Counter::get).sum()
    }

    #[inline(always)]
    pub(super) fn clock(&self) -> &'static Clock {
        self.clock
    }

    /// Records how long a handle lived, in the clock's units. True if the ring must be [flushed](Self::flush).
    #[inline(always)]
    #[must_use]
    pub(super) fn record(&self, lived: u64) -> bool {
        self.ring.push(bin_of(lived))
    }

    /// Records what a [`Stamp`] says is to be recorded, of a slot that the owner has ended the use of.
    pub(super) fn record_slowly(&self, slot: &'static Slot, created: Stamp, mode: ClockMode) {
        let Some(lived) = created.lived(mode, self.clock) else { return };
        if let Some(account) = self.account {
            account.sites.released(self.number, slot.site(), created, lived, self.clock);
        }
        if mode == ClockMode::Exact && self.record(lived) {
            self.flush();
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn flush(&self) {
        if let Some(account) = self.account {
            self.ring.flush_full(account.use_times.of(self.number));
        }
    }

    /// Counts what the ring still holds; the owner does not come back.
    pub(super) fn flush_rest(&self) {
        if let Some(account) = self.account {
            self.ring.flush_rest(account.use_times.of(self.number));
        }
    }
}

/// For threads without a cache.
impl Account {
    /// Marks a slot as taken. Few are without a cache, so all of them are sampled.
    pub(super) fn occupy(&self, slot: &'static Slot, site: &'static Location<'static>, owner: u64) {
        let created = match self.kind().clock() {
            ClockMode::None => Stamp::NONE,
            ClockMode::Tick | ClockMode::Exact => Stamp::sampled(self.clock().now(), Sampling::All),
        };
        slot.take(created, site, owner);
        self.sites.acquired(0, site, created);
    }

    /// Records how long a handle lived, whose slot the caller has ended the use of.
    pub(super) fn record(&self, slot: &'static Slot, created: Stamp) {
        let Some(lived) = created.lived(self.kind().clock(), self.clock()) else { return };
        if self.kind().clock() == ClockMode::Exact {
            self.use_times.of(0).add(bin_of(lived), 1);
        }
        self.sites.released(0, slot.site(), created, lived, self.clock());
    }

    /// Records how long somebody has waited who is served now.
    #[cold]
    #[inline(never)]
    pub(super) fn record_wait(&self, site: &'static Location<'static>, since: Stamp) {
        if let Some(waited) = since.lived(self.kind().clock(), self.clock()) {
            self.sites.waited(site, waited, since.weight(waited, self.clock()));
        }
    }

    /// Counts a denial by its site.
    pub(super) fn count_denied_at(&self, site: &'static Location<'static>, reason: Reason) {
        self.sites.denied(0, site, reason, Sampling::All);
    }
}
