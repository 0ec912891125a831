//! Taking a place where levels above it are charged, under the tree's lock.

use super::branch::Branch;
use super::claim::{Path, claim_locked};
use super::node::{Line, Node};
use super::tree::State;
use crate::core::account::Shared;
use crate::core::slot::Slot;
use crate::sync::MutexGuard;

impl State {
    /// Charges a branch's path, and gives a free slot of its account; or says which node refuses. A refusal is final: at one moment
    /// there was no room.
    pub(in crate::core) fn take(
        &mut self,
        branch: &'static Branch,
        units: u64,
        line: Line,
    ) -> Result<&'static Slot, &'static Node> {
        let account = branch.account();
        if account.has_shared() && claim_locked(branch.path(), units, line).is_ok() {
            return Ok(account.take_shared_charged(branch, units));
        }
        let mut shared = self.secure(branch, 1, units, line)?;
        Ok(account.take_charged(&mut shared, branch, units))
    }

    /// The same for many slots: all of them, or none.
    pub(super) fn take_many(
        &mut self,
        branch: &'static Branch,
        slots: u64,
        units: u64,
    ) -> Result<Vec<&'static Slot>, &'static Node> {
        let mut shared = self.secure(branch, slots, units, Line::Behind)?;
        Ok((0..slots).map(|_| branch.account().take_charged(&mut shared, branch, 1)).collect())
    }

    /// Charges the path when so many slots are free, which nobody else can take as long as the account stays locked.
    fn secure(
        &mut self,
        branch: &'static Branch,
        slots: u64,
        units: u64,
        line: Line,
    ) -> Result<MutexGuard<'static, Shared>, &'static Node> {
        let account = branch.account();
        loop {
            let mut shared = account.lock();
            if !account.has_free(&shared, slots) {
                account.revoke(&mut shared);
                if !account.has_free(&shared, slots) {
                    return Err(branch.own());
                }
            }
            match claim_locked(branch.path(), units, line) {
                Ok(()) => return Ok(shared),
                Err(node) if node.is_dry() => return Err(node),
                Err(node) => {
                    drop(shared);
                    self.revoke_below(node);
                }
            }
        }
    }

    /// Charges the path, or says which node is full.
    pub(super) fn claim(&mut self, path: Path, units: u64, line: Line) -> Result<(), &'static Node> {
        loop {
            match claim_locked(path, units, line) {
                Err(node) if !node.is_dry() => self.revoke_below(node),
                claimed => return claimed,
            }
        }
    }

    /// Ends fast mode for every account that charges the node: from then on what is charged to it is held.
    pub(super) fn revoke_below(&mut self, node: &'static Node) {
        for account in &self.entries[node.number()].accounts {
            account.revoke_for_tree();
        }
    }
}
