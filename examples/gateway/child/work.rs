//! What a request asks of the backend: how long to take, and how much to send.

use std::fmt;
use std::time::Duration;

/// The longest that the backend takes.
const TIME_MAX: Duration = Duration::from_secs(10);
/// The most that the backend sends.
const BYTES_MAX: usize = 1 << 20;

/// Written into the query of a request: `ms=20&bytes=1024`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Work {
    pub(super) time: Duration,
    pub(super) bytes: usize,
}

impl Work {
    /// Reads a query. What is not said is 0, and nobody gets more than the most there is.
    pub(super) fn from_query(query: &str) -> Work {
        let mut work = Work::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let value = value.parse().unwrap_or(0);
            match name {
                "ms" => work.time = Duration::from_millis(value).min(TIME_MAX),
                "bytes" => work.bytes = usize::try_from(value).unwrap_or(BYTES_MAX).min(BYTES_MAX),
                _ => {}
            }
        }
        work
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ms={}&bytes={}", self.time.as_millis(), self.bytes)
    }
}
