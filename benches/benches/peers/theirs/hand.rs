//! HAND: what a careful engineer puts together from popular crates to get a limit, a live registry and metrics.

use std::hint::black_box;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use dashmap::DashMap;
use harness::{Case, pairs, shared};
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use tokio::sync::{Semaphore, SemaphorePermit};

pub(crate) const PAIR: &str = "HAND: tokio + DashMap + metrics";

/// An assembly; the recorder must have been installed before it is made, since it keeps the recorder's handles.
struct Hand {
    limit: Semaphore,
    live: DashMap<u64, (Instant, &'static Location<'static>)>,
    next_id: AtomicU64,
    created: Counter,
    live_now: Gauge,
    released: Counter,
    lifetime: Histogram,
}

impl Hand {
    fn new(limit: usize) -> Self {
        Hand {
            limit: Semaphore::new(limit),
            live: DashMap::new(),
            next_id: AtomicU64::new(0),
            created: counter!("hand_created"),
            live_now: gauge!("hand_live"),
            released: counter!("hand_released"),
            lifetime: histogram!("hand_lifetime_seconds"),
        }
    }

    #[track_caller]
    fn try_acquire(&self) -> Option<Guard<'_>> {
        let permit = self.limit.try_acquire().ok()?;
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let created = Instant::now();
        self.live.insert(id, (created, Location::caller()));
        self.created.increment(1);
        self.live_now.increment(1.0);
        Some(Guard { hand: self, id, created, _permit: permit })
    }
}

struct Guard<'a> {
    hand: &'a Hand,
    id: u64,
    created: Instant,
    _permit: SemaphorePermit<'a>,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.hand.live.remove(&self.id);
        self.hand.released.increment(1);
        self.hand.live_now.decrement(1.0);
        self.hand.lifetime.record(self.created.elapsed().as_secs_f64());
    }
}

pub(crate) fn pair() -> Case {
    let hand = shared(Hand::new(1024));
    Case::new(PAIR, move |_| {
        pairs(move || {
            let guard = hand.try_acquire().expect("below the limit");
            black_box(&guard);
        })
    })
}
