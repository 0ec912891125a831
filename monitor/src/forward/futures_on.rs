//! With the feature.

pub use ::futures_core;

pub use crate::__written as needs_futures;
