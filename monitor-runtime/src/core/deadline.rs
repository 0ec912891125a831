//! The end of waiting for those who wait only for a while. The background thread looks at every tick.

use std::task::Waker;

use super::account::Account;
use super::background;
use super::clock::Clock;
use crate::sync::Mutex;

/// The accounts in which somebody waits until a certain time. An account's lock may be held when this one is taken.
static WATCHED: Mutex<Vec<&'static Account>> = Mutex::new(Vec::new());

/// Looks at the account from now on. Under the account's lock.
pub(super) fn watch(account: &'static Account) {
    let mut watched = WATCHED.lock();
    watched.push(account);
    if watched.len() == 1 {
        drop(watched);
        background::hurry();
    }
}

/// Does not look at it any more. Under the account's lock.
pub(super) fn unwatch(account: &'static Account) {
    WATCHED.lock().retain(|other| !std::ptr::eq(*other, account));
}

/// Whether somebody waits for a tick.
pub(super) fn is_watching() -> bool {
    !WATCHED.lock().is_empty()
}

/// Ends the waiting of those whose time is over, on one clock, and has them woken by `wake`.
pub(super) fn expire(clock: &'static Clock, mut wake: impl FnMut(Waker)) {
    let now = clock.now();
    let is_due = |account: &&'static Account| std::ptr::eq(account.clock(), clock);
    let watched: Vec<_> = WATCHED.lock().iter().copied().filter(is_due).collect();
    for account in watched {
        account.expire_reserved(now, &mut wake);
        while let Some(waker) = account.expire_one(now) {
            wake(waker);
        }
        account.unwatch_deadlines();
    }
}
