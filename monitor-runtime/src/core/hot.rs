//! Acquire and release, as they are compiled into the user's code.

use std::panic::Location;
use std::thread::LocalKey;

use super::account::Account;
use super::accounts::Accounts;
use super::budget::Branch;
use super::cache::Cache;
use super::context::{self, CONTEXT};
use super::slot::{Slot, Stamp};
use super::thread::{self, Local};
use super::{Denied, Place};
use crate::kind::{ClockMode, Kind};

/// What the attribute writes for each item.
#[doc(hidden)]
pub trait Declaration: Sized + 'static {
    /// The kind's clock, so that it costs no branch.
    const CLOCK: ClockMode;
    /// Whether its handles weigh, for the same reason.
    const WEIGHS: bool;
    /// Whether the limit hierarchy is charged, for the same reason.
    const CHARGES: bool;
    /// What was declared.
    const KIND: &'static Kind;
    /// Each thread's way to its cache for the global monitor's account.
    const LOCAL: &'static LocalKey<Local>;
}

/// Takes a place of the kind in the thread's current monitor.
///
/// Whatever is not the common case is a call in tail position, so that the common case saves no registers. Inlined, it would no
/// longer be in tail position, and a kind would pay with code at each of its sites.
#[inline(never)]
pub(crate) fn acquire<K: Declaration>(site: &'static Location<'static>) -> Acquired {
    if K::WEIGHS {
        return acquire_units::<K>(1, site);
    }
    let (owner, accounts) = CONTEXT.with(|context| (context.owner.get(), context.accounts.get()));
    if accounts.is_some() {
        return acquire_in_scope::<K>(site);
    }
    let cache = cache::<K>();
    if let Some(slot) = cache.take() {
        return occupy::<K>(cache, slot, site, owner);
    }
    match cache.account() {
        Some(account) => acquire_past_door::<K>(account, cache, site),
        None => acquire_uncached::<K>(None, site),
    }
}

/// Takes a place that stands for so many units. If the kind's handles do not weigh, each is one.
#[inline(never)]
pub(crate) fn acquire_units<K: Declaration>(units: u64, site: &'static Location<'static>) -> Acquired {
    if !K::WEIGHS {
        return acquire::<K>(site);
    }
    let (owner, accounts) = CONTEXT.with(|context| (context.owner.get(), context.accounts.get()));
    if accounts.is_some() {
        return acquire_units_from::<K>(context::current().of(K::KIND), units, site);
    }
    let cache = cache::<K>();
    match cache.take_units(units) {
        Some(slot) => occupy_units::<K>(cache, slot, units, site, owner),
        None => acquire_units_from::<K>(Accounts::global().of(K::KIND), units, site),
    }
}

/// The same in one account.
#[inline(never)]
pub(crate) fn acquire_units_from<K: Declaration>(
    account: &'static Account,
    units: u64,
    site: &'static Location<'static>,
) -> Acquired {
    if !K::WEIGHS {
        return acquire_from::<K>(account, site);
    }
    let mut cache = cache::<K>();
    if !cache.is_of(account) {
        cache = thread::cache_in_table(account);
    }
    if let Some(slot) = cache.take_units(units) {
        return occupy_units::<K>(cache, slot, units, site, context::owner());
    }
    match account.branch() {
        Some(branch) => acquire_within::<K>(branch, units, site),
        None => acquire_uncached::<K>(Some(account), site),
    }
}

/// Takes a place on a branch of an account's.
#[cold]
#[inline(never)]
pub(crate) fn acquire_within<K: Declaration>(
    branch: &'static Branch,
    units: u64,
    site: &'static Location<'static>,
) -> Acquired {
    let account = branch.account();
    let cache = make_cache::<K>(account);
    let acquired = account.acquire_charged(branch, cache, units);
    end_with::<K>(account, cache, acquired, site)
}

/// Charges more for a place that is held.
pub(crate) fn grow(slot: &'static Slot, units: u64) -> Result<(), Denied> {
    slot.account().grow(slot, units)
}

/// Charges less for a place that is held. The error says how much it is.
pub(crate) fn shrink(slot: &'static Slot, units: u64) -> Result<(), u64> {
    slot.account().shrink(slot, units)
}

