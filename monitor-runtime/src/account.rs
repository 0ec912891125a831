//! One kind in one monitor, as users see it.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;

use crate::acquire::Acquire;
use crate::budget::{Budget, Within, WithinError};
use crate::catalogue::kinds;
use crate::core::{self, AccountRef, BranchRef, Declaration};
use crate::denial::AcquireError;
use crate::drain::Drain;
use crate::error::LimitError;
use crate::holders::Holders;
use crate::kind::Kind;
use crate::live::Iter;
use crate::monitor::Monitor;
use crate::permit::Permit;
use crate::snapshot::KindSnapshot;
use crate::tracked::Tracked;

/// One tracked type in one monitor: its limit, its use, its live handles. Keeps the monitor open.
pub struct Account<T: Tracked> {
    account: AccountRef,
    monitor: Monitor,
    /// `None`: the budget that the kind is declared to be within, if it is.
    within: Option<Within>,
    of: PhantomData<fn() -> T>,
}

impl<T: Tracked> Account<T> {
    pub(crate) fn new(monitor: Monitor) -> Self {
        let account = monitor.accounts().of(T::Kind::KIND);
        Account { account, monitor, within: None, of: PhantomData }
    }

    /// The same account, used within a [budget that was made at run time](Budget::child): for a tenant, a client address, a job. Whatever is acquired
    /// by what this returns is charged to that budget too. All else is still the whole account's: its limit, what is live, closing and draining.
    /// Used within another, it is within that one instead.
    ///
    /// Cost of each acquisition and release: a lock of the monitor, some 30 ns.
    ///
    /// # Errors
    /// The budget was not made within one that the kind is declared to be `within`, directly or not, or is another monitor's.
    pub fn within(&self, budget: &Budget) -> Result<Account<T>, WithinError> {
        let within = Within::new(self.account, &self.monitor, budget)?;
        Ok(Account { account: self.account, monitor: self.monitor.clone(), within: Some(within), of: PhantomData })
    }

