//! What a slot says of itself.

use loom::thread;

use super::{Layout, Model, explore};
use crate::core::slot::Stamp;

#[test]
fn a_sweep_never_sees_a_torn_row() {
    explore(1, 1, |model| {
        // Without the door, whose fence would hide what the slot itself must do.
        let slot = model.acquire(0);
        let use_as = |owner| slot.take(Stamp::new(owner), std::panic::Location::caller(), owner);
        slot.give_back();
        use_as(11);
        let writer = thread::spawn(move || {
            slot.give_back();
            use_as(21);
        });
        if let Some(row) = slot.read() {
            // Both fields were written by the same use.
            assert!([11, 21].contains(&row.owner));
            assert_eq!(row.created, Stamp::new(row.owner));
        }
        writer.join().unwrap();
    });
}

#[test]
fn a_release_finds_its_own_account() {
    explore(1, 1, |model| {
        let second = Model::new(Layout::Bitmap, 1, 2);
        let (first, other) = (model.clone(), second.clone());
        let (slot, theirs) = (first.acquire(0), other.acquire(0));
        assert!(!slot.is_of(Some(theirs.account())));
        let thread = thread::spawn(move || other.release(1, theirs));
        first.release(0, slot);
        second.try_cycle(0);
        thread.join().unwrap();
        model.assert_exactly(0, 1);
        second.assert_exactly(0, 1);
    });
}
