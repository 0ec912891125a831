//! Visiting what is live, while it comes and goes.

use super::account::Account;
use super::segment::MaybeLive;
use super::slot::{Row, Slot};

/// Free slots that are noted as such under one lock.
const NOTED_AT_ONCE: usize = 1024;

impl Account {
    /// A row for each place that is held, in order of the place. A row is never torn, and each place is visited once, so there
    /// are never more rows than the limit allows. What comes or goes meanwhile may or may not be seen.
    ///
    /// Cost: some nanoseconds for each place that is held or in a thread's magazine; some short locks at the start.
    pub(crate) fn rows(&'static self) -> Rows {
        loop {
            let mut shared = self.lock();
            // The lock is let go between two steps, so that nobody waits long.
            if shared.depot.note(NOTED_AT_ONCE, &self.segments) {
                return Rows(self.segments.maybe_live(shared.fresh));
            }
        }
    }

    /// The rows of at most so many places; of none if the lock is taken.
    pub(crate) fn rows_without_blocking(&'static self, places: usize) -> impl Iterator<Item = Row> {
        let end = self.state.try_lock().map_or(0, |mut shared| {
            shared.depot.note(NOTED_AT_ONCE, &self.segments);
            shared.fresh
        });
        self.segments.maybe_live(end).take(places).filter_map(Slot::read)
    }
}

/// What [`Account::rows`] gives.
pub(crate) struct Rows(MaybeLive);

impl Iterator for Rows {
    type Item = Row;

    #[inline]
    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.0.next()?.read() {
                return Some(row);
            }
        }
    }
}
