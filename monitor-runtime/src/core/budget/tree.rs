//! The limit hierarchy of one monitor: its nodes, who charges them, and who waits for room in them.
//!
//! One lock for the whole tree. Under it goes all that an account does in shared mode if it charges a node, so that every level and the
//! account agree at one moment; and every change of the tree. The accounts' locks come after it.

use std::collections::{BTreeMap, VecDeque};
use std::panic::Location;

use super::branch::Branch;
use super::changes::Changes;
use super::claim::Path;
use super::limits::Layers;
use super::node::{Node, Sort};
use crate::budget_kind::BudgetKind;
use crate::core::account::Account;
use crate::kind::Kind;
use crate::setting::Source;
use crate::sync::plain::Ordering::{AcqRel, Relaxed};
use crate::sync::{AtomicU64, Mutex, MutexGuard};

/// The limit hierarchy of one monitor.
#[repr(align(128))]
pub(crate) struct Tree {
    state: Mutex<State>,
    /// Of the nodes' limits and guarantees.
    pub(super) changes: Changes,
}

/// What is behind the tree's lock.
pub(in crate::core) struct State {
    pub(super) entries: Vec<Entry>,
    /// The block from which the next node takes its word.
    words: &'static [AtomicU64],
    pub(super) declared: Vec<(&'static BudgetKind, &'static Node)>,
    pub(super) kinds: Vec<(&'static Kind, &'static Node)>,
    /// Branches that stand in some line.
    pub(super) waiting: usize,
    is_planted: bool,
}

/// Words of nodes that lie side by side.
#[repr(align(128))]
struct Words([AtomicU64; WORDS]);

const WORDS: usize = 16;

impl Words {
    fn leak() -> &'static [AtomicU64] {
        &Box::leak(Box::new(Words(std::array::from_fn(|_| AtomicU64::new(0))))).0
    }
}

/// What is known of a node.
pub(super) struct Entry {
    pub(super) node: &'static Node,
    /// Whose own path has it, once they have begun.
    pub(super) accounts: Vec<&'static Account>,
    /// The branches that end at a quota: one for each account that is used within it.
    pub(super) branches: Vec<&'static Branch>,
    /// Who was refused here and waits, in turn: each is served once, and goes to the back if more wait in it.
    pub(super) line: VecDeque<&'static Branch>,
    /// How many may stand in it.
    pub(super) standing_max: usize,
    pub(super) layers: Layers,
    /// The budgets and kinds that are declared to be within it.
    pub(super) children: Vec<&'static Node>,
    /// The budgets that were made within it at run time.
    pub(super) quotas: BTreeMap<usize, &'static Node>,
    /// Quotas that nobody has any more. They are used again when nothing is charged to them.
    pub(super) spare: VecDeque<&'static Node>,
}

/// Spare quotas that are looked at for one that is vacant. One may wait for ever for its last handle.
const LOOKS: usize = 16;

impl Tree {
    #[cfg(not(loom))]
    pub(in crate::core) const fn new() -> Tree {
        Tree { state: Mutex::new(State::new()), changes: Changes::new() }
    }

    #[cfg(loom)]
    pub(in crate::core) fn new() -> Tree {
        Tree { state: Mutex::new(State::new()), changes: Changes::new() }
    }

    pub(super) fn try_lock(&self) -> Option<MutexGuard<'_, State>> {
        self.state.try_lock()
    }

    pub(in crate::core) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Changes a limit. Under the lock; a lowered one after [fast mode](super::modes) has ended for those below.
    pub(in crate::core) fn change_limit(&self, node: &'static Node, limit: u64) {
        self.changes.change(|| node.set_limit(limit));
    }

    /// Gives every kind what it is guaranteed, before anybody can take it.
    pub(in crate::core) fn plant(&self, kinds: impl FnOnce() -> Vec<&'static Kind>) {
        let mut tree = self.lock();
        if !std::mem::replace(&mut tree.is_planted, true) {
            for kind in kinds().into_iter().filter(|kind| kind.within().is_some()) {
                tree.own(kind);
            }
        }
    }

    /// The node of a declared budget.
    pub(crate) fn declared(&self, kind: &'static BudgetKind) -> &'static Node {
        self.lock().declared(kind)
    }

    /// The account's own way to the root, if it charges anything.
    pub(in crate::core) fn grow(&'static self, account: &'static Account) -> Option<&'static Branch> {
        let kind = account.kind();
        if !kind.charges() {
            return None;
        }
        let mut tree = self.lock();
        let own = tree.own(kind);
        let path: Vec<&'static Node> = std::iter::once(own).chain(own.path_above()).collect();
        tree.reserve_lines(&path);
        Some(Branch::leak(account, self, path, 0))
    }

    /// A new budget within one, until it is [released](Self::release) as often as it was made and shared.
    #[track_caller]
    pub(crate) fn make(&self, name: &str, limit: u64, above: &'static Node) -> &'static Node {
        let site = Location::caller();
        let made = || Layers::new(limit, Source::Call(site));
        // It needs those above for as long as it lasts.
        self.share(above);
        let mut tree = self.lock();
        let spare = tree.take_spare(above);
        let node = spare.unwrap_or_else(|| tree.add(Sort::Quota, name, made(), Some(above)));
        let Entry { quotas, spare, .. } = tree.entry(above);
        quotas.insert(node.number(), node);
        // The last handle may go where nothing must be allocated.
        spare.reserve(quotas.len());
        tree.entry(node).layers = made();
        node.make(name);
        self.change_limit(node, limit);
        node.leases.store(1, Relaxed);
        node
    }

    /// One more share in a budget, if it was made at run time.
    pub(crate) fn share(&self, node: &'static Node) {
        if node.is_quota() {
            node.leases.fetch_add(1, Relaxed);
        }
    }

    /// One less. What is held within it stays held.
    pub(crate) fn release(&self, node: &'static Node) {
        let mut at = Some(node);
        while let Some(node) = at {
            // AcqRel: what the others did with it happens before. Partner: this, in them.
            if !node.is_quota() || node.leases.fetch_sub(1, AcqRel) > 1 {
                return;
            }
            at = node.above();
            if let Some(above) = at {
                self.lock().discard(node, above);
            }
        }
    }

    /// The way of an account to the root through a quota, and through those that it is within. `None`: the account's kind is not within the
    /// declared budget that they were made in.
    pub(crate) fn branch_within(
        &'static self,
        account: &'static Account,
        through: &'static Node,
    ) -> Option<&'static Branch> {
        let own = account.branch()?;
        let mut tree = self.lock();
        let is_own = |branch: &&&'static Branch| std::ptr::eq(branch.account(), account);
        if let Some(branch) = tree.entry(through).branches.iter().find(is_own) {
            return Some(branch);
        }
        let quotas = std::iter::successors(Some(through), |node| node.above());
        let mut path: Vec<&'static Node> = quotas.take_while(|node| node.is_quota()).collect();
        let roof = path.last()?.above()?;
        if !own.path().iter().any(|node| node.is(roof)) {
            return None;
        }
        path.extend(own.path());
        tree.reserve_lines(&path);
        let branch = account.add_branch(self, path);
        tree.entry(through).branches.push(branch);
        Some(branch)
    }
}

