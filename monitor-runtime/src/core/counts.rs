//! What is counted, for those who look often: without what takes long, times and rows.

use super::account::Account;
use crate::sync::Ordering::Relaxed;

/// What is counted of an account, for those who look often.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub(crate) limit: u64,
    pub(crate) live: u64,
    pub(crate) max_live: u64,
    pub(crate) pending: u64,
    /// What is held of a kind that weighs, in units.
    pub(crate) units: Option<u64>,
    pub(crate) acquired: u64,
    pub(crate) released: u64,
    pub(crate) denied: u64,
}

impl Account {
    /// The counts alone, at one moment.
    pub(crate) fn counts(&'static self) -> Counts {
        let mut shared = self.state.lock();
        shared.attribute(self);
        let sums = shared.sums_since_opened();
        Counts {
            limit: self.limit_unless_closed(&shared) as u64,
            live: shared.live_of(sums),
            max_live: shared.tally.max_live.max(self.max_charged.load(Relaxed)),
            pending: shared.waiting() as u64,
            units: self.units_held(&shared).map(|(held, _)| held),
            acquired: sums.acquired,
            released: sums.released,
            denied: shared.tally.denied.iter().sum(),
        }
    }
}
