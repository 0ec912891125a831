//! What can be seen to be wrong before anything goes wrong.

use std::fmt;

use crate::budget_kind::BudgetKind;
use crate::catalogue::{budgets, kinds, missing};
use crate::core::{self, Declaration};
use crate::kind::{Counts, Kind};
use crate::monitor::Monitor;
use crate::table::Grouped;
use crate::tracked::Tracked;

/// File descriptors that every process has: its input, its output, its errors.
const STANDARD_STREAMS: u64 = 3;

/// Looks at the registered kinds, at the limits of the global monitor, and at what the process may have: for the start of a program. Its `Display` has a line for each
/// warning, and nothing when there is none:
///
/// ```text
/// eprint!("{}", monitor::self_check());
/// ```
#[must_use = "what was found is only told if it is printed"]
pub fn self_check() -> SelfCheck {
    let kinds = kinds();
    let mut warnings = shared_names(&kinds);
    warnings.extend(shared_budget_names());
    warnings.extend(guarantees(&kinds));
    warnings.extend(file_descriptors(&kinds, core::open_files_max()));
    SelfCheck { warnings }
}

/// What [`self_check`] has found.
#[derive(Clone, Debug)]
pub struct SelfCheck {
    warnings: Vec<Warning>,
}

impl SelfCheck {
    /// What seems wrong, in the order in which it is told.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

impl fmt::Display for SelfCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.warnings.iter().try_for_each(|warning| writeln!(f, "{warning}"))
    }
}

/// Something that [`self_check`] has found. Its `Display` is a line that says what, how many, where, and what to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Warning {
    /// Several kinds have one name. Where it is shown, each has more before it.
    #[non_exhaustive]
    SharedName {
        /// The kinds, ordered by place.
        kinds: Vec<&'static Kind>,
    },
    /// Several declared budgets have one name. Where it is shown, each has more before it.
    #[non_exhaustive]
    SharedBudgetName {
        /// The budgets, ordered by place.
        budgets: Vec<&'static BudgetKind>,
    },
    /// More is guaranteed within a budget than its limit. What finds no room is guaranteed nothing; kinds are served by name, each after the
    /// budgets that it is within.
    #[non_exhaustive]
    Guarantees {
        /// The budget.
        budget: &'static BudgetKind,
        /// The kinds that are guaranteed something in it, ordered by name.
        kinds: Vec<&'static Kind>,
        /// The budgets that are, ordered by name.
        budgets: Vec<&'static BudgetKind>,
    },
    /// The kinds that count file descriptors may hold more of them than the process may have.
    #[non_exhaustive]
    FileDescriptors {
        /// These kinds, and the limit of each that is in force.
        kinds: Vec<(&'static Kind, usize)>,
        /// The process's soft limit, `RLIMIT_NOFILE`.
        allowed: u64,
    },
}

