//! Places that are held in advance, for a while.

use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::core::{self, Declaration, Given};
use crate::denial::AcquireError;
use crate::kind::Kind;
use crate::permit::Permit;
use crate::table::Grouped;
use crate::tracked::Tracked;
use crate::weighed::Weighed;

/// Places to be reserved: until [`until`](Self::until) or [`lasting`](Self::lasting) says for how long, nothing is.
#[must_use = "nothing is reserved before `until` or `lasting`"]
pub struct Reserve<T: Tracked> {
    account: Account<T>,
    count: usize,
}

impl<T: Tracked> Account<T> {
    /// Reserves `count` places or, of a kind that weighs, units: all of them or none, whoever else comes. They are taken from the limit and from
    /// every budget above at once, and handed out by the [`Reservation`].
    ///
    /// ```text
    /// let window = Connection::account().reserve(20).lasting(Duration::from_secs(60))?;
    /// let connection = window.try_acquire()?.bind(connect()?);
    /// ```
    pub fn reserve(&self, count: usize) -> Reserve<T> {
        Reserve { account: self.clone(), count }
    }
}

impl<T: Tracked> Reserve<T> {
    /// Reserves until a moment: for as long as it is away now, by the monitor's clock. To within some milliseconds. If it is past, there must be room
    /// all the same, and what is reserved is over at once.
    ///
    /// # Errors
    /// There are not so many places under the limit or in a budget above, others wait for them, or the account is closed. Nothing is reserved.
    #[track_caller]
    pub fn until(self, deadline: Instant) -> Result<Reservation<T>, AcquireError> {
        self.lasting(deadline.saturating_duration_since(Instant::now()))
    }

    /// Reserves for so long, by the monitor's clock. To within some milliseconds.
    ///
    /// # Errors
    /// There are not so many places under the limit or in a budget above, others wait for them, or the account is closed. Nothing is reserved.
    #[track_caller]
    pub fn lasting(self, time: Duration) -> Result<Reservation<T>, AcquireError> {
        let deadline = self.account.inner().clock().reading_in(time);
        let (branch, count) = (self.account.branch(), self.count as u64);
        match core::reserve(self.account.inner(), branch, count, deadline, Location::caller()) {
            Ok(key) => Ok(Reservation { account: self.account, key }),
            Err(denied) => Err(AcquireError::new(denied)),
        }
    }
}

/// Places of an account that are kept for whoever has this. When it is dropped, or its time is over, those that were not acquired by then are free
/// again; those that were are held like any other.
#[must_use = "a reservation that is dropped is cancelled"]
pub struct Reservation<T: Tracked> {
    account: Account<T>,
    key: u64,
}

impl<T: Tracked> Reservation<T> {
    /// Takes one of the places, to bind a value to; of a kind that weighs, one for one unit.
    ///
    /// # Errors
    /// The time is over, or none is left.
    #[track_caller]
    pub fn try_acquire(&self) -> Result<Permit<T>, ReservationError> {
        self.take(1, Location::caller())
    }

    /// Takes all that are left: at one moment, so that none expires between them; of a kind that weighs, one place for all the units.
    ///
    /// # Errors
    /// The time is over, or the registry of a kind that weighs is full.
    #[track_caller]
    pub fn into_permits(self) -> Result<Vec<Permit<T>>, ReservationError> {
        self.permits(core::take_all_reserved::<T::Kind>(self.account.inner(), self.key, Location::caller()), 0)
    }

    /// How many places are left or, of a kind that weighs, units. None when the time is over.
    pub fn left(&self) -> usize {
        self.account.inner().left_reserved(self.key).unwrap_or(0) as usize
    }

    /// Gives back what is left, as dropping it does.
    pub fn cancel(self) {}

    fn take(&self, units: usize, site: &'static Location<'static>) -> Result<Permit<T>, ReservationError> {
        let given = core::take_reserved::<T::Kind>(self.account.inner(), self.key, units as u64, site);
        match given {
            Given::Place(place) => Ok(Permit::new(place)),
            given => self.permits(given, units).map(|mut permits| permits.pop().expect("one was given")),
        }
    }

    fn permits(&self, given: Given, asked: usize) -> Result<Vec<Permit<T>>, ReservationError> {
        let what = match given {
            Given::Place(place) => return Ok(vec![Permit::new(place)]),
            Given::Places(places) => return Ok(places.into_iter().map(Permit::new).collect()),
            Given::Over => What::Over,
            Given::Spent => What::Spent { asked, left: self.left() },
            Given::Denied(denied) => What::Denied(AcquireError::new(denied)),
        };
        Err(ReservationError { kind: <T::Kind as Declaration>::KIND, what })
    }
}

impl<T: Weighed> Reservation<T> {
    /// Takes a place for so many of the units.
    ///
    /// # Errors
    /// The time is over, so many are not left, or the registry is full.
    #[track_caller]
    pub fn try_acquire_units(&self, units: usize) -> Result<Permit<T>, ReservationError> {
        self.take(units, Location::caller())
    }
}

impl<T: Tracked> Drop for Reservation<T> {
    fn drop(&mut self) {
        self.account.inner().cancel_reserved(self.key);
    }
}

impl<T: Tracked> fmt::Debug for Reserve<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reserve").field("account", &self.account).field("count", &self.count).finish()
    }
}

impl<T: Tracked> fmt::Debug for Reservation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation").field("account", &self.account).field("left", &self.left()).finish()
    }
}

/// A reservation gives nothing.
#[derive(Clone, Copy)]
pub struct ReservationError {
    kind: &'static Kind,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Over,
    Spent { asked: usize, left: usize },
    Denied(AcquireError),
}

impl ReservationError {
    /// The kind that was reserved.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The denial, where it was for want of a place besides the units that are reserved.
    pub fn denied(&self) -> Option<AcquireError> {
        match self.what {
            What::Denied(denied) => Some(denied),
            What::Over | What::Spent { .. } => None,
        }
    }

    /// Whether its time is over.
    pub fn is_over(&self) -> bool {
        matches!(self.what, What::Over)
    }
}

impl fmt::Display for ReservationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kind.name();
        match self.what {
            What::Over => write!(f, "the reservation of {name} is over; reserve again, or for longer"),
            What::Spent { asked, left } => {
                let (left, asked) = (Grouped(left as u64), Grouped(asked as u64));
                write!(f, "the reservation of {name} has {left} left, and {asked} were asked for; reserve more")
            }
            What::Denied(denied) => denied.fmt(f),
        }
    }
}

/// As it is displayed, so that `unwrap` and a `main` that fails tell all of it.
impl fmt::Debug for ReservationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for ReservationError {}
