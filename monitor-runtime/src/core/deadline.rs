//! The end of waiting for those who wait only for a while. The background thread looks at every tick.

use std::task::Waker;

use super::account::Account;
use super::background;
use super::clock::Clock;
use crate::sync::Mutex;

/// The accounts in which somebody waits until a certain time. An account's lock may be held when this one is taken.
static WATCHED: Mutex<Vec<&'static Account>> = Mutex::new(Vec::new());

/// Looks at the account from now on, until it has no deadline any more.
pub(super) fn watch(account: &'static Account) {
    let mut watched = WATCHED.lock();
    watched.push(account);
    if watched.len() == 1 {
        drop(watched);
        background::hurry();
    }
}

/// Whether somebody waits for a tick.
pub(super) fn is_watching() -> bool {
    !WATCHED.lock().is_empty()
}

/// Ends the waiting of those whose time is over, on one clock, and has them woken by `wake`.
pub(super) fn expire(clock: &'static Clock, mut wake: impl FnMut(Waker)) {
    let now = clock.now();
    let (due, others) = WATCHED.lock().drain(..).partition(|account| std::ptr::eq(account.clock(), clock));
    let mut left: Vec<&'static Account> = others;
    let due: Vec<&'static Account> = due;
    for account in due {
        account.expire_reserved(now, &mut wake);
        while let Some(waker) = account.expire_one(now) {
            wake(waker);
        }
        if account.has_deadlines() {
            left.push(account);
        }
    }
    WATCHED.lock().append(&mut left);
}
