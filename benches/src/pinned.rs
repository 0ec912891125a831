//! The second measuring thread: it lives as long as the run, on a core of its own, and waits by spinning.

use std::collections::HashMap;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use core_affinity::CoreId;

use crate::case::{Case, Seat};
use crate::spin;
use crate::work::Work;

/// The cores that this process may use, as they were before a thread was pinned: a thread inherits the pin of the one
/// that starts it, and would find itself on a machine with a single core.
static CORES: LazyLock<Vec<CoreId>> = LazyLock::new(|| core_affinity::get_core_ids().unwrap_or_default());

/// Pins the calling thread to the core of its seat. Where there is no such core, the scheduler decides and a note says so.
pub fn pin(seat: Seat) {
    let core = match seat {
        Seat::First => CORES.first(),
        Seat::Second => CORES.get(1),
    };
    if !core.is_some_and(|core| core_affinity::set_for_current(*core)) {
        eprintln!("the {seat:?} thread has no core of its own: times on two threads mean little");
    }
}

const IDLE: u8 = 0;
const ORDERED: u8 = 1;
const READY: u8 = 2;
const RUNNING: u8 = 3;
const DONE: u8 = 4;

/// What passes between the two threads.
///
/// `phase` goes round IDLE, ORDERED (by the first thread), READY (second), RUNNING (first), DONE (second). Each step is a
/// Release store that the other side awaits with Acquire loads; it carries the other fields, which are therefore Relaxed.
///
/// The second thread looks at it all the time, so nothing that is measured may share a cache line with it.
#[derive(Default)]
#[repr(align(128))]
struct Desk {
    phase: AtomicU8,
    stop: AtomicBool,
    case: AtomicUsize,
    times: AtomicU64,
    elapsed_ns: AtomicU64,
}

impl Desk {
    fn enter(&self, phase: u8) {
        // Release: pairs with the load in `is`, and carries what was written to the other fields.
        self.phase.store(phase, Ordering::Release);
    }

    fn is(&self, phase: u8) -> bool {
        // Acquire: pairs with the store in `enter`.
        self.phase.load(Ordering::Acquire) == phase
    }
}

/// The second thread, seen from the first one. Dropping it ends and joins the thread.
pub struct Second {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

impl Second {
    /// Starts the second thread. It makes the work of a case when it is first asked for that case.
    pub fn start(cases: Arc<Vec<Case>>) -> Self {
        let desk = Arc::new(Desk::default());
        let thread = thread::spawn({
            let desk = Arc::clone(&desk);
            move || serve(&desk, &cases)
        });
        Second { desk, thread: Some(thread) }
    }

    /// Runs `work` here and the same case on the second thread at the same time; returns the longer of the two times.
    pub fn together(&self, case: usize, work: &mut Work, times: u64) -> Duration {
        let desk = &self.desk;
        desk.case.store(case, Ordering::Relaxed);
        desk.times.store(times, Ordering::Relaxed);
        desk.enter(ORDERED);
        spin::until(|| desk.is(READY));
        desk.enter(RUNNING);
        let here = timed(work, times);
        spin::until(|| desk.is(DONE));
        let there = Duration::from_nanos(desk.elapsed_ns.load(Ordering::Relaxed));
        desk.enter(IDLE);
        here.max(there)
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        self.desk.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A panic there has already been printed, and has failed the wait for its answer.
            let _ = thread.join();
        }
    }
}

fn serve(desk: &Desk, cases: &[Case]) {
    pin(Seat::Second);
    let mut made: HashMap<usize, Work> = HashMap::new();
    while !desk.stop.load(Ordering::Relaxed) {
        if !desk.is(ORDERED) {
            spin_loop();
            continue;
        }
        let case = desk.case.load(Ordering::Relaxed);
        let times = desk.times.load(Ordering::Relaxed);
        let work = made.entry(case).or_insert_with(|| (cases[case].make)(Seat::Second));
        desk.enter(READY);
        spin::until(|| desk.is(RUNNING));
        let elapsed = timed(work, times);
        desk.elapsed_ns.store(elapsed.as_nanos() as u64, Ordering::Relaxed);
        desk.enter(DONE);
    }
}

/// The time that `times` repetitions take on this thread.
pub(crate) fn timed(work: &mut Work, times: u64) -> Duration {
    let start = Instant::now();
    work(times);
    start.elapsed()
}
