//! Reservations of which nothing is set aside: each gives whatever it is asked for.

use std::panic::Location;

use super::{AccountRef, BranchRef, Declaration, Denied, Place};

/// What a reservation gives.
pub(crate) enum Given {
    Place(Place),
    Places(Vec<Place>),
    #[expect(dead_code, reason = "no time passes")]
    Over,
    #[expect(dead_code, reason = "nothing is used up")]
    Spent,
    #[expect(dead_code, reason = "nothing is denied")]
    Denied(Denied),
}

/// The count, which stands for the reservation.
pub(crate) fn reserve(
    _: AccountRef,
    _: Option<BranchRef>,
    count: u64,
    _: u64,
    _: &'static Location<'static>,
) -> Result<u64, Denied> {
    Ok(count)
}

pub(crate) fn take_reserved<K: Declaration>(_: AccountRef, _: u64, _: u64, _: &'static Location<'static>) -> Given {
    Given::Place(Place)
}

pub(crate) fn take_all_reserved<K: Declaration>(_: AccountRef, count: u64, _: &'static Location<'static>) -> Given {
    let places = if K::KIND.units().is_some() { 1 } else { count as usize };
    Given::Places(vec![Place; places])
}
