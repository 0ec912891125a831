//! What a thread has of each account: where its caches are found, when they are made, and how they end with it.
//!
//! The global monitor's caches are reached by one thread-local word for each kind, other monitors' by a table indexed by the
//! account's number. These words have no destructor, so they can be read while the thread ends: they say "no cache" then.

use std::cell::{Cell, RefCell};
use std::thread::LocalKey;

use super::account::Account;
use super::cache::{Cache, EMPTY};
use super::owned::OwnedCache;

/// A thread works under the lock this many times before it gets a cache, so that short-lived threads need none.
const VISITS_BEFORE_CACHE: u32 = 4;

/// A thread's way to its cache for one account.
#[derive(Debug)]
pub struct Local {
    cache: Cell<*const Cache>,
    visits: Cell<u32>,
}

impl Local {
    #[doc(hidden)]
    #[allow(clippy::new_without_default, reason = "a constant is wanted")]
    pub const fn new() -> Self {
        Local { cache: Cell::new(&raw const EMPTY), visits: Cell::new(0) }
    }

    fn has_cache(&self) -> bool {
        !std::ptr::eq(self.cache.get(), &raw const EMPTY)
    }

    fn reset(&self) {
        self.cache.set(&raw const EMPTY);
    }
}

/// The cache that a kind's word in this thread leads to, or one that is shut for ever.
#[inline(always)]
pub(super) fn cache_by<'a>(key: &'static LocalKey<Local>) -> &'a Cache {
    // Not a reference, which `with` would look at.
    let cache = key.with(|local| local.cache.get());
    // SAFETY: it comes from a `Local` of this thread.
    unsafe { led_to(cache) }
}

/// What a [`Local`] leads to. To be let go of before user code runs or the thread ends.
///
/// # Safety
/// It comes from a `Local` of this thread.
#[inline(always)]
unsafe fn led_to<'a>(cache: *const Cache) -> &'a Cache {
    // SAFETY: it is `EMPTY` or a cache of this very thread, which only `Owned::drop` frees, after it has reset every `Local`; and
    // nothing that uses a cache runs user code or ends the thread.
    unsafe { &*cache }
}

/// The caches that this thread must give back when it ends, and what leads to them.
struct Owned {
    caches: Vec<(&'static Account, OwnedCache)>,
    locals: Vec<&'static LocalKey<Local>>,
}

const NO_LOCALS: *const [Local] = std::ptr::slice_from_raw_parts(std::ptr::dangling(), 0);

/// The calling thread's table.
#[inline(always)]
fn table<'a>() -> &'a [Local] {
    let table = TABLE.with(Cell::get);
    // SAFETY: it is empty, or one that `put_table` put there and frees only after it has put another there; and nothing keeps the
    // reference longer than one use.
    unsafe { &*table }
}

thread_local! {
    /// The thread's ways to its caches for accounts of other monitors, by the account's number.
    static TABLE: Cell<*const [Local]> = const { Cell::new(NO_LOCALS) };
    static OWNED: RefCell<Owned> = const { RefCell::new(Owned { caches: Vec::new(), locals: Vec::new() }) };
}

/// The thread's cache for an account that is not the global monitor's.
#[inline(always)]
pub(super) fn cache_in_table<'a>(account: &Account) -> &'a Cache {
    match table().get(account.id()) {
        // SAFETY: it is the thread's own table.
        Some(local) => unsafe { led_to(local.cache.get()) },
        None => &EMPTY,
    }
}

/// The thread's cache for an account of the global monitor, made if it has visited often enough. `None`: do without, because
/// it has not, or because the thread is ending.
pub(super) fn cache_for_global<'a>(account: &'static Account, key: &'static LocalKey<Local>) -> Option<&'a Cache> {
    key.with(|local| cache_at(account, local, Some(key)))
}

/// The same, for an account of another monitor.
pub(super) fn cache_for<'a>(account: &'static Account) -> Option<&'a Cache> {
    let id = account.id();
    if id >= table().len() {
        // Only while the thread's caches have somebody who will give them back.
        OWNED.try_with(|_| grow_table(id + 1)).ok()?;
    }
    cache_at(account, table().get(id)?, None)
}

fn cache_at(account: &'static Account, local: &Local, key: Option<&'static LocalKey<Local>>) -> Option<&'static Cache> {
    if local.has_cache() {
        // SAFETY: it is one of this thread's.
        return Some(unsafe { led_to(local.cache.get()) });
    }
    local.visits.set(local.visits.get().saturating_add(1));
    if local.visits.get() <= VISITS_BEFORE_CACHE {
        return None;
    }
    let made = OWNED.try_with(|owned| {
        let mut owned = owned.try_borrow_mut().ok()?;
        let cache = account.register();
        local.cache.set(&raw const *cache);
        owned.caches.push((account, cache));
        owned.locals.extend(key);
        // SAFETY: the same.
        Some(unsafe { led_to(local.cache.get()) })
    });
    made.ok().flatten()
}

fn grow_table(len: usize) {
    let grown: Box<[Local]> = (0..len.next_power_of_two().max(64)).map(|_| Local::new()).collect();
    for (new, old) in grown.iter().zip(table()) {
        new.cache.set(old.cache.get());
        new.visits.set(old.visits.get());
    }
    put_table(Box::leak(grown));
}

/// Puts another table, which is on the heap or empty, in the place of the thread's.
fn put_table(table: *const [Local]) {
    let old = TABLE.replace(table);
    if !old.is_empty() {
        // SAFETY: it came from a `Box`, and nothing leads to it any more.
        drop(unsafe { Box::from_raw(old.cast_mut()) });
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // First nothing leads to a cache any more; then the caches are given back.
        for key in &self.locals {
            key.with(Local::reset);
        }
        put_table(NO_LOCALS);
        for (account, cache) in self.caches.drain(..) {
            account.unregister(&cache);
        }
    }
}
