//! Safety Monitor as its users write it.

use std::hint::black_box;
use std::mem;

use harness::handoff::made_here_dropped_there;
use harness::{Case, bursts, pairs, pairs_in_turn};
use monitor::{Monitor, Tracked, tracked};

pub(crate) const TICK: &str = "ours: clock tick (the default)";
pub(crate) const EXACT: &str = "ours: clock exact";
pub(crate) const NO_CLOCK: &str = "ours: clock none";
pub(crate) const ACCOUNT: &str = "ours: an account of another monitor";
pub(crate) const TWO_ACCOUNTS: &str = "ours: two monitors in turn";
pub(crate) const CROSS_THREAD: &str = "ours: made here, dropped there";
pub(crate) const BURST: &str = "ours: bursts of 256";
pub(crate) const DENY: &str = "ours: refusal (bitmap)";
pub(crate) const DENY_STACK: &str = "ours: refusal (stack)";
pub(crate) const SATURATED: &str = "ours: limit 62, 128 tried (bitmap)";
pub(crate) const FIGHT: &str = "ours: limit 1, tried (bitmap)";

#[tracked(kind = "tick", limit = 1024)]
struct Tick;

#[tracked(kind = "exact", limit = 1024, clock = "exact")]
struct Exact;

#[tracked(kind = "no_clock", limit = 1024, clock = "none")]
struct NoClock;

#[tracked(kind = "cross_thread", limit = 100_000, clock = "none")]
struct CrossThread;

#[tracked(kind = "burst", limit = 4096, clock = "none")]
struct Burst;

// A capacity of at most 62 keeps the free places in a bitmap; without one there is room for a raised limit, on a stack.
#[tracked(kind = "deny", limit = 1, capacity = 1, clock = "none")]
struct Deny;

#[tracked(kind = "deny_stack", limit = 100, clock = "none")]
struct DenyStack;

#[tracked(kind = "saturated", limit = 62, capacity = 62, clock = "none")]
struct Saturated;

#[tracked(kind = "saturated_stack", limit = 62, clock = "none")]
struct SaturatedStack;

#[tracked(kind = "fight", limit = 1, capacity = 1, clock = "none")]
struct Fight;

#[tracked(kind = "fight_stack", limit = 1, clock = "none")]
struct FightStack;

pub(crate) fn cases() -> Vec<Case> {
    // Starts the background thread before the measuring threads are pinned, since it would be pinned with them.
    drop(Tick.track());
    let mut cases = clocks();
    cases.extend(other_monitors());
    cases.extend(at_the_limit());
    cases.push(Case::new(BURST, |_| bursts(256, || Burst.track().expect("below the limit"))));
    cases.push(made_here_dropped_there(CROSS_THREAD, || CrossThread.track().expect("below the limit")));
    cases
}

fn clocks() -> Vec<Case> {
    let tick = Case::new(TICK, |_| {
        pairs(|| {
            let handle = Tick.track().expect("below the limit");
            black_box(&handle);
        })
    });
    let exact = Case::new(EXACT, |_| {
        pairs(|| {
            let handle = Exact.track().expect("below the limit");
            black_box(&handle);
        })
    });
    let no_clock = Case::new(NO_CLOCK, |_| {
        pairs(|| {
            let handle = NoClock.track().expect("below the limit");
            black_box(&handle);
        })
    });
    vec![tick, exact, no_clock]
}

fn other_monitors() -> Vec<Case> {
    let one = Case::alone(ACCOUNT, || {
        let account = Monitor::new().account::<Tick>();
        pairs(move || {
            let handle = account.track(Tick).expect("below the limit");
            black_box(&handle);
        })
    });
    let two = Case::alone(TWO_ACCOUNTS, || {
        let this = Monitor::new().account::<Tick>();
        let other = Monitor::new().account::<Tick>();
        pairs_in_turn(
            move || {
                let handle = this.track(Tick).expect("below the limit");
                black_box(&handle);
            },
            move || {
                let handle = other.track(Tick).expect("below the limit");
                black_box(&handle);
            },
        )
    });
    vec![one, two]
}

fn at_the_limit() -> Vec<Case> {
    // Forgotten handles keep their places for the life of the process.
    mem::forget(Deny.track().expect("the first one"));
    for _ in 0..100 {
        mem::forget(DenyStack.track().expect("below the limit"));
    }
    let deny = Case::new(DENY, |_| {
        pairs(|| {
            black_box(Deny.track().is_err());
        })
    });
    let deny_stack = Case::new(DENY_STACK, |_| {
        pairs(|| {
            black_box(DenyStack.track().is_err());
        })
    });
    let saturated = Case::new(SATURATED, |_| bursts(128, || Saturated.track().ok()));
    let saturated_stack =
        Case::new("ours: limit 62, 128 tried (stack)", |_| bursts(128, || SaturatedStack.track().ok()));
    let fight = Case::new(FIGHT, |_| pairs(|| drop(black_box(Fight.track().ok()))));
    let fight_stack = Case::new("ours: limit 1, tried (stack)", |_| pairs(|| drop(black_box(FightStack.track().ok()))));
    vec![deny, deny_stack, saturated, saturated_stack, fight, fight_stack]
}
