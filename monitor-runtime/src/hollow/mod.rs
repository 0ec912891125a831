//! What stands in the core's place when the engine is off: the same names, with nothing behind them. A place has no size, an
//! account knows only what was declared, and nothing is ever denied, so that all that is built on the core compiles to nothing.

#![allow(clippy::extra_unused_type_parameters, reason = "the core needs to know the kind")]

pub mod background;
mod budgets;
pub mod clock;
mod readings;
mod reservations;

use std::panic::Location;
use std::task::Waker;
use std::time::Duration;

pub(crate) use self::budgets::{BranchRef, BudgetReading, Guaranteed, NodeRef, Tree};
use self::clock::Clock;
use self::readings::Counts;
pub(crate) use self::readings::{Beside, Reading, Row, Rows, Shares, SiteReading, Times};
pub(crate) use self::reservations::{Given, reserve, take_all_reserved, take_reserved};
use crate::error::{LimitError, Reason};
use crate::kind::Kind;
use crate::priority::Priority;
use crate::setting::Source;

/// What the attribute writes for each item.
#[doc(hidden)]
pub trait Declaration: Sized + 'static {
    /// What was declared.
    const KIND: &'static Kind;
}

/// Nothing is held.
#[derive(Clone, Copy)]
pub(crate) struct Place;

impl Place {
    pub(crate) fn read(self) -> Option<Row> {
        None
    }

    pub(crate) fn age(self) -> Option<Duration> {
        None
    }

    pub(crate) fn units(self) -> u64 {
        0
    }
}

/// Gives nothing, which is never denied.
#[inline(always)]
pub(crate) fn acquire<K: Declaration>(_: &'static Location<'static>) -> Result<Place, Denied> {
    Ok(Place)
}

#[inline(always)]
pub(crate) fn acquire_from<K: Declaration>(_: AccountRef, _: &'static Location<'static>) -> Result<Place, Denied> {
    Ok(Place)
}

#[inline(always)]
pub(crate) fn acquire_units<K: Declaration>(_: u64, _: &'static Location<'static>) -> Result<Place, Denied> {
    Ok(Place)
}

#[inline(always)]
pub(crate) fn acquire_units_from<K: Declaration>(
    _: AccountRef,
    _: u64,
    _: &'static Location<'static>,
) -> Result<Place, Denied> {
    Ok(Place)
}

#[inline(always)]
pub(crate) fn acquire_within<K: Declaration>(
    _: BranchRef,
    _: u64,
    _: &'static Location<'static>,
) -> Result<Place, Denied> {
    Ok(Place)
}

/// A handle weighs nothing, and may grow.
pub(crate) fn grow(_: Place, _: u64) -> Result<(), Denied> {
    Ok(())
}

/// Nobody knows how much is held.
pub(crate) fn shrink(_: Place, _: u64) -> Result<(), u64> {
    Ok(())
}

/// Who acquires, from where, on whose account.
#[derive(Debug)]
pub(crate) struct Asker {
    pub(crate) accounts: Option<&'static Accounts>,
    pub(crate) branch: Option<BranchRef>,
    pub(crate) units: u64,
    pub(crate) site: &'static Location<'static>,
    pub(crate) owner: u64,
    pub(crate) priority: Priority,
    pub(crate) timeout: Option<Duration>,
}

impl Asker {
    #[inline(always)]
    pub(crate) fn ask<K: Declaration>(&self, _: &Waker) -> Answer {
        Answer::Taken(Place)
    }

    pub(crate) fn look<K: Declaration>(&self, turn: Turn, _: &Waker) -> Answer {
        match turn {}
    }

    pub(crate) fn give_up(&self, turn: Turn) {
        match turn {}
    }
}

/// How somebody would want to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) priority: Priority,
    pub(crate) deadline: Option<u64>,
    pub(crate) units: u64,
}

/// Nobody waits for a place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Turn {}

/// Nor until nothing is held.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ticket {}

/// What asking for a place comes to.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    Taken(Place),
    Waits(Turn),
    Denied(Denied),
}

/// There is none.
#[derive(Clone, Copy)]
pub(crate) enum Denied {}

impl Denied {
    pub(crate) fn account(self) -> AccountRef {
        match self {}
    }

    pub(crate) fn reason(self) -> Reason {
        match self {}
    }

    pub(crate) fn level(self) -> Option<NodeRef> {
        match self {}
    }

    pub(crate) fn is_hopeless(self) -> bool {
        match self {}
    }
}

/// What has become of somebody who waits until nothing is held.
pub(crate) enum Drained {
    All,
    Late,
    Opened,
}

