//! Those who are handed snapshots, each on a thread of its own: so one that panics, hangs or is slow is in nobody's way.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Metrics;
use super::turns::{Stop, Turns};
use crate::measuring::CollectorSnapshot;
use crate::quiet::caught;
use crate::snapshot::Snapshot;

/// Is handed a snapshot now and then, and brings it to where it is looked at. Any closure `FnMut(&Snapshot)` is one.
///
/// It may take as long as it likes: while it is at it, it misses its turns. If it panics, it is called again the next time. Both is counted in
/// [`Measuring`](crate::Measuring), and so is what it fails at.
pub trait MetricCollector: Send + 'static {
    /// What it is called in reports.
    fn name(&self) -> &str;

    /// Does something with a snapshot.
    ///
    /// # Errors
    /// Whatever it could not do. It is counted, told in [`CollectorSnapshot::last_failure`], and tried again the next time.
    fn collect(&mut self, snapshot: &Snapshot) -> Result<(), Box<dyn Error + Send + Sync>>;
}

impl<F: FnMut(&Snapshot) + Send + 'static> MetricCollector for F {
    fn name(&self) -> &str {
        "closure"
    }

    fn collect(&mut self, snapshot: &Snapshot) -> Result<(), Box<dyn Error + Send + Sync>> {
        self(snapshot);
        Ok(())
    }
}

/// A collector at work. When it is dropped, the collector is handed a last snapshot, which nobody waits for; [`finish`](Self::finish) does.
#[must_use = "a collector ends when this is dropped"]
pub struct Collecting {
    run: Arc<Run>,
}

impl Collecting {
    pub(super) fn start(
        metrics: Metrics,
        every: Duration,
        collector: impl MetricCollector,
        name: String,
    ) -> io::Result<Collecting> {
        let run = Arc::new(Run::new(name));
        let own = Arc::clone(&run);
        let go = move || {
            caught(|| own.go(metrics, Turns::new(every), collector));
            own.end();
        };
        thread::Builder::new().name("monitor-collect".into()).spawn(go)?;
        Ok(Collecting { run })
    }

    pub(super) fn run(&self) -> &Arc<Run> {
        &self.run
    }

    /// How it fares.
    pub fn status(&self) -> CollectorSnapshot {
        self.run.status()
    }

    /// Hands it a last snapshot and waits for its end, for so long at most. Says whether it has ended.
    #[must_use = "it may not have ended"]
    pub fn finish(self, patience: Duration) -> bool {
        self.run.stop.tell();
        let waiting = self.run.ended.wait_timeout_while(self.run.state(), patience, |state| !state.has_ended);
        waiting.unwrap_or_else(PoisonError::into_inner).0.has_ended
    }
}

impl Drop for Collecting {
    fn drop(&mut self) {
        self.run.stop.tell();
    }
}

impl fmt::Debug for Collecting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collecting").field("status", &self.status()).finish()
    }
}

/// What a collector's thread and those who look at it share.
pub(super) struct Run {
    stop: Stop,
    state: Mutex<State>,
    ended: Condvar,
}

struct State {
    counted: CollectorSnapshot,
    busy_since: Option<Instant>,
    has_ended: bool,
}

impl Run {
    fn new(name: String) -> Run {
        let counted = CollectorSnapshot { name, ..CollectorSnapshot::default() };
        let state = State { counted, busy_since: None, has_ended: false };
        Run { stop: Stop::default(), state: Mutex::new(state), ended: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn has_ended(&self) -> bool {
        self.state().has_ended
    }

    pub(super) fn status(&self) -> CollectorSnapshot {
        let state = self.state();
        let busy_for = state.busy_since.map(|since| since.elapsed());
        CollectorSnapshot { busy_for, ..state.counted.clone() }
    }

    /// The collector's thread.
    fn go(&self, metrics: Metrics, mut turns: Turns, mut collector: impl MetricCollector) {
        while self.stop.wait(&turns) {
            self.collect(&metrics, &mut collector);
            self.state().counted.missed += turns.next();
        }
        self.collect(&metrics, &mut collector);
        // It may be foreign code that runs when these are dropped.
        caught(|| drop((metrics, collector)));
    }

    fn end(&self) {
        self.state().has_ended = true;
        self.ended.notify_all();
    }

    fn collect(&self, metrics: &Metrics, collector: &mut impl MetricCollector) {
        let begun = Instant::now();
        self.state().busy_since = Some(begun);
        let outcome = caught(|| collector.collect(&metrics.snapshot()).map_err(|failure| failure.to_string()));
        let mut state = self.state();
        state.busy_since = None;
        state.counted.last_time = begun.elapsed();
        match outcome {
            Some(Ok(())) => state.counted.runs += 1,
            Some(Err(failure)) => {
                state.counted.failures += 1;
                state.counted.last_failure = Some(failure);
            }
            None => state.counted.panics += 1,
        }
    }
}
