//! Registries: what is live can be listed, but nothing limits it.

use std::hint::black_box;

use dashmap::DashMap;
use harness::{Case, Seat, pairs, shared};
use parking_lot::Mutex;
use slab::Slab;

pub(crate) const SHARDED_SLAB: &str = "sharded-slab: insert, remove";

/// Three words, as much as a creation time, a site and an owner take.
type Entry = (u64, u64, u64);
const ENTRY: Entry = (1, 2, 3);

pub(crate) fn cases() -> Vec<Case> {
    vec![sharded_slab(), dash_map(), locked_slab()]
}

fn sharded_slab() -> Case {
    let slab = shared(sharded_slab::Slab::<Entry>::new());
    Case::new(SHARDED_SLAB, move |_| {
        pairs(move || {
            let key = slab.insert(ENTRY).expect("the slab is not full");
            black_box(slab.remove(key));
        })
    })
}

fn dash_map() -> Case {
    let map = shared(DashMap::<u64, Entry>::new());
    Case::new("DashMap: insert, remove", move |seat| {
        // The threads count in ranges that do not meet, so no shared counter is part of the cost.
        let mut id: u64 = if seat == Seat::First { 0 } else { 1 << 48 };
        pairs(move || {
            id += 1;
            map.insert(id, ENTRY);
            black_box(map.remove(&id));
        })
    })
}

fn locked_slab() -> Case {
    let slab = shared(Mutex::new(Slab::<Entry>::new()));
    Case::new("parking_lot Mutex<Slab>: insert, remove", move |_| {
        pairs(move || {
            let key = slab.lock().insert(ENTRY);
            black_box(slab.lock().remove(key));
        })
    })
}
