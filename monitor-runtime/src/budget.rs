//! A budget in one monitor: a roof over several kinds and other budgets.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::bounds::DEPTH_MAX;
use crate::budget_kind::BudgetKind;
use crate::core::{AccountRef, BranchRef, Guaranteed, NodeRef};
use crate::monitor::Monitor;
use crate::table::Grouped;

/// A budget in one monitor: its limit, what it guarantees, its use. Declared by `budget!`, or made at run time as a [child](Self::child)
/// of another, for a tenant.
///
/// Whatever is acquired of a kind that is `within` a budget is charged to it and to all above it, or it is denied and nothing is charged: no
/// level is ever above its limit. Each handle is one unit, or what it weighs.
///
/// A clone is the same budget. Keeps its monitor open. When the last clone of one that was made at run time is dropped, and of those made within
/// it, it is gone; what is held within it stays charged until it is released.
pub struct Budget {
    node: NodeRef,
    name: Arc<str>,
    monitor: Monitor,
}

impl BudgetKind {
    /// The budget in the calling thread's current monitor.
    #[inline]
    pub fn budget(&'static self) -> Budget {
        Monitor::current().budget(self)
    }
}

impl Budget {
    #[inline]
    pub(crate) fn declared(monitor: Monitor, kind: &'static BudgetKind) -> Budget {
        let node = monitor.accounts().tree().declared(kind);
        Budget { node, name: kind.name().into(), monitor }
    }

    /// A new budget within this one, with a limit of its own: a quota, for a tenant, a client address, a job. It is a ceiling and nothing
    /// else. Thousands are no burden: each takes about a kilobyte with the kinds that are used within it, which serves another when it is
    /// dropped and nothing is held within it any more.
    ///
    /// Used by [`Account::within`](crate::Account::within). A second child of the same name is another budget, with a limit of its own: keep one for
    /// each tenant, as the example `tenants` does. Control characters in the name are escaped, since names go into tables and logs; a limit of more
    /// than 2⁶² − 1 is that.
    ///
    /// # Panics
    /// It would be the 17th budget within each other.
    ///
    /// ```text
    /// let tenant = NETWORK.budget().child("tenant 7", 10);
    /// let client = Client::account().within(&tenant)?.try_acquire()?.bind(client);
    /// ```
    #[must_use = "a budget that is dropped is gone"]
    #[track_caller]
    #[inline]
    pub fn child(&self, name: impl AsRef<str>, limit: usize) -> Budget {
        let name = printable(name.as_ref());
        let depth = self.node.depth() + 1;
        assert!(depth < DEPTH_MAX, "{name} cannot be within {}: budgets are at most {DEPTH_MAX} deep", self.name);
        let node = self.monitor.accounts().tree().make(&name, limit as u64, self.node);
        Budget { node, name: name.into(), monitor: self.monitor.clone() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The limit in force, in units: one for each handle, or what it weighs.
    pub fn limit(&self) -> usize {
        self.node.limit() as usize
    }

    /// Sets the limit. A raised one admits at once, those who wait first. What is held above a lowered one stays held, and nothing is admitted until
    /// enough of it is released; whoever waits for more than that is denied. What it is itself guaranteed stays set aside for it, also below a lower
    /// limit. More than 2⁶² − 1 is that.
    ///
    /// # Errors
    /// It guarantees more than that to what is within it. Nothing is changed.
    #[track_caller]
    pub fn set_limit(&self, limit: usize) -> Result<(), BudgetError> {
        let tree = self.monitor.accounts().tree();
        tree.set_limit(self.node, limit as u64).map_err(|guaranteed| self.limit_error(guaranteed))
    }

    /// Takes back what [`set_limit`](Self::set_limit) has set: the configured limit is in force again, or else the declared one, or the one
    /// that it was made with.
    ///
    /// # Errors
    /// It guarantees more than that to what is within it. Nothing is changed.
    pub fn reset_limit(&self) -> Result<(), BudgetError> {
        let tree = self.monitor.accounts().tree();
        tree.reset_limit(self.node).map_err(|guaranteed| self.limit_error(guaranteed))
    }

    fn limit_error(&self, Guaranteed { limit, guaranteed }: Guaranteed) -> BudgetError {
        let what = Refused::Limit { guaranteed: guaranteed as usize };
        BudgetError { budget: Arc::clone(&self.name), asked: limit as usize, what }
    }

    /// How much of the budget that it is within is its own, whatever others do.
    pub fn guarantee(&self) -> usize {
        self.node.guarantee() as usize
    }

    /// Sets that. It is set aside at once, and nobody else can use it.
    ///
    /// # Errors
    /// There is no room for it above, or nothing above; it is more than the limit; or the budget was made at run time: then it is a ceiling and
    /// nothing else. Nothing is changed.
    pub fn set_guarantee(&self, guarantee: usize) -> Result<(), BudgetError> {
        let error = |what| BudgetError { budget: Arc::clone(&self.name), asked: guarantee, what };
        if self.node.is_quota() {
            return Err(error(Refused::Quota));
        }
        if self.node.above().is_none() && guarantee > 0 {
            return Err(error(Refused::Root));
        }
        if guarantee > self.limit() {
            return Err(error(Refused::GuaranteeAboveLimit { limit: self.limit() }));
        }
        let tree = self.monitor.accounts().tree();
        tree.set_guarantee(self.node, guarantee as u64)
            .map_err(|full| error(Refused::Guarantee { full: full.name(), limit: full.limit() as usize }))
    }

    /// How much is held or reserved within it. Exact when nobody acquires or releases meanwhile, and never above the limit, unless that was lowered.
    ///
    /// Cost: a lock for each kind that is within it.
    pub fn used(&self) -> usize {
        self.monitor.accounts().tree().held(self.node) as usize
    }

    /// The budget that it is within.
    pub fn parent(&self) -> Option<Budget> {
        let node = self.node.above()?;
        self.monitor.accounts().tree().share(node);
        Some(Budget { node, name: node.name(), monitor: self.monitor.clone() })
    }

    /// The monitor that it is in.
    pub fn monitor(&self) -> &Monitor {
        &self.monitor
    }
}

impl Clone for Budget {
    #[inline]
    fn clone(&self) -> Self {
        self.monitor.accounts().tree().share(self.node);
        Budget { node: self.node, name: Arc::clone(&self.name), monitor: self.monitor.clone() }
    }
}

impl Drop for Budget {
    #[inline]
    fn drop(&mut self) {
        self.monitor.accounts().tree().release(self.node);
    }
}

impl PartialEq for Budget {
    fn eq(&self, other: &Self) -> bool {
        self.node.is(other.node)
    }
}

impl Eq for Budget {}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget")
            .field("name", &self.name())
            .field("limit", &self.limit())
            .field("guarantee", &self.guarantee())
            .field("used", &self.used())
            .finish()
    }
}

