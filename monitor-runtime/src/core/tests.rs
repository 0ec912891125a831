//! What only the core can see of itself.

use std::panic::Location;
use std::thread::LocalKey;

use super::account::Account;
use super::accounts::Lease;
use super::clock::Clock;
use super::context;
use super::hot::{self, Declaration};
use super::slot::Slot;
use super::thread::Local;
use crate::error::Reason;
use crate::kind::{ClockMode, DeclaredAt, Kind};

/// A kind for one test.
macro_rules! kind {
    ($name:ident, limit = $limit:expr, capacity = $capacity:expr) => {
        struct $name;
        impl Declaration for $name {
            const WEIGHS: bool = false;
            const CHARGES: bool = false;
            const CLOCK: ClockMode = ClockMode::Tick;
            const KIND: &'static Kind = {
                static KIND: Kind = Kind::new(
                    stringify!($name),
                    Some($limit),
                    $capacity,
                    ClockMode::Tick,
                    DeclaredAt { module: module_path!(), file: file!(), line: line!(), column: column!() },
                );
                &KIND
            };
            const LOCAL: &'static LocalKey<Local> = {
                thread_local! { static LOCAL: Local = const { Local::new() } }
                &LOCAL
            };
        }
    };
}

fn acquire<K: Declaration>() -> Option<&'static Slot> {
    hot::acquire::<K>(Location::caller()).ok()
}

fn account<K: Declaration>() -> &'static Account {
    Lease::global().accounts().of(K::KIND)
}

#[test]
fn the_owner_word_is_copied_on_every_way_into_a_slot() {
    kind!(Owned, limit = 100, capacity = 100);
    let lease = Lease::new(Clock::real());
    for accounts in [Lease::global().accounts(), lease.accounts()] {
        // Without a cache, with one, from a fresh batch, sampled and not.
        let slots: Vec<_> = (1..=100)
            .map(|owner| context::within(owner, accounts, || acquire::<Owned>().expect("below the limit")))
            .collect();
        let owners: Vec<_> = slots.iter().map(|slot| slot.read().expect("live").owner).collect();
        assert_eq!(owners, (1..=100).collect::<Vec<_>>());
        slots.into_iter().for_each(hot::release::<Owned>);
    }
    assert_eq!(context::owner(), 0);
}

#[test]
fn a_context_is_restored_after_a_panic() {
    let lease = Lease::new(Clock::real());
    let panicked = std::panic::catch_unwind(|| context::within(7, lease.accounts(), || panic!("inside")));
    assert!(panicked.is_err());
    assert_eq!(context::owner(), 0);
    assert!(context::current().is_global());
}

#[test]
fn the_generation_wraps() {
    kind!(Wrapping, limit = 1, capacity = 1);
    let slot = acquire::<Wrapping>().unwrap();
    hot::release::<Wrapping>(slot);
    let last = (1 << 62) - 1;
    slot.set_uses(last);
    let before = acquire::<Wrapping>().unwrap().read().unwrap().id;
    hot::release::<Wrapping>(slot);
    let after = acquire::<Wrapping>().unwrap().read().unwrap().id;
    assert!(before.to_string().ends_with(&format!(".{last}")) && after.to_string().ends_with(".0"));
    hot::release::<Wrapping>(slot);
    assert_eq!(account::<Wrapping>().live(), 0);
}

#[test]
fn shared_mode_is_entered_at_the_limit_and_left_after_a_calm_window() {
    kind!(Calming, limit = 100, capacity = 100);
    let slots: Vec<_> = std::iter::from_fn(acquire::<Calming>).collect();
    assert_eq!(slots.len(), 100);
    assert!(account::<Calming>().is_shared());
    slots.into_iter().for_each(hot::release::<Calming>);
    assert!(account::<Calming>().is_shared(), "no window has passed");
    for _ in 0..2048 {
        hot::release::<Calming>(acquire::<Calming>().unwrap());
    }
    assert!(!account::<Calming>().is_shared());
}

