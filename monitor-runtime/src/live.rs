//! What is live, row by row.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

use crate::core::clock::Clock;
use crate::core::{AccountRef, Lease, Row, Rows};
use crate::id::Id;
use crate::table::ShortDuration;

/// A permit or handle that was live when it was looked at. Its `Display` is a line: `#7.0 from src/main.rs:12, 400 ms old`.
#[derive(Clone, Copy)]
pub struct Live {
    row: Row,
    clock: &'static Clock,
}

impl Live {
    pub(crate) fn new(row: Row, account: AccountRef) -> Self {
        Live { row, clock: account.clock() }
    }

    /// What names it for as long as the process lives.
    pub fn id(&self) -> Id {
        self.row.id
    }

    /// Where it was acquired.
    pub fn site(&self) -> &'static Location<'static> {
        self.row.site
    }

    /// What it stands for: 1, or what it weighs.
    pub fn units(&self) -> u64 {
        self.row.units
    }

    /// How long it has been held. `None` for `clock = "none"`.
    pub fn age(&self) -> Option<Duration> {
        self.row.created.age(self.clock)
    }
}

impl fmt::Display for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}:{}", self.id(), self.site().file(), self.site().line())?;
        self.age().map_or(Ok(()), |age| write!(f, ", {} old", ShortDuration(age)))
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("id", &self.id()).field("site", &self.site()).field("age", &self.age()).finish()
    }
}

/// The live permits and handles of an account.
#[must_use = "nothing is looked at before it is asked for"]
pub struct Iter {
    rows: Rows,
    account: AccountRef,
    /// Kept open, so that no other has the account.
    _monitor: Option<Lease>,
}

impl Iter {
    /// For a moment, in which somebody keeps the monitor open.
    pub(crate) fn new(account: AccountRef) -> Self {
        Iter { rows: account.rows(), account, _monitor: None }
    }

    pub(crate) fn keeping(monitor: &Lease, account: AccountRef) -> Self {
        Iter { _monitor: Some(monitor.clone()), ..Iter::new(account) }
    }
}

impl Iterator for Iter {
    type Item = Live;

    #[inline]
    fn next(&mut self) -> Option<Live> {
        Some(Live::new(self.rows.next()?, self.account))
    }
}

impl fmt::Debug for Iter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").finish_non_exhaustive()
    }
}
