//! A node of the limit hierarchy: how much is charged to it, and by it to the node above.
//!
//! What is charged to a node is one number. The node above is charged its guarantee for ever and, beyond that, whatever is used: the
//! larger of the two. A [claim](super::claim) charges every node of a path, or none.

use std::sync::Arc;

use crate::bounds::UNITS_MAX;
use crate::sync::plain::{
    AtomicBool as PlainBool, AtomicU32 as PlainU32, AtomicU64 as PlainU64, AtomicUsize as PlainUsize,
};
use crate::sync::{AtomicU64, Mutex, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};

/// A node of the limit hierarchy.
///
/// While an account that charges it is in fast mode, it is charged without the tree's lock too, and also for places that nobody holds
/// yet. When there is none, which is what DRY says, it is charged under that lock only, and only for what is held: so one look at its
/// word shows whether there is room.
///
/// Relaxed but where it says why: nothing else is published by a word, and what it depends on is behind a lock. The words of a tree lie side by side, since it
/// is under one lock that they are fought for; what is mostly read lies apart from them.
pub(crate) struct Node {
    word: &'static AtomicU64,
    /// Lowered only while it is DRY, and so is the guarantee changed; both as [`Changes`](super::changes::Changes) tells.
    limit: PlainU64,
    guarantee: PlainU64,
    /// Accounts in fast mode that charge it. Under the tree's lock.
    fast: PlainU32,
    /// Somebody waits for room in it: whoever comes now comes after. Under the tree's lock.
    waited_for: PlainBool,
    /// Shares in it, if it was made at run time.
    pub(in crate::core) leases: PlainUsize,
    /// Places that are held within it, if it was made at run time; whatever they weigh. Under the tree's lock.
    held: PlainU32,
    /// How often it was made, if it was made at run time.
    made: PlainUsize,
    /// Its number in the tree.
    number: usize,
    above: Option<&'static Node>,
    name: Mutex<Arc<str>>,
    sort: Sort,
}

/// What a node stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sort {
    /// All that one kind uses; if it weighs, with the limit on that.
    Kind,
    /// A declared budget.
    Declared,
    /// A budget that was made at run time. It is a ceiling and nothing else: it guarantees nothing and is guaranteed nothing, so all that is
    /// charged to it is charged to what comes after it in a path.
    Quota,
}

/// Where somebody who claims stands among those who wait.
#[derive(Clone, Copy, Debug)]
pub(in crate::core) enum Line {
    /// Behind all of them.
    Behind,
    /// First in the line of that node, and behind those of all others.
    FirstIn(&'static Node),
    /// Nowhere: it is set aside, and given to nobody.
    Past,
}

/// `used << 1 | DRY`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Word(u64);

const DRY: u64 = 1;

impl Word {
    pub(super) fn used(self) -> u64 {
        self.0 >> 1
    }

    pub(super) fn is_dry(self) -> bool {
        self.0 & DRY != 0
    }

    fn with_used(self, used: u64) -> Word {
        Word(used << 1 | self.0 & DRY)
    }
}

impl Node {
    pub(in crate::core) fn new(
        word: &'static AtomicU64,
        number: usize,
        sort: Sort,
        name: &str,
        limit: u64,
        above: Option<&'static Node>,
    ) -> Node {
        word.store(DRY, Relaxed);
        Node {
            word,
            limit: PlainU64::new(limit.min(UNITS_MAX)),
            guarantee: PlainU64::new(0),
            fast: PlainU32::new(0),
            waited_for: PlainBool::new(false),
            leases: PlainUsize::new(0),
            held: PlainU32::new(0),
            made: PlainUsize::new(0),
            number,
            above,
            name: Mutex::new(name.into()),
            sort,
        }
    }

    pub(in crate::core) fn number(&self) -> usize {
        self.number
    }

    pub(crate) fn sort(&self) -> Sort {
        self.sort
    }

    pub(crate) fn is(&self, other: &Node) -> bool {
        std::ptr::eq(self, other)
    }

    pub(crate) fn is_kind(&self) -> bool {
        self.sort == Sort::Kind
    }

    /// Whether it was made at run time.
    pub(crate) fn is_quota(&self) -> bool {
        self.sort == Sort::Quota
    }

    /// Whether it was made at run time, and somebody has it or holds something within it.
    pub(super) fn is_live_quota(&self) -> bool {
        self.sort == Sort::Quota && (!self.is_vacant() || self.leases.load(Relaxed) > 0)
    }

    pub(crate) fn name(&self) -> Arc<str> {
        Arc::clone(&self.name.lock())
    }

