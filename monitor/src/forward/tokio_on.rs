//! With the feature.

pub use ::tokio;

pub use crate::__written as needs_tokio;
