//! Tasks that take turns: eight on one thread, for one place.

use std::future::Future;
use std::time::Duration;

use harness::{Case, Work, shared};
use monitor::{Priority, Tracked, tracked};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, yield_now};
use tokio::time::timeout;

pub(crate) const OURS: &str = "ours: handed over";
pub(crate) const OURS_IN_CLASSES: &str = "ours: handed over, in four classes";
pub(crate) const OURS_IN_TIME: &str = "ours: handed over, with a deadline";
pub(crate) const OURS_AT_ONCE: &str = "ours: at once, with a deadline";
pub(crate) const TOKIO: &str = "tokio: handed over";
pub(crate) const TOKIO_IN_TIME: &str = "tokio: handed over, with a deadline";
pub(crate) const TOKIO_AT_ONCE: &str = "tokio: at once, with a deadline";

const TASKS: u64 = 8;
/// So far away that it never comes.
const DEADLINE: Duration = Duration::from_secs(600);

#[tracked(kind = "turn", limit = 1)]
struct Turn;

#[tracked(kind = "class", limit = 1)]
struct Class;

#[tracked(kind = "timed", limit = 1)]
struct Timed;

#[tracked(kind = "free", limit = 64)]
struct Free;

pub(crate) fn cases() -> Vec<Case> {
    // Starts the background thread before the measuring threads are pinned, since it would be pinned with them.
    drop(Turn.track());
    vec![
        Case::alone(TOKIO, || {
            let places = shared(Semaphore::new(1));
            turns(move |_| async { places.acquire().await.expect("it is never closed") })
        }),
        Case::alone(OURS, || turns(|_| async { Turn::acquire().await.expect("it is never closed") })),
        Case::alone(OURS_IN_CLASSES, || {
            turns(|task| async move {
                let priority = Priority::ALL[task as usize % Priority::ALL.len()];
                Class::acquire().priority(priority).await.expect("it is never closed")
            })
        }),
        Case::alone(TOKIO_IN_TIME, || {
            let places = shared(Semaphore::new(1));
            turns(move |_| async {
                timeout(DEADLINE, places.acquire()).await.expect("there is time").expect("it is never closed")
            })
        }),
        Case::alone(OURS_IN_TIME, || {
            turns(|_| async { Timed::acquire().timeout(DEADLINE).await.expect("there is time") })
        }),
        Case::alone(TOKIO_AT_ONCE, || {
            let places = shared(Semaphore::new(64));
            alone(move || async {
                timeout(DEADLINE, places.acquire()).await.expect("there is time").expect("it is never closed")
            })
        }),
        Case::alone(OURS_AT_ONCE, || {
            alone(|| async { Free::acquire().timeout(DEADLINE).await.expect("there is time") })
        }),
    ]
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime of this thread needs nothing")
}

/// Each task acquires and releases. The first one lets the others run before it releases: from then on all but one wait, and each
/// release hands over. One repetition is one of these.
fn turns<F, P>(acquire: impl Fn(u64) -> F + Copy + Send + 'static) -> Work
where
    F: Future<Output = P> + Send + 'static,
    P: Send + 'static,
{
    let runtime = runtime();
    Box::new(move |times| {
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for task in 0..TASKS {
                tasks.spawn(async move {
                    let first = acquire(task).await;
                    yield_now().await;
                    drop(first);
                    for _ in 1..times / TASKS {
                        drop(acquire(task).await);
                    }
                });
            }
            tasks.join_all().await;
        });
    })
}

/// One task that acquires and releases.
fn alone<F, P>(acquire: impl Fn() -> F + Copy + 'static) -> Work
where
    F: Future<Output = P>,
{
    let runtime = runtime();
    Box::new(move |times| {
        runtime.block_on(async {
            for _ in 0..times {
                drop(acquire().await);
            }
        });
    })
}
