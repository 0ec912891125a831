//! Every kind that there is.

use std::sync::OnceLock;

use crate::budget_kind::BudgetKind;
use crate::kind::Kind;
use crate::sync::Mutex;

/// What the attribute registers.
#[doc(hidden)]
#[derive(Debug)]
pub struct KindEntry(pub &'static Kind);
inventory::collect!(KindEntry);

/// Every kind that is registered in this program, ordered by name, then by place.
///
/// A kind registers itself before `main` starts. The kinds of a crate that is linked but never named may be missing until
/// they are first used: `use that_crate as _;` makes the linker keep them.
pub fn kinds() -> Vec<&'static Kind> {
    let mut kinds: Vec<_> = inventory::iter::<KindEntry>().map(|entry| entry.0).collect();
    kinds.extend(NUMBERED.lock().iter());
    kinds.sort_by_key(|kind| (kind.name(), kind.declared_at(), std::ptr::from_ref(*kind)));
    kinds.dedup_by(|one, other| std::ptr::eq(*one, *other));
    kinds
}

/// Every budget that a registered kind is within, directly or not, ordered by name, then by place.
pub fn budgets() -> Vec<&'static BudgetKind> {
    let above = |kind: &'static Kind| std::iter::successors(kind.within(), |budget| budget.parent());
    let mut budgets: Vec<_> = kinds().into_iter().flat_map(above).collect();
    budgets.sort_by_key(|budget| (budget.name(), budget.declared_at(), std::ptr::from_ref(*budget)));
    budgets.dedup_by(|one, other| std::ptr::eq(*one, *other));
    budgets
}

/// Those of them that [`kinds`] does not have.
pub(crate) fn missing(expected: &[&'static Kind]) -> Vec<&'static Kind> {
    let kinds = kinds();
    let is_registered = |kind: &Kind| kinds.iter().any(|known| std::ptr::eq(*known, kind));
    expected.iter().copied().filter(|kind| !is_registered(kind)).collect()
}

/// A kind's place in the order in which kinds were first used.
#[derive(Debug)]
pub(crate) struct Number(OnceLock<usize>);

#[cfg(not(loom))]
static NUMBERED: Mutex<Vec<&'static Kind>> = Mutex::new(Vec::new());
#[cfg(loom)]
static NUMBERED: std::sync::LazyLock<Mutex<Vec<&'static Kind>>> = std::sync::LazyLock::new(|| Mutex::new(Vec::new()));

impl Number {
    pub(crate) const fn unset() -> Self {
        Number(OnceLock::new())
    }

    /// The number, given on first use.
    pub(crate) fn of(&self, kind: &'static Kind) -> usize {
        *self.0.get_or_init(|| {
            let mut numbered = NUMBERED.lock();
            numbered.push(kind);
            numbered.len() - 1
        })
    }
}
