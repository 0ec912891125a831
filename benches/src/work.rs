//! What a case repeats. Ours and every peer go through the same loops.

use std::collections::VecDeque;

/// Repeats a case the given number of times. It stays on the thread that made it.
pub type Work = Box<dyn FnMut(u64)>;

/// Every run repeats its case a multiple of this many times, so that no burst is cut short.
pub const GRAIN: u64 = 256;

/// Repeats one acquisition and its release.
pub fn pairs(mut pair: impl FnMut() + 'static) -> Work {
    Box::new(move |times| {
        for _ in 0..times {
            pair();
        }
    })
}

/// Repeats one kind of pair and another in turn; one repetition is one pair.
pub fn pairs_in_turn(mut one: impl FnMut() + 'static, mut other: impl FnMut() + 'static) -> Work {
    Box::new(move |times| {
        for _ in 0..times / 2 {
            one();
            other();
        }
    })
}

/// Makes `size` values, then drops them in the order in which they were made, and again.
///
/// The time of one repetition is that of one value. `size` divides [`GRAIN`].
pub fn bursts<T: 'static>(size: u64, mut make: impl FnMut() -> T + 'static) -> Work {
    assert_eq!(GRAIN % size, 0, "a burst of {size} would be cut short");
    let mut held = VecDeque::with_capacity(size as usize);
    Box::new(move |times| {
        for _ in 0..times / size {
            for _ in 0..size {
                held.push_back(make());
            }
            while let Some(value) = held.pop_front() {
                drop(value);
            }
        }
    })
}

/// Puts a value where both threads reach it by a plain reference, so that no case pays for a reference count.
///
/// It shares no cache line with anything else, so that the luck of the allocator is no part of its cost.
pub fn shared<T>(value: T) -> &'static T {
    #[repr(align(128))]
    struct Apart<T>(T);

    &Box::leak(Box::new(Apart(value))).0
}
