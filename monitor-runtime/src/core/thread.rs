//! What a thread has of each account: where its caches are found, when they are made, and how they end with it.
//!
//! The global monitor's caches are reached by one thread-local word for each kind, other monitors' by a table indexed by the
//! account's number. These words have no destructor, so they can be read while the thread ends: they say "no cache" then.

use std::cell::{Cell, RefCell};

use super::account::Account;
use super::cache::{Cache, EMPTY};

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
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Local { cache: Cell::new(&raw const EMPTY), visits: Cell::new(0) }
    }

    #[inline(always)]
    pub(super) fn pointer(&self) -> *const Cache {
        self.cache.get()
    }

    /// The cache that this thread's `Local` points to, or one that is shut for ever.
    ///
    /// The reference must not outlive the use at hand: see the note inside.
    #[inline(always)]
    pub(super) fn cache<'a>(pointer: *const Cache) -> &'a Cache {
        // SAFETY: it is `EMPTY` or a cache of this very thread, which only `Owned::drop` frees, after it has reset every
        // `Local`; and nothing that uses a cache runs user code or ends the thread.
        unsafe { &*pointer }
    }

    fn has_cache(&self) -> bool {
        !std::ptr::eq(self.cache.get(), &raw const EMPTY)
    }

    fn reset(&self) {
        self.cache.set(&raw const EMPTY);
    }
}

/// A kind's [`Local`] in the calling thread, by kind.
pub(super) type With = fn(&mut dyn FnMut(&Local));

/// The caches that this thread must give back when it ends.
struct Owned {
    caches: Vec<(&'static Account, Box<Cache>)>,
    locals: Vec<With>,
    table: Option<Box<[Local]>>,
}

const NO_LOCALS: *const [Local] = std::ptr::slice_from_raw_parts(std::ptr::dangling(), 0);

/// The calling thread's table.
#[inline(always)]
fn table<'a>() -> &'a [Local] {
    let table = TABLE.with(Cell::get);
    // SAFETY: it is empty, or the table in this very thread's `Owned`, which lets go of it only after it has put another, or
    // none, in its place; and nothing keeps the reference longer than one use.
    unsafe { &*table }
}

thread_local! {
    /// The thread's ways to its caches for accounts of other monitors, by the account's number.
    static TABLE: Cell<*const [Local]> = const { Cell::new(NO_LOCALS) };
    static OWNED: RefCell<Owned> = const { RefCell::new(Owned { caches: Vec::new(), locals: Vec::new(), table: None }) };
}

/// The thread's cache for an account that is not the global monitor's.
#[inline(always)]
pub(super) fn cache_in_table<'a>(account: &Account) -> &'a Cache {
    match table().get(account.id()) {
        Some(local) => Local::cache(local.pointer()),
        None => &EMPTY,
    }
}

/// The thread's cache for an account of the global monitor, made if it has visited often enough. `None`: do without, because
/// it has not, or because the thread is ending.
pub(super) fn cache_for_global(account: &'static Account, with: With) -> Option<&'static Cache> {
    let mut found = None;
    with(&mut |local| found = cache_at(account, local, Some(with)));
    found
}

/// The same, for an account of another monitor.
pub(super) fn cache_for(account: &'static Account) -> Option<&'static Cache> {
    let id = account.id();
    if id >= table().len() {
        let grown = OWNED.try_with(|owned| owned.try_borrow_mut().map(|mut owned| owned.grow_table(id + 1)));
        grown.ok()?.ok()?;
    }
    cache_at(account, table().get(id)?, None)
}

fn cache_at(account: &'static Account, local: &Local, with: Option<With>) -> Option<&'static Cache> {
    if local.has_cache() {
        return Some(Local::cache(local.pointer()));
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
        owned.locals.extend(with);
        Some(Local::cache(local.pointer()))
    });
    made.ok().flatten()
}

impl Owned {
    fn grow_table(&mut self, len: usize) {
        let len = len.next_power_of_two().max(64);
        let grown: Box<[Local]> = (0..len).map(|_| Local::new()).collect();
        for (new, old) in grown.iter().zip(table()) {
            new.cache.set(old.cache.get());
            new.visits.set(old.visits.get());
        }
        TABLE.set(&raw const *grown);
        self.table = Some(grown);
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // First nothing leads to a cache any more; then the caches are given back.
        for with in &self.locals {
            with(&mut |local| local.reset());
        }
        TABLE.set(NO_LOCALS);
        for (account, cache) in self.caches.drain(..) {
            account.unregister(&cache);
        }
    }
}
