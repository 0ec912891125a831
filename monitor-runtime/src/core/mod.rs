//! The core: slots, magazines, the depot, modes. The only hot path, and the only unsafe code.
//!
//! To own a slot is to hold a permit: an account with limit L has exactly L slots, so no interleaving can exceed the limit, and
//! the count and the registry cannot disagree, because they are one thing. `README.md` in this folder says why no step can
//! admit too many or deny falsely.

#![allow(unsafe_code, reason = "this is the one place for it")]

mod account;
mod acquire;
mod budget;
mod cache;
mod cell;
pub mod clock;
#[cfg(feature = "config")]
mod configure;
mod counter;
#[cfg(feature = "metrics")]
mod counts;
#[cfg(not(loom))]
mod deadline;
#[cfg(loom)]
mod deadline {
    //! In a model nobody waits for a while only.
    pub(super) fn watch(_: &super::account::Account) {}
    pub(super) fn unwatch(_: &super::account::Account) {}
    pub(super) fn expire(_: &super::clock::Clock, _: impl FnMut(std::task::Waker)) {}
}
mod denial;
mod depot;
mod door;
mod entry;
mod fence;
mod head;
mod lifetime;
mod limit;
mod mode;
mod owned;
#[cfg(not(loom))]
mod process;
mod queue;
mod recording;
mod release;
mod sampling;
mod segment;
mod sites;
mod slot;
mod sweep;
mod tally;
mod wait;
mod wakers;

// A model makes its accounts and caches itself: nothing that is reached through a static or a thread-local is compiled.
#[cfg(not(loom))]
mod accounts;
#[cfg(not(loom))]
mod asker;
#[cfg(not(loom))]
pub mod background;
#[cfg(not(loom))]
mod context;
#[cfg(not(loom))]
mod hot;
#[cfg(all(test, loom))]
mod models;
#[cfg(not(loom))]
mod reserved;
#[cfg(all(test, not(loom)))]
mod tests;
#[cfg(not(loom))]
mod thread;

/// A place that somebody holds.
pub(crate) type Place = &'static slot::Slot;
/// An account, which is there for ever.
pub(crate) type AccountRef = &'static account::Account;
/// A node of the limit hierarchy, which is there for ever.
pub(crate) type NodeRef = &'static budget::Node;
/// An account's way to the root of it, which is there for ever.
pub(crate) type BranchRef = &'static budget::Branch;
/// Why there is no place.
pub(crate) type Denied = &'static denial::Denial;

#[cfg(not(loom))]
pub(crate) use crate::quiet::panics as waker_panics;

#[cfg(not(loom))]
pub(crate) use self::{
    accounts::{Accounts, Lease},
    asker::{Answer, Asker, Turn},
    budget::{BudgetReading, Given, Guaranteed},
    context::{current, current_if_not_global, new_owner, owner, within},
    hot::{acquire, acquire_from, acquire_units, acquire_units_from, acquire_within, grow, release, shrink},
    lifetime::Times,
    process::open_files_max,
    queue::Ticket,
    reserved::{reserve, take_all_reserved, take_reserved},
    sites::SiteReading,
    slot::Row,
    sweep::Rows,
    wait::{Drained, Wish},
};
#[cfg(not(loom))]
pub use self::{hot::Declaration, thread::Local};
