//! Budgets as they were declared or made, with nothing charged to them.

use std::sync::Arc;

use super::AccountRef;
use crate::budget_kind::BudgetKind;
use crate::setting::Source;

/// A budget: what was declared, or a child of that.
#[derive(Clone, Copy)]
pub(crate) struct NodeRef {
    declared: &'static BudgetKind,
    /// The limit of a child.
    made: Option<u64>,
    /// How many children are within each other, from this one up.
    deep: usize,
}

impl NodeRef {
    pub(crate) fn name(self) -> Arc<str> {
        self.declared.name().into()
    }

    pub(crate) fn limit(self) -> u64 {
        self.made.unwrap_or(self.declared.limit())
    }

    pub(crate) fn guarantee(self) -> u64 {
        if self.made.is_some() { 0 } else { self.declared.guarantee() }
    }

    pub(crate) fn is_kind(self) -> bool {
        false
    }

    pub(crate) fn is_quota(self) -> bool {
        self.made.is_some()
    }

    pub(crate) fn depth(self) -> usize {
        std::iter::successors(self.declared.parent(), |budget| budget.parent()).count() + self.deep
    }

    pub(crate) fn used(self) -> u64 {
        0
    }

    pub(crate) fn above(self) -> Option<NodeRef> {
        let above = if self.made.is_some() { Some(self.declared) } else { self.declared.parent() };
        above.map(|declared| NodeRef { declared, made: None, deep: 0 })
    }

    pub(crate) fn is(self, other: NodeRef) -> bool {
        std::ptr::eq(self.declared, other.declared) && self.made == other.made
    }
}

/// Nothing is charged on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BranchRef;

/// What was declared, and nothing more.
#[derive(Debug)]
pub(crate) struct Tree;

impl Tree {
    pub(crate) fn declared(&self, declared: &'static BudgetKind) -> NodeRef {
        NodeRef { declared, made: None, deep: 0 }
    }

    /// Changes nothing.
    pub(crate) fn reset_limit(&self, _: NodeRef) -> Result<(), Guaranteed> {
        Ok(())
    }

    pub(crate) fn make(&self, _: &str, limit: u64, above: NodeRef) -> NodeRef {
        NodeRef { declared: above.declared, made: Some(limit), deep: above.deep + 1 }
    }

    pub(crate) fn share(&self, _: NodeRef) {}

    pub(crate) fn release(&self, _: NodeRef) {}

    /// Changes nothing.
    pub(crate) fn set_limit(&self, _: NodeRef, _: u64) -> Result<(), Guaranteed> {
        Ok(())
    }

    /// Changes nothing.
    pub(crate) fn set_guarantee(&self, _: NodeRef, _: u64) -> Result<(), NodeRef> {
        Ok(())
    }

    pub(crate) fn held(&self, _: NodeRef) -> u64 {
        0
    }

    /// Refuses nothing.
    pub(crate) fn branch_within(&self, _: AccountRef, _: NodeRef) -> Option<BranchRef> {
        Some(BranchRef)
    }

    pub(crate) fn budgets(&self) -> Vec<BudgetReading> {
        Vec::new()
    }
}

/// A budget at one moment.
pub(crate) struct BudgetReading {
    pub(crate) node: NodeRef,
    pub(crate) declared: Option<&'static BudgetKind>,
    pub(crate) depth: usize,
    pub(crate) held: u64,
    pub(crate) pending: usize,
    pub(crate) quotas: usize,
    pub(crate) limit_source: Source,
}

/// Nothing is.
pub(crate) struct Guaranteed {
    pub(crate) limit: u64,
    pub(crate) guaranteed: u64,
}
