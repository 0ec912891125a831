//! Where programs end up that do nothing wrong: panics, forgotten handles, limits of nothing, threads by the thousand.

#![cfg(feature = "runtime")]

mod worker;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::thread;

use monitor::{Account, Monitor, Permit, Reason, Tracked, tracked};
use worker::Worker;

/// Acquires until it is denied, and says how many that were.
fn admitted<T: Tracked>(account: &Account<T>) -> usize {
    let held: Vec<_> = std::iter::from_fn(|| account.try_acquire().ok()).collect();
    held.len()
}

/// Acquires and releases until the thread has a magazine with something in it.
fn warm_up<T: Tracked>(account: &Account<T>) {
    for _ in 0..10 {
        drop(account.try_acquire());
    }
}

/// Unwinds as a panic does, without a message.
fn panic_silently() -> ! {
    resume_unwind(Box::new("on purpose"))
}

#[test]
fn thread_exit_with_slots_in_the_magazine() {
    #[tracked(limit = 300)]
    struct Place;
    let worker = Worker::start();
    let held = worker.run(|| {
        warm_up(&Place::account());
        Place::try_acquire().unwrap()
    });
    assert!(Place::account().snapshot().cached > 0, "the thread keeps some at hand");
    worker.end();
    assert_eq!(Place::account().snapshot().cached, 0);
    assert_eq!(admitted(&Place::account()), 299);
    drop(held);
    assert_eq!(admitted(&Place::account()), 300);
}

#[test]
fn a_thread_ends_in_shared_mode_with_nothing_at_hand() {
    #[tracked(limit = 20)]
    struct Place;
    let worker = Worker::start();
    let held = worker.run(|| (0..20).map(|_| Place::try_acquire().unwrap()).collect::<Vec<_>>());
    assert!(Place::try_acquire().is_err());
    worker.end();
    assert_eq!((Place::account().live(), admitted(&Place::account())), (20, 0));
    drop(held);
    assert_eq!(admitted(&Place::account()), 20);
}

#[test]
fn forgotten_handles_stay_live() {
    #[tracked(limit = 10)]
    struct Place;
    let line = thread::spawn(|| {
        warm_up(&Place::account());
        let (place, line) = (Place.track().unwrap(), line!());
        std::mem::forget(place);
        line
    });
    let line = line.join().unwrap();
    let account = Place::account();
    assert_eq!((account.live(), admitted(&account)), (1, 9));
    assert_eq!(account.iter().map(|row| row.site().line()).collect::<Vec<_>>(), [line]);
}

#[test]
fn panic_between_permit_and_bind_gives_the_place_back() {
    #[tracked(limit = 1)]
    struct Place;
    fn connect() -> Place {
        panic_silently()
    }
    let panicked = catch_unwind(|| Place::try_acquire().unwrap().bind(connect()));
    assert!(panicked.is_err());
    assert_eq!((Place::account().live(), admitted(&Place::account())), (0, 1));
}

#[test]
fn an_error_between_permit_and_bind_gives_the_place_back() {
    #[tracked(limit = 1)]
    struct Place;
    fn connect() -> Result<Place, Box<dyn std::error::Error>> {
        assert_eq!(Place::account().live(), 1, "the place is held before the connection is opened");
        Err("refused".into())
    }
    let connected = || -> Result<_, Box<dyn std::error::Error>> { Ok(Place::try_acquire()?.bind(connect()?)) };
    assert!(connected().is_err());
    assert_eq!((Place::account().live(), admitted(&Place::account())), (0, 1));
}

#[test]
fn panic_in_the_values_drop_gives_the_place_back() {
    #[tracked(limit = 1)]
    struct Place;
    impl Drop for Place {
        fn drop(&mut self) {
            assert_eq!(Place::account().live(), 1, "the value goes before its place");
            panic_any("on purpose");
        }
    }
    let place = Place.track().unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| drop(place))).unwrap_err();
    assert_eq!(panicked.downcast_ref(), Some(&"on purpose"));
    assert_eq!((Place::account().live(), admitted(&Place::account())), (0, 1));
}

#[test]
fn releasing_while_panicking() {
    #[tracked(limit = 40)]
    struct Place;
    struct Releases(Vec<Permit<Place>>);
    impl Drop for Releases {
        fn drop(&mut self) {
            assert!(thread::panicking());
            self.0.clear();
            // The clean-up after a panic may need places of its own.
            drop(Place::try_acquire().unwrap());
        }
    }
    let thread = thread::spawn(|| {
        let _held = Releases((0..30).map(|_| Place::try_acquire().unwrap()).collect());
        panic_silently();
    });
    assert!(thread.join().is_err());
    let snapshot = Place::account().snapshot();
    assert_eq!((snapshot.live, snapshot.acquired, snapshot.released, snapshot.cached), (0, 31, 31, 0));
    assert_eq!(admitted(&Place::account()), 40);
}

#[test]
fn limit_zero_at_run_time_denies_all_and_limit_one_admits_one() {
    #[tracked(limit = 8, capacity = 8)]
    struct Few;
    #[tracked(limit = 200)]
    struct Many;
    check::<Few>();
    check::<Many>();

    fn check<T: Tracked>() {
        let account = T::account();
        let declared = account.limit();
        // Once when nothing was ever acquired, and once when all were used.
        for _ in 0..2 {
            account.set_limit(0).unwrap();
            assert_eq!(account.try_acquire().unwrap_err().reason(), Reason::Limit);
            assert_eq!(account.live(), 0);
            account.set_limit(1).unwrap();
            let one = account.try_acquire().unwrap();
            assert!(account.try_acquire().is_err());
            account.set_limit(0).unwrap();
            assert_eq!(account.live(), 1, "what is held stays held");
            drop(one);
            assert!(account.try_acquire().is_err());
            account.set_limit(declared).unwrap();
            assert_eq!(admitted(&account), declared);
        }
    }
}

