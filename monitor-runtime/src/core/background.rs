//! The thread `monitor`: it ticks, and looks at every account now and then. It runs no foreign code and does no I/O.

use std::io;
use std::thread::{self, JoinHandle, Thread};
use std::time::Duration;

use super::clock::Clock;
use super::{accounts, deadline, fence};
use crate::sync::Mutex;
use crate::worker;

const TICK: Duration = Duration::from_millis(1);
/// The tick when nothing was acquired or released for [`IDLE_LOOKS`] looks.
const SLOW_TICK: Duration = Duration::from_millis(100);
/// Ticks between two looks at the accounts; a slow tick always looks.
const TICKS_PER_LOOK: u32 = 100;
const IDLE_LOOKS: u32 = 10;

static THREAD: Mutex<State> = Mutex::new(State::NotYet);

enum State {
    NotYet,
    Running(JoinHandle<()>),
    /// By request. It is not started again without one.
    Stopped,
}

/// Starts the background thread if it was never started.
pub(super) fn need() {
    let mut state = THREAD.lock();
    if matches!(*state, State::NotYet) {
        // Without a thread time stands still, which snapshots show: no reason to fail what the user is doing.
        let _ = spawn(&mut state);
    }
}

/// Does not let it sleep for long: somebody waits for a tick. If it could not be started before, perhaps it can now.
pub(super) fn hurry() {
    let mut state = THREAD.lock();
    match &*state {
        State::Running(handle) => handle.thread().unpark(),
        State::NotYet => drop(spawn(&mut state)),
        State::Stopped => {}
    }
}

/// Starts the background thread again after [`stop`]. It starts by itself when it is first needed, unless it was stopped before.
///
/// # Errors
/// The operating system gives no thread. Limits hold without it; snapshots say that time stands still.
pub fn start() -> io::Result<()> {
    let mut state = THREAD.lock();
    if matches!(*state, State::Running(_)) { Ok(()) } else { spawn(&mut state) }
}

/// Stops the background threads and waits for their end: microseconds, or some 10 ms if it has only just begun.
///
/// Limits stay exact without it. Time stands still for kinds on the tick: ages and lifetimes are no longer known, and a
/// [`Snapshot`](crate::Snapshot) says so. Whoever awaits with a timeout learns only when it is polled that its time is over. For programs that must be single-threaded at some point, for example to fork.
pub fn stop() {
    let state = std::mem::replace(&mut *THREAD.lock(), State::Stopped);
    if let State::Running(handle) = state {
        handle.thread().unpark();
        // A waker runs on it when there is no other thread to be had.
        if handle.thread().id() != thread::current().id() {
            // It does not panic; if it did, it has ended all the same.
            let _ = handle.join();
        }
    }
    // Then, since it gives the worker something to do until its end.
    worker::stop();
}

fn spawn(state: &mut State) -> io::Result<()> {
    *state = State::Running(thread::Builder::new().name("monitor".into()).spawn(run)?);
    Ok(())
}

/// Whether this thread is the one that is wanted. Whoever spawned it holds the lock until it says so.
fn is_current(own: &Thread) -> bool {
    matches!(&*THREAD.lock(), State::Running(handle) if handle.thread().id() == own.id())
}

fn run() {
    let own = thread::current();
    let clock = Clock::real();
    fence::make_asymmetric();
    let (mut seen, mut idle_looks, mut until_look) = (0, 0, 0);
    while is_current(&own) {
        clock.advance_tick();
        // Whose they are that are woken, nobody knows; so it is not done here.
        deadline::expire(clock, |waker| worker::run(move || waker.wake()));
        let is_idle = idle_looks >= IDLE_LOOKS && !deadline::is_watching();
        if is_idle || until_look == 0 {
            let operations = look();
            idle_looks = if operations == seen { idle_looks + 1 } else { 0 };
            seen = operations;
            until_look = TICKS_PER_LOOK;
        }
        until_look -= 1;
        thread::park_timeout(if is_idle { SLOW_TICK } else { TICK });
    }
}

/// Looks at every account for the most that was ever live; says how many operations there were in all.
fn look() -> u64 {
    accounts::all().into_iter().filter_map(|account| account.observe()).fold(0, u64::wrapping_add)
}
