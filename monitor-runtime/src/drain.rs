//! Waiting until nothing is held any more.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::account::Account;
use crate::block_on::block_on;
use crate::core::{AccountRef, Drained, Ticket, Wish};
use crate::holders::Holders;
use crate::kind::Kind;
use crate::priority::Priority;
use crate::table::{Grouped, ShortDuration};
use crate::tracked::Tracked;

/// A closed account's waiting for its last handle: `.await` it, or end it with [`blocking`](Self::blocking).
#[must_use = "the account is closed already; nobody waits before this is awaited, or ended with `blocking`"]
pub struct Drain<T: Tracked> {
    account: Account<T>,
    timeout: Option<Duration>,
}

impl<T: Tracked> Drain<T> {
    pub(crate) fn new(account: Account<T>) -> Self {
        Drain { account, timeout: None }
    }

    /// Waits for so long at most, from the moment when it is awaited, or ended with `blocking`. To within some milliseconds.
    pub fn timeout(self, timeout: Duration) -> Self {
        Drain { timeout: Some(timeout), ..self }
    }

    /// Waits on this thread. Not for `async` functions, whose other tasks would stand still.
    ///
    /// # Errors
    /// Something was still held when the time was over, or the account was opened again.
    pub fn blocking(self) -> Result<(), DrainError> {
        let timeout = self.timeout;
        block_on(self.into_future(), timeout)
    }
}

impl<T: Tracked> IntoFuture for Drain<T> {
    type Output = Result<(), DrainError>;
    type IntoFuture = Draining<T>;

    fn into_future(self) -> Draining<T> {
        let deadline = self.timeout.map(|timeout| self.account.inner().clock().reading_in(timeout));
        Draining { account: self.account, wish: Wish { priority: Priority::Normal, deadline, units: 0 }, ticket: None }
    }
}

/// What [`Drain`] becomes when it is awaited.
#[must_use = "futures do nothing unless they are awaited"]
pub struct Draining<T: Tracked> {
    account: Account<T>,
    wish: Wish,
    ticket: Option<Ticket>,
}

impl<T: Tracked> Future for Draining<T> {
    type Output = Result<(), DrainError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (account, wish) = (self.account.inner(), self.wish);
        // It keeps its ticket until there is an answer: cloning a waker, which is foreign code, may panic.
        let Some(ticket) = self.ticket else {
            self.ticket = account.wait_drained(wish, context.waker());
            return if self.ticket.is_some() { Poll::Pending } else { Poll::Ready(Ok(())) };
        };
        let looked = account.look_drained(ticket, wish, context.waker());
        self.ticket = self.ticket.filter(|_| looked.is_none());
        match looked {
            Some(Drained::All) => Poll::Ready(Ok(())),
            Some(Drained::Late) => Poll::Ready(Err(DrainError::new(account, false))),
            Some(Drained::Opened) => Poll::Ready(Err(DrainError::new(account, true))),
            None => Poll::Pending,
        }
    }
}

impl<T: Tracked> Drop for Draining<T> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.account.inner().give_up_drained(ticket);
        }
    }
}

impl<T: Tracked> fmt::Debug for Drain<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drain").field("account", &self.account).field("timeout", &self.timeout).finish()
    }
}

impl<T: Tracked> fmt::Debug for Draining<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draining").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Something was still held when the time to drain was over, or the account was opened again. Printed, it says who holds it now.
#[derive(Clone, Copy)]
pub struct DrainError {
    account: AccountRef,
    /// After another the account is another monitor's.
    opening: usize,
    is_open: bool,
}

impl DrainError {
    fn new(account: AccountRef, is_open: bool) -> Self {
        DrainError { account, opening: account.openings(), is_open }
    }

    /// The kind that was to be drained.
    pub fn kind(&self) -> &'static Kind {
        self.account.kind()
    }

    /// Whether the account was opened again meanwhile.
    pub fn is_opened(&self) -> bool {
        self.is_open
    }

    /// How many are live now. None when the monitor was closed and all was released.
    pub fn live(&self) -> usize {
        if self.is_current() { self.account.live() } else { 0 }
    }

    /// Who holds them now.
    pub fn holders(&self) -> Holders {
        if self.is_current() { Holders::of(self.account) } else { Holders::default() }
    }

    fn is_current(&self) -> bool {
        self.account.openings() == self.opening
    }
}

impl fmt::Display for DrainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kind().name();
        if self.is_open {
            return write!(f, "{name} not drained: it was opened again");
        }
        let holders = self.holders();
        write!(f, "{name} not drained in time: {} still held", Grouped(holders.live() as u64))?;
        if let Some(top) = holders.sites().first() {
            write!(f, ", {} of them from {}:{}", Grouped(top.live as u64), top.site.file(), top.site.line())?;
        }
        if let Some(oldest) = holders.oldest() {
            write!(f, ", oldest {}", ShortDuration(oldest))?;
        }
        let beside = self.account.beside().filter(|_| self.is_current());
        let reserved = beside.map_or(0, |beside| beside.reserved);
        if reserved > 0 {
            write!(f, ", {} reserved; wait longer, or cancel what is reserved", Grouped(reserved))
        } else {
            f.write_str("; wait longer, or see Account::holders")
        }
    }
}

/// As it is displayed, so that `unwrap` and a `main` that fails tell all of it.
impl fmt::Debug for DrainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for DrainError {}
