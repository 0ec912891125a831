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
    /// What to say when one of them is in the way: for each of them what each [`Why`] stands for, made when it is first said.
    denials: [OnceLock<Box<[Denial]>>; TURNS],
    /// Where in the path the account's own node is.
    own: usize,
    /// Which of the account's queues is its own. Zero: the account's.
    number: usize,
    /// One more than the number of the node in whose line it stands. Under the tree's lock.
    line: PlainUsize,
}

/// In which way a node is in the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Why {
    /// It is full.
    Full,
    /// More is asked for than its limit.
    Hopeless,
    /// There is room, which others wait for; or it was waited for in vain.
    Late(Reason),
}

/// All ways, in their order.
const WHYS: [Why; 5] =
    [Why::Full, Why::Hopeless, Why::Late(Reason::Queued), Why::Late(Reason::Timeout), Why::Late(Reason::QueueFull)];

impl Why {
    fn number(self) -> usize {
        match self {
            Why::Full => 0,
            Why::Hopeless => 1,
            Why::Late(Reason::Queued) => 2,
            Why::Late(Reason::Timeout) => 3,
            // Nothing else is said of a node.
            Why::Late(_) => 4,
        }
    }
}

/// Times that a quota of the path is made anew, or the monitor, whose denials are told apart. After so many, the oldest records serve again.
const TURNS: usize = 8;

impl Branch {
    pub(in crate::core) fn leak(
        account: &'static Account,
        tree: &'static Tree,
        path: Vec<&'static Node>,
        number: usize,
    ) -> &'static Branch {
        let denials = [const { OnceLock::new() }; TURNS];
        let own = path.iter().take_while(|node| node.is_quota()).count();
        let line = PlainUsize::new(0);
        Box::leak(Box::new(Branch { account, tree, path: path.into(), denials, own, number, line }))
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

    /// What to say when a node is in the way. `None`: the path does not have it.
    pub(super) fn denial(&'static self, node: &'static Node, why: Why) -> Option<&'static Denial> {
        let at = self.path.iter().position(|other| other.is(node))?;
        Some(self.denial_at(at, why))
    }

    /// The same of the `at`-th node of the path.
    pub(super) fn denial_at(&'static self, at: usize, why: Why) -> &'static Denial {
        let turn = self.turn();
        let denials = self.denials[turn].get_or_init(|| self.make_denials(turn));
        &denials[at * WHYS.len() + why.number()]
    }

    #[cold]
    fn make_denials(&'static self, turn: usize) -> Box<[Denial]> {
        let of_node = |node: &&'static Node| WHYS.map(|why| self.make_denial(node, why, turn));
        self.path.iter().flat_map(of_node).collect()
    }

    fn make_denial(&'static self, node: &'static Node, why: Why, turn: usize) -> Denial {
        let reason = match why {
            Why::Full | Why::Hopeless => Branch::reason(node),
            Why::Late(reason) => reason,
        };
        Denial { account: self.account, reason, is_hopeless: why == Why::Hopeless, turn, level: Some((self, node)) }
    }

    /// Counts how often its quotas were made, and the monitor.
    pub(in crate::core) fn turn(&self) -> usize {
        let made =
            self.quotas().iter().fold(self.tree.changes.reopened(), |made, quota| made.wrapping_add(quota.made()));
        made % TURNS
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