fn shared_names(kinds: &[&'static Kind]) -> Vec<Warning> {
    let namesakes = kinds.chunk_by(|one, other| one.name() == other.name()).filter(|kinds| kinds.len() > 1);
    namesakes.map(|kinds| Warning::SharedName { kinds: kinds.to_vec() }).collect()
}

fn shared_budget_names() -> Vec<Warning> {
    let budgets = budgets();
    let namesakes = budgets.chunk_by(|one, other| one.name() == other.name()).filter(|budgets| budgets.len() > 1);
    namesakes.map(|budgets| Warning::SharedBudgetName { budgets: budgets.to_vec() }).collect()
}

fn guarantees(kinds: &[&'static Kind]) -> Vec<Warning> {
    let all = budgets();
    let within = |budget: &'static BudgetKind| Warning::Guarantees {
        budget,
        kinds: kinds.iter().copied().filter(|kind| kind.guarantee() > 0 && is(kind.within(), budget)).collect(),
        budgets: all.iter().copied().filter(|child| child.guarantee() > 0 && is(child.parent(), budget)).collect(),
    };
    all.iter().map(|budget| within(budget)).filter(|warning| warning.excess() > 0).collect()
}

fn is(above: Option<&'static BudgetKind>, budget: &'static BudgetKind) -> bool {
    above.is_some_and(|above| std::ptr::eq(above, budget))
}

/// What is guaranteed to all of these.
fn guaranteed(kinds: &[&Kind], budgets: &[&BudgetKind]) -> u64 {
    let kinds: u64 = kinds.iter().map(|kind| kind.guarantee()).sum();
    kinds + budgets.iter().map(|budget| budget.guarantee()).sum::<u64>()
}

fn file_descriptors(kinds: &[&'static Kind], allowed: Option<u64>) -> Option<Warning> {
    let allowed = allowed?;
    let global = Monitor::global();
    let counting = kinds.iter().filter(|kind| kind.counts() == Some(Counts::Fds));
    let kinds: Vec<_> = counting.map(|kind| (*kind, limit_in_force(&global, kind))).collect();
    let warning = Warning::FileDescriptors { kinds, allowed };
    (warning.excess() > 0).then_some(warning)
}

/// Without opening an account for it.
fn limit_in_force(monitor: &Monitor, kind: &'static Kind) -> usize {
    let account = monitor.accounts().used().find(|account| std::ptr::eq(account.kind(), kind));
    account.map_or(kind.starting_limit() as usize, |account| account.limit())
}

impl Warning {
    /// How many too many: file descriptors that may be held, or units that are guaranteed.
    fn excess(&self) -> u64 {
        match self {
            Warning::FileDescriptors { kinds, allowed } => (held(kinds) + STANDARD_STREAMS).saturating_sub(*allowed),
            Warning::Guarantees { budget, kinds, budgets } => guaranteed(kinds, budgets).saturating_sub(budget.limit()),
            Warning::SharedName { .. } | Warning::SharedBudgetName { .. } => 0,
        }
    }
}

/// How many may be held of these.
fn held(kinds: &[(&Kind, usize)]) -> u64 {
    kinds.iter().map(|(_, limit)| *limit as u64).sum()
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::SharedName { kinds } => {
                let Some(first) = kinds.first() else { return Ok(()) };
                write!(f, "{} kinds are named `{}`", kinds.len(), first.name())?;
                if kinds.iter().any(|kind| !kind.is_declared_like(first)) {
                    f.write_str(" and contradict each other")?;
                }
                f.write_str(": ")?;
                separated(f, kinds, |f, kind| {
                    write!(f, "{}, {} at {}", kind.label(), Limit(kind.limit()), kind.declared_at())
                })?;
                f.write_str("; give each a `kind` of its own")
            }
            Warning::SharedBudgetName { budgets } => {
                let Some(first) = budgets.first() else { return Ok(()) };
                write!(f, "{} budgets are named `{}`: ", budgets.len(), first.name())?;
                separated(f, budgets, |f, budget| {
                    write!(f, "limit {} at {}", Grouped(budget.limit()), budget.declared_at())
                })?;
                f.write_str("; give each a name of its own")
            }
            Warning::Guarantees { budget, kinds, budgets } => {
                write!(
                    f,
                    "{} are guaranteed within {} at {}, {} more than its limit of {}: ",
                    Grouped(guaranteed(kinds, budgets)),
                    budget.name(),
                    budget.declared_at(),
                    Grouped(self.excess()),
                    Grouped(budget.limit())
                )?;
                let kinds = kinds.iter().map(|kind| (kind.label(), kind.guarantee(), kind.declared_at()));
                let budgets =
                    budgets.iter().map(|budget| (budget.name().to_owned(), budget.guarantee(), budget.declared_at()));
                let all: Vec<_> = kinds.chain(budgets).collect();
                separated(f, &all, |f, (name, guarantee, at)| write!(f, "{} to {name} at {at}", Grouped(*guarantee)))?;
                f.write_str("; guarantee less, or raise the limit")
            }
            Warning::FileDescriptors { kinds, allowed } => {
                write!(
                    f,
                    "{} file descriptors may be held and {STANDARD_STREAMS} more are open from the start, {} more than the {} that the \
                     process may have (RLIMIT_NOFILE): ",
                    Grouped(held(kinds)),
                    Grouped(self.excess()),
                    Grouped(*allowed)
                )?;
                separated(f, kinds, |f, (kind, limit)| {
                    let limit = if kind.limit().is_none() && *limit == kind.capacity() { None } else { Some(*limit) };
                    write!(f, "{}, {} at {}", kind.label(), Limit(limit), kind.declared_at())
                })?;
                f.write_str("; lower the limits, or raise the process's (ulimit -n)")
            }
        }
    }
}

/// `limit 64` or `no limit`.
struct Limit(Option<usize>);

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(limit) => write!(f, "limit {}", Grouped(limit as u64)),
            None => f.write_str("no limit"),
        }
    }
}

fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            f.write_str("; ")?;
        }
        write(f, item)?;
    }
    Ok(())
}

/// Registers a type's kind, if it has not done so by itself, and gives it.
///
/// A kind registers itself before `main` starts and, if that was lost, when it is first used. Until then it would be missing in
/// [`kinds`](crate::kinds) and could not be configured: so may be the kinds of a crate that is linked but never named, and
/// of a static library that a C linker has put into a program.
pub fn register<T: Tracked>() -> &'static Kind {
    let kind = T::Kind::KIND;
    kind.number();
    kind
}

/// For [`expect_kinds!`](crate::expect_kinds).
#[doc(hidden)]
#[track_caller]
pub fn expect(expected: &[&'static Kind]) {
    let missing = missing(expected);
    if !missing.is_empty() {
        let named: Vec<_> = missing.iter().map(|kind| format!("`{}` of {}", kind.name(), kind.declared_at())).collect();
        panic!(
            "{} of {} expected kinds are not registered: {}; the linker has left their registration out, so call \
             `monitor::register` for each",
            missing.len(),
            expected.len(),
            named.join(", "),
        );
    }
}

/// The kind of a type, for [`expect_kinds!`](crate::expect_kinds).
#[doc(hidden)]
pub fn kind_of<T: Tracked>() -> &'static Kind {
    T::Kind::KIND
}
