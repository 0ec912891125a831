//! Progress of long work, for whoever watches: one line that is rewritten, and nothing at all when nobody does.

use std::io::{self, IsTerminal, Write};

/// A count of steps on the error stream. Dropping it clears the line.
pub struct Progress {
    what: &'static str,
    done: u64,
    total: u64,
    watched: bool,
}

impl Progress {
    /// Begins to count `total` steps, each called `what`.
    pub fn start(what: &'static str, total: u64) -> Self {
        let progress = Progress { what, done: 0, total, watched: io::stderr().is_terminal() };
        progress.show();
        progress
    }

    /// Counts one step.
    pub fn step(&mut self) {
        self.done += 1;
        self.show();
    }

    fn show(&self) {
        if self.watched {
            write_and_forget(&format!("\r{} {} of {}", self.what, self.done, self.total));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.watched {
            write_and_forget("\r\x1b[K");
        }
    }
}

/// A terminal that goes away must not end a measurement.
fn write_and_forget(text: &str) {
    let mut stderr = io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}