#[inline(always)]
fn occupy_units<K: Declaration>(
    cache: &Cache,
    slot: &'static Slot,
    units: u64,
    site: &'static Location<'static>,
    owner: u64,
) -> Acquired {
    slot.set_units(units);
    occupy::<K>(cache, slot, site, owner)
}

/// Takes a place of the kind in one account.
#[inline]
pub(crate) fn acquire_from<K: Declaration>(account: &'static Account, site: &'static Location<'static>) -> Acquired {
    if K::WEIGHS {
        return acquire_units_from::<K>(account, 1, site);
    }
    let mut cache = cache::<K>();
    if !cache.is_of(account) {
        cache = thread::cache_in_table(account);
        if cache.account().is_none() {
            return acquire_uncached::<K>(Some(account), site);
        }
    }
    match cache.take() {
        Some(slot) => occupy::<K>(cache, slot, site, context::owner()),
        None => acquire_past_door::<K>(account, cache, site),
    }
}

/// What an acquisition gives.
pub(crate) type Acquired = Result<Place, Denied>;

/// Gives a place back, wherever it came from.
#[inline]
pub(crate) fn release<K: Declaration>(slot: &'static Slot) {
    let cache = cache::<K>();
    if slot.is_of(cache.account()) { release_to::<K>(cache, slot) } else { release_elsewhere::<K>(slot) }
}

/// The thread's cache for the global monitor's account, or one that is shut for ever.
#[inline(always)]
fn cache<'a, K: Declaration>() -> &'a Cache {
    thread::cache_by(K::LOCAL)
}

#[inline(always)]
pub(super) fn occupy<K: Declaration>(
    cache: &Cache,
    slot: &'static Slot,
    site: &'static Location<'static>,
    owner: u64,
) -> Acquired {
    match cache.stamp(K::CLOCK) {
        Some(stamp) => {
            slot.take(stamp, site, owner);
            Ok(slot)
        }
        None => occupy_slowly(cache, slot, site, owner),
    }
}

#[cold]
#[inline(never)]
fn occupy_slowly(cache: &Cache, slot: &'static Slot, site: &'static Location<'static>, owner: u64) -> Acquired {
    slot.take(cache.stamp_slowly(site), site, owner);
    Ok(slot)
}

/// The current monitor is not the global one.
#[inline(never)]
fn acquire_in_scope<K: Declaration>(site: &'static Location<'static>) -> Acquired {
    acquire_from::<K>(context::current().of(K::KIND), site)
}

/// The magazine gave nothing: it is empty, or the account is in shared mode.
#[inline(always)]
fn acquire_past_door<K: Declaration>(
    account: &'static Account,
    cache: &Cache,
    site: &'static Location<'static>,
) -> Acquired {
    if K::CHARGES {
        return acquire_charged::<K>(account, cache, site);
    }
    match account.deny(cache) {
        Some((denial, false)) => Err(denial),
        Some((denial, true)) => denied_slowly(cache, site, denial),
        None => acquire_elsewhere::<K>(account, cache, site),
    }
}

/// The same for a kind that charges the limit hierarchy.
#[inline(never)]
fn acquire_charged<K: Declaration>(
    account: &'static Account,
    cache: &Cache,
    site: &'static Location<'static>,
) -> Acquired {
    end::<K>(cache, account.acquire_slowly(Some(cache)), site)
}

#[inline(never)]
fn acquire_elsewhere<K: Declaration>(
    account: &'static Account,
    cache: &Cache,
    site: &'static Location<'static>,
) -> Acquired {
    match account.acquire(cache) {
        Ok(slot) => occupy::<K>(cache, slot, site, context::owner()),
        Err(denial) if cache.samples_denial() => denied_slowly(cache, site, denial),
        Err(denial) => Err(denial),
    }
}

/// Puts to use what was acquired where levels above are charged, or counts that it was not.
#[inline(always)]
fn end<K: Declaration>(cache: &Cache, acquired: Acquired, site: &'static Location<'static>) -> Acquired {
    match acquired {
        Ok(slot) => occupy::<K>(cache, slot, site, context::owner()),
        Err(denial) if cache.lottery.draws_refusal() => denied_slowly(cache, site, denial),
        Err(denial) => Err(denial),
    }
}

