//! What would be read of an account: what was declared, and that nothing was counted.

use std::panic::Location;

use super::Stamp;
use crate::error::Reason;
use crate::id::Id;
use crate::setting::Source;

/// Who uses how much of a budget: nobody.
pub(crate) struct Shares {
    pub(crate) held: u64,
    pub(crate) guaranteed: u64,
    pub(crate) set_aside: u64,
    pub(crate) children: Vec<(std::sync::Arc<str>, u64)>,
}

/// What has a place beside what is held: nothing.
#[derive(Default)]
pub(crate) struct Beside {
    pub(crate) reserved: u64,
    pub(crate) granted: u64,
    pub(crate) pending: usize,
    pub(crate) queue: usize,
    pub(crate) units: Option<(u64, u64)>,
}

/// What would be counted of an account.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) limit: u64,
    pub(crate) live: u64,
    pub(crate) max_live: u64,
    pub(crate) pending: u64,
    pub(crate) units: Option<u64>,
    pub(crate) acquired: u64,
    pub(crate) released: u64,
    pub(crate) denied: [u64; Reason::ALL.len()],
}

/// What an account would be asked for.
pub(crate) struct Reading {
    pub(crate) counts: Counts,
    pub(crate) limit_source: Source,
    pub(crate) guarantee: u64,
    pub(crate) is_closed: bool,
    pub(crate) queue: usize,
    pub(crate) queue_source: Source,
    pub(crate) cached: usize,
    pub(crate) reserved: usize,
    pub(crate) use_time: Times,
    pub(crate) wait_time: Times,
}

/// None were recorded.
pub(crate) struct Times;

impl Times {
    pub(crate) fn bins(&self) -> impl Iterator<Item = (u64, u64, u64)> {
        std::iter::empty()
    }
}

/// What was done at a site: nothing.
pub(crate) struct SiteReading {
    pub(crate) site: Option<&'static Location<'static>>,
    pub(crate) acquired: u64,
    pub(crate) released: u64,
    pub(crate) denied: [u64; Reason::ALL.len()],
}

impl SiteReading {
    pub(crate) fn use_time(&self) -> Times {
        Times
    }

    pub(crate) fn wait_time(&self) -> Times {
        Times
    }
}

/// Nothing is live.
pub(crate) struct Rows;

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        None
    }
}

/// A live place, of which there is none.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) id: Id,
    pub(crate) site: &'static Location<'static>,
    pub(crate) units: u64,
    pub(crate) created: Stamp,
}
