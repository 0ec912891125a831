//! What the nodes of a tree are charged for, for those who ask.

use std::sync::Arc;

use super::claim::Path;
use super::node::{Node, Sort};
use super::tree::{Entry, State, Tree};
use crate::budget_kind::BudgetKind;
use crate::core::account::Account;
use crate::setting::Source;

/// Of the budgets within another that were made at run time, so many that use most are told of.
const QUOTAS: usize = 8;

/// A budget at one moment.
pub(crate) struct BudgetReading {
    pub(crate) node: &'static Node,
    /// What it is, if it was declared.
    pub(crate) declared: Option<&'static BudgetKind>,
    /// How many budgets it is within.
    pub(crate) depth: usize,
    pub(crate) held: u64,
    /// How many wait because it is full.
    pub(crate) pending: usize,
    /// How many budgets directly within it were made at run time.
    pub(crate) quotas: usize,
    /// Where its limit comes from.
    pub(crate) limit_source: Source,
}

/// Who uses how much of a node.
pub(crate) struct Shares {
    pub(crate) held: u64,
    /// What is set aside for its children and not used by them.
    pub(crate) guaranteed: u64,
    /// What is guaranteed to those of its children through which the account does not go.
    pub(crate) set_aside: u64,
    /// What each of its children holds.
    pub(crate) children: Vec<(Arc<str>, u64)>,
}

impl Tree {
    /// Every budget, each before those that are within it, ordered by name.
    pub(crate) fn budgets(&self) -> Vec<BudgetReading> {
        let mut tree = self.lock();
        let mut roots: Vec<&'static Node> = tree.declared.iter().map(|(_, node)| *node).collect();
        roots.retain(|node| node.above().is_none());
        let mut readings = Vec::new();
        tree.visit(roots, 0, &mut readings);
        readings
    }

    /// How much is held within a node.
    pub(crate) fn held(&self, node: &'static Node) -> u64 {
        self.lock().held(node)
    }

    /// Who uses how much of a node. `None` if somebody holds the lock.
    fn shares(&self, node: &'static Node, path: Path) -> Option<Shares> {
        let mut tree = self.try_lock()?;
        let children = tree.entry(node).children.clone();
        let guaranteed = children.iter().map(|child| child.charge(child.used()) - child.used()).sum();
        let held = tree.held(node);
        let others = children.iter().filter(|child| !path.iter().any(|own| own.is(child)));
        let set_aside = others.map(|child| child.guarantee()).sum();
        let children = children.into_iter().map(|child| (child.name(), tree.held(child))).collect();
        Some(Shares { held, guaranteed, set_aside, children })
    }
}

impl State {
    /// How much is held within a node: what is charged to it, but for what is set aside for those below, and for places that threads keep at
    /// hand.
    fn held(&mut self, node: &'static Node) -> u64 {
        let children = std::mem::take(&mut self.entry(node).children);
        let charged: u64 = children.iter().map(|child| child.charge(child.used())).sum();
        let held: u64 = children.iter().map(|child| self.held(child)).sum();
        self.entry(node).children = children;
        let idle = match node.sort() {
            Sort::Kind => self.entry(node).accounts.first().map_or(0, |account| account.idle()),
            _ => 0,
        };
        // Whoever is in fast mode charges meanwhile, and may be seen twice.
        let used = node.used();
        (used.saturating_sub(charged + idle) + held).min(used)
    }

    fn visit(&mut self, mut nodes: Vec<&'static Node>, depth: usize, readings: &mut Vec<BudgetReading>) {
        nodes.sort_by_key(|node| node.name());
        for node in nodes {
            let pending = self.entry(node).line.iter().map(|branch| branch.account().pending_in(branch)).sum();
            let Entry { quotas, children, .. } = self.entry(node);
            let mut quotas: Vec<_> = quotas.values().copied().filter(|quota| quota.is_live_quota()).collect();
            let mut below: Vec<_> = children.iter().copied().filter(|child| child.sort() == Sort::Declared).collect();
            let limit_source = self.entry(node).layers.source();
            let declared = self.declared.iter().find(|(_, declared)| declared.is(node)).map(|(kind, _)| *kind);
            readings.push(BudgetReading {
                node,
                declared,
                depth,
                held: self.held(node),
                pending,
                quotas: quotas.len(),
                limit_source,
            });
            quotas.sort_by_key(|quota| std::cmp::Reverse(quota.used()));
            below.extend(quotas.into_iter().take(QUOTAS));
            self.visit(below, depth + 1, readings);
        }
    }
}

impl Account {
    /// Who uses how much of a node of the hierarchy. `None` if somebody holds the tree's lock.
    pub(crate) fn shares(&self, node: &'static Node) -> Option<Shares> {
        let branch = self.branch()?;
        branch.tree().shares(node, branch.path())
    }

    /// What the account is charged for and nobody holds.
    pub(super) fn idle(&'static self) -> u64 {
        self.lock().caches().map(|cache| self.idle_of(cache)).sum()
    }
}
