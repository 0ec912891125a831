//! Taking what is reserved, as it is compiled into the user's code.

use std::panic::Location;

use super::Place;
use super::account::Account;
use super::budget::Given;
use super::context;
use super::hot::{Declaration, make_cache};

/// Takes a place that is reserved.
pub(crate) fn take_reserved<K: Declaration>(
    account: &'static Account,
    key: u64,
    units: u64,
    site: &'static Location<'static>,
) -> Given {
    occupied(account, account.take_reserved(key, units, make_cache::<K>(account)), site)
}

/// Takes all places that are left.
pub(crate) fn take_all_reserved<K: Declaration>(
    account: &'static Account,
    key: u64,
    site: &'static Location<'static>,
) -> Given {
    occupied(account, account.take_all_reserved(key, make_cache::<K>(account)), site)
}

fn occupied(account: &'static Account, given: Given, site: &'static Location<'static>) -> Given {
    let occupy = |slot: &Place| slot.take(account.stamp(), site, context::owner());
    match &given {
        Given::Place(slot) => occupy(slot),
        Given::Places(slots) => slots.iter().for_each(occupy),
        Given::Over | Given::Spent | Given::Denied(_) => {}
    }
    given
}
