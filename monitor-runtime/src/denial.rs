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

    /// The budget that refused or was waited for, if it was one.
    pub fn budget(&self) -> Option<Arc<str>> {
        self.level().map(|level| level.name())
    }

    fn level(&self) -> Option<NodeRef> {
        self.0.level().filter(|level| !level.is_kind())
    }

    /// A budget that was in the way, and who uses most of it now.
    fn fmt_budget(&self, f: &mut fmt::Formatter<'_>, level: NodeRef) -> fmt::Result {
        let (used, limit) = (level.used(), level.limit());
        let is_full = if used >= limit { "is full" } else { "has too little room" };
        write!(f, ": its budget {} {is_full}: now {} of {} used", level.name(), Grouped(used), Grouped(limit))?;
        let mut children = self.0.account().children(level);
        children.sort_by_key(|child| std::cmp::Reverse(child.used()));
        let most: Vec<_> = children.iter().take(CHILDREN).filter(|child| child.used() > 0).collect();
        for (number, child) in most.into_iter().enumerate() {
            let before = if number == 0 { ", most by" } else { "," };
            write!(f, "{before} {} {}", child.name(), Grouped(child.used()))?;
        }
        Ok(())
    }

    /// What the account says now, unless its monitor was closed and another one has it.
    fn fmt_holders(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = self.0.account();
        if !account.is_current(self.0) {
            return Ok(());
        }
        let holders = Holders::bounded(account, ROWS);
        let Some(top) = holders.sites().first() else { return Ok(()) };
        if let Some((units, limit)) = account.units() {
            let left = limit.saturating_sub(units);
            write!(f, ": now {} of {} units held by {}", Grouped(units), Grouped(limit), holders.live())?;
            write!(f, ", {} left, {} of them from ", Grouped(left), top.live)?;
        } else if holders.live() < ROWS {
            write!(f, ": now {} of {} held, {} of them from ", holders.live(), account.limit(), top.live)?;
        } else {
            write!(f, ": of {ROWS} held now, {} from ", top.live)?;
        }
        write!(f, "{}:{}", top.site.file(), top.site.line())?;
        if let Some(oldest) = holders.oldest() {
            write!(f, ", oldest {}", ShortDuration(oldest))?;
        }
        Ok(())
    }
}

/// What happened, where that can be seen, and what to do.
impl fmt::Display for AcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kind().name();
        match self.reason() {
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
        match self.reason() {
            Reason::Capacity => f.write_str("; release some, or declare a larger `capacity`"),
            Reason::Queued => write!(f, "; wait with `acquire`, or raise the limit with {raise}"),
            Reason::Timeout => write!(f, "; wait longer, or raise the limit with {raise}"),
            Reason::QueueFull => f.write_str("; try again later, or declare a larger `queue`"),
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
