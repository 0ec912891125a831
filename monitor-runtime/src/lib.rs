//! The runtime of `safety-monitor`: everything that runs. Depend on `safety-monitor`, which re-exports what you need.
//!
//! Without the feature `engine` nothing runs: a hollow core stands in for the real one, and all that is built on it stays as it is.

#![cfg_attr(not(feature = "engine"), allow(dead_code, reason = "the hollow core asks for less than the real one"))]
#![cfg_attr(loom, allow(dead_code, unreachable_pub, unused_imports, reason = "a model uses the core alone"))]

mod bounds;
mod budget_kind;
#[cfg(feature = "engine")]
mod catalogue;
#[cfg(not(feature = "engine"))]
#[path = "hollow/catalogue.rs"]
mod catalogue;
#[cfg(feature = "engine")]
mod core;
#[cfg(not(feature = "engine"))]
#[path = "hollow/mod.rs"]
mod core;
mod error;
mod id;
mod kind;
mod priority;
#[cfg(feature = "engine")]
mod quiet;
mod setting;
#[cfg(feature = "engine")]
mod sync;
mod table;
#[cfg(all(feature = "engine", not(loom)))]
mod worker;

// Everything above the core reaches it through statics and thread-locals, which loom's atomics cannot be.
#[cfg(not(loom))]
mod account;
#[cfg(not(loom))]
mod acquire;
#[cfg(not(loom))]
mod asking;
#[cfg(not(loom))]
mod block_on;
#[cfg(not(loom))]
mod budget;
#[cfg(not(loom))]
mod budget_snapshot;
#[cfg(not(loom))]
mod call;
#[cfg(all(not(loom), feature = "config"))]
pub mod config;
#[cfg(not(loom))]
mod denial;
#[cfg(not(loom))]
mod drain;
#[cfg(all(not(loom), feature = "export"))]
pub mod export;
#[cfg(not(loom))]
mod handle;
#[cfg(not(loom))]
mod histogram;
#[cfg(not(loom))]
mod holders;
#[cfg(not(loom))]
mod lines;
#[cfg(not(loom))]
mod live;
#[cfg(not(loom))]
mod measuring;
#[cfg(all(not(loom), feature = "metrics"))]
pub mod metrics;
#[cfg(not(loom))]
mod monitor;
#[cfg(all(not(loom), feature = "pattern"))]
pub mod pattern;
#[cfg(not(loom))]
mod permit;
#[cfg(all(not(loom), feature = "engine"))]
mod release;
#[cfg(not(loom))]
mod reservation;
#[cfg(not(loom))]
mod self_check;
#[cfg(all(not(loom), feature = "serde"))]
mod serialize;
#[cfg(not(loom))]
mod site;
#[cfg(not(loom))]
mod snapshot;
#[cfg(not(loom))]
mod tracked;
#[cfg(not(loom))]
mod weighed;

pub use self::budget_kind::BudgetKind;
pub use self::catalogue::{budgets, kinds};
pub use self::error::{LimitError, Reason};
pub use self::id::Id;
pub use self::kind::{Counts, DeclaredAt, Kind};
pub use self::priority::Priority;
pub use self::setting::{Setting, Settings, Source};

#[cfg(not(loom))]
pub use self::{
    account::Account,
    acquire::{Acquire, Acquiring},
    budget::{Budget, BudgetError, WithinError},
    budget_snapshot::BudgetSnapshot,
    core::{background, clock},
    denial::AcquireError,
    drain::{Drain, DrainError, Draining},
    handle::Handle,
    histogram::{Bin, Histogram},
    holders::{Holder, Holders, Older},
    live::{Iter, Live},
    measuring::{CollectorSnapshot, Measuring, Rate},
    monitor::{Monitor, Scope},
    permit::Permit,
    reservation::{Reservation, ReservationError, Reserve},
    self_check::{SelfCheck, Warning, register, self_check},
    site::{SiteCounts, SiteSnapshot},
    snapshot::{KindSnapshot, Snapshot},
    tracked::Tracked,
    weighed::{ShrinkError, Weighed},
};

/// What the attribute's expansion names. Not for anybody else.
#[cfg(not(loom))]
#[doc(hidden)]
pub mod private {
    pub use crate::bounds::{MAX_CAPACITY, UNITS_MAX};
    pub use crate::call::{Call, Calling, call, call_blocking, call_waiting};
    pub use crate::core::Declaration;
    pub use crate::handle::{Borrows, Held};
    pub use crate::kind::{ClockMode, Counts, DeclaredAt, Kind};
    pub use crate::priority::Order;
    pub use crate::self_check::{expect, kind_of};

    #[cfg(feature = "engine")]
    pub use crate::{catalogue::KindEntry, core::Local};
    #[cfg(feature = "engine")]
    pub use inventory;
}
