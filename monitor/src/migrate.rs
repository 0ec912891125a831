//! From other crates, both versions side by side.

#[doc = include_str!("../docs/from_bb8.md")]
pub mod from_bb8 {}

#[doc = include_str!("../docs/from_countme.md")]
pub mod from_countme {}

#[doc = include_str!("../docs/from_tokio_semaphore.md")]
pub mod from_tokio_semaphore {}
