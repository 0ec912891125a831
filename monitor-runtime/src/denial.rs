//! What a denial tells.

use std::fmt;
use std::sync::Arc;

use crate::core::{Denied, NodeRef};
use crate::error::Reason;
use crate::holders::Holders;
use crate::kind::Kind;
use crate::table::{Grouped, ShortDuration};

/// Rows that are looked at for one message.
const ROWS: usize = 10_000;
/// Children of a full budget that one message names.
const CHILDREN: usize = 3;

/// An acquisition was denied.
///
/// It costs nothing to make: it is one pointer to what was there before. When it is *printed*, by `{}` or `{:?}`, it looks at the
/// registry and says who holds the places now, by line, and how old the oldest is: print it soon. Printing waits for no lock that is held for long
/// and looks at no more than 10,000 handles in 100,000 places.
#[derive(Clone, Copy)]
pub struct AcquireError(Denied);

impl AcquireError {
    #[inline]
    pub(crate) fn new(denied: Denied) -> Self {
        AcquireError(denied)
    }

    /// The kind that was to be acquired.
    pub fn kind(&self) -> &'static Kind {
        self.0.account().kind()
    }

    /// Why it was denied.
    pub fn reason(&self) -> Reason {
        self.0.reason()
    }

    /// The budget that refused or was waited for, if it was one. `None` too when that is gone.
    pub fn budget(&self) -> Option<Arc<str>> {
        self.level().filter(|_| self.is_current()).map(|level| level.name())
    }

    fn level(&self) -> Option<NodeRef> {
        self.0.level().filter(|level| !level.is_kind())
    }

    /// Whether what it is about is there: the monitor was not closed meanwhile, so that another one has its memory, nor the budget dropped.
    fn is_current(&self) -> bool {
        self.0.account().is_current(self.0)
    }

    /// A budget that was in the way, and who uses most of it now.
    fn fmt_budget(&self, f: &mut fmt::Formatter<'_>, level: NodeRef) -> fmt::Result {
        if !self.is_current() {
            return f.write_str(": its budget was full, and is gone");
        }
        let limit = level.limit();
        if self.0.is_hopeless() {
            let name = level.name();
            write!(
                f,
                ": more was asked for than its budget {name} will ever allow, whose limit is {}",
                Grouped(limit)
            )?;
            let set_aside = self.0.account().shares(level).map_or(0, |shares| shares.set_aside);
            return match set_aside {
                0 => Ok(()),
                set_aside => write!(f, ", of which {} are guaranteed to others", Grouped(set_aside)),
            };
        }
        let is_full = if level.used() >= limit { "is full" } else { "has too little room" };
        write!(f, ": its budget {} {is_full}", level.name())?;
        let Some(mut shares) = self.0.account().shares(level) else { return Ok(()) };
        write!(f, ": now {} of {} used", Grouped(shares.held), Grouped(limit))?;
        shares.children.retain(|(_, held)| *held > 0);
        shares.children.sort_by_key(|(_, held)| std::cmp::Reverse(*held));
        for (number, (name, held)) in shares.children.iter().take(CHILDREN).enumerate() {
            let before = if number == 0 { ", most by" } else { "," };
            write!(f, "{before} {name} {}", Grouped(*held))?;
        }
        if shares.guaranteed > 0 {
            write!(f, ", and {} guaranteed to others", Grouped(shares.guaranteed))?;
        }
        Ok(())
    }

    /// What the account says now, unless its monitor was closed and another one has it.
    fn fmt_holders(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = self.0.account();
        if !self.is_current() {
            return Ok(());
        }
        if self.0.is_hopeless() {
            let units = if account.kind().units().is_some() { " units" } else { "" };
            return write!(
                f,
                ": more was asked for than its limit of {}{units} will ever allow",
                Grouped(account.limit() as u64)
            );
        }
        let holders = Holders::bounded(account, ROWS);
        let beside = account.beside().unwrap_or_default();
        let live = Grouped(holders.live() as u64);
        if let Some((units, limit)) = beside.units {
            let left = limit.saturating_sub(units + beside.reserved);
            write!(f, ": now {} of {} units held by {live}, {} left", Grouped(units), Grouped(limit), Grouped(left))?;
        } else if holders.live() < ROWS {
            write!(f, ": now {live} of {} held", Grouped(account.limit() as u64))?;
        } else {
            write!(f, ": of {live} held now")?;
        }
        if let Some(top) = holders.sites().first() {
            write!(f, ", {} of them from {}:{}", Grouped(top.units), top.site.file(), top.site.line())?;
        }
        if let Some(oldest) = holders.oldest() {
            write!(f, ", oldest {}", ShortDuration(oldest))?;
        }
        for (count, what) in [(beside.reserved, "reserved"), (beside.granted, "given to who waited")] {
            if count > 0 {
                write!(f, ", {} {what}", Grouped(count))?;
            }
        }
        if self.reason() == Reason::QueueFull {
            write!(f, ", {} of {} wait", Grouped(beside.pending as u64), Grouped(beside.queue as u64))?;
        }
        Ok(())
    }
}

/// What happened, where that can be seen, and what to do.
impl fmt::Display for AcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kind().name();
        match self.reason() {
            _ if self.0.is_hopeless() => write!(f, "{name} denied")?,
            Reason::Limit => write!(f, "{name} limit reached")?,
            Reason::Capacity => write!(f, "{name} registry full at its capacity of {}", self.kind().capacity())?,
            Reason::Ancestor | Reason::Quota => write!(f, "{name} denied")?,
            Reason::Queued => write!(f, "{name} denied, others wait")?,
            Reason::Timeout => write!(f, "no {name} came free in time")?,
            Reason::QueueFull => write!(f, "as many wait for {name} as may")?,
            Reason::Closed => return write!(f, "{name} is closed, until `Account::open`"),
            Reason::Cancelled => return write!(f, "{name} is no longer waited for"),
        }
        let raise = match self.level() {
            Some(level) => {
                self.fmt_budget(f, level)?;
                "Budget::set_limit"
            }
            None => {
                self.fmt_holders(f)?;
                "Account::set_limit"
            }
        };
        if self.level().is_some() && !self.is_current() {
            return Ok(());
        }
        match self.reason() {
            _ if self.0.is_hopeless() => write!(f, "; ask for less, or raise it with {raise}"),
            Reason::Capacity => f.write_str("; release some, or declare a larger `capacity`"),
            Reason::Queued => write!(f, "; wait with `acquire`, or raise the limit with {raise}"),
            Reason::Timeout => write!(f, "; wait longer, or raise the limit with {raise}"),
            Reason::QueueFull => f.write_str("; try again later, or let more wait with a larger `queue`"),
            _ => write!(f, "; release some, or raise it with {raise}"),
        }
    }
}

/// As it is displayed, so that `unwrap` and a `main` that fails tell all of it.
impl fmt::Debug for AcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for AcquireError {}
