//! A future that is polled by hand.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

/// A future and the waker that it was last polled with.
pub(crate) struct Task<F> {
    future: Pin<Box<F>>,
    woken: Arc<Woken>,
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}

impl<F: Future> Task<F> {
    pub(crate) fn new(future: impl IntoFuture<IntoFuture = F>) -> Self {
        Task { future: Box::pin(future.into_future()), woken: Arc::default() }
    }

    /// A task that waits.
    pub(crate) fn waiting(future: impl IntoFuture<IntoFuture = F>) -> Self {
        let mut task = Task::new(future);
        assert!(task.poll().is_none(), "it need not wait");
        task
    }

    pub(crate) fn poll(&mut self) -> Option<F::Output> {
        let waker = Waker::from(self.woken.clone());
        match self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }

    pub(crate) fn is_woken(&self) -> bool {
        self.woken.0.load(SeqCst)
    }

    /// What it came to: it was woken for it.
    pub(crate) fn output(&mut self) -> F::Output {
        assert!(self.is_woken(), "nobody has woken it");
        self.poll().expect("it was woken, and still waits")
    }
}
