//! Who waits for room in which node, and who is next.
//!
//! A branch in which somebody waits stands in the line of the node that refused it. Lines are served in turn, and a branch that is refused by
//! another node moves on to that one's line.

use std::task::Waker;

use super::branch::Branch;
use super::claim::Path;
use super::node::{Line, Node};
use super::tree::{Entry, State, Tree};
use crate::core::wakers::Wakers;

impl Tree {
    /// Wakes those who wait and whom something can be given that came free on the path.
    pub(in crate::core) fn serve_all(&self, path: Path, wake: &mut impl FnMut(Waker)) {
        while let Some(served) = { self.lock().serve_many(path) } {
            let are_all = !served.is_full();
            served.wake(wake);
            if are_all {
                return;
            }
        }
    }

    /// Wakes those who were served, and whoever else can be, if there may be more.
    pub(super) fn wake_served(&self, served: Option<Wakers>, path: Path, wake: &mut impl FnMut(Waker)) {
        let Some(served) = served else { return };
        let are_all = !served.is_full();
        served.wake(wake);
        if !are_all {
            self.serve_all(path, wake);
        }
    }
}

/// What trying to serve a branch came to.
enum Served {
    Granted(Waker),
    Refused(&'static Node),
    /// Nobody waits in it any more.
    Nobody,
}

impl State {
    /// Puts a branch, in which somebody begins to wait, into the line of the node that refused it.
    pub(super) fn stand(&mut self, branch: &'static Branch, node: &'static Node) {
        if branch.line().is_none() {
            self.entry(node).line.push_back(branch);
            branch.set_line(Some(node.number()));
            node.set_waited_for(true);
            self.waiting += 1;
        }
    }

    /// Takes a branch, in which nobody waits any more, out of its line.
    pub(super) fn step_out(&mut self, branch: &'static Branch) {
        let Some(number) = branch.line() else { return };
        let Entry { node, line, .. } = &mut self.entries[number];
        line.retain(|other| !std::ptr::eq(*other, branch));
        node.set_waited_for(!line.is_empty());
        branch.set_line(None);
        self.waiting -= 1;
    }

    /// Gives something that came free on the path to whoever is next, who is to be woken. From the root down, so that those who wait for the
    /// most come first.
    #[must_use = "somebody is to be woken"]
    pub(in crate::core) fn serve(&mut self, path: Path) -> Option<Waker> {
        if self.waiting == 0 {
            return None;
        }
        path.iter().rev().find_map(|node| self.serve_line(node)).or_else(|| self.serve_guaranteed(path))
    }

    /// The same for all who can be served, or many of them. `None`: nobody can.
    pub(super) fn serve_many(&mut self, path: Path) -> Option<Wakers> {
        let first = self.serve(path)?;
        let mut first = Some(first);
        Some(Wakers::gather(|| first.take().or_else(|| self.serve(path))))
    }

    /// What is guaranteed to a node needs no room above it: whoever waits there, and is within the node, need not wait for those before.
    fn serve_guaranteed(&mut self, path: Path) -> Option<Waker> {
        let is_owed = |at: &usize| path[*at].used() < path[*at].guarantee();
        (0..path.len())
            .filter(is_owed)
            .find_map(|at| path[at + 1..].iter().find_map(|above| self.serve_out_of_turn(path[at], above)))
    }

    /// Serves somebody who is within one node and stands in the line of another.
    fn serve_out_of_turn(&mut self, within: &'static Node, line: &'static Node) -> Option<Waker> {
        let standing = self.entry(line).line.len();
        (0..standing).find_map(|at| {
            let branch = *self.entry(line).line.get(at)?;
            if !branch.path().iter().any(|node| node.is(within)) {
                return None;
            }
            let Served::Granted(waker) = self.serve_branch(branch, line) else { return None };
            if !branch.account().is_waited_for(branch) {
                self.step_out(branch);
            }
            Some(waker)
        })
    }

    fn serve_line(&mut self, node: &'static Node) -> Option<Waker> {
        while let Some(&branch) = self.entry(node).line.front() {
            match self.serve_branch(branch, node) {
                Served::Granted(waker) => {
                    self.step_out(branch);
                    if branch.account().is_waited_for(branch) {
                        self.stand(branch, node);
                    }
                    return Some(waker);
                }
                Served::Refused(by) if std::ptr::eq(by, node) => return None,
                Served::Refused(by) => {
                    self.step_out(branch);
                    self.stand(branch, by);
                }
                Served::Nobody => self.step_out(branch),
            }
        }
        None
    }

    fn serve_branch(&mut self, branch: &'static Branch, node: &'static Node) -> Served {
        let Some(units) = branch.account().next_units(branch) else { return Served::Nobody };
        match self.take(branch, units, Line::FirstIn(node)) {
            Ok(slot) => Served::Granted(branch.account().grant(branch, slot)),
            Err(refused) => Served::Refused(refused),
        }
    }
}
