//! The thread `worker`: runs what is not ours, so that nothing foreign can stop the clock. Started when there is something to run.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use crate::quiet::quietly;
use crate::sync::Mutex;

type Job = Box<dyn FnOnce() + Send>;

struct Worker {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

static WORKER: Mutex<Option<Worker>> = Mutex::new(None);

/// Runs a job on the worker, after those that came before it; here, if there is no thread to be had.
pub(crate) fn run(job: impl FnOnce() + Send + 'static) {
    let mut worker = WORKER.lock();
    if worker.is_none() {
        *worker = spawn().ok();
    }
    match &*worker {
        // The worker ends only when its sender is dropped, so it receives this.
        Some(worker) => drop(worker.jobs.send(Box::new(job))),
        None => {
            drop(worker);
            quietly(job);
        }
    }
}

/// Lets the worker finish what it has, and waits for its end. It is started again when there is something to run.
pub(crate) fn stop() {
    let Some(Worker { jobs, thread }) = WORKER.lock().take() else { return };
    drop(jobs);
    if thread.thread().id() != thread::current().id() {
        // Jobs do not panic out of `work`; if it did, it has ended all the same.
        let _ = thread.join();
    }
}

fn spawn() -> std::io::Result<Worker> {
    let (jobs, received) = channel();
    let thread = thread::Builder::new().name("monitor-worker".into()).spawn(move || work(&received))?;
    Ok(Worker { jobs, thread })
}

fn work(jobs: &Receiver<Job>) {
    for job in jobs {
        quietly(job);
    }
}
