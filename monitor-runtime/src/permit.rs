//! The right to hold one resource.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::time::Duration;

use crate::core::{Declaration, Place};
use crate::id::Id;
use crate::tracked::Tracked;

/// The right to hold one `T`, not yet bound to a value. Dropping it gives the place back.
///
/// Take the permit before you open what it is for, so that what cannot be held is never opened:
///
/// ```text
/// let client = Client::try_acquire()?.bind(Client::connect(peer)?);
/// ```
///
/// A permit is one pointer, and may be sent to and dropped on any thread.
#[must_use = "a permit that is dropped is given back"]
pub struct Permit<T: Tracked> {
    place: Place,
    // `T::Kind` must not stand in a field: a projection would make every handle invariant in the lifetimes of its value.
    of: PhantomData<fn() -> T>,
}

impl<T: Tracked> Permit<T> {
    #[inline]
    pub(crate) fn new(place: Place) -> Self {
        Permit { place, of: PhantomData }
    }

    #[inline]
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Binds the place to a value, which makes a handle.
    #[inline]
    pub fn bind(self, value: T) -> T::Handle {
        T::__handle(crate::handle::Held::new(value, self))
    }

    /// What names this acquisition for as long as the process lives. `None` when the runtime is off.
    pub fn id(&self) -> Option<Id> {
        self.place.read().map(|row| row.id)
    }

    /// How long the place has been held. `None` for `clock = "none"`; to within a tick for `clock = "tick"`.
    pub fn age(&self) -> Option<Duration> {
        self.place.age()
    }

    /// Where it was acquired. `None` when the runtime is off.
    pub fn site(&self) -> Option<&'static Location<'static>> {
        self.place.read().map(|row| row.site)
    }
}

impl<T: Tracked> fmt::Debug for Permit<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit")
            .field("kind", &T::Kind::KIND.name())
            .field("id", &self.id())
            .field("site", &self.site())
            .finish()
    }
}
