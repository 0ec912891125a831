//! Waiting for a place: in an `async` function of whichever runtime, or on a thread.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::asking::Asking;
use crate::block_on::block_on;
use crate::budget::Within;
use crate::core::Declaration;
use crate::denial::AcquireError;
use crate::monitor::Monitor;
use crate::permit::Permit;
use crate::priority::Priority;
use crate::tracked::Tracked;

/// An acquisition that waits until there is a place: `.await` it, or end it with [`blocking`](Self::blocking).
///
/// Those who wait are served in the order of their [priorities](Self::priority) and, within one, in that of their coming (or, with
/// `order = "lifo"`, the last first). A place that is given back goes directly to whoever is next: nobody who comes later can take
/// it away.
///
/// Dropping the future at any point is safe. If it had been given a place already, the next one gets that.
#[must_use = "nothing is acquired before it is awaited, or ended with `blocking`"]
pub struct Acquire<T: Tracked> {
    asking: Asking,
    of: PhantomData<fn() -> T>,
}

impl<T: Tracked> Acquire<T> {
    #[inline]
    pub(crate) fn new(monitor: Option<Monitor>, site: &'static Location<'static>) -> Self {
        Acquire { asking: Asking::new(monitor, site), of: PhantomData }
    }

    /// In an account, perhaps within a budget, for so many units.
    pub(crate) fn of(mut self, within: Option<&Within>, units: u64) -> Self {
        self.asking = self.asking.within(within);
        self.asking.asker.units = units;
        self
    }

    /// Waits for so long at most, from the moment when it has to. To within some milliseconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.asking.asker.timeout = Some(timeout);
        self
    }

    /// Waits before those of lower priorities. [`Priority::Normal`] if nothing is said.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.asking.asker.priority = priority;
        self
    }

    /// Waits on this thread. Not for `async` functions, whose other tasks would stand still.
    ///
    /// # Errors
    /// The time is over, as many wait as may, the account is closed, or more units are asked for than the limits will ever allow.
    pub fn blocking(self) -> Result<Permit<T>, AcquireError> {
        let timeout = self.asking.asker.timeout;
        block_on(self.into_future(), timeout)
    }
}

impl<T: Tracked> IntoFuture for Acquire<T> {
    type Output = Result<Permit<T>, AcquireError>;
    type IntoFuture = Acquiring<T>;

    #[inline]
    fn into_future(self) -> Acquiring<T> {
        Acquiring { asking: self.asking, of: PhantomData }
    }
}

/// What [`Acquire`] becomes when it is awaited.
///
/// # Errors
/// The time is over, as many wait as may, the account is closed, or more units are asked for than the limits will ever allow.
#[must_use = "futures do nothing unless they are awaited"]
pub struct Acquiring<T: Tracked> {
    asking: Asking,
    of: PhantomData<fn() -> T>,
}

impl<T: Tracked> Future for Acquiring<T> {
    type Output = Result<Permit<T>, AcquireError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.asking.poll::<T::Kind>(context).map_ok(Permit::new)
    }
}

impl<T: Tracked> fmt::Debug for Acquire<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acquire")
            .field("kind", &T::Kind::KIND.name())
            .field("priority", &self.asking.asker.priority)
            .field("timeout", &self.asking.asker.timeout)
            .finish_non_exhaustive()
    }
}

impl<T: Tracked> fmt::Debug for Acquiring<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acquiring")
            .field("kind", &T::Kind::KIND.name())
            .field("waits", &self.asking.is_waiting())
            .finish_non_exhaustive()
    }
}
