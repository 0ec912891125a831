//! Why something was denied, as data. What a denial looks like when it is printed is in [`crate::denial`].

use std::fmt;

use crate::bounds::MAX_CAPACITY;
use crate::table::Grouped;

/// Why an acquisition was denied. The denials of a kind, summed over the reasons, are all its denials.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum Reason {
    /// Every place that the limit allows is taken.
    Limit,
    /// The kind has no limit, and its registry is full: it was declared without `limit`, and `capacity` handles are live.
    Capacity,
    /// A budget that the kind is within, directly or not, is full.
    Ancestor,
    /// A budget that was made at run time, and that was acquired within, is full.
    Quota,
    /// Others wait for a place, and whoever does not want to wait comes after them.
    Queued,
    /// None came free in the time that was given.
    Timeout,
    /// As many wait as may.
    QueueFull,
    /// The account is closed.
    Closed,
    /// Whoever waited has gone before there was a place. Nobody is told of it, but it is counted.
    Cancelled,
}

impl Reason {
    /// Every reason, in the order in which they are shown.
    pub const ALL: &'static [Reason] = &[
        Reason::Limit,
        Reason::Capacity,
        Reason::Ancestor,
        Reason::Quota,
        Reason::Queued,
        Reason::Timeout,
        Reason::QueueFull,
        Reason::Closed,
        Reason::Cancelled,
    ];

    /// The name that tools see: `limit`, `queue_full`.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Limit => "limit",
            Reason::Capacity => "capacity",
            Reason::Ancestor => "ancestor",
            Reason::Quota => "quota",
            Reason::Queued => "queued",
            Reason::Timeout => "timeout",
            Reason::QueueFull => "queue_full",
            Reason::Closed => "closed",
            Reason::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A limit could not be set, and nothing was changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LimitError {
    pub(crate) kind: &'static str,
    pub(crate) asked: usize,
    pub(crate) capacity: usize,
}

impl LimitError {
    /// The limit that was asked for.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// The largest limit that this kind can have.
    pub fn capacity(&self) -> usize {
        self.capacity
    }
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (asked, capacity) = (Grouped(self.asked as u64), Grouped(self.capacity as u64));
        if self.capacity > MAX_CAPACITY {
            return write!(
                f,
                "{} cannot have a limit of {asked} units: no limit can be larger than {capacity}",
                self.kind
            );
        }
        write!(f, "{} cannot have a limit of {asked}: its capacity is {capacity}", self.kind)?;
        if self.asked <= MAX_CAPACITY {
            write!(f, ", declare it with `capacity = {}` or more", self.asked)
        } else {
            write!(f, ", and none can be larger than {}", Grouped(MAX_CAPACITY as u64))
        }
    }
}

/// As it is displayed, so that `unwrap` and a `main` that fails tell all of it.
impl fmt::Debug for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for LimitError {}
