//! What a live handle costs in memory, its place in the registry and its own size together.

use std::hint::black_box;

use harness::figures::Figure;
use harness::table::{Table, decimals};
use harness::{Options, child, memory};
use monitor::{Permit, Tracked, tracked};

pub(crate) const JOB: &str = "memory of 1,000,000 live";

const LIVE: usize = 1_000_000;

#[tracked(kind = "held", limit = 1_000_000, clock = "exact")]
struct Held;

pub(super) fn figure(options: &Options, table: &mut Table) -> Figure {
    let bytes = child::numbers(JOB, options).map(|[bytes]| bytes);
    if bytes.is_some() {
        table.row(["ours: bytes for each of 1,000,000 live".to_owned(), decimals(bytes)]);
    }
    Figure::at_most(76.0, "core.bytes_per_live", bytes)
}

/// In the child. The vector of permits is there, and its pages touched, before the first look at the memory.
pub(super) fn measure() {
    let mut permits: Vec<Option<Permit<Held>>> = Vec::new();
    permits.resize_with(LIVE, || black_box(None));
    let Some(before) = memory::resident_bytes() else { return };
    for permit in &mut permits {
        *permit = Some(Held::try_acquire().expect("below the limit"));
    }
    let Some(growth) = memory::growth_since(before) else { return };
    black_box(&permits);
    child::tell(growth as f64 / LIVE as f64 + size_of::<Permit<Held>>() as f64);
}
