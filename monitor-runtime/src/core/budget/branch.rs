//! Where an account charges: its own way to the root of the limit hierarchy, and one for each budget that it is used within.

use std::sync::OnceLock;

use super::claim::Path;
use super::node::{Node, Sort};
use super::tree::Tree;
use crate::core::account::Account;
use crate::core::denial::Denial;
use crate::core::queue::Queue;
use crate::error::Reason;
use crate::sync::plain::{AtomicUsize as PlainUsize, Ordering::Relaxed};

/// An account and the nodes that it charges: quotas, if it is used within any, then its own node, then the budgets that its kind is within, up to the
/// root. It waits in a queue of its own, so that nobody waits for a budget that is not its.
pub(crate) struct Branch {
    account: &'static Account,
    tree: &'static Tree,
    path: Box<[&'static Node]>,
    /// What to say when one of them is full.
    denials: Box<[Denial]>,
    /// What to say to those who waited for one of them, or must not: for each node and each reason of [`LATE`]. Made when it is first said.
    late: OnceLock<Box<[Denial]>>,
    /// Where in the path the account's own node is.
    own: usize,
    /// Which of the account's queues is its own. Zero: the account's.
    number: usize,
    /// One more than the number of the node in whose line it stands. Under the tree's lock.
    line: PlainUsize,
}

/// Reasons beside that a node is full.
const LATE: [Reason; 3] = [Reason::Queued, Reason::Timeout, Reason::QueueFull];

impl Branch {
    pub(in crate::core) fn leak(
        account: &'static Account,
        tree: &'static Tree,
        path: Vec<&'static Node>,
        number: usize,
    ) -> &'static Branch {
        let denials = path.iter().map(|node| Denial::above(account, Branch::reason(node), node)).collect();
        let own = path.iter().take_while(|node| node.is_quota()).count();
        let line = PlainUsize::new(0);
        let late = OnceLock::new();
        Box::leak(Box::new(Branch { account, tree, path: path.into(), denials, late, own, number, line }))
    }

    /// Why an acquisition is denied that a node has refused.
    pub(super) fn reason(node: &Node) -> Reason {
        match node.sort() {
            Sort::Kind => Reason::Limit,
            Sort::Declared => Reason::Ancestor,
            Sort::Quota => Reason::Quota,
        }
    }

    pub(crate) fn account(&self) -> &'static Account {
        self.account
    }

    pub(in crate::core) fn tree(&self) -> &'static Tree {
        self.tree
    }

    pub(in crate::core) fn path(&self) -> Path<'_> {
        &self.path
    }

    /// The account's own node, which all its branches have: those who wait in its line wait for the account.
    pub(in crate::core) fn own(&self) -> &'static Node {
        self.path[self.own]
    }

    /// The first node that will never have room for so much, as the limits are.
    pub(super) fn too_small_for(&self, units: u64) -> Option<&'static Node> {
        self.path.iter().copied().find(|node| node.limit() < units)
    }

    /// Those that were made at run time, which come first.
    pub(super) fn quotas(&self) -> Path<'_> {
        &self.path[..self.own]
    }

    pub(in crate::core) fn number(&self) -> usize {
        self.number
    }

    /// Whether it is the account's own.
    pub(in crate::core) fn is_own(&self) -> bool {
        self.number == 0
    }

    /// What to say when a node of the path refuses.
    pub(in crate::core) fn denial(&'static self, refused: &'static Node) -> &'static Denial {
        let at = self.path.iter().position(|node| std::ptr::eq(*node, refused));
        at.map_or_else(|| self.account.denial(), |at| &self.denials[at])
    }

    /// What to say to somebody who waited for room in a node of the path, or must not. `None`: it is no matter of a budget.
    pub(super) fn denial_late(&'static self, node: &'static Node, reason: Reason) -> Option<&'static Denial> {
        let at = self.path.iter().position(|other| other.is(node) && !node.is_kind())?;
        let kind = LATE.iter().position(|late| *late == reason)?;
        let late = self.late.get_or_init(|| {
            let of_node = |node: &&'static Node| LATE.map(|reason| Denial::above(self.account, reason, node));
            self.path.iter().flat_map(of_node).collect()
        });
        late.get(at * LATE.len() + kind)
    }

    pub(in crate::core) fn line(&self) -> Option<usize> {
        self.line.load(Relaxed).checked_sub(1)
    }

    pub(super) fn set_line(&self, line: Option<usize>) {
        self.line.store(line.map_or(0, |number| number + 1), Relaxed);
    }
}

/// A branch through a budget that was made at run time, and those who wait in it.
pub(in crate::core) struct BranchQueue {
    pub(in crate::core) branch: &'static Branch,
    pub(in crate::core) queue: Queue,
}

impl Account {
    pub(super) fn add_branch(&'static self, tree: &'static Tree, path: Vec<&'static Node>) -> &'static Branch {
        let mut shared = self.lock();
        let branch = Branch::leak(self, tree, path, shared.within.len() + 1);
        let queue = Queue::new(self.kind().order(), shared.layers.queue(self.kind()));
        shared.within.push(BranchQueue { branch, queue });
        branch
    }
}

impl std::fmt::Debug for Branch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Branch").field("path", &self.path).finish_non_exhaustive()
    }
}
