//! What is counted, for those who look often: without what takes long, times and rows.

use super::account::Account;
use super::tally::Counts;

impl Account {
    /// The counts alone, at one moment.
    pub(crate) fn counts(&'static self) -> Counts {
        self.counts_under(&mut self.lock())
    }
}
