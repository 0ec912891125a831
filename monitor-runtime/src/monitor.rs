//! A monitor: one account for each kind.

use std::fmt;

use crate::account::Account;
use crate::budget::Budget;
use crate::budget_kind::BudgetKind;
use crate::core::clock::Clock;
use crate::core::{self, Lease};
use crate::snapshot::Snapshot;
use crate::tracked::Tracked;

/// A running instance that holds one account for each kind: [`Monitor::global`], and more for tenants and tests.
///
/// A clone is the same monitor. When the last of its clones, and of what keeps one ([`Account`], [`Scope`] and, with
/// the feature `config`, a `Config` and its `Watch`), is dropped, it is closed: nothing is
/// acquired from it any more, and what is live stays valid until it is dropped. Its memory then serves the next monitor.
#[derive(Clone)]
pub struct Monitor {
    lease: Lease,
}

impl Monitor {
    /// The monitor that everything uses if nothing else is said.
    pub fn global() -> Monitor {
        Monitor { lease: Lease::global() }
    }

    /// A monitor of its own, with the declared limits.
    ///
    /// Cost: about that of a `Vec`. An account takes memory when its kind is first used; a monitor that gets the memory of a closed
    /// one makes its places ready, which takes longer the more of them that one had used.
    #[must_use = "a monitor that is dropped is closed"]
    #[allow(clippy::new_without_default, reason = "the default monitor is the global one")]
    pub fn new() -> Monitor {
        Monitor { lease: Lease::new(Clock::real()) }
    }

    /// A monitor on a clock of its own, for tests. See [`Clock::simulated`].
    #[must_use = "a monitor that is dropped is closed"]
    pub fn with_clock(clock: &'static Clock) -> Monitor {
        Monitor { lease: Lease::new(clock) }
    }

    /// The monitor that the calling thread acquires from: the one whose scope it is in, or the global one.
    pub fn current() -> Monitor {
        Monitor { lease: Lease::share(core::current()) }
    }

    /// The same, unless it is the global one.
    #[inline]
    pub(crate) fn current_if_not_global() -> Option<Monitor> {
        core::current_if_not_global().map(|accounts| Monitor { lease: Lease::share(accounts) })
    }

    pub(crate) fn if_not_global(self) -> Option<Monitor> {
        (!self.accounts().is_global()).then_some(self)
    }

    /// A tracked type's account in this monitor.
    pub fn account<T: Tracked>(&self) -> Account<T> {
        Account::new(self.clone())
    }

    /// A declared budget in this monitor.
    #[inline]
    pub fn budget(&self, kind: &'static BudgetKind) -> Budget {
        Budget::declared(self.clone(), kind)
    }

    /// A scope in which this monitor is the current one.
    #[must_use = "a scope does nothing until something runs in it"]
    pub fn scope(&self) -> Scope {
        Scope { monitor: self.clone(), owner: core::new_owner() }
    }

    /// All figures of the kinds that were used in this monitor, ordered by name. Its `Display` is a table.
    ///
    /// The figures are of slightly different moments, each consistent in itself; exact when nothing happens meanwhile.
    ///
    /// Cost: about 10 ns for each live handle and some microseconds for each kind. Acquiring and releasing go on.
    #[must_use = "a snapshot is only data"]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.accounts())
    }

    /// Keeps it open.
    pub(crate) fn lease(&self) -> &Lease {
        &self.lease
    }

    pub(crate) fn accounts(&self) -> &'static core::Accounts {
        self.lease.accounts()
    }
}

impl PartialEq for Monitor {
    fn eq(&self, other: &Self) -> bool {
        self.lease == other.lease
    }
}

impl Eq for Monitor {}

impl fmt::Debug for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = self.accounts().used().map(|account| account.kind().name()).collect();
        f.debug_struct("Monitor").field("kinds", &kinds).finish()
    }
}

/// Makes a monitor the current one for as long as a closure runs, on the thread that runs it.
///
/// Threads and tasks that the closure starts are not in the scope, nor is a future that it returns: they acquire from the global
/// monitor. Give them an [`Account`] of this one.
#[derive(Clone, Debug)]
pub struct Scope {
    monitor: Monitor,
    /// What the slots of its handles name as their owner.
    owner: u64,
}

impl Scope {
    /// Runs `f` on this thread with the scope's monitor as the current one. Scopes may be nested; the one before is current
    /// again afterwards, also when `f` panics.
    ///
    /// What is acquired inside belongs to the monitor for good: it may be dropped on any thread and in any scope.
    pub fn in_scope<R>(&self, f: impl FnOnce() -> R) -> R {
        core::within(self.owner, self.monitor.accounts(), f)
    }

    /// The scope's monitor.
    pub fn monitor(&self) -> &Monitor {
        &self.monitor
    }
}
