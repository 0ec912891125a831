//! What `forward(...)` needs of other crates, and what is said where their features are off.

#[cfg(feature = "futures")]
#[path = "futures_on.rs"]
mod futures_traits;
#[cfg(not(feature = "futures"))]
#[path = "futures_off.rs"]
mod futures_traits;
#[cfg(feature = "tokio")]
#[path = "tokio_on.rs"]
mod tokio_traits;
#[cfg(not(feature = "tokio"))]
#[path = "tokio_off.rs"]
mod tokio_traits;

pub use self::{futures_traits::*, tokio_traits::*};
