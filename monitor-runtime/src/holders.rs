//! Who holds the places: how many, and how much, from which line, and the oldest.

use std::collections::HashMap;
use std::fmt;
use std::panic::Location;
use std::time::Duration;

use crate::core::AccountRef;
use crate::live::{Iter, Live};
use crate::table::{Align, Grouped, ShortDuration, Table};

/// The live handles of an account by the line that acquired them: most first. Its `Display` is a table.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    sites: Vec<Holder>,
    live: usize,
    oldest: Option<Duration>,
    oldest_handle: Option<Live>,
    older: [usize; AGES.len()],
}

/// Ages that the live are counted by.
const AGES: [Duration; 6] = {
    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }
    [seconds(1), seconds(10), seconds(60), seconds(600), seconds(3_600), seconds(86_400)]
};

/// How many are older than a certain age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Older {
    /// The age: a second, ten, a minute, ten, an hour, a day.
    pub than: Duration,
    /// How many of the live are older.
    pub live: usize,
}

/// A line that acquired what is live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holder {
    /// The line. If it calls in several places, one of them.
    pub site: &'static Location<'static>,
    /// How many that it acquired are live.
    pub live: usize,
    /// What they weigh together; of a kind that does not weigh, the same.
    pub units: u64,
    /// The age of the oldest of them. `None` for `clock = "none"`.
    pub oldest: Option<Duration>,
}

impl Holders {
    pub(crate) fn of(account: AccountRef) -> Self {
        Self::count(Iter::new(account))
    }

    /// Of at most `rows` handles in at most ten times as many places, and of none if somebody holds the account's lock.
    pub(crate) fn bounded(account: AccountRef, rows: usize) -> Self {
        let live = account.rows_without_blocking(10 * rows).map(|row| Live::new(row, account));
        Self::count(live.take(rows))
    }

    fn count(rows: impl Iterator<Item = Live>) -> Self {
        let mut by_site: HashMap<*const Location<'static>, Holder> = HashMap::new();
        let mut holders = Holders::default();
        for row in rows {
            let age = row.age();
            holders.live += 1;
            if age > holders.oldest {
                (holders.oldest, holders.oldest_handle) = (age, Some(row));
            }
            if let Some(age) = age {
                AGES.iter().zip(&mut holders.older).for_each(|(than, older)| *older += usize::from(age > *than));
            }
            let new = Holder { site: row.site(), live: 0, units: 0, oldest: None };
            let holder = by_site.entry(row.site()).or_insert(new);
            holder.live += 1;
            holder.units += row.units();
            holder.oldest = holder.oldest.max(age);
        }
        holders.sites = merge(by_site.into_values().collect());
        holders
    }

    /// The lines, most first: most live handles or, of a kind that weighs, most units.
    pub fn sites(&self) -> &[Holder] {
        &self.sites
    }

    /// How many live handles were looked at.
    pub fn live(&self) -> usize {
        self.live
    }

    /// The oldest itself.
    pub fn oldest_handle(&self) -> Option<Live> {
        self.oldest_handle
    }

    /// How many are how old: so somebody who never gives back is seen among the old, and is not missing among the lifetimes.
    pub fn older(&self) -> Vec<Older> {
        AGES.iter().zip(self.older).map(|(than, live)| Older { than: *than, live }).collect()
    }

    /// The age of the oldest. `None` when there is none, or for `clock = "none"`.
    pub fn oldest(&self) -> Option<Duration> {
        self.oldest
    }
}

impl Holder {
    /// The file and the line.
    pub(crate) fn line(&self) -> (&'static str, u32) {
        (self.site.file(), self.site.line())
    }
}

impl<'a> IntoIterator for &'a Holders {
    type Item = &'a Holder;
    type IntoIter = std::slice::Iter<'a, Holder>;

    fn into_iter(self) -> Self::IntoIter {
        self.sites.iter()
    }
}

impl fmt::Display for Holders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&[("live", Align::Right), ("oldest", Align::Right), ("acquired at", Align::Left)]);
        for Holder { site, live, oldest, .. } in self {
            let oldest = oldest.map_or_else(|| "-".to_owned(), |oldest| ShortDuration(oldest).to_string());
            table.row(vec![Grouped(*live as u64).to_string(), oldest, format!("{}:{}", site.file(), site.line())]);
        }
        table.fmt(f)
    }
}

/// One line can call in several places: counts them together, most first, then by place.
fn merge(mut holders: Vec<Holder>) -> Vec<Holder> {
    holders.sort_by_key(Holder::line);
    holders.dedup_by(|next, kept| {
        let is_same = next.line() == kept.line();
        if is_same {
            kept.live += next.live;
            kept.units += next.units;
            kept.oldest = kept.oldest.max(next.oldest);
        }
        is_same
    });
    holders.sort_by_key(|holder| std::cmp::Reverse((holder.units, holder.live)));
    holders
}