/// The same, on a thread that perhaps has no cache.
fn end_with<K: Declaration>(
    account: &'static Account,
    cache: Option<&Cache>,
    acquired: Acquired,
    site: &'static Location<'static>,
) -> Acquired {
    let Some(cache) = cache else {
        match acquired {
            Ok(slot) => account.occupy(slot, site, context::owner()),
            Err(denial) => account.count_denied_at(site, denial.reason()),
        }
        return acquired;
    };
    end::<K>(cache, acquired, site)
}

/// Some denials are counted by their sites.
#[cold]
#[inline(never)]
fn denied_slowly(cache: &Cache, site: &'static Location<'static>, denial: Denied) -> Acquired {
    cache.count_denial_at(site, denial.reason());
    Err(denial)
}

/// The first few times that a thread comes to an account, and while it ends. `None`: the global monitor's.
#[cold]
#[inline(never)]
fn acquire_uncached<K: Declaration>(account: Option<&'static Account>, site: &'static Location<'static>) -> Acquired {
    let account = account.unwrap_or_else(|| Accounts::global().of(K::KIND));
    let cache = make_cache::<K>(account);
    end_with::<K>(account, cache, account.acquire_slowly(cache), site)
}

#[inline(always)]
fn release_to<K: Declaration>(cache: &Cache, slot: &'static Slot) {
    let created = slot.give_back();
    match K::CLOCK {
        ClockMode::None => {}
        ClockMode::Exact => {
            let now = cache.clock().now_if_cheap();
            let Some(lived) = now.and_then(|now| created.lived_unseen(now, cache.clock())) else {
                return release_recorded::<K>(cache, slot, created);
            };
            if cache.record(lived) {
                return release_flushed::<K>(cache, slot);
            }
        }
        ClockMode::Tick => {
            if created.lived_unseen(cache.clock().last_tick(), cache.clock()).is_none() {
                return release_recorded::<K>(cache, slot, created);
            }
        }
    }
    put::<K>(cache, slot);
}

#[inline(always)]
fn put<K: Declaration>(cache: &Cache, slot: &'static Slot) {
    let is_put = if K::WEIGHS { cache.put_units(slot, slot.units()) } else { cache.put(slot) };
    if is_put {
        return;
    }
    if K::CHARGES {
        slot.account().release_slowly(Some(cache), slot);
    } else {
        slot.account().release(cache, slot);
    }
}

/// The lifetime may be one of those that are recorded, or are not by a ring alone.
#[cold]
#[inline(never)]
fn release_recorded<K: Declaration>(cache: &Cache, slot: &'static Slot, created: Stamp) {
    cache.record_slowly(slot, created, K::CLOCK);
    put::<K>(cache, slot);
}

/// The lifetime was one too many for the ring.
#[cold]
#[inline(never)]
fn release_flushed<K: Declaration>(cache: &Cache, slot: &'static Slot) {
    cache.flush();
    put::<K>(cache, slot);
}

/// The slot is another monitor's, or is used within a budget that was made at run time, or the thread has no cache.
#[inline(never)]
fn release_elsewhere<K: Declaration>(slot: &'static Slot) {
    if slot.quota().is_some() {
        return release_uncached::<K>(slot);
    }
    let cache = thread::cache_in_table(slot.account());
    if cache.account().is_some() { release_to::<K>(cache, slot) } else { release_uncached::<K>(slot) }
}

#[cold]
#[inline(never)]
fn release_uncached<K: Declaration>(slot: &'static Slot) {
    let account = slot.account();
    let created = slot.give_back();
    let cache = make_cache::<K>(account);
    account.record(slot, created);
    account.release_slowly(cache, slot);
}

pub(super) fn make_cache<'a, K: Declaration>(account: &'static Account) -> Option<&'a Cache> {
    if account.is_global() { thread::cache_for_global(account, K::LOCAL) } else { thread::cache_for(account) }
}
