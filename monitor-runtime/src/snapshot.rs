//! All figures of nearly one moment, as data and as a table.

use std::fmt;
use std::time::Duration;

use crate::budget_snapshot::{BudgetSnapshot, Budgets};
use crate::catalogue::kinds;
use crate::core::{self, AccountRef};
use crate::error::Reason;
use crate::histogram::Histogram;
use crate::holders::{Holders, Older};
use crate::kind::{ClockMode, DeclaredAt, Kind};
use crate::lines::Lines;
use crate::live::Live;
use crate::measuring::{Measuring, Rate};
use crate::setting::{Setting, Settings, Source};
use crate::site::{SiteCounts, SiteSnapshot};
use crate::table::{Align, Grouped, ShortDuration, Table};

/// What a monitor knew, at nearly one moment: a row for each kind that was used in it, ordered by name.
///
/// Its `Display` is a table. With the feature `serde` it can be serialized.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Snapshot {
    /// The kinds, ordered by name, then by place.
    pub kinds: Vec<KindSnapshot>,
    /// The budgets, each followed by those that are within it.
    pub budgets: Vec<BudgetSnapshot>,
    /// How long time has stood still for kinds on the tick, because the background thread is stopped or does not get to run.
    /// Ages and lifetimes on the tick are short by that.
    pub time_stands_still: Option<Duration>,
    /// How often in this process a waker panicked, of a future that waited for a place. Whoever came next was served all the same.
    pub waker_panics: u64,
    /// What measuring costs, if somebody [measures](crate::metrics::Metrics).
    pub measuring: Option<Measuring>,
}

/// One kind in a [`Snapshot`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct KindSnapshot {
    /// The kind's [label](crate::Kind::label): its name, or more if several kinds share that.
    pub kind: String,
    /// The name that it was declared with.
    pub name: &'static str,
    /// Where it is declared.
    pub declared_at: DeclaredAt,
    /// The limit, also while nobody is admitted because the account is closed.
    pub limit: usize,
    /// Where that limit comes from.
    pub limit_source: Source,
    /// How much of the budget that it is within is its own.
    pub guarantee: u64,
    /// Whether nobody is admitted, whatever the limit is: the account is [closed](crate::Account::close).
    pub is_closed: bool,
    /// How many may wait for a place; as many again within each budget that was made at run time.
    pub queue: usize,
    /// Where that comes from.
    pub queue_source: Source,
    /// How many are live: permits and handles. Never above what the limit allows.
    pub live: usize,
    /// The highest number of live ones that was seen. Exact if the limit was reached and somebody was denied; else it is looked at
    /// every 100 ms, at each snapshot, and now and then when a thread fetches a batch of places: a peak between these is missed.
    pub max_live: usize,
    /// Free places that threads keep at hand. They are nobody's, and are called back before anybody is denied.
    pub cached: usize,
    /// How many wait for a place.
    pub pending: usize,
    /// How many places are reserved and not acquired yet; of a kind that weighs, how many units.
    pub reserved: usize,
    /// What its handles weigh together, of a kind that weighs: the limit is on that.
    pub units: Option<u64>,
    /// How many were ever acquired.
    pub acquired: u64,
    /// How many were ever released.
    pub released: u64,
    /// How many acquisitions were denied, by reason.
    pub denied: Vec<(Reason, u64)>,
    /// How long those that were released had lived: on the tick, estimated for the short ones.
    pub use_time: Histogram,
    /// How long those had waited that were acquired after having to: on the tick, estimated for the short ones.
    pub wait_time: Histogram,
    /// How many of the live ones are how old. Empty for `clock = "none"`.
    pub older: Vec<Older>,
    /// The age of the oldest that is live.
    pub oldest: Option<Duration>,
    /// The oldest itself: what names it, and where it was acquired.
    pub oldest_handle: Option<Live>,
    /// The lines that hold the most, most first: at most 8 of them, and those whose doings are counted, at most 16.
    pub sites: Vec<SiteSnapshot>,
    /// How many the other lines hold.
    pub live_elsewhere: usize,
    /// What those lines did that are not counted by themselves.
    pub counts_elsewhere: SiteCounts,
    /// How often something happened of late; empty unless somebody [measures](crate::metrics::Metrics).
    pub rates: Vec<Rate>,
}

impl Snapshot {
    pub(crate) fn of(accounts: &'static core::Accounts) -> Self {
        let mut used: Vec<_> = accounts.used().collect();
        used.sort_by_key(|account| (account.kind().name(), account.kind().declared_at()));
        let (kinds, is_used) = (kinds(), !used.is_empty());
        Snapshot {
            kinds: used.into_iter().map(|account| KindSnapshot::of(account, &kinds)).collect(),
            budgets: BudgetSnapshot::all(accounts),
            // Before anything was used nobody needs the time.
            time_stands_still: if is_used { accounts.clock().stands_still() } else { None },
            waker_panics: core::waker_panics(),
            measuring: None,
        }
    }

    /// The kind with that [label](crate::Kind::label), which mostly is its name, if it was used.
    pub fn kind(&self, label: &str) -> Option<&KindSnapshot> {
        self.kinds.iter().find(|kind| kind.kind == label)
    }

