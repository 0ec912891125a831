//! The core: slots, magazines, the depot, modes. The only hot path, and the only unsafe code.
//!
//! To own a slot is to hold a permit: an account with limit L has exactly L slots, so no interleaving can exceed the limit, and
//! the count and the registry cannot disagree, because they are one thing. `README.md` in this folder says why no step can
//! admit too many or deny falsely.

#![allow(unsafe_code, reason = "this is the one place for it")]

mod account;
mod acquire;
mod cache;
pub mod clock;
#[cfg(feature = "config")]
mod configure;
mod counter;
mod denial;
mod depot;
mod door;
mod fence;
mod head;
mod lifetime;
mod limit;
mod mode;
#[cfg(not(loom))]
mod process;
mod release;
mod segment;
mod slot;
mod sweep;
mod tally;

// A model makes its accounts and caches itself: nothing that is reached through a static or a thread-local is compiled.
#[cfg(not(loom))]
mod accounts;
#[cfg(not(loom))]
pub mod background;
#[cfg(not(loom))]
mod context;
#[cfg(not(loom))]
mod hot;
#[cfg(all(test, loom))]
mod models;
#[cfg(all(test, not(loom)))]
mod tests;
#[cfg(not(loom))]
mod thread;

/// A place that somebody holds.
pub(crate) type Place = &'static slot::Slot;
/// An account, which is there for ever.
pub(crate) type AccountRef = &'static account::Account;
/// Why there is no place.
pub(crate) type Denied = &'static denial::Denial;

#[cfg(not(loom))]
pub(crate) use self::{
    accounts::{Accounts, Lease},
    context::{current, new_owner, within},
    hot::{acquire, acquire_from, release},
    process::open_files_max,
    slot::Row,
    sweep::Rows,
    tally::Reading,
};
#[cfg(not(loom))]
pub use self::{hot::Declaration, thread::Local};
