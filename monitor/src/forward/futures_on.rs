//! With the feature.

pub use ::futures_core;

pub use crate::__needs_nothing as needs_futures;