    /// Another one is made of it.
    pub(super) fn make(&self, name: &str) {
        *self.name.lock() = name.into();
        self.made.fetch_add(1, Relaxed);
    }

    pub(super) fn made(&self) -> usize {
        self.made.load(Relaxed)
    }

    /// How many nodes it is within.
    pub(crate) fn depth(&self) -> usize {
        std::iter::successors(self.above, |node| node.above).count()
    }

    pub(crate) fn above(&self) -> Option<&'static Node> {
        self.above
    }

    pub(super) fn root(&'static self) -> &'static Node {
        std::iter::successors(Some(self), |node| node.above).last().unwrap_or(self)
    }

    /// The nodes above it, the nearest first.
    pub(super) fn path_above(&self) -> Vec<&'static Node> {
        std::iter::successors(self.above, |node| node.above).collect()
    }

    pub(crate) fn limit(&self) -> u64 {
        self.limit.load(Relaxed)
    }

    pub(in crate::core) fn set_limit(&self, limit: u64) {
        self.limit.store(limit.min(UNITS_MAX), Relaxed);
    }

    pub(crate) fn guarantee(&self) -> u64 {
        self.guarantee.load(Relaxed)
    }

    /// Whoever changes it has seen to what the node above is charged.
    pub(in crate::core) fn set_guarantee(&self, guarantee: u64) {
        self.guarantee.store(guarantee, Relaxed);
    }

    pub(super) fn load(&self) -> Word {
        Word(self.word.load(Relaxed))
    }

    /// For whoever looks without the lock: the limit that it was charged under is seen, too.
    pub(super) fn load_acquire(&self) -> Word {
        // Acquire: the change of a limit that came before. Partner: Release in `exchange`.
        Word(self.word.load(Acquire))
    }

    pub(super) fn exchange(&self, seen: Word, used: u64) -> Result<(), Word> {
        let next = seen.with_used(used);
        if seen.is_dry() {
            // Then whoever comes here holds the tree's lock. Release: the limits as they are, to whoever looks without it.
            self.word.store(next.0, Release);
            return Ok(());
        }
        // Release: the same.
        self.word.compare_exchange_weak(seen.0, next.0, Release, Relaxed).map(drop).map_err(Word)
    }

    /// What is charged to it, places included that threads keep at hand.
    pub(crate) fn used(&self) -> u64 {
        self.load().used()
    }

    /// Whether it is charged for what is held alone, and under the tree's lock.
    pub(super) fn is_dry(&self) -> bool {
        self.load().is_dry()
    }

    /// What the node above is charged for it when so much is used.
    pub(super) fn charge(&self, used: u64) -> u64 {
        used.max(self.guarantee())
    }

    /// What `units` more would charge to the node above.
    pub(super) fn beyond(&self, used: u64, units: u64) -> u64 {
        self.charge(used + units) - self.charge(used)
    }

    pub(super) fn has_room(&self, used: u64, units: u64) -> bool {
        units <= self.limit().saturating_sub(used)
    }

    /// Whether there is room for whoever claims, and nobody before it.
    pub(super) fn admits(&self, used: u64, units: u64, line: Line) -> bool {
        let comes_after = || match line {
            Line::Behind => self.is_waited_for(),
            Line::FirstIn(node) => self.is_waited_for() && !node.is(self),
            Line::Past => false,
        };
        units == 0 || self.has_room(used, units) && !comes_after()
    }

    // What follows is done under the tree's lock.

    /// One account more is in fast mode.
    pub(in crate::core) fn begin_fast(&self) {
        if self.fast.fetch_add(1, Relaxed) == 0 {
            self.word.fetch_and(!DRY, Relaxed);
        }
    }

    /// One account less is in fast mode.
    pub(in crate::core) fn end_fast(&self) {
        if self.fast.fetch_sub(1, Relaxed) == 1 {
            self.word.fetch_or(DRY, Relaxed);
        }
    }

    /// One place more is held within it.
    pub(super) fn hold(&self) {
        self.held.fetch_add(1, Relaxed);
    }

    /// One place less.
    pub(super) fn let_go(&self) {
        self.held.fetch_sub(1, Relaxed);
    }

    /// Whether nothing within it is held or reserved.
    pub(super) fn is_vacant(&self) -> bool {
        self.used() == 0 && self.held.load(Relaxed) == 0
    }

    pub(super) fn is_waited_for(&self) -> bool {
        self.waited_for.load(Relaxed)
    }

    pub(super) fn set_waited_for(&self, is_waited_for: bool) {
        self.waited_for.store(is_waited_for, Relaxed);
    }
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Node").field("name", &self.name()).field("used", &self.used()).finish_non_exhaustive()
    }
}
