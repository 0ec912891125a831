//! Monitors that come and go, one for each tenant or test, cost nothing in the end: whatever others have left behind, a closed monitor's
//! memory serves the next one.

#![cfg(feature = "runtime")]

use std::collections::HashSet;

use monitor::clock::Clock;
use monitor::{Monitor, tracked};

#[tracked(limit = 5)]
struct Place;

/// Opens and closes monitors, one after the other, and says how many different places they took their first one from.
fn places(open: impl Fn() -> Monitor) -> usize {
    let places: HashSet<_> = (0..100)
        .map(|_| {
            let id = open().account::<Place>().try_acquire().unwrap().id().unwrap().to_string();
            id.split('.').next().unwrap().to_owned()
        })
        .collect();
    places.len()
}

#[test]
fn monitors_with_clocks_of_their_own_leave_nothing_that_stops_reuse() {
    for _ in 0..100 {
        let (clock, _) = Clock::simulated();
        drop(Monitor::with_clock(clock).account::<Place>().try_acquire().unwrap());
    }
    let (clock, _) = Clock::simulated();
    assert_eq!(places(|| Monitor::with_clock(clock)), 1);
}

#[test]
fn forgotten_handles_cost_the_monitors_that_they_are_of_and_no_others() {
    let (clock, _) = Clock::simulated();
    for _ in 0..100 {
        std::mem::forget(Monitor::with_clock(clock).account().track(Place).unwrap());
    }
    assert_eq!(places(|| Monitor::with_clock(clock)), 1);
}
