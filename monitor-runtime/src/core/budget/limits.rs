//! What the nodes of a tree allow and guarantee, and where that comes from.

use std::panic::Location;

use super::branch::Branch;
use super::claim::{Path, unclaim};
use super::node::{Line, Node};
use super::tree::{State, Tree};
use crate::bounds::UNITS_MAX;
use crate::core::wakers::wake_now;
use crate::kind::Kind;
use crate::setting::Source;

/// What was said about a budget's limit: the last of these prevails.
pub(in crate::core) struct Layers {
    declared: u64,
    /// Where it was declared, or made.
    declared_by: Source,
    pub(in crate::core) configured: Option<(u64, Source)>,
    called: Option<(u64, &'static Location<'static>)>,
}

impl Layers {
    pub(super) fn new(declared: u64, declared_by: Source) -> Layers {
        Layers { declared, declared_by, configured: None, called: None }
    }

    /// Of a node that stands for a kind.
    pub(super) fn of_kind(kind: &'static Kind) -> Layers {
        Layers::new(kind.units().unwrap_or(UNITS_MAX), Source::Attribute(kind.declared_at()))
    }

    pub(super) fn limit(&self) -> u64 {
        match (&self.called, &self.configured) {
            (Some((limit, _)), _) | (None, Some((limit, _))) => *limit,
            (None, None) => self.declared,
        }
    }

    pub(super) fn source(&self) -> Source {
        match (&self.called, &self.configured) {
            (Some((_, site)), _) => Source::Call(site),
            (None, Some((_, source))) => source.clone(),
            (None, None) => self.declared_by.clone(),
        }
    }
}

/// So much is guaranteed within a budget that its limit cannot be less.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guaranteed {
    /// The limit that it would have had.
    pub(crate) limit: u64,
    pub(crate) guaranteed: u64,
}

impl Tree {
    /// Sets a budget's limit. What is held above a lowered one stays held.
    ///
    /// # Errors
    /// More is guaranteed to those below. Nothing is changed.
    #[track_caller]
    pub(crate) fn set_limit(&self, node: &'static Node, limit: u64) -> Result<(), Guaranteed> {
        let site = Location::caller();
        self.change_layers(node, |layers| layers.called = Some((limit, site))).map(drop)
    }

    /// Forgets what calls have set.
    ///
    /// # Errors
    /// More is guaranteed to those below. Nothing is changed.
    pub(crate) fn reset_limit(&self, node: &'static Node) -> Result<(), Guaranteed> {
        self.change_layers(node, |layers| layers.called = None).map(drop)
    }

    pub(in crate::core) fn change_layers(
        &self,
        node: &'static Node,
        change: impl FnOnce(&mut Layers),
    ) -> Result<Option<(u64, Source)>, Guaranteed> {
        let mut tree = self.lock();
        let guaranteed = tree.entry(node).children.iter().map(|child| child.guarantee()).sum();
        let layers = &mut tree.entry(node).layers;
        let (called, configured) = (layers.called, layers.configured.clone());
        change(layers);
        let (before, limit, source) = (node.limit(), layers.limit(), layers.source());
        if limit < guaranteed && limit < before {
            (layers.called, layers.configured) = (called, configured);
            return Err(Guaranteed { limit, guaranteed });
        }
        let mut concerned = Vec::new();
        if limit < before {
            tree.revoke_below(node);
            concerned = tree.entry(node.root()).accounts.clone();
        }
        self.change_limit(node, limit);
        drop(tree);
        for account in concerned {
            account.end_hopeless(&mut wake_now);
            account.serve_all(&mut wake_now);
        }
        self.serve_all(&[node], &mut wake_now);
        Ok((limit != before).then_some((limit, source)))
    }

