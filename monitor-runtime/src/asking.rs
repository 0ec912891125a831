//! An acquisition that waits, whatever is acquired.

use std::panic::Location;
use std::task::{Context, Poll};

use crate::budget::{Budget, Within};
use crate::core::{self, Answer, Asker, Declaration, Place, Turn};
use crate::denial::AcquireError;
use crate::monitor::Monitor;
use crate::priority::Priority;

/// Who asks and, perhaps, waits.
#[derive(Debug)]
pub(crate) struct Asking {
    pub(crate) asker: Asker,
    /// While it waits.
    turn: Option<Turn>,
    /// Keeps it open.
    _monitor: Option<Monitor>,
    /// In a box, so that thousands who wait are small.
    _budget: Option<Box<Budget>>,
}

impl Asking {
    /// `monitor`: none for the global one.
    #[inline]
    pub(crate) fn new(monitor: Option<Monitor>, site: &'static Location<'static>) -> Self {
        let accounts = monitor.as_ref().map(Monitor::accounts);
        let asker = Asker {
            accounts,
            branch: None,
            units: 1,
            site,
            owner: core::owner(),
            priority: Priority::default(),
            timeout: None,
        };
        Asking { asker, turn: None, _monitor: monitor, _budget: None }
    }

    /// Within a budget, which is kept.
    pub(crate) fn within(mut self, within: Option<&Within>) -> Self {
        self.asker.branch = within.map(Within::branch);
        self._budget = within.map(|within| Box::new(within.budget().clone()));
        self
    }

    #[inline]
    pub(crate) fn poll<K: Declaration>(&mut self, context: &Context<'_>) -> Poll<Result<Place, AcquireError>> {
        // It keeps its turn until there is an answer: cloning a waker, which is foreign code, may panic.
        let answer = match self.turn {
            None => self.asker.ask::<K>(context.waker()),
            Some(turn) => self.asker.look::<K>(turn, context.waker()),
        };
        self.turn = None;
        match answer {
            Answer::Taken(place) => Poll::Ready(Ok(place)),
            Answer::Denied(denied) => Poll::Ready(Err(AcquireError::new(denied))),
            Answer::Waits(turn) => {
                self.turn = Some(turn);
                Poll::Pending
            }
        }
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.turn.is_some()
    }
}

impl Drop for Asking {
    #[inline]
    fn drop(&mut self) {
        if let Some(turn) = self.turn.take() {
            self.asker.give_up(turn);
        }
    }
}
