//! Two accounts under one budget; budgets made at run time; units; reservations.

use std::sync::Arc;

use loom::sync::atomic::AtomicU64;
use loom::sync::atomic::Ordering::Relaxed;
use loom::thread;

use super::{Layout, Model, capacity, explore_layouts};
use crate::budget_kind::BudgetKind;
use crate::core::budget::{Changes, Given, Node, Tree};
use crate::core::slot::Slot;
use crate::core::wait::Wish;
use crate::kind::{ClockMode, DeclaredAt, Kind};
use crate::priority::Priority;

/// A budget, and two accounts within it that have one thread each, or the first of them two.
#[derive(Clone)]
struct Roof {
    tree: &'static Tree,
    budget: &'static Node,
    these: Arc<Model>,
    those: Arc<Model>,
}

const DECLARED_AT: DeclaredAt = DeclaredAt { module: "models", file: file!(), line: line!(), column: 1 };

impl Roof {
    /// `limit`: of the budget. `guarantee`: of those, in it.
    fn new(layout: Layout, limit: u64, guarantee: u64) -> Roof {
        let budget: &'static BudgetKind = Box::leak(Box::new(BudgetKind::new("roof", limit, DECLARED_AT)));
        let tree: &'static Tree = Box::leak(Box::new(Tree::new()));
        let kind = |guarantee| {
            let kind = Kind::new("model", Some(2), capacity(layout), ClockMode::None, DECLARED_AT).charging(budget);
            kind.guaranteeing(guarantee)
        };
        // What is guaranteed is set aside before anybody comes.
        let those = Model::of(kind(guarantee), tree, 1);
        Roof { tree, budget: tree.declared(budget), these: Model::of(kind(0), tree, 2), those }
    }

    fn assert_room(&self, units: u64) {
        assert_eq!(self.budget.limit() - self.tree.held(self.budget), units);
    }
}

#[test]
fn a_budgets_last_place_goes_to_one_of_two_kinds() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 1, 0);
        let other = roof.clone();
        let thread = thread::spawn(move || other.those.try_acquire(0));
        let this = roof.these.try_acquire(0);
        let that = thread.join().unwrap();
        assert_eq!(usize::from(this.is_some()) + usize::from(that.is_some()), 1, "one of them, and only one");
    });
}

#[test]
fn two_kinds_below_a_budgets_limit_are_never_denied() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 2, 0);
        roof.these.hoard(0);
        let other = roof.clone();
        let thread = thread::spawn(move || other.those.cycle(0));
        roof.these.cycle(0);
        thread.join().unwrap();
        let all = [roof.these.acquire(0), roof.those.acquire(0)];
        assert!(roof.these.try_acquire(0).is_none() && roof.those.try_acquire(0).is_none(), "above the limit");
        roof.these.release(0, all[0]);
        roof.those.release(0, all[1]);
    });
}

#[test]
fn a_guarantee_is_never_refused_whatever_a_sibling_does() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 2, 1);
        let other = roof.clone();
        let thread = thread::spawn(move || {
            other.these.try_cycle(0);
            let slot = other.these.try_acquire(0);
            let another = other.these.try_acquire(0);
            assert!(slot.is_some() && another.is_none(), "the sibling has what is not guaranteed, and no more");
            other.these.release(0, slot.unwrap());
        });
        roof.those.cycle(0);
        let slot = roof.those.acquire(0);
        thread.join().unwrap();
        roof.those.release(0, slot);
    });
}

#[test]
fn a_release_in_one_kind_that_happened_before_makes_room_in_another() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 1, 0);
        let slot = roof.these.acquire(0);
        let other = roof.clone();
        let thread = thread::spawn(move || other.these.release(1, slot));
        let early = roof.those.try_acquire(0);
        thread.join().unwrap();
        let slot = early.unwrap_or_else(|| roof.those.acquire(0));
        assert!(roof.these.try_acquire(0).is_none(), "above the limit");
        roof.those.release(0, slot);
        roof.these.cycle(0);
    });
}

#[test]
fn a_thread_ends_under_a_budget_that_another_kind_wants_all_of() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 2, 0);
        roof.these.hoard(0);
        let other = roof.clone();
        let thread = thread::spawn(move || other.these.account.unregister(&other.these.caches[0]));
        let all = [roof.those.acquire(0), roof.those.acquire(0)];
        thread.join().unwrap();
        roof.assert_room(0);
        all.into_iter().for_each(|slot| roof.those.release(0, slot));
    });
}

