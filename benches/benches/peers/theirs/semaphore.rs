//! tokio's semaphore: an exact limit, and nothing that can be asked about who holds it.

use std::hint::black_box;

use harness::handoff::made_here_dropped_there;
use harness::{Case, bursts, pairs, shared};
use tokio::sync::Semaphore;

pub(crate) const PAIR: &str = "tokio: try_acquire";
pub(crate) const CROSS_THREAD: &str = "tokio: made here, dropped there";
pub(crate) const BURST: &str = "tokio: bursts of 256";
pub(crate) const DENY: &str = "tokio: refusal";
pub(crate) const SATURATED: &str = "tokio: limit 62, 128 tried";
pub(crate) const FIGHT: &str = "tokio: limit 1, tried";

pub(crate) fn cases() -> Vec<Case> {
    vec![pair(), cross_thread(), burst(), deny(), saturated(), fight()]
}

fn pair() -> Case {
    let semaphore = shared(Semaphore::new(1024));
    Case::new(PAIR, move |_| {
        pairs(move || {
            let permit = semaphore.try_acquire().expect("below the limit");
            black_box(&permit);
        })
    })
}

fn cross_thread() -> Case {
    let semaphore = shared(Semaphore::new(100_000));
    made_here_dropped_there(CROSS_THREAD, move || semaphore.try_acquire().expect("below the limit"))
}

fn burst() -> Case {
    let semaphore = shared(Semaphore::new(4096));
    Case::new(BURST, move |_| bursts(256, move || semaphore.try_acquire().expect("below the limit")))
}

fn deny() -> Case {
    let semaphore = shared(Semaphore::new(0));
    Case::new(DENY, move |_| {
        pairs(move || {
            black_box(semaphore.try_acquire().is_err());
        })
    })
}

fn saturated() -> Case {
    let semaphore = shared(Semaphore::new(62));
    Case::new(SATURATED, move |_| bursts(128, move || semaphore.try_acquire().ok()))
}

fn fight() -> Case {
    let semaphore = shared(Semaphore::new(1));
    Case::new(FIGHT, move |_| pairs(move || drop(black_box(semaphore.try_acquire().ok()))))
}
