//! What is printed.

pub(crate) mod live;
pub(crate) mod summary;