#[test]
fn a_release_in_one_kind_meets_somebody_who_begins_to_wait_in_another() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 1, 0);
        let slot = roof.these.acquire(0);
        let other = roof.clone();
        let thread = thread::spawn(move || other.those.wait_and_release(0));
        roof.these.release(0, slot);
        thread.join().unwrap();
        roof.assert_room(1);
        roof.these.cycle(0);
    });
}

#[test]
fn nobody_overtakes_somebody_of_another_kind_who_waits() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 1, 0);
        let slot = roof.these.acquire(0);
        let asked = roof.those.ask(0, std::task::Waker::noop());
        let other = roof.clone();
        let thread = thread::spawn(move || other.these.try_acquire(1).is_some());
        roof.these.release(0, slot);
        assert!(!thread.join().unwrap(), "it took what another one waits for");
        let granted = roof.those.granted(0, asked);
        roof.those.release(0, granted);
        roof.assert_room(1);
    });
}

#[test]
fn what_was_granted_across_kinds_to_one_who_gives_up_goes_to_the_next() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 1, 0);
        let slot = roof.these.acquire(0);
        let other = roof.clone();
        let thread = thread::spawn(move || other.those.ask_and_give_up(0));
        roof.these.release(0, slot);
        roof.these.wait_and_release(1);
        thread.join().unwrap();
        roof.assert_room(1);
    });
}

#[test]
fn a_quota_and_a_kind_fight_for_the_last_place_of_their_budget() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 1, 0);
        let quota = roof.tree.make("quota", 1, roof.budget);
        let branch = roof.tree.branch_within(roof.these.account, quota).unwrap();
        roof.those.hoard_one(0);
        let other = roof.clone();
        let thread = thread::spawn(move || other.those.try_acquire(0));
        let this = roof.these.account.acquire_charged(branch, Some(&roof.these.caches[0]), 1);
        let that = thread.join().unwrap();
        assert_eq!(usize::from(this.is_ok()) + usize::from(that.is_some()), 1, "one of them, and only one");
        if let Ok(slot) = this {
            roof.these.account.release_slowly(Some(&roof.these.caches[0]), slot);
            assert_eq!(quota.used(), 0);
            roof.those.cycle(0);
        }
    });
}

#[test]
fn a_reservation_is_cancelled_while_its_places_are_handed_out() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 2, 0);
        let account = roof.these.account;
        let key = account.reserve(None, 2, u64::MAX).unwrap();
        let other = roof.clone();
        let thread =
            thread::spawn(move || match other.these.account.take_reserved(key, 1, Some(&other.these.caches[1])) {
                Given::Place(slot) => vec![slot],
                _ => Vec::new(),
            });
        account.cancel_reserved(key);
        let taken = thread.join().unwrap();
        roof.assert_room(2 - taken.len() as u64);
        taken.into_iter().for_each(|slot| account.release_slowly(Some(&roof.these.caches[1]), slot));
        let all = [roof.these.acquire(0), roof.those.acquire(0)];
        assert!(roof.these.try_acquire(0).is_none(), "above the limit");
        roof.these.release(0, all[0]);
        roof.those.release(0, all[1]);
    });
}

#[test]
fn whoever_looks_undisturbed_sees_one_state() {
    loom::model(|| {
        let state = Arc::new((Changes::new(), AtomicU64::new(1), AtomicU64::new(1)));
        let other = Arc::clone(&state);
        let thread = thread::spawn(move || {
            let (changes, one, two) = &*other;
            for value in [2, 3] {
                changes.change(|| {
                    one.store(value, Relaxed);
                    two.store(value, Relaxed);
                });
            }
        });
        let (changes, one, two) = &*state;
        if let Some((one, two)) = changes.undisturbed(|| Some((one.load(Relaxed), two.load(Relaxed)))) {
            assert_eq!(one, two, "it saw half of a change");
        }
        thread.join().unwrap();
        assert_eq!(changes.undisturbed(|| Some(one.load(Relaxed))), Some(3));
    });
}

#[test]
fn a_budget_is_lowered_while_a_kind_within_it_is_in_fast_mode() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 2, 0);
        let held = roof.these.acquire(0);
        let other = roof.clone();
        let thread = thread::spawn(move || other.tree.set_limit(other.budget, 1).unwrap());
        if let Some(second) = roof.these.try_acquire(0) {
            roof.these.release(0, second);
        }
        thread.join().unwrap();
        assert!(roof.these.try_acquire(0).is_none(), "above the limit");
        roof.these.release(0, held);
        roof.those.cycle(0);
        roof.assert_room(1);
    });
}

