//! Kinds whose handles weigh: the limit is on what all of them weigh together.

use std::error::Error;
use std::fmt;
use std::panic::Location;

use crate::account::Account;
use crate::acquire::Acquire;
use crate::core;
use crate::denial::AcquireError;
use crate::kind::Kind;
use crate::monitor::Monitor;
use crate::permit::Permit;
use crate::table::Grouped;
use crate::tracked::Tracked;

/// A tracked type with `weight`: a handle stands for what its value weighs, in units such as bytes, and the limit is on the sum.
///
/// [`Tracked::track`] weighs the value. Who acquires before there is a value says how much: [`try_acquire_units`](Self::try_acquire_units). A
/// permit for which nothing is said, by [`Tracked::try_acquire`], stands for one unit. What a value weighs later is not noticed:
/// [`Permit::grow`] and [`Permit::shrink`] say it. Nor does [`Permit::bind`] weigh: a permit stands for what was acquired.
///
/// Cost: 1.4 times that of a kind that does not weigh.
#[diagnostic::on_unimplemented(
    message = "the handles of `{Self}` do not weigh",
    label = "has no `weight`",
    note = "declare it with `weight = path::to::function` and an amount as limit, as in `limit = \"64 MiB\"`"
)]
pub trait Weighed: Tracked {
    /// Takes a place for so many units, to bind a value to.
    ///
    /// # Errors
    /// There is no room for so much under the limit or in a budget above it, others wait, or the account is closed.
    #[inline]
    #[track_caller]
    fn try_acquire_units(units: usize) -> Result<Permit<Self>, AcquireError> {
        match core::acquire_units::<Self::Kind>(units as u64, Location::caller()) {
            Ok(place) => Ok(Permit::new(place)),
            Err(denied) => Err(AcquireError::new(denied)),
        }
    }

    /// The same, and waits until there is room: `.await` it, or end it with [`blocking`](Acquire::blocking). Whoever wants much is not overtaken
    /// by others who want little.
    #[track_caller]
    fn acquire_units(units: usize) -> Acquire<Self> {
        Acquire::new(Monitor::current_if_not_global(), Location::caller()).of(None, units as u64)
    }
}

impl<T: Weighed> Account<T> {
    /// Takes a place for so many units in this account. See [`Weighed::try_acquire_units`].
    ///
    /// # Errors
    /// There is no room for so much under the limit or in a budget above it, others wait, or the account is closed.
    #[inline]
    #[track_caller]
    pub fn try_acquire_units(&self, units: usize) -> Result<Permit<T>, AcquireError> {
        self.acquire_at_once(units)
    }

    /// Takes a place for so many units in this account, and waits until there is room. See [`Weighed::acquire_units`].
    #[track_caller]
    pub fn acquire_units(&self, units: usize) -> Acquire<T> {
        self.acquire_in_line(units)
    }
}

impl<T: Weighed> Permit<T> {
    /// How many units it stands for. With the runtime off, none.
    pub fn units(&self) -> usize {
        self.place().units() as usize
    }

    /// Takes more units for the same place: all, or none. It does not wait, and comes after those who do.
    ///
    /// Cost: a lock, and two when little is left.
    ///
    /// # Errors
    /// There is no room for so much. Nothing is changed.
    pub fn grow(&self, units: usize) -> Result<(), AcquireError> {
        core::grow(self.place(), units as u64).map_err(AcquireError::new)
    }

    /// Gives units of the place back, which stays held even without any.
    ///
    /// # Errors
    /// It does not stand for so many. Nothing is changed.
    pub fn shrink(&self, units: usize) -> Result<(), ShrinkError> {
        let error = |held| ShrinkError { kind: <T::Kind as core::Declaration>::KIND, asked: units, held };
        core::shrink(self.place(), units as u64).map_err(|held| error(held as usize))
    }
}

/// More units were to be given back than were held, and nothing was changed.
#[derive(Clone, Copy)]
pub struct ShrinkError {
    kind: &'static Kind,
    asked: usize,
    held: usize,
}

impl ShrinkError {
    /// The kind.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// How many were to be given back.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// How many were held.
    pub fn held(&self) -> usize {
        self.held
    }
}

impl fmt::Display for ShrinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (asked, held) = (Grouped(self.asked as u64), Grouped(self.held as u64));
        write!(f, "{} cannot shrink by {asked} units: it stands for {held}", self.kind.name())
    }
}

/// As it is displayed, so that `unwrap` and a `main` that fails tell all of it.
impl fmt::Debug for ShrinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for ShrinkError {}
