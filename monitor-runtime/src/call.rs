//! A call in flight, as a resource.

use std::marker::PhantomData;
use std::panic::Location;

use crate::core::{self, Declaration, Place};
use crate::denial::AcquireError;

/// The place of one call of a tracked function. Dropping it, which the end of the call does however it ends, gives the place back.
#[must_use = "a call that is dropped has ended"]
pub struct Call<K: Declaration> {
    place: Place,
    of: PhantomData<fn() -> K>,
}

impl<K: Declaration> Call<K> {
    #[inline]
    pub(crate) fn place(&self) -> Place {
        self.place
    }
}

/// Takes a place for a call that begins.
#[inline]
#[track_caller]
pub fn call<K: Declaration>() -> Result<Call<K>, AcquireError> {
    match core::acquire::<K>(Location::caller()) {
        Ok(place) => Ok(Call { place, of: PhantomData }),
        Err(denied) => Err(AcquireError::new(denied)),
    }
}
