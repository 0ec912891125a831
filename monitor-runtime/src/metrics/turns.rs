//! When it is a thread's turn, again and again, until it is told to stop.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Turns at even distances. Those that pass while a thread is at work are missed.
pub(super) struct Turns {
    every: Duration,
    /// `None`: so late that it never comes.
    due: Option<Instant>,
}

impl Turns {
    /// The first comes after `every`.
    pub(super) fn new(every: Duration) -> Turns {
        Turns { every, due: Instant::now().checked_add(every) }
    }

    /// Goes on to the next turn, and says how many were missed.
    pub(super) fn next(&mut self) -> u64 {
        let now = Instant::now();
        let Some(due) = self.due.and_then(|due| due.checked_add(self.every)) else { return 0 };
        if due >= now {
            self.due = Some(due);
            return 0;
        }
        self.due = now.checked_add(self.every);
        ((now - due).as_nanos() / self.every.as_nanos().max(1)) as u64 + 1
    }
}

/// Tells a thread to stop, which waits for its turns.
#[derive(Default)]
pub(super) struct Stop {
    is_told: Mutex<bool>,
    told: Condvar,
}

impl Stop {
    pub(super) fn tell(&self) {
        *self.is_told() = true;
        self.told.notify_all();
    }

    /// Waits for a turn. Says whether it has come; else it is to stop.
    pub(super) fn wait(&self, turns: &Turns) -> bool {
        let time = turns.due.map_or(Duration::MAX, |due| due.saturating_duration_since(Instant::now()));
        let waiting = self.told.wait_timeout_while(self.is_told(), time, |is_told| !*is_told);
        !*waiting.unwrap_or_else(PoisonError::into_inner).0
    }

    fn is_told(&self) -> MutexGuard<'_, bool> {
        self.is_told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_that_have_passed_are_missed() {
        let mut turns = Turns::new(Duration::from_secs(10));
        let begun = turns.due.unwrap();
        assert_eq!((turns.next(), turns.due), (0, Some(begun + Duration::from_secs(10))));
        turns.due = Instant::now().checked_sub(Duration::from_secs(35));
        assert_eq!(turns.next(), 3);
        assert!(turns.due > Some(Instant::now() + Duration::from_secs(9)), "nor is the next one early");
    }

    #[test]
    fn one_that_never_comes_can_be_waited_for_and_stopped() {
        let mut turns = Turns::new(Duration::MAX);
        assert_eq!(turns.next(), 0);
        let stop = Stop::default();
        std::thread::scope(|scope| {
            scope.spawn(|| stop.tell());
            assert!(!stop.wait(&turns));
        });
    }
}
