//! A call in flight, as a resource.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::asking::Asking;
use crate::block_on::block_on;
use crate::core::{self, Declaration, Place};
use crate::denial::AcquireError;
use crate::monitor::Monitor;

/// The place of one call of a tracked function. Dropping it, which the end of the call does however it ends, gives the place back.
#[must_use = "a call that is dropped has ended"]
pub struct Call<K: Declaration> {
    place: Place,
    of: PhantomData<fn() -> K>,
}

impl<K: Declaration> Call<K> {
    fn new(place: Place) -> Self {
        Call { place, of: PhantomData }
    }

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
        Ok(place) => Ok(Call::new(place)),
        Err(denied) => Err(AcquireError::new(denied)),
    }
}

/// Waits for a place for a call that begins, on this thread.
#[track_caller]
pub fn call_blocking<K: Declaration>(timeout: Option<Duration>) -> Result<Call<K>, AcquireError> {
    block_on(call_waiting(timeout), timeout)
}

/// Waits for a place for a call that begins.
#[track_caller]
pub fn call_waiting<K: Declaration>(timeout: Option<Duration>) -> Calling<K> {
    let mut asking = Asking::new(Monitor::current_if_not_global(), Location::caller());
    asking.asker.timeout = timeout;
    Calling { asking, of: PhantomData }
}

/// A call that waits for its place.
#[must_use = "futures do nothing unless they are awaited"]
pub struct Calling<K: Declaration> {
    asking: Asking,
    of: PhantomData<fn() -> K>,
}

impl<K: Declaration> Future for Calling<K> {
    type Output = Result<Call<K>, AcquireError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.asking.poll::<K>(context).map_ok(Call::new)
    }
}
