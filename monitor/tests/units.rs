//! Kinds whose handles weigh.

#![cfg(feature = "runtime")]

mod task;

use monitor::{Account, Monitor, Reason, budget, tracked};
use proptest::prelude::*;
use task::Task;

budget! { static MEMORY: limit = 1_000 }

#[tracked(kind = "buffer", limit = 600, weight = Buffer::bytes, within = MEMORY)]
#[derive(Debug)]
struct Buffer(Vec<u8>);

impl Buffer {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

#[tracked(kind = "page", limit = 10, within = MEMORY)]
struct Page;

#[tracked(kind = "blob", limit = 1_000_000, capacity = 8, weight = weigh)]
struct Blob(Vec<u8>);

fn weigh(blob: &Blob) -> usize {
    blob.0.len()
}

fn buffer(bytes: usize) -> Buffer {
    Buffer(vec![0; bytes])
}

fn units(account: &Account<Buffer>) -> u64 {
    account.snapshot().units.unwrap()
}

#[test]
fn a_value_is_charged_for_what_it_weighs() {
    let account = Monitor::new().account::<Buffer>();
    let large = account.track(buffer(500)).unwrap();
    let denied = account.track(buffer(101)).unwrap_err();
    assert_eq!(denied.reason(), Reason::Limit);
    assert_eq!(denied.budget(), None);
    let said = denied.to_string();
    assert!(
        said.starts_with("buffer limit reached: now 500 of 600 units held by 1, 100 left, 500 of them from "),
        "{said}"
    );
    let small = account.track(buffer(100)).unwrap();
    assert_eq!((units(&account), account.live(), account.limit()), (600, 2, 600));
    assert_eq!(BufferHandle::permit(&large).units(), 500);
    // Nothing weighs nothing, but still has a place.
    let empty = account.track(buffer(0)).unwrap();
    assert!(account.try_acquire().is_err());
    drop((large, small, empty));
    assert_eq!((units(&account), account.live()), (0, 0));
}

#[test]
fn a_budget_is_charged_for_it_too() {
    let monitor = Monitor::new();
    let (buffers, pages) = (monitor.account::<Buffer>(), monitor.account::<Page>());
    let memory = monitor.budget(&MEMORY);
    memory.set_limit(605).unwrap();
    let large = buffers.track(buffer(598)).unwrap();
    let few: Vec<_> = std::iter::from_fn(|| pages.try_acquire().ok()).collect();
    assert_eq!((few.len(), memory.used()), (7, 605));
    assert_eq!(buffers.track(buffer(1)).unwrap_err().reason(), Reason::Ancestor);
    drop((large, few));
    assert_eq!(memory.used(), 0);
}

#[test]
fn a_handle_grows_and_shrinks_or_nothing_changes() {
    let account = Monitor::new().account::<Buffer>();
    let handle = account.track(buffer(100)).unwrap();
    let permit = BufferHandle::permit(&handle);
    permit.grow(500).unwrap();
    assert_eq!(permit.grow(1).unwrap_err().reason(), Reason::Limit);
    assert_eq!((permit.units(), units(&account)), (600, 600));
    let error = permit.shrink(601).unwrap_err();
    assert_eq!(error.to_string(), "buffer cannot shrink by 601 units: it stands for 600");
    permit.shrink(600).unwrap();
    assert_eq!((permit.units(), units(&account), account.live()), (0, 0, 1));
    let other = account.try_acquire_units(600).unwrap();
    assert!(permit.grow(1).is_err());
    drop(other);
    permit.grow(1).unwrap();
    drop(handle);
    assert_eq!(units(&account), 0);
}

#[test]
fn who_wants_much_is_not_overtaken_by_those_who_want_little() {
    let account = Monitor::new().account::<Buffer>();
    let held: Vec<_> = (0..6).map(|_| account.try_acquire_units(100).unwrap()).collect();
    let mut large = Task::waiting(account.acquire_units(300));
    let mut small = Task::waiting(account.acquire_units(50));
    let mut held = held.into_iter();
    drop((held.next(), held.next()));
    assert!(!large.is_woken() && !small.is_woken());
    assert_eq!(account.try_acquire_units(10).unwrap_err().reason(), Reason::Queued);
    drop(held.next());
    let large = large.output().unwrap();
    assert!(!small.is_woken());
    assert_eq!(large.units(), 300);
    large.shrink(100).unwrap();
    drop(small.output().unwrap());
    // More than there can ever be is not waited for.
    assert_eq!(Task::new(account.acquire_units(601)).poll().unwrap().unwrap_err().reason(), Reason::Limit);
    drop((large, held));
    assert_eq!(units(&account), 0);
}

#[test]
fn one_that_wants_much_and_gives_up_lets_the_others_through() {
    let account = Monitor::new().account::<Buffer>();
    let held = account.try_acquire_units(400).unwrap();
    let large = Task::waiting(account.acquire_units(300));
    let mut small = Task::waiting(account.acquire_units(50));
    assert!(!small.is_woken());
    drop(large);
    drop(small.output().unwrap());
    drop(held);
}

#[test]
fn the_limit_of_what_they_weigh_is_set_like_any_other() {
    let account = Monitor::new().account::<Buffer>();
    let held = account.try_acquire_units(500).unwrap();
    account.set_limit(400).unwrap();
    assert!(account.try_acquire_units(1).is_err());
    drop(held);
    let held = account.try_acquire_units(400).unwrap();
    assert!(account.try_acquire_units(1).is_err());
    account.set_limit(1_000).unwrap();
    drop(account.try_acquire_units(600).unwrap());
    account.reset_limit();
    assert_eq!(account.limit(), 600);
    drop(held);
}

#[test]
fn more_than_any_number_is_too_much() {
    let account = Monitor::new().account::<Buffer>();
    (0..8).for_each(|_| drop(account.try_acquire_units(10).unwrap()));
    for units in [601, 1 << 40, usize::MAX >> 2, usize::MAX - 1, usize::MAX] {
        assert_eq!(account.try_acquire_units(units).unwrap_err().reason(), Reason::Limit);
    }
    let held = account.try_acquire_units(600).unwrap();
    assert_eq!(held.grow(usize::MAX).unwrap_err().reason(), Reason::Limit);
    assert_eq!((held.units(), units(&account)), (600, 600));
}

#[test]
fn places_run_out_too() {
    let account = Monitor::new().account::<Blob>();
    let held: Vec<_> = (0..8).map(|_| account.try_acquire_units(1).unwrap()).collect();
    let denied = account.try_acquire_units(1).unwrap_err();
    assert_eq!(denied.reason(), Reason::Capacity);
    drop(held);
}

#[derive(Clone, Debug)]
enum Step {
    Acquire(usize),
    Release(usize),
    Grow(usize, usize),
    Shrink(usize, usize),
    SetLimit(usize),
    /// Below the limit, for longer than shared mode lasts.
    Churn,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..120_usize).prop_map(Step::Acquire),
        8 => (0..64_usize).prop_map(Step::Release),
        3 => (0..64_usize, 0..200_usize).prop_map(|(at, units)| Step::Grow(at, units)),
        3 => (0..64_usize, 0..200_usize).prop_map(|(at, units)| Step::Shrink(at, units)),
        1 => (0..800_usize).prop_map(Step::SetLimit),
        1 => Just(Step::Churn),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn units_are_what_a_plain_sum_says(steps in prop::collection::vec(step(), 1..100)) {
        let account = Monitor::new().account::<Buffer>();
        let (mut limit, mut held) = (600, Vec::new());
        let sum = |held: &Vec<(monitor::Permit<Buffer>, usize)>| held.iter().map(|(_, units)| units).sum::<usize>();
        for step in steps {
            let used = sum(&held);
            match step {
                Step::Acquire(units) => match account.try_acquire_units(units) {
                    Ok(permit) => {
                        prop_assert!(used + units <= limit || units == 0, "admitted over the limit");
                        held.push((permit, units));
                    }
                    Err(_) => prop_assert!(used + units > limit, "denied although there was room"),
                },
                Step::Release(at) if !held.is_empty() => drop(held.swap_remove(at % held.len())),
                Step::Grow(at, units) if !held.is_empty() => {
                    let at = at % held.len();
                    let grown = held[at].0.grow(units).is_ok();
                    prop_assert_eq!(grown, used + units <= limit || units == 0);
                    held[at].1 += if grown { units } else { 0 };
                }
                Step::Shrink(at, units) if !held.is_empty() => {
                    let at = at % held.len();
                    let shrunk = held[at].0.shrink(units).is_ok();
                    prop_assert_eq!(shrunk, units <= held[at].1);
                    held[at].1 -= if shrunk { units } else { 0 };
                }
                Step::SetLimit(to) => {
                    account.set_limit(to).unwrap();
                    limit = to;
                }
                Step::Churn if used < limit => (0..600).for_each(|_| drop(account.try_acquire_units(1).unwrap())),
                Step::Release(_) | Step::Grow(..) | Step::Shrink(..) | Step::Churn => {}
            }
            prop_assert_eq!(account.snapshot().units, Some(sum(&held) as u64));
            prop_assert!(held.iter().all(|(permit, units)| permit.units() == *units));
        }
    }
}
