//! The accounts of one monitor, by kind. Sets of accounts are recycled, so that monitors may come and go.

use std::collections::VecDeque;
use std::sync::OnceLock;

use super::account::Account;
use super::budget::Tree;
use super::clock::Clock;
use crate::catalogue::kinds;
use crate::kind::Kind;
use crate::sync::Mutex;
use crate::sync::plain::{AtomicBool, AtomicU32, AtomicUsize, Ordering::AcqRel, Ordering::Relaxed};

/// Kinds in the first chunk of a set; each further chunk has twice as many as the one before.
const FIRST: usize = 32;
const CHUNKS: usize = 20;

/// One monitor's accounts. It is never freed: a closed monitor's set waits until nothing is held, and serves another one.
#[derive(Debug)]
pub(crate) struct Accounts {
    chunks: [OnceLock<Box<[Entry]>>; CHUNKS],
    clock: &'static Clock,
    is_global: bool,
    leases: AtomicUsize,
    tree: Tree,
}

/// A share in a set: the monitor is closed when the last one is dropped. The global one never is.
#[derive(Debug)]
pub(crate) struct Lease(&'static Accounts);

#[derive(Debug, Default)]
struct Entry {
    account: OnceLock<&'static Account>,
    /// Whether the monitor that has the set now has asked for this account.
    is_used: AtomicBool,
}

/// Every account there is. The background thread looks at all of them.
static ALL: Mutex<Vec<&'static Account>> = Mutex::new(Vec::new());
/// Sets of closed monitors, the last closed at the back.
static SPARE: Mutex<VecDeque<&'static Accounts>> = Mutex::new(VecDeque::new());
/// Sets that are looked at for one that is vacant. A set may wait for ever for its last handle.
const LOOKS: usize = 16;
static NEXT_ID: AtomicU32 = AtomicU32::new(0);

impl Accounts {
    fn new(clock: &'static Clock, is_global: bool) -> Self {
        let chunks = [const { OnceLock::new() }; CHUNKS];
        Accounts { chunks, clock, is_global, leases: AtomicUsize::new(0), tree: Tree::new() }
    }

    /// The global monitor's.
    pub(crate) fn global() -> &'static Accounts {
        static GLOBAL: OnceLock<Accounts> = OnceLock::new();
        GLOBAL.get_or_init(|| Accounts::new(Clock::real(), true))
    }

    /// A set that no monitor has, and of which nothing is held.
    fn vacant(clock: &'static Clock) -> &'static Accounts {
        let Some(set) = Accounts::take_spare(clock) else {
            return Box::leak(Box::new(Accounts::new(clock, false)));
        };
        set.tree.reopen();
        for entry in set.entries() {
            entry.is_used.store(false, Relaxed);
            if let Some(account) = entry.account.get() {
                account.reopen();
            }
        }
        set
    }

    /// The last closed set that is vacant. Those that are not go to the front, so that they are in nobody's way.
    fn take_spare(clock: &'static Clock) -> Option<&'static Accounts> {
        let mut spare = SPARE.lock();
        for _ in 0..LOOKS {
            let last = spare.iter().rposition(|set| std::ptr::eq(set.clock, clock))?;
            let set = spare.remove(last)?;
            if set.is_vacant() {
                return Some(set);
            }
            spare.push_front(set);
        }
        None
    }

    /// Closes every account: nothing is acquired any more, and the set is used again when all that is held is released.
    fn close(&'static self) {
        for account in self.entries().filter_map(|entry| entry.account.get()) {
            account.close();
        }
        SPARE.lock().push_back(self);
    }

    fn is_vacant(&'static self) -> bool {
        self.entries().filter_map(|entry| entry.account.get()).all(|account| account.is_vacant())
    }

    /// The account of a kind, made on first use.
    #[inline]
    pub(crate) fn of(&'static self, kind: &'static Kind) -> &'static Account {
        let entry = self.entry(kind.number());
        if let Some(account) = entry.account.get()
            && entry.is_used.load(Relaxed)
        {
            return account;
        }
        self.open(kind, entry)
    }

    #[cold]
    fn open(&'static self, kind: &'static Kind, entry: &'static Entry) -> &'static Account {
        let account = entry.account.get_or_init(|| {
            let id = NEXT_ID.fetch_add(1, Relaxed) as usize;
            let tree = if kind.charges() { self.tree() } else { &self.tree };
            let account = Account::leak(kind, self.clock, id, self.is_global, tree);
            ALL.lock().push(account);
            account
        });
        entry.is_used.store(true, Relaxed);
        super::background::need();
        account
    }

    /// The accounts that the monitor has asked for.
    pub(crate) fn used(&'static self) -> impl Iterator<Item = &'static Account> {
        self.entries().filter(|entry| entry.is_used.load(Relaxed)).filter_map(|entry| entry.account.get().copied())
    }

    /// The limit hierarchy, in which every registered kind has what it is guaranteed.
    pub(crate) fn tree(&'static self) -> &'static Tree {
        self.tree.plant(kinds);
        &self.tree
    }

    pub(crate) fn is_global(&self) -> bool {
        self.is_global
    }

    pub(crate) fn clock(&self) -> &'static Clock {
        self.clock
    }

    fn entry(&'static self, number: usize) -> &'static Entry {
        let chunk = (number / FIRST + 1).ilog2() as usize;
        let entries = self.chunks[chunk].get_or_init(|| (0..FIRST << chunk).map(|_| Entry::default()).collect());
        &entries[number - FIRST * ((1 << chunk) - 1)]
    }

    fn entries(&'static self) -> impl Iterator<Item = &'static Entry> {
        self.chunks.iter().filter_map(OnceLock::get).flat_map(|chunk| chunk.iter())
    }
}

impl Lease {
    /// The global monitor's accounts.
    pub(crate) fn global() -> Lease {
        Lease::share(Accounts::global())
    }

    /// A new monitor's accounts.
    pub(crate) fn new(clock: &'static Clock) -> Lease {
        Lease::share(Accounts::vacant(clock))
    }

    /// One more share in a set that somebody has a share in.
    pub(crate) fn share(accounts: &'static Accounts) -> Lease {
        accounts.leases.fetch_add(1, Relaxed);
        Lease(accounts)
    }

    pub(crate) fn accounts(&self) -> &'static Accounts {
        self.0
    }
}

impl PartialEq for Lease {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Clone for Lease {
    fn clone(&self) -> Self {
        Lease::share(self.0)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // AcqRel: what the others did with the monitor happens before it is closed. Partner: this, in them.
        if self.0.leases.fetch_sub(1, AcqRel) == 1 && !self.0.is_global {
            self.0.close();
        }
    }
}

/// Every account of every monitor.
pub(crate) fn all() -> Vec<&'static Account> {
    ALL.lock().clone()
}
