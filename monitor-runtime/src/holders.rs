//! Who holds the places: how many from which line, and the oldest.

use std::collections::HashMap;
use std::panic::Location;
use std::time::Duration;

use crate::core::Account;
use crate::live::{Iter, Live};

/// The live handles of an account, counted by the line that acquired them: most first.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    sites: Vec<Holder>,
    live: usize,
    oldest: Option<Duration>,
}

/// The live handles that one line acquired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) site: &'static Location<'static>,
    pub(crate) live: usize,
    pub(crate) oldest: Option<Duration>,
}

impl Holders {
    pub(crate) fn of(account: &'static Account) -> Self {
        Self::count(Iter::new(account))
    }

    /// Of at most `rows` handles, and of none if somebody holds the account's lock.
    pub(crate) fn bounded(account: &'static Account, rows: usize) -> Self {
        Self::count(Iter::without_blocking(account).take(rows))
    }

    fn count(rows: impl Iterator<Item = Live>) -> Self {
        let mut by_site: HashMap<*const Location<'static>, Holder> = HashMap::new();
        let mut holders = Holders::default();
        for row in rows {
            let age = row.age();
            holders.live += 1;
            holders.oldest = holders.oldest.max(age);
            let new = Holder { site: row.site(), live: 0, oldest: None };
            let holder = by_site.entry(row.site()).or_insert(new);
            holder.live += 1;
            holder.oldest = holder.oldest.max(age);
        }
        holders.sites = merge(by_site.into_values().collect());
        holders
    }

    /// Each line with its number of live handles and the age of its oldest, most first.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Location<'static>, usize, Option<Duration>)> + '_ {
        self.sites.iter().map(|holder| (holder.site, holder.live, holder.oldest))
    }

    /// How many live handles were looked at.
    pub fn live(&self) -> usize {
        self.live
    }

    /// The age of the oldest. `None` when there is none, or for `clock = "none"`.
    pub fn oldest(&self) -> Option<Duration> {
        self.oldest
    }

    pub(crate) fn sites(&self) -> &[Holder] {
        &self.sites
    }
}

/// One line can call in several places: counts them together, most first, then by place.
fn merge(mut holders: Vec<Holder>) -> Vec<Holder> {
    let line = |holder: &Holder| (holder.site.file(), holder.site.line());
    holders.sort_by_key(line);
    holders.dedup_by(|next, kept| {
        let is_same = line(next) == line(kept);
        if is_same {
            kept.live += next.live;
            kept.oldest = kept.oldest.max(next.oldest);
        }
        is_same
    });
    holders.sort_by_key(|holder| std::cmp::Reverse(holder.live));
    holders
}