    /// Sets how much of the node above is this one's own.
    ///
    /// # Errors
    /// The node that has no room for it. Nothing is changed.
    pub(crate) fn set_guarantee(&self, node: &'static Node, guarantee: u64) -> Result<(), &'static Node> {
        debug_assert!(!node.is_quota(), "a quota is a ceiling and nothing else");
        let above = node.path_above();
        let mut tree = self.lock();
        self.changes.change(|| tree.set_guarantee(node, guarantee, &above))?;
        let concerned = tree.entry(node.root()).accounts.clone();
        drop(tree);
        concerned.into_iter().for_each(|account| account.end_hopeless(&mut wake_now));
        let path: Vec<_> = std::iter::once(node).chain(above).collect();
        self.serve_all(&path, &mut wake_now);
        Ok(())
    }

    /// Makes it as it was declared, for the next monitor: nothing is held any more.
    pub(in crate::core) fn reopen(&self) {
        let mut tree = self.lock();
        self.changes.reopen();
        let mut declared: Vec<_> = tree.declared.iter().map(|(kind, node)| (*node, kind.guarantee())).collect();
        declared.iter().for_each(|(node, _)| node.set_limit(UNITS_MAX));
        declared.extend(tree.kinds.iter().map(|(kind, node)| (*node, kind.guarantee())));
        // From the leaves to the roots nothing is set aside any more, and from the roots to the leaves all is again.
        declared.sort_by_key(|(node, _)| std::cmp::Reverse(node.number()));
        for (node, _) in &declared {
            let _ = tree.set_guarantee(node, 0, &node.path_above());
            let layers = &mut tree.entry(node).layers;
            (layers.called, layers.configured) = (None, None);
        }
        tree.declared.iter().for_each(|(kind, node)| node.set_limit(kind.limit()));
        for (node, guarantee) in declared.iter().rev() {
            let _ = tree.set_guarantee(node, *guarantee, &node.path_above());
        }
    }
}

impl State {
    /// The most that a branch can ever have of the `at`-th node of its path: the limit, without what is guaranteed to others.
    fn most(&self, branch: &Branch, at: usize) -> u64 {
        let node = branch.path()[at];
        let is_other = |child: &&&Node| at.checked_sub(1).is_none_or(|below| !child.is(branch.path()[below]));
        let others: u64 =
            self.entries[node.number()].children.iter().filter(is_other).map(|child| child.guarantee()).sum();
        node.limit().saturating_sub(others)
    }

    /// The same of that node.
    pub(super) fn most_at(&self, branch: &Branch, node: &Node) -> u64 {
        let at = branch.path().iter().position(|other| other.is(node));
        at.map_or(node.limit(), |at| self.most(branch, at))
    }

    /// The first node that will never have room for so much, as limits and guarantees are.
    pub(super) fn too_small_for(&self, branch: &Branch, units: u64) -> Option<&'static Node> {
        (0..branch.path().len()).find(|at| self.most(branch, *at) < units).map(|at| branch.path()[at])
    }

    /// The node that allows a branch least, and how much.
    pub(super) fn narrowest(&self, branch: &Branch) -> Option<(&'static Node, u64)> {
        (0..branch.path().len()).map(|at| (branch.path()[at], self.most(branch, at))).min_by_key(|(_, most)| *most)
    }

    #[cfg_attr(not(feature = "config"), expect(dead_code, reason = "only a configuration asks"))]
    pub(in crate::core) fn layers(&mut self, node: &'static Node) -> &mut Layers {
        &mut self.entry(node).layers
    }

    pub(super) fn set_guarantee(
        &mut self,
        node: &'static Node,
        guarantee: u64,
        above: Path,
    ) -> Result<(), &'static Node> {
        // While it is DRY nothing is charged to it but under this lock.
        self.revoke_below(node);
        let used = node.used();
        let (before, after) = (node.charge(used), used.max(guarantee));
        if after > before {
            self.claim(above, after - before, Line::Past)?;
        }
        node.set_guarantee(guarantee);
        unclaim(above, before.saturating_sub(after));
        Ok(())
    }
}
