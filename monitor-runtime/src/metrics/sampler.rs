//! The thread that takes a sample each second.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::turns::{Stop, Turns};

/// Time between two samples.
const STEP: Duration = Duration::from_secs(1);

/// A thread at work until this is dropped, which does not wait for it.
pub(super) struct Sampler(Arc<Stop>);

impl Sampler {
    /// Calls `sample` each second, until it says that nobody wants samples any more.
    pub(super) fn start(sample: impl Fn() -> bool + Send + 'static) -> io::Result<Sampler> {
        let stop = Arc::<Stop>::default();
        let own = Arc::clone(&stop);
        thread::Builder::new().name("monitor-metrics".into()).spawn(move || {
            let mut turns = Turns::new(STEP);
            while own.wait(&turns) && sample() {
                turns.next();
            }
        })?;
        Ok(Sampler(stop))
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.0.tell();
    }
}
