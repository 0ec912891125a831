//! What the threads' own caches cost in memory when many threads use many kinds.

use std::hint::black_box;
use std::sync::Barrier;
use std::thread;

use harness::figures::Figure;
use harness::table::{Table, decimals};
use harness::{Options, child, memory};
use monitor::Tracked;

use super::kinds;

pub(crate) const BUSY: &str = "memory of 64 threads using 300 kinds";
pub(crate) const IDLE: &str = "memory of 64 idle threads";

const THREADS: usize = 64;
const HELD: usize = 4;
const PAIRS: usize = 100;
const MIB: f64 = 1024.0 * 1024.0;

pub(super) fn figure(options: &Options, table: &mut Table) -> Figure {
    let busy = child::numbers(BUSY, options).map(|[mib]| mib);
    let idle = child::numbers(IDLE, options).map(|[mib]| mib);
    if busy.is_some() {
        table.row(["ours: MiB of 64 threads using 300 kinds".to_owned(), decimals(busy)]);
    }
    if idle.is_some() {
        table.row(["MiB of 64 idle threads".to_owned(), decimals(idle)]);
    }
    // The threads' stacks are not ours.
    let ours = busy.zip(idle).map(|(busy, idle)| busy - idle);
    Figure::at_most(64.0, "core.mib.64threads_300kinds", ours)
}

/// In the child.
pub(super) fn measure_busy() {
    tell_growth(kinds::use_all);
}

/// In another child: the same threads, doing nothing.
pub(super) fn measure_idle() {
    tell_growth(|| ());
}

/// What each thread does with each kind.
pub(super) fn use_kind<T: Tracked>() {
    let held: Vec<_> = (0..HELD).map(|_| T::try_acquire().expect("below the limit")).collect();
    for _ in 0..PAIRS {
        let permit = T::try_acquire().expect("below the limit");
        black_box(&permit);
    }
    drop(held);
}

/// Tells by how much the process has grown when 64 threads have done their work and are all still alive.
fn tell_growth(work: fn()) {
    let done = Barrier::new(THREADS + 1);
    let looked = Barrier::new(THREADS + 1);
    let before = memory::resident_bytes();
    let growth = thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                work();
                done.wait();
                looked.wait();
            });
        }
        done.wait();
        let growth = before.and_then(memory::growth_since);
        looked.wait();
        growth
    });
    if let Some(bytes) = growth {
        child::tell(bytes as f64 / MIB);
    }
}
