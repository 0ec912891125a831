//! Threads that do what they are told when they are told it, and otherwise stand still with their thread-locals alive.

#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod random;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

type Job = Box<dyn FnOnce() + Send>;

/// A thread that waits for jobs. Dropping it lets the thread end on its own.
pub(crate) struct Worker {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

/// Keeps jobs going until it is dropped, which it also is when the test fails.
pub(crate) struct Run(Arc<AtomicBool>);

/// A job's view of its [`Run`].
#[derive(Clone)]
pub(crate) struct Watch(Arc<AtomicBool>);

/// The result of a job, some time.
pub(crate) struct Pending<R>(Receiver<R>);

impl Worker {
    /// A new thread.
    pub(crate) fn start() -> Worker {
        let (jobs, queue) = mpsc::channel::<Job>();
        let thread = thread::spawn(move || queue.into_iter().for_each(|job| job()));
        Worker { jobs, thread }
    }

    /// Runs `job` on this thread, and waits until it is done.
    pub(crate) fn run<R: Send + 'static>(&self, job: impl FnOnce() -> R + Send + 'static) -> R {
        self.begin(job).wait()
    }

    /// Lets `job` run on this thread, beside what others do.
    pub(crate) fn begin<R: Send + 'static>(&self, job: impl FnOnce() -> R + Send + 'static) -> Pending<R> {
        let (result, pending) = mpsc::channel();
        // Who gave the job may have given up meanwhile, because another one failed.
        let job = move || drop(result.send(job()));
        self.jobs.send(Box::new(job)).expect("a job before this one panicked");
        Pending(pending)
    }

    /// Ends the thread, and waits until its thread-locals are destroyed.
    pub(crate) fn end(self) {
        drop(self.jobs);
        self.thread.join().expect("a job panicked");
    }
}

impl Run {
    pub(crate) fn start() -> Run {
        Run(Arc::new(AtomicBool::new(true)))
    }

    pub(crate) fn watch(&self) -> Watch {
        Watch(self.0.clone())
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.0.store(false, SeqCst);
    }
}

impl Watch {
    pub(crate) fn goes_on(&self) -> bool {
        self.0.load(SeqCst)
    }
}

impl<R> Pending<R> {
    /// Waits for the job.
    pub(crate) fn wait(self) -> R {
        self.0.recv().expect("the job panicked; what it said is above")
    }
}