    /// What is in force of the kinds that were used or configured and of their budgets, and where each value comes from. Its `Display` is a table.
    #[must_use = "settings are only data"]
    pub fn settings(&self) -> Settings {
        let kinds = self.kinds.iter().flat_map(KindSnapshot::settings);
        Settings::new(kinds.chain(self.budgets.iter().filter_map(BudgetSnapshot::setting)).collect())
    }
}

impl KindSnapshot {
    pub(crate) fn of(account: AccountRef, kinds: &[&'static Kind]) -> Self {
        let reading = account.reading();
        let counts = reading.counts;
        let holders = Holders::of(account);
        let lines = Lines::of(account, &holders, SiteCounts::of);
        KindSnapshot {
            kind: account.kind().label_among(kinds),
            name: account.kind().name(),
            declared_at: account.kind().declared_at(),
            limit: counts.limit as usize,
            limit_source: reading.limit_source.clone(),
            guarantee: reading.guarantee,
            is_closed: reading.is_closed,
            queue: reading.queue,
            queue_source: reading.queue_source.clone(),
            live: counts.live as usize,
            max_live: counts.max_live as usize,
            cached: reading.cached,
            pending: counts.pending as usize,
            reserved: reading.reserved,
            units: counts.units,
            acquired: counts.acquired,
            released: counts.released,
            denied: Reason::ALL.iter().copied().zip(counts.denied).collect(),
            use_time: Histogram::of(&reading.use_time),
            wait_time: Histogram::of(&reading.wait_time),
            older: if account.kind().clock() == ClockMode::None { Vec::new() } else { holders.older() },
            oldest: holders.oldest(),
            oldest_handle: holders.oldest_handle(),
            sites: lines.own.into_iter().map(SiteSnapshot::of).collect(),
            live_elsewhere: lines.live_elsewhere,
            counts_elsewhere: lines.counts_elsewhere.unwrap_or_default(),
            rates: Vec::new(),
        }
    }

    fn settings(&self) -> [Setting; 2] {
        let setting = |option, value: usize, source: &Source| Setting {
            kind: self.kind.clone(),
            option,
            value: value.to_string(),
            source: source.clone(),
        };
        [setting("limit", self.limit, &self.limit_source), setting("queue", self.queue, &self.queue_source)]
    }

    /// How many acquisitions were denied, whatever the reason.
    pub fn denials(&self) -> u64 {
        self.denied.iter().map(|(_, denied)| denied).sum()
    }

    /// The share of the limit that is live: from 0 to 1, or more after the limit was lowered. A limit of 0 is taken for 1 there.
    pub fn used(&self) -> f64 {
        let used = self.units.map_or(self.live as f64, |units| units as f64);
        used / self.limit.max(1) as f64
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("live", Align::Right),
            ("limit", Align::Right),
            ("used", Align::Right),
            ("max live", Align::Right),
            ("pending", Align::Right),
            ("reserved", Align::Right),
            ("total", Align::Right),
            ("denied", Align::Right),
            ("p50 life", Align::Right),
            ("p99 life", Align::Right),
            ("oldest", Align::Right),
            ("most held by", Align::Left),
        ]);
        for kind in &self.kinds {
            table.row(kind.cells());
        }
        write!(f, "{table}")?;
        if !self.budgets.is_empty() {
            write!(f, "\n\n{}", Budgets(&self.budgets))?;
        }
        if let Some(still) = self.time_stands_still {
            write!(
                f,
                "\ntime has stood still for {}: the background thread is stopped or does not get to run",
                ShortDuration(still)
            )?;
        }
        Ok(())
    }
}

impl KindSnapshot {
    fn cells(&self) -> Vec<String> {
        let duration = |duration: Option<Duration>| match duration {
            Some(duration) => ShortDuration(duration).to_string(),
            None => "-".to_owned(),
        };
        let number = |number: usize| Grouped(number as u64).to_string();
        vec![
            self.kind.clone(),
            self.units.map_or(number(self.live), |units| format!("{} in {}", Grouped(units), number(self.live))),
            if self.is_closed { "closed".to_owned() } else { number(self.limit) },
            format!("{:.0} %", self.used() * 100.0),
            number(self.max_live),
            number(self.pending),
            number(self.reserved),
            Grouped(self.acquired).to_string(),
            Grouped(self.denials()).to_string(),
            duration(self.use_time.quantile(0.5)),
            duration(self.use_time.quantile(0.99)),
            duration(self.oldest),
            self.sites
                .first()
                .filter(|site| site.live > 0)
                .map_or_else(String::new, |site| format!("{}:{} ({})", site.file, site.line, site.live)),
        ]
    }
}

impl fmt::Display for KindSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (live, limit) = (Grouped(self.live as u64), Grouped(self.limit as u64));
        match self.units {
            None => write!(f, "{}: {live} of {limit} live", self.kind)?,
            Some(units) => write!(f, "{}: {} of {limit} units in {live} live", self.kind, Grouped(units))?,
        }
        write!(f, ", {} acquired, {} denied", Grouped(self.acquired), Grouped(self.denials()))
    }
}
