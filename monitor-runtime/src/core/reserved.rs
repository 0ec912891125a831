//! Reservations, as they are compiled into the user's code.

use std::panic::Location;

use super::account::Account;
use super::budget::{Branch, Handed};
use super::context;
use super::hot::{Declaration, make_cache};
use super::{Denied, Place};

/// What a reservation gives.
pub(crate) enum Given {
    Place(Place),
    Places(Vec<Place>),
    Over,
    Spent,
    Denied(Denied),
}

/// Reserves places or units of an account.
pub(crate) fn reserve(
    account: &'static Account,
    branch: Option<&'static Branch>,
    count: u64,
    deadline: u64,
) -> Result<u64, Denied> {
    account.reserve(branch, count, deadline)
}

/// Takes a place that is reserved.
pub(crate) fn take_reserved<K: Declaration>(
    account: &'static Account,
    key: u64,
    units: u64,
    site: &'static Location<'static>,
) -> Given {
    given(account, account.take_reserved(key, units, make_cache::<K>(account)), site)
}

/// Takes all places that are left.
pub(crate) fn take_all_reserved<K: Declaration>(
    account: &'static Account,
    key: u64,
    site: &'static Location<'static>,
) -> Given {
    given(account, account.take_all_reserved(key, make_cache::<K>(account)), site)
}

fn given(account: &'static Account, handed: Handed, site: &'static Location<'static>) -> Given {
    let occupy = |slot: &Place| slot.take(account.stamp(), site, context::owner());
    match handed {
        Handed::Slot(slot) => {
            occupy(&slot);
            Given::Place(slot)
        }
        Handed::Slots(slots) => {
            slots.iter().for_each(occupy);
            Given::Places(slots)
        }
        Handed::Over => Given::Over,
        Handed::Spent => Given::Spent,
        Handed::Denied(denied) => Given::Denied(denied),
    }
}

/// How much a reservation has left. `None`: it is over.
pub(crate) fn left_reserved(account: &'static Account, key: u64) -> Option<u64> {
    account.left_reserved(key)
}

/// Ends a reservation.
pub(crate) fn cancel_reserved(account: &'static Account, key: u64) {
    account.cancel_reserved(key);
}
