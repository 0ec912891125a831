//! With the feature.

pub use ::tokio;

pub use crate::__needs_nothing as needs_tokio;
