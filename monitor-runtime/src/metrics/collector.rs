//! Those who are handed snapshots, each on a thread of its own: so one that panics, hangs or is slow is in nobody's way.

use std::error::Error;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Metrics;
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
    ) -> std::io::Result<Collecting> {
        let run = Arc::new(Run::new(collector.name()));
        let own = Arc::clone(&run);
        thread::Builder::new().name("monitor-collect".into()).spawn(move || own.go(metrics, every, collector))?;
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
    pub fn finish(self, patience: Duration) -> bool {
        let mut state = self.run.state();
        state.is_stopped = true;
        self.run.news.notify_all();
        let waiting = self.run.news.wait_timeout_while(state, patience, |state| !state.has_ended);
        waiting.unwrap_or_else(PoisonError::into_inner).0.has_ended
    }
}

impl Drop for Collecting {
    fn drop(&mut self) {
        self.run.state().is_stopped = true;
        self.run.news.notify_all();
    }
}

impl fmt::Debug for Collecting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collecting").field("status", &self.status()).finish()
    }
}

/// What a collector's thread and those who look at it share.
pub(super) struct Run {
    state: Mutex<State>,
    news: Condvar,
}

struct State {
    counted: CollectorSnapshot,
    busy_since: Option<Instant>,
    is_stopped: bool,
    has_ended: bool,
}

impl Run {
    fn new(name: &str) -> Run {
        let counted = CollectorSnapshot { name: name.to_owned(), ..CollectorSnapshot::default() };
        let state = State { counted, busy_since: None, is_stopped: false, has_ended: false };
        Run { state: Mutex::new(state), news: Condvar::new() }
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
    fn go(&self, metrics: Metrics, every: Duration, mut collector: impl MetricCollector) {
        let mut due = Instant::now() + every;
        while self.wait(due) {
            self.collect(&metrics, &mut collector);
            let now = Instant::now();
            due += every;
            if due < now {
                let missed = (now - due).as_nanos() / every.as_nanos().max(1) + 1;
                self.state().counted.missed += missed as u64;
                due = now + every;
            }
        }
        self.collect(&metrics, &mut collector);
        // It may be foreign code that runs when these are dropped.
        caught(|| drop((metrics, collector)));
        self.state().has_ended = true;
        self.news.notify_all();
    }

    /// Waits until it is due. Says whether it is; else it was stopped.
    fn wait(&self, due: Instant) -> bool {
        let time = due.saturating_duration_since(Instant::now());
        let waiting = self.news.wait_timeout_while(self.state(), time, |state| !state.is_stopped);
        !waiting.unwrap_or_else(PoisonError::into_inner).0.is_stopped
    }

    fn collect(&self, metrics: &Metrics, collector: &mut impl MetricCollector) {
        let snapshot = metrics.snapshot();
        let begun = Instant::now();
        self.state().busy_since = Some(begun);
        let outcome = caught(|| collector.collect(&snapshot));
        let mut state = self.state();
        state.busy_since = None;
        state.counted.last_time = begun.elapsed();
        match outcome {
            Some(Ok(())) => state.counted.runs += 1,
            Some(Err(failure)) => {
                state.counted.failures += 1;
                state.counted.last_failure = Some(failure.to_string());
            }
            None => state.counted.panics += 1,
        }
    }
}
