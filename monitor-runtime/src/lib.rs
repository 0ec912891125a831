//! The runtime of `safety-monitor`: everything that runs. Depend on `safety-monitor`, which re-exports what you need.

#![cfg_attr(loom, allow(dead_code, unreachable_pub, unused_imports, reason = "a model uses the core alone"))]

mod core;
mod error;
mod kind;
mod sync;

// Everything above the core reaches it through statics and thread-locals, which loom's atomics cannot be.
#[cfg(not(loom))]
mod account;
#[cfg(not(loom))]
mod denial;
#[cfg(not(loom))]
mod handle;
#[cfg(not(loom))]
mod holders;
#[cfg(not(loom))]
mod live;
#[cfg(not(loom))]
mod monitor;
#[cfg(not(loom))]
mod permit;
#[cfg(all(not(loom), feature = "serde"))]
mod serialize;
#[cfg(not(loom))]
mod snapshot;
#[cfg(not(loom))]
mod table;
#[cfg(not(loom))]
mod tracked;

pub use self::core::Id;
pub use self::error::{LimitError, Reason};
pub use self::kind::{DeclaredAt, Kind, kinds};

#[cfg(not(loom))]
pub use self::{
    account::Account,
    core::{background, clock},
    denial::AcquireError,
    handle::Handle,
    holders::{Holder, Holders},
    live::{Iter, Live},
    monitor::{Monitor, Scope},
    permit::Permit,
    snapshot::{KindSnapshot, Lifetimes, SiteSnapshot, Snapshot},
    tracked::Tracked,
};

/// What the attribute's expansion names. Not for anybody else.
#[cfg(not(loom))]
#[doc(hidden)]
pub mod private {
    pub use crate::core::{Declaration, Local};
    pub use crate::handle::Held;
    pub use crate::kind::{ClockMode, DeclaredAt, Kind, KindEntry};
    pub use inventory;
}
