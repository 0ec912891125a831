//! The peers, each doing the part of our work that it can do, in the way that its documentation shows.

pub(crate) mod allocators;
pub(crate) mod clock;
mod counters;
pub(crate) mod expert;
pub(crate) mod hand;
mod mimalloc_box;
pub(crate) mod recorder;
pub(crate) mod registries;
pub(crate) mod semaphore;

use harness::Case;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![hand::pair(), expert::pair(), clock::two_readings()];
    cases.extend(semaphore::cases());
    cases.extend(registries::cases());
    cases.extend(counters::cases());
    cases.extend(allocators::cases());
    cases
}
