//! Measures cases beside each other in interleaved rounds, so that a machine that slows down slows all of them down.
//!
//! A bench target declares [`Case`]s, runs them with [`rounds::run`], and reports [`figures`]: ratios that are paired
//! within a round, each with the bound it must keep. What needs a process of its own (resident memory) is measured by
//! running the bench again as a [`child`].

pub mod case;
pub mod child;
pub mod figures;
pub mod handoff;
pub mod memory;
pub mod options;
pub mod pinned;
pub mod progress;
pub mod results;
pub mod rounds;
pub mod samples;
pub mod spin;
pub mod table;
pub mod work;

pub use case::{Case, Seat};
pub use options::Options;
pub use work::{Work, bursts, pairs, pairs_in_turn, shared};