#[test]
fn a_guarantee_is_set_while_its_kind_is_in_fast_mode() {
    explore_layouts(|layout| {
        let roof = Roof::new(layout, 2, 0);
        let own = roof.those.account.branch().unwrap().own();
        let other = roof.clone();
        let thread = thread::spawn(move || other.tree.set_guarantee(own, 1).unwrap());
        roof.those.cycle(0);
        thread.join().unwrap();
        let taken = roof.these.acquire(0);
        assert!(roof.these.try_acquire(0).is_none(), "one is guaranteed to others");
        roof.those.cycle(0);
        roof.these.release(0, taken);
        roof.tree.set_guarantee(own, 0).unwrap();
        assert_eq!(roof.budget.used(), roof.tree.held(roof.budget) + own.used());
    });
}

/// An account of one kind that weighs, with a limit of 2 units.
fn weighing(layout: Layout) -> Arc<Model> {
    let kind = Kind::new("model", None, capacity(layout), ClockMode::None, DECLARED_AT).weighing(2);
    Model::of(kind, Box::leak(Box::new(Tree::new())), 2)
}

impl Model {
    fn try_units(&self, thread: usize, units: u64) -> Option<&'static Slot> {
        let cache = &self.caches[thread];
        match cache.take_units(units) {
            Some(slot) => {
                slot.set_units(units);
                Some(slot)
            }
            None => self.account.acquire_charged(self.account.branch().unwrap(), Some(cache), units).ok(),
        }
    }

    fn release_units(&self, thread: usize, slot: &'static Slot) {
        let cache = &self.caches[thread];
        if !cache.put_units(slot, slot.units()) {
            self.account.release_slowly(Some(cache), slot);
        }
    }
}

#[test]
fn the_last_units_go_to_one() {
    explore_layouts(|layout| {
        let model = weighing(layout);
        let other = model.clone();
        let thread = thread::spawn(move || other.try_units(1, 2));
        let this = model.try_units(0, 1);
        let that = thread.join().unwrap();
        assert!(this.is_some() != that.is_some(), "2 and 1 are above 2, and one of them is not");
    });
}

#[test]
fn units_that_a_thread_keeps_at_hand_are_called_back() {
    explore_layouts(|layout| {
        let model = weighing(layout);
        let slot = model.try_units(0, 1).unwrap();
        model.release_units(0, slot);
        let other = model.clone();
        let thread = thread::spawn(move || {
            let slot = other.try_units(1, 1).expect("denied although there was room");
            other.release_units(1, slot);
        });
        let slot = model.try_units(0, 1).expect("denied although there was room");
        model.release_units(0, slot);
        thread.join().unwrap();
        let all = model.try_units(0, 2).expect("denied although there was room");
        assert!(model.try_units(1, 1).is_none(), "above the limit");
        model.account.shrink(all, 1).unwrap();
        model.account.grow(all, 1).unwrap();
        assert!(model.account.grow(all, 1).is_err(), "above the limit");
        model.release_units(0, all);
    });
}

#[test]
fn who_wants_much_is_not_overtaken_by_another_kind_that_wants_little() {
    explore_layouts(|layout| {
        let budget: &'static BudgetKind = Box::leak(Box::new(BudgetKind::new("roof", 2, DECLARED_AT)));
        let tree: &'static Tree = Box::leak(Box::new(Tree::new()));
        let kind = |limit| Kind::new("model", limit, capacity(layout), ClockMode::None, DECLARED_AT).charging(budget);
        let (much, little) = (Model::of(kind(None).weighing(10), tree, 1), Model::of(kind(Some(2)), tree, 1));
        let branch = much.account.branch().unwrap();
        let held = much.try_units(0, 1).unwrap();
        let wish = Wish { priority: Priority::Normal, deadline: None, units: 2 };
        let asked = much.account.ask_charged(branch, Some(&much.caches[0]), wish, std::task::Waker::noop());
        let other = little.clone();
        let thread = thread::spawn(move || other.try_acquire(0).is_some());
        much.release_units(0, held);
        assert!(!thread.join().unwrap(), "it took what another one waits for");
        let granted = much.granted(0, asked);
        assert_eq!(granted.units(), 2);
        much.release_units(0, granted);
        little.cycle(0);
    });
}
