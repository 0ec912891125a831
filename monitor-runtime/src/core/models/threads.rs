//! Threads that come and go, have no cache, or drop what others acquired.

use loom::thread;

use super::explore;

#[test]
fn a_handle_is_dropped_on_another_thread() {
    explore(1, 2, |model| {
        let slot = model.acquire(0);
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.release(1, slot);
            other.try_cycle(1);
        });
        model.try_cycle(0);
        thread.join().unwrap();
        model.assert_exactly(0, 1);
    });
}

#[test]
fn a_thread_ends_while_another_wants_all() {
    explore(2, 2, |model| {
        model.hoard(0);
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.try_cycle(0);
            other.account.unregister(&other.caches[0]);
        });
        model.cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn a_thread_that_comes_in_shared_mode_keeps_nothing_at_hand() {
    explore(1, 2, |model| {
        let slot = model.acquire(0);
        assert!(model.try_acquire(1).is_none());
        let other = model.clone();
        let thread = thread::spawn(move || {
            let cache = other.account.register();
            other.release_to(&cache, slot);
            cache
        });
        model.try_cycle(1);
        let cache = thread.join().unwrap();
        model.assert_exactly(1, 1);
        model.account.unregister(&cache);
    });
}

#[test]
fn threads_without_a_cache_are_never_denied_below_the_limit() {
    explore(2, 2, |model| {
        model.hoard(1);
        let other = model.clone();
        let thread = thread::spawn(move || {
            let slot = other.try_acquire_without_cache(0).expect("denied although there was room");
            other.release_without_cache(slot);
        });
        model.cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn a_thread_without_a_cache_fights_for_the_last_in_shared_mode() {
    explore(1, 2, |model| {
        model.account.enter_shared_mode_for_long(&model.caches);
        let other = model.clone();
        let thread = thread::spawn(move || {
            if let Some(slot) = other.try_acquire_without_cache(0) {
                other.release_without_cache(slot);
            }
        });
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}
