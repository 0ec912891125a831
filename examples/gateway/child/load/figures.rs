//! What a load saw: counted in its own process, by nothing that the gateway or its library has a hand in.

use std::fmt;
use std::sync::{Mutex, MutexGuard};

use tokio::time::Instant;

use super::connection::Answer;

/// Counts while the load runs.
#[derive(Default)]
pub(super) struct Tally(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    answered: usize,
    busy: usize,
    refused: usize,
    failed: usize,
    /// From when to when the gateway surely served a connection.
    served: Vec<(Instant, Instant)>,
}

impl Tally {
    pub(super) fn add(&self, answer: &Answer) {
        let mut counts = self.counts();
        match answer {
            Answer::Served => counts.answered += 1,
            Answer::Busy => counts.busy += 1,
            Answer::Refused => counts.refused += 1,
        }
    }

    /// A connection ended without an answer.
    pub(super) fn add_failed(&self) {
        self.counts().failed += 1;
    }

    pub(super) fn add_served(&self, from: Instant, to: Instant) {
        self.counts().served.push((from, to));
    }

    pub(super) fn figures(&self) -> Figures {
        let counts = self.counts();
        Figures {
            answered: counts.answered,
            busy: counts.busy,
            refused: counts.refused,
            failed: counts.failed,
            served_max: overlap_max(&counts.served),
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().expect("nothing panics while it counts")
    }
}

/// The most spans that have one moment in common.
fn overlap_max(spans: &[(Instant, Instant)]) -> usize {
    let begins = spans.iter().map(|(from, _)| (*from, 1));
    let ends = spans.iter().map(|(_, to)| (*to, -1));
    let mut changes: Vec<(Instant, i32)> = begins.chain(ends).collect();
    // Of changes at the same moment, the ends come first: in doubt, two spans have nothing in common.
    changes.sort();
    let open = changes.iter().scan(0, |open, (_, change)| {
        *open += change;
        Some(*open)
    });
    open.max().unwrap_or(0) as usize
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
    /// The gateway served at least so many connections at one moment.
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
