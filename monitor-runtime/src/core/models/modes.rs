//! Fast mode, shared mode, and the head word.

use std::sync::Arc;

use loom::sync::atomic::{AtomicU32, Ordering::Acquire, Ordering::Release};
use loom::thread;

use super::explore;

#[test]
fn two_threads_below_the_limit_are_never_denied() {
    explore(2, 3, |model| {
        model.hoard(2);
        let other = model.clone();
        let thread = thread::spawn(move || other.cycle(0));
        model.cycle(1);
        thread.join().unwrap();
        model.assert_exactly(2, 2);
    });
}

#[test]
fn the_last_permit_goes_to_one() {
    explore(1, 2, |model| {
        let other = model.clone();
        let thread = thread::spawn(move || other.try_cycle(0));
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_release_that_happened_before_an_acquire_makes_it_succeed() {
    explore(1, 2, |model| {
        let released = Arc::new(AtomicU32::new(0));
        let (other, flag) = (model.clone(), released.clone());
        let thread = thread::spawn(move || {
            other.try_cycle(0);
            flag.store(1, Release);
        });
        let was_released = released.load(Acquire) == 1;
        match model.try_acquire(1) {
            Some(slot) => model.release(1, slot),
            None => assert!(!was_released, "denied although nobody held it"),
        }
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_revocation_races_with_the_owners_take_and_put() {
    explore(2, 2, |model| {
        // One free slot is in thread 1's magazine.
        model.cycle(1);
        let other = model.clone();
        let thread = thread::spawn(move || {
            let first = other.try_acquire(0);
            let second = other.try_acquire(0);
            assert!(first.is_some() || second.is_none(), "admitted after a denial without a release");
            for slot in [first, second].into_iter().flatten() {
                other.release(0, slot);
            }
        });
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn the_modes_change_while_both_cycle() {
    explore(1, 2, |model| {
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.try_cycle(0);
            other.try_cycle(0);
        });
        model.try_cycle(1);
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn shared_mode_is_left_while_another_cycles() {
    explore(1, 3, |model| {
        model.account.enter_shared_mode_for_long(&model.caches);
        let released = Arc::new(AtomicU32::new(0));
        let (leaver, other, flag) = (model.clone(), model.clone(), released.clone());
        let leaving = thread::spawn(move || leaver.account.leave(&mut leaver.account.lock()));
        let cycling = thread::spawn(move || {
            other.try_cycle(1);
            flag.store(1, Release);
        });
        let was_released = released.load(Acquire) == 1;
        match model.try_acquire(2) {
            Some(slot) => model.release(2, slot),
            None => assert!(!was_released, "denied although nobody held it"),
        }
        leaving.join().unwrap();
        cycling.join().unwrap();
    });
}

#[test]
fn a_slot_that_comes_back_to_the_top_is_recognised() {
    // Three, so that the slot comes back with another one below it.
    explore(3, 2, |model| {
        model.account.enter_shared_mode_for_long(&model.caches);
        let other = model.clone();
        let thread = thread::spawn(move || {
            let first = other.try_acquire(0);
            let second = other.try_acquire(0);
            for slot in [first, second].into_iter().flatten() {
                other.release(0, slot);
            }
        });
        model.try_cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 3);
    });
}
