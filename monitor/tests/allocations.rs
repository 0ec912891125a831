//! Acquiring, releasing and being denied allocate nothing and free nothing, once the threads have their magazines, the places were used
//! before and the lines were seen: at the latest when they were executed 127 times.

#![cfg(feature = "runtime")]
#![allow(unsafe_code, reason = "a global allocator is unsafe to write")]

mod worker;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::{Future, IntoFuture};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use monitor::clock::Clock;
use monitor::{Account, Monitor, Permit, Tracked, budget, tracked};
use worker::Worker;

/// The system's allocator, counting for each thread what it is asked.
struct Counting;

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    CALLS.set(CALLS.get() + 1);
}

// SAFETY: every call is passed on unchanged to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `realloc`, and `memory` came from the system's allocator.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count();
        // SAFETY: the caller keeps the contract of `dealloc`, and `memory` came from the system's allocator.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often `f` makes this thread allocate or free.
fn calls(f: impl FnOnce()) -> usize {
    let before = CALLS.get();
    f();
    CALLS.get() - before
}

/// Does the same until the lines were seen, and then so often that a rare allocation would be seen.
fn assert_none(mut f: impl FnMut()) {
    (0..130).for_each(|_| f());
    assert_eq!(calls(|| (0..1000).for_each(|_| f())), 0);
}

/// Acquires `count` places into `held`, which has room for them.
fn fill<T: Tracked>(held: &mut Vec<Permit<T>>, count: usize, account: &Account<T>) {
    assert!(held.capacity() >= count);
    held.extend((0..count).map(|_| account.try_acquire().unwrap()));
}

#[test]
fn the_count_is_not_always_none() {
    assert_eq!(calls(|| drop(std::hint::black_box(Box::new(1)))), 2);
}

#[test]
fn one_thread_allocates_nothing() {
    #[tracked(limit = 64)]
    struct OnTheTick;
    #[tracked(limit = 64, clock = "exact")]
    struct Exact;
    #[tracked(limit = 64, clock = "none")]
    struct Unstamped;
    assert_none(|| drop(OnTheTick::try_acquire().unwrap()));
    assert_none(|| drop(Exact.track().unwrap()));
    assert_none(|| drop(Unstamped.track().unwrap()));
}

#[test]
fn a_kind_without_a_limit_allocates_nothing() {
    #[tracked]
    struct Place;
    assert_none(|| drop(Place.track().unwrap()));
}

#[test]
fn another_monitor_allocates_nothing() {
    #[tracked(limit = 64)]
    struct Place;
    let monitor = Monitor::new();
    let (account, scope) = (monitor.account::<Place>(), monitor.scope());
    assert_none(|| drop(account.try_acquire().unwrap()));
    assert_none(|| scope.in_scope(|| drop(Place.track().unwrap())));
    // Two monitors in turn, on one thread.
    assert_none(|| drop((account.try_acquire().unwrap(), Place::try_acquire().unwrap())));
}

#[test]
fn bursts_within_a_magazine_allocate_nothing() {
    #[tracked(limit = 4096)]
    struct Place;
    let (account, mut held) = (Place::account(), Vec::with_capacity(100));
    assert_none(|| {
        fill(&mut held, 100, &account);
        held.clear();
    });
}

#[test]
fn bursts_beyond_a_magazine_allocate_nothing() {
    #[tracked(limit = 4096)]
    struct Place;
    let (account, mut held) = (Place::account(), Vec::with_capacity(1000));
    assert_none(|| {
        fill(&mut held, 1000, &account);
        held.clear();
    });
}

#[test]
fn a_denial_allocates_nothing() {
    #[tracked(limit = 10)]
    struct Place;
    let _held: Vec<_> = (0..10).map(|_| Place::try_acquire().unwrap()).collect();
    assert_none(|| assert!(Place::try_acquire().is_err()));
    assert_none(|| assert!(Place.track().is_err()));
}

#[test]
fn shared_mode_allocates_nothing() {
    #[tracked(limit = 10, capacity = 10)]
    struct OnABitmap;
    #[tracked(limit = 10)]
    struct OnAStack;
    check::<OnABitmap>();
    check::<OnAStack>();

    fn check<T: Tracked>() {
        // All but one are held, and a denial has called in what was free.
        let mut held: Vec<_> = (0..10).map(|_| T::try_acquire().unwrap()).collect();
        assert!(T::try_acquire().is_err());
        held.pop();
        assert_none(|| drop(T::try_acquire().unwrap()));
        assert_eq!(T::account().snapshot().cached, 0, "it stays in shared mode");
    }
}