#[test]
fn a_sweep_visits_what_is_live_and_not_what_once_was() {
    kind!(Peaking, limit = 100_000, capacity = 100_000);
    let mut slots: Vec<_> = (0..50_000).map(|_| acquire::<Peaking>().unwrap()).collect();
    slots.drain(10..).for_each(hot::release::<Peaking>);
    let account = account::<Peaking>();
    assert_eq!(account.rows().count(), 10);
    let visited = account.segments.maybe_live(account.lock().fresh).count();
    assert!(visited <= 10 + 256, "{visited} slots are visited for 10 that are live");
    slots.into_iter().for_each(hot::release::<Peaking>);
}

#[test]
fn never_used_places_take_no_memory_when_a_large_limit_is_lowered() {
    kind!(Large, limit = 1_000_000, capacity = 1_000_000);
    let slot = acquire::<Large>().unwrap();
    account::<Large>().set_limit(1).unwrap();
    assert!(acquire::<Large>().is_none());
    // What is settled is what takes memory.
    assert!(account::<Large>().lock().fresh <= 64);
    hot::release::<Large>(slot);
    account::<Large>().set_limit(1_000_000).unwrap();
    let slots: Vec<_> = (0..1000).map(|_| acquire::<Large>().unwrap()).collect();
    slots.into_iter().for_each(hot::release::<Large>);
}

/// All of the first 64, then one in 16 up to the 4,096th, then one in 64. Gaps are drawn evenly from 1 to 31 and from 1 to 127, so
/// that the samples are off by 9 and by 71 as a rule; the bounds are five times as wide. A few first acquisitions, without a cache,
/// are all sampled too, and not counted by it.
#[test]
fn the_first_acquisitions_are_all_sampled_and_later_ones_in_part() {
    kind!(Sampled, limit = 100, capacity = 100);
    let samples = |acquisitions: usize| {
        let is_sample = |_: &usize| {
            let slot = acquire::<Sampled>().unwrap();
            let created = slot.read().unwrap().created;
            hot::release::<Sampled>(slot);
            // So early, nothing else is recorded.
            created.lived(ClockMode::Tick, Clock::real()).is_some()
        };
        (0..acquisitions).filter(is_sample).count()
    };
    assert_eq!(samples(64), 64);
    let dense = samples(4032);
    assert!((252 - 45..=252 + 50).contains(&dense), "{dense} samples of the next 4,032");
    let sparse = samples(995_904);
    assert!((15_561 - 355..=15_561 + 355).contains(&sparse), "{sparse} samples of 995,904 later ones");
}

/// A thread that is denied behind a queue counts that twice, one after the other, and readings come between.
#[test]
fn a_denial_behind_the_queue_is_booked_once_whenever_it_is_read() {
    kind!(Queued, limit = 100, capacity = 100);
    let account = account::<Queued>();
    let cache = (0..10).find_map(|_| hot::make_cache::<Queued>(account)).expect("visited often enough");
    let denied =
        || Reason::ALL.iter().zip(account.reading().counts.denied).map(|(_, denied)| denied).collect::<Vec<_>>();
    let (limit, queued) = (Reason::Limit as usize, Reason::Queued as usize);
    account.wait_for_tests(1);
    for round in 1..=3 {
        cache.count_denial(account.head.epoch());
        let between = denied();
        account.denial_behind_the_queue().expect("somebody waits");
        let after = denied();
        assert!(between.iter().zip(&after).all(|(between, after)| between <= after), "{between:?}, then {after:?}");
        // Booked when it was seen, and made up for with the next.
        assert_eq!(after[limit] + after[queued], round);
    }
    cache.count_denial(account.head.epoch());
    assert_eq!((denied()[limit], denied()[queued]), (1, 3));
    account.wait_for_tests(0);
}
