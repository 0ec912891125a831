//! Turns a Rust type into a *tracked resource* with one attribute: its limit is declared at compile time and enforced exactly
//! for a few nanoseconds, and everything about its live instances can be asked.

#![forbid(unsafe_code)]

pub use monitor_macros::tracked;

mod bounds;
#[cfg(not(feature = "runtime"))]
#[path = "off.rs"]
mod imp;
#[cfg(feature = "runtime")]
#[path = "on.rs"]
mod imp;

pub use imp::api::*;

/// Only for what the attribute writes.
#[doc(hidden)]
pub mod __private {
    pub use crate::bounds::{Bounds, UNBOUNDED, capacity, limit};
    pub use crate::imp::private::*;
    pub use ::core;
}
