//! The seam between the standard library and loom.
//!
//! Whatever a model must see comes from here, so that loom runs the very code that ships. What no model looks at, such as
//! the tick and the owner-only counters, is in [`plain`] and stays what it is under loom.

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering, fence};
#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering, fence};

/// Atomics that loom is not to explore.
pub(crate) mod plain {
    pub(crate) use std::sync::atomic::{
        AtomicBool, AtomicPtr, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering, compiler_fence,
    };
}

#[cfg(loom)]
use loom::sync::{Mutex as RawMutex, MutexGuard as RawGuard};
#[cfg(not(loom))]
use std::sync::{Mutex as RawMutex, MutexGuard as RawGuard};

/// A mutex that a panic does not poison: what it guards is consistent at every point where code of ours could panic.
#[derive(Debug)]
pub(crate) struct Mutex<T>(RawMutex<T>);

pub(crate) type MutexGuard<'a, T> = RawGuard<'a, T>;

impl<T> Mutex<T> {
    #[cfg(not(loom))]
    pub(crate) const fn new(value: T) -> Self {
        Mutex(RawMutex::new(value))
    }

    #[cfg(loom)]
    pub(crate) fn new(value: T) -> Self {
        Mutex(RawMutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// `None` when somebody holds it.
    pub(crate) fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        match self.0.try_lock() {
            Ok(guard) => Some(guard),
            Err(std::sync::TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(std::sync::TryLockError::WouldBlock) => None,
        }
    }
}

/// A pointer that a door or a lock guards, so that no two threads touch it at once.
///
/// The guard may rest on a fence that the language does not know, hence an atomic: no ordering is asked of it. Loom, to which
/// that fence is an ordinary one, gets a plain cell and checks that the guard suffices.
#[cfg(not(loom))]
pub(crate) struct Guarded<T>(AtomicPtr<T>);

#[cfg(not(loom))]
impl<T> Guarded<T> {
    pub(crate) const fn new() -> Self {
        Guarded(AtomicPtr::new(std::ptr::null_mut()))
    }

    #[inline(always)]
    pub(crate) fn get(&self) -> *mut T {
        self.0.load(Ordering::Relaxed)
    }

    #[inline(always)]
    pub(crate) fn set(&self, pointer: *mut T) {
        self.0.store(pointer, Ordering::Relaxed);
    }
}

#[cfg(loom)]
pub(crate) struct Guarded<T>(loom::cell::Cell<*mut T>);

#[cfg(loom)]
impl<T> Guarded<T> {
    pub(crate) fn new() -> Self {
        Guarded(loom::cell::Cell::new(std::ptr::null_mut()))
    }

    pub(crate) fn get(&self) -> *mut T {
        self.0.get()
    }

    pub(crate) fn set(&self, pointer: *mut T) {
        self.0.set(pointer);
    }
}

/// One round of waiting for a door that its owner will open in a few instructions, unless it was descheduled inside.
#[cfg(not(loom))]
pub(crate) fn pause(rounds: &mut u32) {
    *rounds += 1;
    match *rounds {
        0..100 => std::hint::spin_loop(),
        100..200 => std::thread::yield_now(),
        // The owner may have a lower priority, and get to run only when we do not.
        _ => std::thread::sleep(std::time::Duration::from_micros(50)),
    }
}

#[cfg(loom)]
pub(crate) fn pause(_: &mut u32) {
    loom::thread::yield_now();
}