/// What was declared, in every monitor.
#[derive(Clone, Copy)]
pub(crate) struct AccountRef(&'static Kind);

impl AccountRef {
    pub(crate) fn kind(self) -> &'static Kind {
        self.0
    }

    pub(crate) fn clock(self) -> &'static Clock {
        Clock::real()
    }

    pub(crate) fn limit(self) -> usize {
        self.0.units().map_or(self.0.starting_limit() as usize, |units| units as usize)
    }

    pub(crate) fn shares(self, _: NodeRef) -> Option<Shares> {
        None
    }

    pub(crate) fn beside(self) -> Option<Beside> {
        None
    }

    /// Changes nothing, and refuses what it would refuse with the engine on.
    pub(crate) fn set_limit(self, limit: usize) -> Result<(), LimitError> {
        self.0.check_limit(limit)
    }

    pub(crate) fn reset_limit(self) {}

    pub(crate) fn set_closed(self, _: bool) {}

    pub(crate) fn is_closed(self) -> bool {
        false
    }

    pub(crate) fn wait_drained(self, _: Wish, _: &Waker) -> Option<Ticket> {
        None
    }

    pub(crate) fn look_drained(self, ticket: Ticket, _: Wish, _: &Waker) -> Option<Drained> {
        match ticket {}
    }

    pub(crate) fn give_up_drained(self, ticket: Ticket) {
        match ticket {}
    }

    pub(crate) fn live(self) -> usize {
        0
    }

    pub(crate) fn left_reserved(self, count: u64) -> Option<u64> {
        Some(count)
    }

    pub(crate) fn cancel_reserved(self, _: u64) {}

    pub(crate) fn pending(self) -> usize {
        0
    }

    pub(crate) fn reading(self) -> Reading {
        Reading {
            counts: Counts { limit: self.limit() as u64, units: self.0.units().map(|_| 0), ..Counts::default() },
            limit_source: Source::Attribute(self.0.declared_at()),
            guarantee: self.0.guarantee(),
            is_closed: false,
            queue: self.0.queue(),
            queue_source: Source::Attribute(self.0.declared_at()),
            cached: 0,
            reserved: 0,
            use_time: Times,
            wait_time: Times,
        }
    }

    pub(crate) fn openings(self) -> usize {
        1
    }

    pub(crate) fn sites(self) -> [SiteReading; 0] {
        []
    }

    pub(crate) fn is_current(self, denied: Denied) -> bool {
        match denied {}
    }

    pub(crate) fn rows(self) -> Rows {
        Rows
    }

    pub(crate) fn rows_without_blocking(self, _: usize) -> Rows {
        Rows
    }
}

/// Nothing is known.
#[derive(Clone, Copy)]
pub(crate) struct Stamp;

impl Stamp {
    pub(crate) fn age(self, _: &Clock) -> Option<Duration> {
        None
    }
}

/// The accounts of every monitor.
#[derive(Debug)]
pub(crate) struct Accounts;

impl Accounts {
    pub(crate) fn of(&self, kind: &'static Kind) -> AccountRef {
        AccountRef(kind)
    }

    pub(crate) fn used(&self) -> impl Iterator<Item = AccountRef> {
        std::iter::empty()
    }

    pub(crate) fn clock(&self) -> &'static Clock {
        Clock::real()
    }

    pub(crate) fn tree(&self) -> &'static Tree {
        &Tree
    }

    pub(crate) fn is_global(&self) -> bool {
        true
    }
}

/// A share in what nobody keeps. There is one monitor, whatever it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lease;

impl Lease {
    pub(crate) fn global() -> Lease {
        Lease
    }

    pub(crate) fn new(_: &'static Clock) -> Lease {
        Lease
    }

    pub(crate) fn share(_: &'static Accounts) -> Lease {
        Lease
    }

    pub(crate) fn accounts(&self) -> &'static Accounts {
        &Accounts
    }
}

/// Runs `f`, in the only monitor there is.
pub(crate) fn within<R>(_: u64, _: &'static Accounts, f: impl FnOnce() -> R) -> R {
    f()
}

pub(crate) fn current() -> &'static Accounts {
    &Accounts
}

/// Nobody waits, so nobody is woken.
pub(crate) fn waker_panics() -> u64 {
    0
}

/// Nobody holds any.
pub(crate) fn open_files_max() -> Option<u64> {
    None
}

pub(crate) fn current_if_not_global() -> Option<&'static Accounts> {
    None
}

pub(crate) fn owner() -> u64 {
    0
}

/// Nobody owns anything.
pub(crate) fn new_owner() -> u64 {
    0
}
