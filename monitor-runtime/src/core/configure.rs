//! What is configured from outside, and gives way to what is called for.

use super::NodeRef;
use super::account::Account;
use super::budget::{Guaranteed, Tree};
use crate::setting::Source;

impl Account {
    /// Sets the limit that is in force unless a call sets another. `None`: the declared one. Gives the limit that is in force now,
    /// and where it comes from, if it was another one before.
    ///
    /// # Panics
    /// The kind cannot have such a limit: whoever configures has seen to that.
    pub(crate) fn configure_limit(&'static self, limit: Option<(usize, Source)>) -> Option<(usize, Source)> {
        let limit = limit.map(|(limit, source)| {
            self.kind().check_limit(limit).expect("it was checked");
            (limit as u64, source)
        });
        self.change_layers(|layers| layers.configured = limit)
    }

    /// Sets how many may wait. `None`: as many as declared. Gives how many it is now, and where that comes from, if it was another number
    /// before. Those who wait already stay.
    pub(crate) fn configure_queue(&'static self, queue: Option<(usize, Source)>) -> Option<(usize, Source)> {
        let mut shared = self.lock();
        let before = shared.layers.queue(self.kind());
        shared.layers.queue = queue;
        let now = shared.layers.queue(self.kind());
        shared.set_queue(now);
        (now != before).then(|| (now, shared.layers.queue_source(self.kind())))
    }
}

impl Tree {
    /// Sets the limit that is in force unless a call sets another. `None`: the declared one. Gives the limit that is in force now, and where
    /// it comes from, if it was another one before.
    ///
    /// # Errors
    /// More is guaranteed to those below. Nothing is changed.
    pub(crate) fn configure_limit(
        &self,
        node: NodeRef,
        limit: Option<(u64, Source)>,
    ) -> Result<Option<(u64, Source)>, Guaranteed> {
        self.change_layers(node, |layers| layers.configured = limit)
    }

    /// What is configured of a budget's limit.
    pub(crate) fn configured_limit(&self, node: NodeRef) -> Option<(u64, Source)> {
        self.lock().layers(node).configured.clone()
    }
}
