//! What the attribute gives a type.

use std::panic::Location;

use crate::account::Account;
use crate::acquire::Acquire;
use crate::core::{self, Declaration};
use crate::denial::AcquireError;
use crate::handle::{Handle, Held};
use crate::monitor::Monitor;
use crate::permit::Permit;

/// A type whose live values are limited and listed. `#[tracked]` implements it.
///
/// All of it works in the calling thread's current monitor: the global one, unless the thread is
/// [in a scope](crate::Scope::in_scope) of another.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tracked resource",
    label = "not tracked",
    note = "put `#[tracked]` on its definition"
)]
pub trait Tracked: Sized {
    /// The value together with its place: derefs to the value, gives the place back when it is dropped.
    type Handle: Handle<Value = Self>;
    #[doc(hidden)]
    type Kind: Declaration;
    #[doc(hidden)]
    fn __handle(held: Held<Self>) -> Self::Handle;
    /// What the value weighs.
    #[doc(hidden)]
    #[inline]
    fn __units(&self) -> usize {
        1
    }

    /// Takes a place, to [bind](Permit::bind) a value to.
    ///
    /// Cost: a few nanoseconds as a rule. A thread's first visits, each refill of its magazine and a revocation take the account's
    /// lock; the first use of a place, and a thread's fifth visit, may allocate.
    ///
    /// # Errors
    /// Every place that the limit, or else the capacity, allows is taken, a budget above is full, others wait, or the account is closed. That is exact: it is never said beside a free place.
    #[inline]
    #[track_caller]
    fn try_acquire() -> Result<Permit<Self>, AcquireError> {
        match core::acquire::<Self::Kind>(Location::caller()) {
            Ok(place) => Ok(Permit::new(place)),
            Err(denied) => Err(AcquireError::new(denied)),
        }
    }

    /// Takes a place, and waits until there is one: `.await` it, or end it with [`blocking`](Acquire::blocking).
    ///
    /// Cost: that of [`try_acquire`](Self::try_acquire) if there is a place; else two times the account's lock.
    #[inline]
    #[track_caller]
    fn acquire() -> Acquire<Self> {
        Acquire::new(Monitor::current_if_not_global(), Location::caller())
    }

    /// Takes a place and binds `self` to it.
    ///
    /// # Errors
    /// Those of [`try_acquire`](Self::try_acquire), of a type that weighs for what it weighs; `self` is dropped. To keep it, [acquire](Self::try_acquire) first.
    #[inline]
    #[track_caller]
    fn track(self) -> Result<Self::Handle, AcquireError> {
        match core::acquire_units::<Self::Kind>(self.__units() as u64, Location::caller()) {
            Ok(place) => Ok(Permit::new(place).bind(self)),
            Err(denied) => Err(AcquireError::new(denied)),
        }
    }

    /// The type's account in the current monitor: its limit, its use, its live handles.
    fn account() -> Account<Self> {
        Monitor::current().account()
    }
}
