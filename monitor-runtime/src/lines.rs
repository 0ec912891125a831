//! The lines of an account: what is held from each, and what each did.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::core::{AccountRef, SiteReading};
use crate::holders::{Holder, Holders};

/// Lines that are told of because they hold the most.
const HOLDERS: usize = 8;

/// A file and a line.
pub(crate) type Line = (&'static str, u32);

/// A line, with what was counted of it.
pub(crate) struct AtLine<C> {
    pub(crate) line: Line,
    pub(crate) live: usize,
    pub(crate) units: u64,
    pub(crate) oldest: Option<Duration>,
    /// `None`: it is counted among all others.
    pub(crate) counts: Option<C>,
}

/// All lines of an account.
pub(crate) struct Lines<C> {
    /// Those that hold the most, most first; and those that are counted by themselves.
    pub(crate) own: Vec<AtLine<C>>,
    /// What the others hold.
    pub(crate) live_elsewhere: usize,
    pub(crate) counts_elsewhere: Option<C>,
}

impl<C> Lines<C> {
    /// `counts_of`: what is wanted of what was counted.
    pub(crate) fn of(account: AccountRef, holders: &Holders, counts_of: impl Fn(&SiteReading) -> C) -> Self {
        let mut lines = Lines { own: Vec::new(), live_elsewhere: 0, counts_elsewhere: None };
        let mut counted = BTreeMap::new();
        for reading in account.sites() {
            let counts = counts_of(&reading);
            match reading.site {
                Some(site) => drop(counted.insert((site.file(), site.line()), counts)),
                None => lines.counts_elsewhere = Some(counts),
            }
        }
        for (rank, holder) in holders.into_iter().enumerate() {
            let counts = counted.remove(&holder.line());
            if rank < HOLDERS || counts.is_some() {
                let Holder { live, units, oldest, .. } = *holder;
                lines.own.push(AtLine { line: holder.line(), live, units, oldest, counts });
            } else {
                lines.live_elsewhere += holder.live;
            }
        }
        let holds_nothing = |(line, counts)| AtLine { line, live: 0, units: 0, oldest: None, counts: Some(counts) };
        lines.own.extend(counted.into_iter().map(holds_nothing));
        lines
    }
}