#[test]
fn changing_between_the_modes_allocates_nothing() {
    #[tracked(limit = 400)]
    struct Place;
    let (account, mut held) = (Place::account(), Vec::with_capacity(400));
    for round in 0..10 {
        let shared = calls(|| {
            fill(&mut held, 400, &account);
            assert!(account.try_acquire().is_err());
            held.clear();
        });
        assert_eq!(account.snapshot().cached, 0, "a denial calls in what is free");
        // Longer than shared mode goes on without a denial, however often there was one lately.
        let fast = calls(|| (0..70_000).for_each(|_| drop(account.try_acquire().unwrap())));
        assert!(account.snapshot().cached > 0);
        if round >= 3 {
            assert_eq!((shared, fast), (0, 0), "round {round}");
        }
    }
}

#[test]
fn paying_for_a_lowered_limit_allocates_nothing() {
    #[tracked(limit = 400)]
    struct Place;
    let (account, mut held) = (Place::account(), Vec::with_capacity(400));
    for _ in 0..5 {
        fill(&mut held, 400, &account);
        account.set_limit(100).unwrap();
        assert_eq!(calls(|| held.clear()), 0);
        account.set_limit(400).unwrap();
    }
}

#[test]
fn acquiring_on_one_thread_and_releasing_on_another_allocates_nothing() {
    #[tracked(limit = 1000)]
    struct Place;
    let [one, other] = [Worker::start(), Worker::start()];
    let mut held: Vec<Permit<Place>> = Vec::with_capacity(100);
    for round in 0..100 {
        let acquired;
        (held, acquired) = one.run(move || {
            let account = Place::account();
            let acquired = calls(|| fill(&mut held, 100, &account));
            (held, acquired)
        });
        let released;
        (held, released) = other.run(move || {
            let released = calls(|| held.clear());
            (held, released)
        });
        if round >= 20 {
            assert_eq!((acquired, released), (0, 0), "round {round}");
        }
    }
}

budget! { static ROOF: limit = 1000 }

#[test]
fn the_last_release_of_a_closed_account_allocates_nothing() {
    #[tracked(limit = 10, within = ROOF)]
    struct Place;
    let account = Monitor::new().account::<Place>();
    drop((0..10).map(|_| account.try_acquire().unwrap()).collect::<Vec<_>>());
    let held = account.try_acquire().unwrap();
    account.close();
    assert_eq!(calls(|| drop(held)), 0);
}

struct Silent;

impl Wake for Silent {
    fn wake(self: Arc<Self>) {}
}

/// What releasing places to those who wait allocates and frees.
fn handing_over(account: &Account<impl Tracked>) -> usize {
    let held: Vec<_> = (0..8).map(|_| account.try_acquire().unwrap()).collect();
    let waker = Waker::from(Arc::new(Silent));
    let mut waiting: Vec<_> = (0..8).map(|_| Box::pin(account.acquire().into_future())).collect();
    for future in &mut waiting {
        assert!(future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    held.into_iter().map(|held| calls(|| drop(held))).sum()
}

#[test]
fn a_release_to_somebody_who_waits_allocates_nothing() {
    #[tracked(limit = 8)]
    struct Alone;
    #[tracked(limit = 8, within = ROOF)]
    struct Within;
    assert_eq!(handing_over(&Monitor::new().account::<Alone>()), 0);
    assert_eq!(handing_over(&Monitor::new().account::<Within>()), 0);
}

budget! { static ONE: limit = 1 }

#[test]
fn a_release_to_somebody_of_another_kind_allocates_nothing() {
    #[tracked(limit = 100, within = ONE)]
    struct This;
    #[tracked(limit = 100, within = ONE)]
    struct That;
    let monitor = Monitor::new();
    let (this, that) = (monitor.account::<This>(), monitor.account::<That>());
    (0..20).for_each(|_| drop(this.try_acquire().unwrap()));
    let held = this.try_acquire().unwrap();
    let waker = Waker::from(Arc::new(Silent));
    let mut future = Box::pin(that.acquire().into_future());
    assert!(future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    assert_eq!(calls(|| drop(held)), 0);
}

/// What is held for long is recorded of every handle, also where no acquisition of its line was sampled.
#[test]
fn a_release_of_what_was_held_for_long_allocates_nothing() {
    #[tracked(limit = 10)]
    struct Place;
    let (clock, time) = Clock::simulated();
    let account = Monitor::with_clock(clock).account::<Place>();
    (0..5_000).for_each(|_| drop(account.try_acquire().unwrap()));
    let drop_later = |held: Permit<Place>| {
        time.advance(Duration::from_secs(1));
        assert_eq!(calls(|| drop(held)), 0);
    };
    drop_later(account.try_acquire().unwrap());
    drop_later(account.try_acquire().unwrap());
    drop_later(account.try_acquire().unwrap());
    drop_later(account.try_acquire().unwrap());
    let told = account.snapshot().use_time.at_most(Duration::from_millis(500));
    assert_eq!(account.snapshot().use_time.count() - told, 4);
}