impl State {
    const fn new() -> State {
        State {
            entries: Vec::new(),
            words: &[],
            declared: Vec::new(),
            kinds: Vec::new(),
            waiting: 0,
            is_planted: false,
        }
    }

    pub(super) fn entry(&mut self, node: &Node) -> &mut Entry {
        &mut self.entries[node.number()]
    }

    fn add(&mut self, sort: Sort, name: &str, layers: Layers, above: Option<&'static Node>) -> &'static Node {
        let limit = layers.limit();
        let number = self.entries.len();
        if number.is_multiple_of(WORDS) {
            self.words = Words::leak();
        }
        let word = &self.words[number % WORDS];
        let node: &'static Node = Box::leak(Box::new(Node::new(word, number, sort, name, limit, above)));
        self.entries.push(Entry {
            node,
            accounts: Vec::new(),
            branches: Vec::new(),
            line: VecDeque::new(),
            standing_max: 0,
            layers,
            children: Vec::new(),
            quotas: BTreeMap::new(),
            spare: VecDeque::new(),
        });
        node
    }

    fn declared(&mut self, kind: &'static BudgetKind) -> &'static Node {
        if let Some((_, node)) = self.declared.iter().find(|(declared, _)| std::ptr::eq(*declared, kind)) {
            return node;
        }
        let above = kind.parent().map(|parent| self.declared(parent));
        let layers = Layers::new(kind.limit(), Source::Attribute(kind.declared_at()));
        let node = self.add(Sort::Declared, kind.name(), layers, above);
        self.declared.push((kind, node));
        self.settle(node, kind.guarantee());
        node
    }

    /// A kind's own node, made before anybody can take what it is guaranteed.
    fn own(&mut self, kind: &'static Kind) -> &'static Node {
        if let Some((_, node)) = self.kinds.iter().find(|(known, _)| std::ptr::eq(*known, kind)) {
            return node;
        }
        let above = kind.within().map(|within| self.declared(within));
        let node = self.add(Sort::Kind, kind.name(), Layers::of_kind(kind), above);
        self.kinds.push((kind, node));
        self.settle(node, kind.guarantee());
        node
    }

    /// Puts a new node below the one above, with what it is guaranteed, if there is room for it.
    fn settle(&mut self, node: &'static Node, guarantee: u64) {
        if let Some(above) = node.above() {
            self.entry(above).children.push(node);
        }
        let _ = self.set_guarantee(node, guarantee, &node.path_above());
    }

    /// Keeps a quota that nobody has any more for one that is to come. It is known as long as something is charged to it.
    fn discard(&mut self, node: &'static Node, above: &'static Node) {
        let Entry { quotas, spare, .. } = self.entry(above);
        spare.push_back(node);
        if node.is_vacant() {
            quotas.remove(&node.number());
        }
    }

    fn take_spare(&mut self, above: &'static Node) -> Option<&'static Node> {
        for _ in 0..LOOKS {
            let node = self.entry(above).spare.pop_back()?;
            if node.is_vacant() && self.entry(node).line.is_empty() {
                self.entry(above).quotas.remove(&node.number());
                return Some(node);
            }
            self.entry(above).spare.push_front(node);
        }
        None
    }

    /// One more branch may stand in these lines: serving, which a release does, must not allocate.
    fn reserve_lines(&mut self, path: Path) {
        for node in path {
            let Entry { line, standing_max, .. } = self.entry(node);
            *standing_max += 1;
            line.reserve(*standing_max - line.len());
        }
    }
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tree").finish_non_exhaustive()
    }
}
