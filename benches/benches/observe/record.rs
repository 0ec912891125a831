//! What an acquisition and a release cost us, with all that is known of them, beside what it takes to tell Prometheus's own library of them.

use std::hint::black_box;

use harness::figures::Of::Alone;
use harness::figures::Ratio;
use harness::{Case, pairs, shared};
use monitor::{Tracked, tracked};
use prometheus::{Histogram, HistogramOpts, IntGauge};

const OURS: &str = "ours: acquire and release";
const PROMETHEUS: &str = "prometheus: inc, dec, observe";

pub(crate) const RATIO: Ratio = Ratio::at_most(0.5, "observe.record.prometheus", Alone(OURS), Alone(PROMETHEUS));

#[tracked(kind = "recorded", limit = 1024)]
struct Recorded;

pub(crate) fn cases() -> Vec<Case> {
    let live = shared(IntGauge::new("live", "live now").expect("a valid name"));
    let lifetime = shared(Histogram::with_opts(HistogramOpts::new("lifetime", "seconds")).expect("valid options"));
    vec![
        Case::alone(OURS, || pairs(|| drop(black_box(Recorded.track().expect("below the limit"))))),
        Case::alone(PROMETHEUS, move || {
            pairs(move || {
                live.inc();
                live.dec();
                lifetime.observe(0.001);
            })
        }),
    ]
}
