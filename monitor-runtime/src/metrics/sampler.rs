//! The thread that takes a sample each second.

use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Time between two samples.
const STEP: Duration = Duration::from_secs(1);

/// A thread at work until this is dropped, which does not wait for it.
pub(super) struct Sampler(Arc<Stop>);

#[derive(Default)]
struct Stop {
    is_asked: Mutex<bool>,
    asked: Condvar,
}

impl Sampler {
    /// Calls `sample` each second, until it says that nobody wants samples any more.
    pub(super) fn start(sample: impl Fn() -> bool + Send + 'static) -> io::Result<Sampler> {
        let stop = Arc::<Stop>::default();
        let own = Arc::clone(&stop);
        thread::Builder::new().name("monitor-metrics".into()).spawn(move || {
            let mut due = Instant::now() + STEP;
            while !own.is_asked_until(due) && sample() {
                // A sample that came late is not followed by one that comes early.
                due = (due + STEP).max(Instant::now());
            }
        })?;
        Ok(Sampler(stop))
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        *self.0.is_asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.asked.notify_all();
    }
}

impl Stop {
    /// Waits until `due`, or until somebody asks to stop.
    fn is_asked_until(&self, due: Instant) -> bool {
        let is_asked = self.is_asked.lock().unwrap_or_else(PoisonError::into_inner);
        let time = due.saturating_duration_since(Instant::now());
        let waiting = self.asked.wait_timeout_while(is_asked, time, |is_asked| !*is_asked);
        *waiting.unwrap_or_else(PoisonError::into_inner).0
    }
}
