//! What is configured from outside, and gives way to what is called for.

use super::account::Account;
use crate::setting::Source;

impl Account {
    /// Sets the limit that is in force unless a call sets another. `None`: the declared one. Gives the limit that is in force now,
    /// and where it comes from, if it was another one before.
    ///
    /// # Panics
    /// The limit is above the kind's capacity: whoever configures has seen to that.
    pub(crate) fn configure_limit(&'static self, limit: Option<(usize, Source)>) -> Option<(usize, Source)> {
        let limit = limit.map(|(limit, source)| {
            assert!(limit <= self.kind().capacity());
            (limit as u32, source)
        });
        self.change_layers(|layers| layers.configured = limit)
    }
}
