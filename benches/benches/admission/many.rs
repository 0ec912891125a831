//! Ten thousand that wait for one place, all of them served.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use harness::Options;
use harness::figures::Figure;
use harness::progress::Progress;
use harness::samples::Samples;
use harness::table::{Table, decimals};
use monitor::{Tracked, tracked};
use tokio::sync::Semaphore;

const WAITERS: usize = 10_000;

const OURS: &str = "ours: one of 10,000 that wait";
const TOKIO: &str = "tokio: one of 10,000 that wait";

#[tracked(kind = "many", limit = 1)]
struct Many;

/// Polled by hand, so that nothing but waiting and handing over is measured.
pub(crate) fn measure(options: &Options) -> (Table, Vec<Figure>) {
    let mut table = Table::new(["case", "ns"]);
    let (mut ours, mut tokio) = (Samples::default(), Samples::default());
    if options.selects(OURS) && options.selects(TOKIO) {
        let rounds = if options.quick { 21 } else { 61 };
        let mut progress = Progress::start("round", rounds);
        let semaphore = Semaphore::new(1);
        for _ in 0..rounds {
            let held = semaphore.try_acquire().expect("it is free");
            tokio.push(served(|| semaphore.acquire(), held));
            let held = Many::try_acquire().expect("it is free");
            ours.push(served(|| Many::acquire().into_future(), held));
            progress.step();
        }
        table.row([OURS.to_owned(), decimals(ours.median())]);
        table.row([TOKIO.to_owned(), decimals(tokio.median())]);
    }
    let figure = Figure::at_most(1.0, "admit.10k_waiters.tokio", ours.over(&tokio).median());
    (table, vec![figure])
}

/// What it takes, in nanoseconds for each waiter, from its beginning to wait until its place goes to the next.
fn served<F: Future<Output = Result<P, E>>, P, E>(acquire: impl Fn() -> F, held: P) -> f64 {
    let mut context = Context::from_waker(Waker::noop());
    let mut waiters: Vec<Pin<Box<F>>> = (0..WAITERS).map(|_| Box::pin(acquire())).collect();
    let begun = Instant::now();
    for waiter in &mut waiters {
        assert!(waiter.as_mut().poll(&mut context).is_pending());
    }
    drop(held);
    for waiter in &mut waiters {
        assert!(matches!(waiter.as_mut().poll(&mut context), Poll::Ready(Ok(_))));
    }
    begun.elapsed().as_nanos() as f64 / WAITERS as f64
}
