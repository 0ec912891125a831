//! What a thread acquires for: an owner, which is copied into every slot, and a monitor.

use std::cell::Cell;

use super::accounts::Accounts;
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

/// The calling thread's owner word and monitor.
pub(crate) struct Context {
    /// Zero: nobody in particular.
    pub(super) owner: Cell<u64>,
    /// `None`: the global monitor.
    pub(super) accounts: Cell<Option<&'static Accounts>>,
}

thread_local! {
    pub(super) static CONTEXT: Context = const { Context { owner: Cell::new(0), accounts: Cell::new(None) } };
}

/// Runs `f` with another context, and restores the one before, also when `f` panics.
pub(crate) fn within<R>(owner: u64, accounts: &'static Accounts, f: impl FnOnce() -> R) -> R {
    struct Restore(u64, Option<&'static Accounts>);
    impl Drop for Restore {
        fn drop(&mut self) {
            set(self.0, self.1);
        }
    }
    let accounts = (!accounts.is_global()).then_some(accounts);
    let (owner, accounts) = set(owner, accounts);
    let _restore = Restore(owner, accounts);
    f()
}

/// The monitor that the thread acquires from.
pub(crate) fn current() -> &'static Accounts {
    CONTEXT.with(|context| context.accounts.get()).unwrap_or_else(Accounts::global)
}

/// The same, unless it is the global one.
#[inline]
pub(crate) fn current_if_not_global() -> Option<&'static Accounts> {
    CONTEXT.with(|context| context.accounts.get())
}

/// A word that names an owner.
pub(crate) fn new_owner() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Relaxed)
}

/// The thread's owner word.
pub(crate) fn owner() -> u64 {
    CONTEXT.with(|context| context.owner.get())
}

fn set(owner: u64, accounts: Option<&'static Accounts>) -> (u64, Option<&'static Accounts>) {
    CONTEXT.with(|context| (context.owner.replace(owner), context.accounts.replace(accounts)))
}
