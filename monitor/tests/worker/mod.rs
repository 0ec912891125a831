//! Threads that do what they are told when they are told it, and otherwise stand still with their thread-locals alive.

#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod random;

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

type Job = Box<dyn FnOnce() + Send>;

/// A thread that waits for jobs. Dropping it lets the thread end on its own.
pub(crate) struct Worker {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

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

impl<R> Pending<R> {
    /// Waits for the job.
    pub(crate) fn wait(self) -> R {
        self.0.recv().expect("the job panicked; what it said is above")
    }
}
