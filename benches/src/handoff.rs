//! Values that are made on one thread and dropped on the other.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::case::{Case, Seat};
use crate::spin;
use crate::work::{GRAIN, Work};

/// How many values change hands at once: one exchange is then a small part of the cost of a value.
const BATCH: u64 = GRAIN;

/// A case whose first thread makes values while the second drops the batch before; one repetition is one value.
pub fn made_here_dropped_there<T, M>(name: &'static str, make: M) -> Case
where
    T: Send + 'static,
    M: Fn() -> T + Clone + Send + Sync + 'static,
{
    let mailbox = Arc::new(Mailbox { full: AtomicBool::new(false), batch: Mutex::new(empty_batch()) });
    Case::together(name, move |seat| match seat {
        Seat::First => makes(Arc::clone(&mailbox), make.clone()),
        Seat::Second => drops(Arc::clone(&mailbox)),
    })
}

/// Holds one batch in passing. The lock is never contended, since `full` says whose turn it is.
struct Mailbox<T> {
    full: AtomicBool,
    batch: Mutex<Vec<T>>,
}

impl<T> Mailbox<T> {
    /// Waits for this side's turn, swaps its vector with the one in the mailbox, and passes the turn on.
    fn swap(&self, when_full: bool, batch: &mut Vec<T>) {
        // Acquire: pairs with the store below by the other side, whose swap must be seen.
        spin::until(|| self.full.load(Ordering::Acquire) == when_full);
        let mut inside = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
        mem::swap(&mut *inside, batch);
        drop(inside);
        // Release: pairs with the load above.
        self.full.store(!when_full, Ordering::Release);
    }
}

fn empty_batch<T>() -> Vec<T> {
    Vec::with_capacity(BATCH as usize)
}

fn makes<T: Send + 'static>(mailbox: Arc<Mailbox<T>>, make: impl Fn() -> T + 'static) -> Work {
    let mut batch = empty_batch();
    Box::new(move |times| {
        for _ in 0..times / BATCH {
            for _ in 0..BATCH {
                batch.push(make());
            }
            mailbox.swap(false, &mut batch);
        }
    })
}

fn drops<T: Send + 'static>(mailbox: Arc<Mailbox<T>>) -> Work {
    let mut batch = empty_batch();
    Box::new(move |times| {
        for _ in 0..times / BATCH {
            mailbox.swap(true, &mut batch);
            batch.clear();
        }
    })
}