/// A name as it may stand in a table or a log, whoever chose it.
fn printable(name: &str) -> String {
    if name.is_empty() {
        return "\"\"".to_owned();
    }
    let is_control = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let written = |c: char| if is_control(c) { c.escape_default().to_string() } else { c.to_string() };
    name.chars().map(written).collect()
}

/// An account's branch through a budget, which is kept for as long.
#[derive(Clone, Debug)]
pub(crate) struct Within {
    branch: BranchRef,
    budget: Budget,
}

impl Within {
    #[inline]
    pub(crate) fn new(account: AccountRef, monitor: &Monitor, budget: &Budget) -> Result<Within, WithinError> {
        let tree = monitor.accounts().tree();
        let is_here = *monitor == budget.monitor;
        match is_here.then(|| tree.branch_within(account, budget.node)).flatten() {
            Some(branch) => Ok(Within { branch, budget: budget.clone() }),
            None => {
                let kind = account.kind();
                let within = kind.within().map(BudgetKind::name);
                Err(WithinError {
                    kind: kind.name(),
                    within,
                    budget: Arc::clone(&budget.name),
                    is_declared: !budget.node.is_quota(),
                })
            }
        }
    }

    pub(crate) fn branch(&self) -> BranchRef {
        self.branch
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }
}

/// A limit or a guarantee of a budget could not be set, and nothing was changed.
#[derive(Clone)]
pub struct BudgetError {
    budget: Arc<str>,
    asked: usize,
    what: Refused,
}

#[derive(Clone, Debug)]
enum Refused {
    Limit { guaranteed: usize },
    Quota,
    Root,
    GuaranteeAboveLimit { limit: usize },
    Guarantee { full: Arc<str>, limit: usize },
}

impl BudgetError {
    /// The budget's name.
    pub fn budget(&self) -> &str {
        &self.budget
    }

    /// The limit or guarantee that was asked for.
    pub fn asked(&self) -> usize {
        self.asked
    }
}

impl fmt::Display for BudgetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (budget, asked) = (&self.budget, Grouped(self.asked as u64));
        match &self.what {
            Refused::Limit { guaranteed } => {
                let guaranteed = Grouped(*guaranteed as u64);
                write!(f, "{budget} cannot have a limit of {asked}: {guaranteed} are guaranteed within it")
            }
            Refused::Quota => write!(f, "{budget} was made at run time: it is a ceiling, and guarantees nothing"),
            Refused::Root => {
                write!(f, "{budget} cannot be guaranteed {asked}: it is within no budget; declare `within = ...`")
            }
            Refused::GuaranteeAboveLimit { limit } => {
                write!(f, "{budget} cannot be guaranteed {asked}: its limit is {}", Grouped(*limit as u64))
            }
            Refused::Guarantee { full, limit } => {
                let limit = Grouped(*limit as u64);
                write!(f, "{budget} cannot be guaranteed {asked}: {full} has no room for it under its limit of {limit}")
            }
        }
    }
}

/// As it is displayed, so that `unwrap` and a `main` that fails tell all of it.
impl fmt::Debug for BudgetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for BudgetError {}

/// A kind cannot be used within a budget.
#[derive(Clone)]
pub struct WithinError {
    kind: &'static str,
    within: Option<&'static str>,
    budget: Arc<str>,
    is_declared: bool,
}

impl WithinError {
    /// The name of the kind.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The name of the budget.
    pub fn budget(&self) -> &str {
        &self.budget
    }
}

impl fmt::Display for WithinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let WithinError { kind, within, budget, is_declared } = self;
        match within {
            None => write!(f, "{kind} is within no budget, and cannot be used within {budget}: declare `within = ...`"),
            Some(_) if *is_declared => write!(
                f,
                "`Account::within` takes a budget that was made at run time, and {budget} is declared: make one by `Budget::child` of {budget}"
            ),
            Some(within) => write!(
                f,
                "{kind} is within {within}, and {budget} was made within another budget or monitor: make it by `Budget::child` of {within} or \
                 of one above"
            ),
        }
    }
}

/// As it is displayed, so that `unwrap` and a `main` that fails tell all of it.
impl fmt::Debug for WithinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for WithinError {}
