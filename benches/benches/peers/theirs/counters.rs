//! Counters: how many are live, and nothing about any one of them.

use std::hint::black_box;

use countme::Count;
use harness::{Case, pairs, shared};
use prometheus::{Histogram, HistogramOpts, IntCounter, IntGauge};

pub(crate) fn cases() -> Vec<Case> {
    vec![countme_count(), prometheus_four()]
}

struct Counted;

fn countme_count() -> Case {
    countme::enable(true);
    Case::new("countme: Count", |_| pairs(|| drop(black_box(Count::<Counted>::new()))))
}

fn prometheus_four() -> Case {
    let created = shared(IntCounter::new("created", "made so far").expect("a valid name"));
    let live = shared(IntGauge::new("live", "live now").expect("a valid name"));
    let lifetime = shared(Histogram::with_opts(HistogramOpts::new("lifetime", "seconds")).expect("valid options"));
    Case::new("prometheus: inc, inc, dec, observe", move |_| {
        pairs(move || {
            created.inc();
            live.inc();
            live.dec();
            lifetime.observe(0.001);
        })
    })
}
