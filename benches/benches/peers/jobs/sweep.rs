//! Visiting everything that is live: what a dump or a search for the oldest does.

use std::hint::black_box;
use std::panic::Location;
use std::time::Instant;

use dashmap::DashMap;
use harness::figures::Figure;
use harness::samples::Samples;
use harness::table::{Table, decimals};
use harness::{Options, child};
use monitor::{Permit, Tracked, tracked};

pub(crate) const JOB: &str = "sweep of 1,000,000 live";

const LIVE: u64 = 1_000_000;
const ROUNDS: usize = 15;

#[tracked(kind = "swept", limit = 1_000_000)]
struct Swept;

/// HAND's registry.
type Registry = DashMap<u64, (Instant, &'static Location<'static>)>;

pub(super) fn figure(options: &Options, table: &mut Table) -> Figure {
    let told = child::numbers(JOB, options);
    if let Some([_, ours, theirs]) = told {
        table.row(["ours: ms to visit 1,000,000 live".to_owned(), decimals(Some(ours))]);
        table.row(["DashMap: ms to visit 1,000,000 entries".to_owned(), decimals(Some(theirs))]);
    }
    Figure::at_most(0.3, "core.sweep.dashmap", told.map(|[ratio, _, _]| ratio))
}

/// In the child. Both registries are filled first; then the two sweeps take turns.
pub(super) fn measure() {
    let permits: Vec<Permit<Swept>> = (0..LIVE).map(|_| Swept::try_acquire().expect("below the limit")).collect();
    let registry: Registry = (0..LIVE).map(|id| (id, (Instant::now(), Location::caller()))).collect();
    let mut ours = Samples::default();
    let mut theirs = Samples::default();
    for _ in 0..ROUNDS {
        ours.push(timed_ms(visit_ours));
        theirs.push(timed_ms(|| visit_theirs(&registry)));
    }
    drop(permits);
    for samples in [ours.over(&theirs), ours, theirs] {
        child::tell(samples.median().expect("there was a round"));
    }
}

/// Takes whole rows: among other things an id, a creation time and a site, which HAND's registry knows too.
fn visit_ours() -> u64 {
    let mut rows = 0;
    for row in Swept::account().iter() {
        black_box(row);
        rows += 1;
    }
    rows
}

fn visit_theirs(registry: &Registry) -> u64 {
    let mut rows = 0;
    for entry in registry {
        let (created, site) = *entry.value();
        black_box((*entry.key(), created, site));
        rows += 1;
    }
    rows
}

fn timed_ms(visit: impl FnOnce() -> u64) -> f64 {
    let start = Instant::now();
    let rows = visit();
    let elapsed = start.elapsed();
    assert_eq!(rows, LIVE, "a sweep of what does not change misses nothing");
    elapsed.as_secs_f64() * 1e3
}
