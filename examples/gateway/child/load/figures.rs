//! What a load saw: counted in its own process, by nothing that the gateway or its library has a hand in.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Counts while the load runs.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) answered: AtomicUsize,
    pub(super) busy: AtomicUsize,
    pub(super) refused: AtomicUsize,
    pub(super) failed: AtomicUsize,
    served: AtomicUsize,
    served_max: AtomicUsize,
}

impl Tally {
    pub(super) fn add(&self, count: &AtomicUsize) {
        count.fetch_add(1, Relaxed);
    }

    /// A connection got its first response: the gateway has let it in.
    pub(super) fn begin_served(&self) {
        let served = self.served.fetch_add(1, Relaxed) + 1;
        self.served_max.fetch_max(served, Relaxed);
    }

    /// Such a connection is about to be closed.
    pub(super) fn end_served(&self) {
        self.served.fetch_sub(1, Relaxed);
    }

    pub(super) fn figures(&self) -> Figures {
        Figures {
            answered: self.answered.load(Relaxed),
            busy: self.busy.load(Relaxed),
            refused: self.refused.load(Relaxed),
            failed: self.failed.load(Relaxed),
            served_max: self.served_max.load(Relaxed),
        }
    }
}

/// The sums at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Requests answered with the backend's response.
    pub(crate) answered: usize,
    /// Requests answered with 503 on a connection that goes on.
    pub(crate) busy: usize,
    /// Connections answered with 503 and closed.
    pub(crate) refused: usize,
    /// Connections that ended without an answer.
    pub(crate) failed: usize,
    /// The most connections that the gateway served at once. Each is counted from its first response until just before it
    /// is closed, so the gateway has served at least that many.
    pub(crate) served_max: usize,
}

impl Figures {
    /// As a child tells them to its parent.
    pub(super) fn to_report(self) -> String {
        let Figures { answered, busy, refused, failed, served_max } = self;
        format!("{answered} {busy} {refused} {failed} {served_max}")
    }

    /// As the parent hears them.
    pub(crate) fn from_report(report: &str) -> Option<Figures> {
        let numbers: Vec<usize> = report.split(' ').map_while(|number| number.parse().ok()).collect();
        let [answered, busy, refused, failed, served_max] = numbers.try_into().ok()?;
        Some(Figures { answered, busy, refused, failed, served_max })
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figures { answered, busy, refused, failed, .. } = self;
        write!(
            f,
            "{answered} requests answered, {busy} told to try later, {refused} connections refused, {failed} dropped"
        )
    }
}
