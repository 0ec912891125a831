//! Acquiring where one may have to wait, as it is compiled into the user's code.

use std::panic::Location;
use std::task::Waker;
use std::time::Duration;

use super::account::Account;
use super::accounts::Accounts;
use super::budget::Branch;
use super::cache::Cache;
use super::hot::{self, Declaration};
use super::queue::Ticket;
use super::slot::Stamp;
use super::thread;
use super::wait::{Asked, Wish};
use super::{Denied, Place};
use crate::kind::ClockMode;
use crate::priority::Priority;

/// Who acquires, from where, on whose account: that of the moment when it was asked for, wherever it is waited for.
#[derive(Debug)]
pub(crate) struct Asker {
    /// `None`: the global monitor's.
    pub(crate) accounts: Option<&'static Accounts>,
    /// `None`: the account's own, if it charges anything.
    pub(crate) branch: Option<&'static Branch>,
    /// How much is asked for, of a kind that weighs.
    pub(crate) units: u64,
    pub(crate) site: &'static Location<'static>,
    pub(crate) owner: u64,
    pub(crate) priority: Priority,
    /// How long to wait at most, from when it has to.
    pub(crate) timeout: Option<Duration>,
}

/// A place in an account's queue, of somebody who has asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    account: &'static Account,
    ticket: Ticket,
    deadline: Option<u64>,
}

/// What asking comes to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    Taken(Place),
    /// The waker is woken when there is news.
    Waits(Turn),
    Denied(Denied),
}

impl Asker {
    /// This thread's cache, or one that is shut for ever.
    #[inline(always)]
    fn cache<'a, K: Declaration>(&self) -> &'a Cache {
        match self.accounts {
            None => thread::cache_by(K::LOCAL),
            Some(accounts) => thread::cache_in_table(accounts.of(K::KIND)),
        }
    }

    /// Takes a place, or joins the queue.
    #[inline]
    pub(crate) fn ask<K: Declaration>(&self, waker: &Waker) -> Answer {
        let cache = self.cache::<K>();
        match (self.take::<K>(cache), cache.account()) {
            (Some(slot), _) => self.occupy::<K>(cache, slot),
            (None, Some(account)) => self.ask_slowly::<K>(account, Some(cache), waker),
            (None, None) => self.ask_uncached::<K>(waker),
        }
    }

    /// What the thread has at hand.
    #[inline(always)]
    fn take<K: Declaration>(&self, cache: &Cache) -> Option<Place> {
        match (self.branch, K::WEIGHS) {
            (Some(_), _) => None,
            (None, false) => cache.take(),
            (None, true) => cache.take_units(self.units).inspect(|slot| slot.set_units(self.units)),
        }
    }

    #[inline(never)]
    fn ask_slowly<K: Declaration>(&self, account: &'static Account, cache: Option<&Cache>, waker: &Waker) -> Answer {
        let deadline = self.timeout.map(|timeout| account.clock().reading_in(timeout));
        let wish = Wish { priority: self.priority, deadline, units: self.units };
        let asked = match self.branch.or_else(|| account.branch()) {
            Some(branch) => account.ask_charged(branch, cache, wish, waker),
            None => account.ask(cache, wish, waker),
        };
        self.answer::<K>(account, cache, wish, asked)
    }

    #[cold]
    #[inline(never)]
    fn ask_uncached<K: Declaration>(&self, waker: &Waker) -> Answer {
        let account = self.accounts.unwrap_or_else(Accounts::global).of(K::KIND);
        self.ask_slowly::<K>(account, hot::make_cache::<K>(account), waker)
    }

    /// What has become of the one who waits. Its turn is used up unless it still does.
    #[inline]
    pub(crate) fn look<K: Declaration>(&self, turn: Turn, waker: &Waker) -> Answer {
        let cache = self.cache::<K>();
        let picked_up = if cache.is_of(turn.account) { cache.pick_up(turn.ticket) } else { None };
        match picked_up {
            Some((slot, since)) => {
                turn.record::<K>(self.site, since);
                self.occupy::<K>(cache, slot)
            }
            None => self.look_slowly::<K>(turn, waker),
        }
    }

    #[inline(never)]
    fn look_slowly<K: Declaration>(&self, turn: Turn, waker: &Waker) -> Answer {
        let Turn { account, ticket, deadline } = turn;
        let wish = Wish { priority: self.priority, deadline, units: self.units };
        let cache = hot::make_cache::<K>(account);
        let since = ticket.since();
        let asked = match self.branch.or_else(|| account.branch()) {
            Some(branch) => account.look_charged(branch, ticket, wish, waker, cache),
            None => account.look(ticket, wish, waker, cache),
        };
        if let Asked::Taken(_) = asked {
            turn.record::<K>(self.site, since);
        }
        self.answer::<K>(account, cache, wish, asked)
    }

    /// Waits no longer.
    pub(crate) fn give_up(&self, turn: Turn) {
        let Turn { account, ticket, .. } = turn;
        let reason = match self.branch.or_else(|| account.branch()) {
            Some(branch) => account.give_up_charged(branch, ticket),
            None => account.give_up(ticket),
        };
        account.count_denied_at(self.site, reason);
    }

    #[inline(always)]
    fn answer<K: Declaration>(
        &self,
        account: &'static Account,
        cache: Option<&Cache>,
        wish: Wish,
        asked: Asked,
    ) -> Answer {
        match (asked, cache) {
            (Asked::Taken(slot), Some(cache)) => self.occupy::<K>(cache, slot),
            (Asked::Taken(slot), None) => {
                account.occupy(slot, self.site, self.owner);
                Answer::Taken(slot)
            }
            (Asked::Waits(ticket), _) => Answer::Waits(Turn { account, ticket, deadline: wish.deadline }),
            (Asked::Denied(denied), _) => {
                account.count_denied_at(self.site, denied.reason());
                Answer::Denied(denied)
            }
        }
    }

    #[inline(always)]
    fn occupy<K: Declaration>(&self, cache: &Cache, slot: Place) -> Answer {
        let _ = hot::occupy::<K>(cache, slot, self.site, self.owner);
        Answer::Taken(slot)
    }
}

impl Turn {
    /// Records how long it took.
    #[inline(always)]
    fn record<K: Declaration>(self, site: &'static Location<'static>, since: Stamp) {
        let clock = self.account.clock();
        let is_recorded = match K::CLOCK {
            ClockMode::None => false,
            ClockMode::Exact => true,
            ClockMode::Tick => since.lived_unseen(clock.last_tick(), clock).is_none(),
        };
        if is_recorded {
            self.account.record_wait(site, since);
        }
    }
}
