//! Limits that change, accounts that close.

use loom::thread;

use super::{NOBODY, explore};

#[test]
fn the_limit_is_lowered_and_raised_while_another_cycles() {
    explore(2, 2, |model| {
        model.hoard(0);
        let other = model.clone();
        // A limit of 1 suffices for the only one who acquires.
        let thread = thread::spawn(move || other.cycle(0));
        model.account.set_limit(1).unwrap();
        model.account.set_limit(2).unwrap();
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn a_limit_raised_in_shared_mode_admits_more() {
    explore(1, 2, |model| {
        model.account.enter_shared_mode_for_long(&model.caches);
        let other = model.clone();
        let thread = thread::spawn(move || other.try_cycle(0));
        model.account.set_limit(2).unwrap();
        model.cycle(1);
        thread.join().unwrap();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn the_limit_is_lowered_below_what_is_held() {
    explore(2, 2, |model| {
        let (first, second) = (model.acquire(0), model.acquire(0));
        let other = model.clone();
        let thread = thread::spawn(move || {
            other.release(0, first);
            other.release(0, second);
        });
        model.account.set_limit(1).unwrap();
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_lowered_limit_meets_a_revocation() {
    explore(2, 2, |model| {
        model.hoard(1);
        let other = model.clone();
        let thread = thread::spawn(move || other.try_cycle(0));
        model.account.set_limit(1).unwrap();
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_lowered_limit_gathers_what_an_ended_thread_left() {
    explore(2, 2, |model| {
        model.hoard(0);
        model.account.unregister(&model.caches[0]);
        let other = model.clone();
        let thread = thread::spawn(move || other.try_cycle(1));
        model.account.set_limit(1).unwrap();
        thread.join().unwrap();
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_closed_account_is_vacant_when_the_last_is_released() {
    explore(2, 2, |model| {
        let slot = model.acquire(0);
        let other = model.clone();
        let thread = thread::spawn(move || other.release(0, slot));
        model.account.close();
        if model.account.is_vacant() {
            model.owners[slot.index() as usize].with(|owner| {
                // SAFETY: loom checks it.
                assert_eq!(unsafe { *owner }, NOBODY, "vacant although it is held");
            });
        }
        thread.join().unwrap();
        assert!(model.try_acquire(1).is_none());
        assert!(model.account.is_vacant());
        model.account.reopen();
        model.assert_exactly(1, 2);
    });
}

#[test]
fn nothing_is_acquired_while_a_debt_is_owed() {
    explore(2, 2, |model| {
        let (first, second) = (model.acquire(0), model.acquire(0));
        model.account.set_limit(1).unwrap();
        let other = model.clone();
        let thread = thread::spawn(move || {
            assert!(other.try_acquire(1).is_none(), "admitted although the second is held");
        });
        model.release(0, first);
        thread.join().unwrap();
        model.release(0, second);
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_raised_limit_forgives_a_debt() {
    explore(3, 2, |model| {
        let [first, second, third] = [(); 3].map(|()| model.acquire(0));
        model.account.set_limit(1).unwrap();
        let other = model.clone();
        // Pays a part of the debt, or comes when it is forgiven.
        let thread = thread::spawn(move || other.release(0, first));
        model.account.set_limit(3).unwrap();
        thread.join().unwrap();
        let fourth = model.acquire(1);
        assert!(model.try_acquire(1).is_none(), "admitted although three are held");
        [second, third, fourth].into_iter().for_each(|slot| model.release(0, slot));
        model.assert_exactly(1, 3);
    });
}

#[test]
fn shared_mode_is_not_left_while_a_debt_is_owed() {
    explore(4, 2, |model| {
        let [first, second, third, fourth] = [(); 4].map(|()| model.acquire(0));
        assert!(model.try_acquire(1).is_none(), "shared mode");
        // The next operation without a denial would leave it.
        model.release(0, fourth);
        let other = model.clone();
        // Pushes what the debt wants, and then asks whether it is calm.
        let thread = thread::spawn(move || other.release(0, first));
        model.account.set_limit(1).unwrap();
        thread.join().unwrap();
        model.release(0, second);
        model.release(0, third);
        model.assert_exactly(1, 1);
    });
}

#[test]
fn a_late_release_meets_an_account_that_is_closed_and_opened_again() {
    explore(1, 2, |model| {
        let slot = model.acquire(0);
        let other = model.clone();
        let thread = thread::spawn(move || other.release(0, slot));
        model.account.close();
        let reopened = model.account.is_vacant();
        if reopened {
            model.account.reopen();
        }
        thread.join().unwrap();
        if !reopened {
            model.account.reopen();
        }
        let counts = model.account.reading().counts;
        assert_eq!((counts.live, counts.acquired, counts.released), (0, 0, 0), "a new account");
        model.assert_exactly(1, 1);
    });
}