#[test]
fn a_limit_lowered_below_what_is_held_admits_when_enough_is_released() {
    #[tracked(limit = 100)]
    struct Place;
    let account = Place::account();
    let [one, other] = [Worker::start(), Worker::start()];
    let mut held = one.run(|| (0..60).map(|_| Place::try_acquire().unwrap()).collect::<Vec<_>>());
    other.run(|| warm_up(&Place::account()));
    account.set_limit(40).unwrap();
    while held.len() > 40 {
        assert!(account.try_acquire().is_err());
        let permit = held.pop();
        other.run(move || drop(permit));
    }
    assert!(account.try_acquire().is_err(), "40 are live");
    drop(held.pop());
    drop(account.try_acquire().expect("39 are live"));
    assert_eq!((account.live(), admitted(&account)), (39, 1));
}

#[test]
fn a_limit_raised_while_a_lowered_one_is_being_paid_for_admits_at_once() {
    #[tracked(limit = 100)]
    struct Place;
    let account = Place::account();
    let held: Vec<_> = (0..90).map(|_| account.try_acquire().unwrap()).collect();
    account.set_limit(10).unwrap();
    account.set_limit(50).unwrap();
    assert!(account.try_acquire().is_err(), "90 are live");
    account.set_limit(91).unwrap();
    assert_eq!(admitted(&account), 1);
    account.set_limit(1000).unwrap();
    assert_eq!(admitted(&account), 910);
    drop(held);
    assert_eq!(admitted(&account), 1000);
}

#[test]
fn a_thread_that_came_under_a_small_limit_keeps_more_at_hand_when_it_is_raised() {
    #[tracked(limit = 1, capacity = 100_000)]
    struct Place;
    let account = Place::account();
    warm_up(&account);
    assert!(account.snapshot().cached <= 2);
    account.set_limit(100_000).unwrap();
    for _ in 0..3 {
        let _held: Vec<_> = (0..1000).map(|_| account.try_acquire().unwrap()).collect();
    }
    assert!(account.snapshot().cached > 64, "{} are at hand", account.snapshot().cached);
    assert_eq!(admitted(&account), 100_000);
}

#[test]
fn set_limit_above_capacity_changes_nothing() {
    #[tracked(limit = 5, capacity = 10)]
    struct Place;
    let account = Place::account();
    let error = account.set_limit(11).unwrap_err();
    assert_eq!((error.asked(), error.capacity()), (11, 10));
    assert!(error.to_string().ends_with("declare it with `capacity = 11` or more"), "{error}");
    let error = account.set_limit(1 << 30).unwrap_err();
    assert!(error.to_string().ends_with("none can be larger than 67,108,800"), "{error}");
    assert_eq!((account.limit(), admitted(&account)), (5, 5));
    account.set_limit(10).unwrap();
    assert_eq!((account.limit(), admitted(&account)), (10, 10));
}

#[test]
fn a_thousand_short_lived_threads() {
    #[tracked(limit = 64)]
    struct Place;
    let mut held = Vec::new();
    for number in 0..1000_u64 {
        let theirs = if number % 20 == 0 { std::mem::take(&mut held) } else { Vec::new() };
        let thread = thread::spawn(move || {
            // Some never get a magazine, and some end with one; all leave a place in another's hands.
            for _ in 0..number % 8 {
                drop(Place::try_acquire().unwrap());
            }
            drop::<Vec<Permit<Place>>>(theirs);
            Place::try_acquire().unwrap()
        });
        held.push(thread.join().unwrap());
    }
    let snapshot = Place::account().snapshot();
    assert_eq!((snapshot.live, snapshot.cached), (held.len(), 0));
    assert_eq!(snapshot.acquired, 1000 + 125 * (0..8).sum::<u64>());
    assert_eq!(admitted(&Place::account()), 64 - held.len());
    drop(held);
    assert_eq!(admitted(&Place::account()), 64);
}

#[test]
fn an_id_is_never_used_again() {
    #[tracked(limit = 3)]
    struct Place;
    let tenant = Monitor::new();
    let [one, other] = [Worker::start(), Worker::start()];
    let mut ids = HashSet::new();
    for worker in [&one, &other, &one] {
        let tenant = tenant.clone();
        let fresh: Vec<_> = worker.run(move || {
            let acquire = || [Place::try_acquire().unwrap(), tenant.account().try_acquire().unwrap()];
            (0..10_000).flat_map(|_| acquire().map(|permit: Permit<Place>| permit.id().unwrap())).collect()
        });
        assert_eq!(fresh.len(), 20_000);
        for id in fresh {
            assert!(ids.insert(id), "{id} was used twice");
        }
    }
}

#[test]
fn a_permit_that_binds_again_is_the_same_use_of_the_same_place() {
    #[tracked(limit = 1)]
    struct Place(u8);
    let handle = Place(1).track().unwrap();
    let id = PlaceHandle::permit(&handle).id();
    let (old, permit) = PlaceHandle::into_parts(handle);
    assert!(Place::try_acquire().is_err());
    let handle = permit.bind(Place(old.0 + 1));
    assert_eq!((handle.0, PlaceHandle::permit(&handle).id()), (2, id));
    let again = Place::account().iter().map(|row| row.id()).collect::<Vec<_>>();
    assert_eq!(again, Vec::from_iter(id));
}
