//! What is live, row by row.

use std::panic::Location;
use std::time::Duration;

use crate::core::clock::Clock;
use crate::core::{Account, Id, Row, Rows};

/// A permit or handle that was live when it was looked at.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    row: Row,
    clock: &'static Clock,
}

impl Live {
    /// What names it for as long as the process lives.
    pub fn id(&self) -> Id {
        self.row.id
    }

    /// Where it was acquired.
    pub fn site(&self) -> &'static Location<'static> {
        self.row.site
    }

    /// How long it has been held. `None` for `clock = "none"`.
    pub fn age(&self) -> Option<Duration> {
        self.row.created.age(self.clock)
    }
}

/// The live permits and handles of an account.
pub struct Iter {
    rows: Rows,
    clock: &'static Clock,
}

impl Iter {
    pub(crate) fn new(account: &'static Account) -> Self {
        Iter { rows: account.rows(), clock: account.clock() }
    }

    pub(crate) fn without_blocking(account: &'static Account) -> Self {
        Iter { rows: account.rows_without_blocking(), clock: account.clock() }
    }
}

impl Iterator for Iter {
    type Item = Live;

    #[inline]
    fn next(&mut self) -> Option<Live> {
        let row = self.rows.next()?;
        Some(Live { row, clock: self.clock })
    }
}

impl std::fmt::Debug for Iter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Iter").finish_non_exhaustive()
    }
}
