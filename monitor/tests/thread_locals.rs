//! Thread-locals of the user's that acquire and release while the thread ends: before our own are destroyed, after that, and when ours
//! are first touched then.

#![cfg(feature = "runtime")]

use std::cell::RefCell;
use std::sync::mpsc;
use std::thread;

use monitor::{Account, Monitor, Permit, Tracked, tracked};

/// Runs what it is given when the thread ends.
struct AtExit(RefCell<Option<Box<dyn FnOnce()>>>);

impl Drop for AtExit {
    fn drop(&mut self) {
        if let Some(last) = self.0.take() {
            last();
        }
    }
}

thread_local! {
    static AT_EXIT: AtExit = const { AtExit(RefCell::new(None)) };
}

/// When the user's thread-local is first touched, compared with ours. Those first touched are destroyed last.
#[derive(Clone, Copy, PartialEq)]
enum First {
    Theirs,
    Ours,
    /// Ours is touched when theirs is being destroyed.
    OnlyTheirs,
}

/// What is done in the destructor, and what it found.
#[derive(Debug, PartialEq)]
struct Found {
    /// Whether the thread could keep free places at hand: not when our thread-locals are gone.
    has_magazine: bool,
    admitted: usize,
}

const LIMIT: usize = 100;

fn end_a_thread<T: Tracked + 'static>(account: &Account<T>, first: First) -> Found {
    let (say, said) = mpsc::channel();
    let account = account.clone();
    let thread = thread::spawn(move || {
        let set = |last| AT_EXIT.with(|at_exit| drop(at_exit.0.replace(Some(last))));
        if first != First::Ours {
            set(Box::new(|| ()));
        }
        let mut held: Vec<Permit<T>> = Vec::new();
        if first != First::OnlyTheirs {
            held = (0..30).map(|_| account.try_acquire().unwrap()).collect();
            held.truncate(20);
            assert!(account.snapshot().cached > 0);
        }
        set(Box::new(move || {
            // Releases what was acquired before, and acquires and releases often enough for a new magazine.
            drop(held);
            for _ in 0..10 {
                drop(account.try_acquire().unwrap());
            }
            let has_magazine = account.snapshot().cached > 0;
            let admitted = std::iter::from_fn(|| account.try_acquire().ok()).collect::<Vec<_>>().len();
            say.send(Found { has_magazine, admitted }).unwrap();
        }));
    });
    // A plain join waits for the destructors too.
    thread.join().unwrap();
    said.recv().unwrap()
}

fn check<T: Tracked + 'static>(first: First, has_magazine: bool) {
    for account in [T::account(), Monitor::new().account()] {
        let found = end_a_thread(&account, first);
        assert_eq!(found, Found { has_magazine, admitted: LIMIT });
        let snapshot = account.snapshot();
        assert_eq!((snapshot.live, snapshot.cached), (0, 0));
        assert_eq!((snapshot.released, snapshot.denials()), (snapshot.acquired, 1));
        let all: Vec<_> = (0..LIMIT).map(|_| account.try_acquire().unwrap()).collect();
        assert!(account.try_acquire().is_err());
        drop(all);
    }
}

#[test]
fn a_destructor_works_after_ours_is_gone() {
    #[tracked(limit = LIMIT)]
    struct Place;
    check::<Place>(First::Theirs, false);
}

#[test]
fn a_destructor_works_before_ours_is_gone() {
    #[tracked(limit = LIMIT)]
    struct Place;
    check::<Place>(First::Ours, true);
}

#[test]
fn a_destructor_that_is_the_first_to_acquire_leaves_nothing_behind() {
    #[tracked(limit = LIMIT)]
    struct Place;
    check::<Place>(First::OnlyTheirs, true);
}

#[test]
fn a_handle_in_a_thread_local_is_released_when_its_thread_ends() {
    #[tracked(limit = 2)]
    struct Place;
    thread_local! {
        static KEPT: RefCell<Option<PlaceHandle>> = const { RefCell::new(None) };
    }
    for _ in 0..10 {
        let thread = thread::spawn(|| KEPT.with(|kept| *kept.borrow_mut() = Some(Place.track().unwrap())));
        thread.join().unwrap();
        assert_eq!(Place::account().live(), 0);
    }
}