    /// Takes a place in this account. See [`Tracked::try_acquire`].
    ///
    /// # Errors
    /// Every place that the limit, or else the capacity, allows is taken, a budget above is full, others wait, or the account is closed.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Result<Permit<T>, AcquireError> {
        let site = Location::caller();
        let acquired = match &self.within {
            None => core::acquire_from::<T::Kind>(self.account, site),
            Some(within) => core::acquire_within::<T::Kind>(within.branch(), 1, site),
        };
        match acquired {
            Ok(place) => Ok(Permit::new(place)),
            Err(denied) => Err(AcquireError::new(denied)),
        }
    }

    #[track_caller]
    pub(crate) fn acquire_at_once(&self, units: usize) -> Result<Permit<T>, AcquireError> {
        let (units, site) = (units as u64, Location::caller());
        let acquired = match &self.within {
            None => core::acquire_units_from::<T::Kind>(self.account, units, site),
            Some(within) => core::acquire_within::<T::Kind>(within.branch(), units, site),
        };
        match acquired {
            Ok(place) => Ok(Permit::new(place)),
            Err(denied) => Err(AcquireError::new(denied)),
        }
    }

    /// Takes a place in this account, and waits until there is one. See [`Tracked::acquire`].
    #[track_caller]
    pub fn acquire(&self) -> Acquire<T> {
        self.acquire_in_line(1)
    }

    #[track_caller]
    pub(crate) fn acquire_in_line(&self, units: usize) -> Acquire<T> {
        let acquire = Acquire::new(self.monitor.clone().if_not_global(), Location::caller());
        acquire.of(self.within.as_ref(), units as u64)
    }

    /// How many wait for a place.
    pub fn pending(&self) -> usize {
        self.account.pending()
    }

    /// Takes a place in this account and binds `value` to it. See [`Tracked::track`].
    ///
    /// # Errors
    /// Those of [`try_acquire`](Self::try_acquire), of a type that weighs for what it weighs; `value` is dropped.
    #[inline]
    #[track_caller]
    pub fn track(&self, value: T) -> Result<T::Handle, AcquireError> {
        Ok(self.acquire_at_once(value.__units())?.bind(value))
    }

    /// What was declared.
    pub fn kind(&self) -> &'static Kind {
        self.account.kind()
    }

    /// The monitor that the account is in.
    pub fn monitor(&self) -> &Monitor {
        &self.monitor
    }

    /// The limit in force.
    pub fn limit(&self) -> usize {
        self.account.limit()
    }

    /// Sets the limit, from 0 to the kind's capacity, over whatever is declared or configured; of a kind that weighs, in units, whatever the
    /// capacity, up to 2⁶² − 1.
    ///
    /// A raised limit admits at once. Handles above a lowered one stay valid, and nothing is acquired until enough of them
    /// are dropped. What the kind is guaranteed in a budget stays set aside for it, also below a lower limit.
    ///
    /// # Errors
    /// The limit is above the kind's capacity; nothing is changed.
    #[track_caller]
    pub fn set_limit(&self, limit: usize) -> Result<(), LimitError> {
        self.account.set_limit(limit)
    }

    /// Takes back what [`set_limit`](Self::set_limit) has set: the configured limit is in force again, or else the declared one.
    pub fn reset_limit(&self) {
        self.account.reset_limit();
    }

    /// Denies whoever comes from now on, and whoever waits; what is live stays valid, and what is reserved can be taken. What the
    /// kind is guaranteed in a budget stays set aside for it. Until [`open`](Self::open).
    pub fn close(&self) {
        self.account.set_closed(true);
    }

    /// Admits again after [`close`](Self::close), as the limit allows.
    pub fn open(&self) {
        self.account.set_closed(false);
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.account.is_closed()
    }

    /// [Closes](Self::close) at once, and then waits until nothing is live or reserved: `.await` it, or end it with [`blocking`](Drain::blocking).
    /// Whoever waits is told if the account is opened again meanwhile.
    /// What was reserved before can still be taken, until it expires.
    ///
    /// ```text
    /// if let Err(late) = Client::account().drain().timeout(Duration::from_secs(30)).await {
    ///     warn!("{late}");
    /// }
    /// ```
    pub fn drain(&self) -> Drain<T> {
        self.close();
        Drain::new(self.clone())
    }

    pub(crate) fn branch(&self) -> Option<BranchRef> {
        self.within.as_ref().map(Within::branch)
    }

    pub(crate) fn inner(&self) -> AccountRef {
        self.account
    }

    /// How many are live: exact when nobody acquires or releases meanwhile, and never above what the limit allows.
    ///
    /// Cost: one lock and a few loads for each thread that uses the kind.
    pub fn live(&self) -> usize {
        self.account.live()
    }

    /// What is live, one row for each permit or handle, in no particular order.
    ///
    /// Cost: about 10 ns for each row, and for each place that is free but was not yet gathered from shared mode. Acquiring and
    /// releasing go on meanwhile; what comes or goes may or may not be seen.
    pub fn iter(&self) -> Iter {
        Iter::keeping(self.monitor.lease(), self.account)
    }

    /// Who holds the places: how many from which line, and the oldest of them.
    ///
    /// Cost: that of [`iter`](Self::iter) and a map of the sites.
    #[must_use = "holders are only data"]
    pub fn holders(&self) -> Holders {
        Holders::of(self.account)
    }

    /// All figures, of nearly one moment; exact when nothing happens meanwhile.
    ///
    /// Cost: that of [`iter`](Self::iter), and some microseconds.
    #[must_use = "a snapshot is only data"]
    pub fn snapshot(&self) -> KindSnapshot {
        KindSnapshot::of(self.account, &kinds())
    }
}

impl<T: Tracked> Clone for Account<T> {
    fn clone(&self) -> Self {
        Account { account: self.account, monitor: self.monitor.clone(), within: self.within.clone(), of: PhantomData }
    }
}

impl<T: Tracked> IntoIterator for &Account<T> {
    type Item = crate::live::Live;
    type IntoIter = Iter;

    fn into_iter(self) -> Iter {
        self.iter()
    }
}

impl<T: Tracked> fmt::Debug for Account<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("kind", &self.kind().name())
            .field("limit", &self.limit())
            .field("live", &self.live())
            .finish()
    }
}
