//! The clock alone: the least that an exact lifetime can cost.

use std::hint::black_box;

use harness::{Case, pairs};

pub(crate) const TWO_READINGS: &str = "two bare clock readings";

pub(crate) fn two_readings() -> Case {
    Case::new(TWO_READINGS, |_| {
        let clock = bare::Clock::new();
        pairs(move || {
            let start = black_box(clock.read());
            black_box(clock.read().wrapping_sub(start));
        })
    })
}

#[cfg_attr(target_arch = "x86_64", path = "clock/rdtsc.rs")]
#[cfg_attr(not(target_arch = "x86_64"), path = "clock/raw.rs")]
mod bare;
