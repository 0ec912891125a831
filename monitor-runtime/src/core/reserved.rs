//! Reserving, and taking what is reserved.

use std::panic::Location;

use super::account::Account;
use super::budget::{Branch, Given};
use super::cache::Cache;
use super::context;
use super::hot::{Declaration, make_cache};
use super::{Denied, Place};

/// Reserves places or, of a kind that weighs, units. On `branch`, or the account's own.
pub(crate) fn reserve(
    account: &'static Account,
    branch: Option<&'static Branch>,
    count: u64,
    deadline: u64,
    site: &'static Location<'static>,
) -> Result<u64, Denied> {
    let reserved = account.reserve(branch, count, deadline);
    reserved.inspect_err(|denied| account.count_denied_at(site, denied.reason()))
}

/// Takes a place that is reserved.
pub(crate) fn take_reserved<K: Declaration>(
    account: &'static Account,
    key: u64,
    units: u64,
    site: &'static Location<'static>,
) -> Given {
    let cache = make_cache::<K>(account);
    occupied(account, cache, account.take_reserved(key, units, cache), site)
}

/// Takes all places that are left.
pub(crate) fn take_all_reserved<K: Declaration>(
    account: &'static Account,
    key: u64,
    site: &'static Location<'static>,
) -> Given {
    let cache = make_cache::<K>(account);
    occupied(account, cache, account.take_all_reserved(key, cache), site)
}

fn occupied(account: &'static Account, cache: Option<&Cache>, given: Given, site: &'static Location<'static>) -> Given {
    let occupy = |slot: &Place| {
        account.occupy(slot, site, context::owner());
        cache.into_iter().for_each(|cache| cache.lottery.skip());
    };
    match &given {
        Given::Place(slot) => occupy(slot),
        Given::Places(slots) => slots.iter().for_each(occupy),
        Given::Denied(denied) => account.count_denied_at(site, denied.reason()),
        Given::Over | Given::Spent => {}
    }
    given
}
