//! EXPERT: the same as HAND by someone who chose each part for its speed.

use std::hint::black_box;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};

use harness::{Case, pairs, shared};
use parking_lot::Mutex;
use prometheus::{Histogram, HistogramOpts, IntCounter, IntGauge};
use slab::Slab;

pub(crate) const PAIR: &str = "EXPERT: CAS + Mutex<Slab> + prometheus";

struct Expert {
    limit: usize,
    used: AtomicUsize,
    live: Mutex<Slab<(quanta::Instant, &'static Location<'static>)>>,
    clock: quanta::Clock,
    created: IntCounter,
    live_now: IntGauge,
    released: IntCounter,
    lifetime: Histogram,
}

impl Expert {
    fn new(limit: usize) -> Self {
        let lifetime = HistogramOpts::new("expert_lifetime_seconds", "how long they were held");
        Expert {
            limit,
            used: AtomicUsize::new(0),
            live: Mutex::new(Slab::new()),
            clock: quanta::Clock::new(),
            created: IntCounter::new("expert_created", "made so far").expect("a valid name"),
            live_now: IntGauge::new("expert_live", "live now").expect("a valid name"),
            released: IntCounter::new("expert_released", "given back so far").expect("a valid name"),
            lifetime: Histogram::with_opts(lifetime).expect("valid options"),
        }
    }

    #[track_caller]
    fn try_acquire(&self) -> Option<Guard<'_>> {
        let one_more = |used| (used < self.limit).then_some(used + 1);
        // Acquire: pairs with the Release in `drop`, so that what the last holder did is seen by the next one.
        self.used.fetch_update(Ordering::AcqRel, Ordering::Relaxed, one_more).ok()?;
        let created = self.clock.now();
        let key = self.live.lock().insert((created, Location::caller()));
        self.created.inc();
        self.live_now.inc();
        Some(Guard { expert: self, key, created })
    }
}

struct Guard<'a> {
    expert: &'a Expert,
    key: usize,
    created: quanta::Instant,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let expert = self.expert;
        expert.live.lock().remove(self.key);
        expert.released.inc();
        expert.live_now.dec();
        expert.lifetime.observe((expert.clock.now() - self.created).as_secs_f64());
        // Release: pairs with the Acquire in `try_acquire`.
        expert.used.fetch_sub(1, Ordering::Release);
    }
}

pub(crate) fn pair() -> Case {
    let expert = shared(Expert::new(1024));
    Case::new(PAIR, move |_| {
        pairs(move || {
            let guard = expert.try_acquire().expect("below the limit");
            black_box(&guard);
        })
    })
}
