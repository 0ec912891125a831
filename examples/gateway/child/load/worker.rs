//! One of the load's clients: request after request, at times over a new connection.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use hyper::body::Bytes;
use tokio::time::{Instant, sleep_until};

use super::connection::{Answer, Connection, Failed};
use super::figures::Tally;
use crate::child::work::Work;

/// What the gateway's Retry-After says.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Together with [`PAUSE_MS`], this keeps about three quarters of the clients waiting for the backend: as many as it has
/// places, so that some find none.
const WORK_MS: std::ops::Range<u64> = 20..220;
/// How long a client waits before its next request.
const PAUSE_MS: std::ops::Range<u64> = 0..80;
/// How many requests are sent over one connection.
const REQUESTS: std::ops::Range<usize> = 1..60;

/// The longest body, in powers of 2.
const BYTES_LOG_MAX: f64 = 16.0;
/// What bodies are cut from.
static BODY: [u8; 1 << BYTES_LOG_MAX as usize] = [b'x'; 1 << BYTES_LOG_MAX as usize];

pub(super) struct Worker {
    gateway: SocketAddr,
    tally: Arc<Tally>,
    until: Instant,
    choices: Rng,
}

impl Worker {
    /// The worker of that number; each number makes the same choices in every run.
    pub(super) fn new(number: usize, gateway: SocketAddr, tally: Arc<Tally>, until: Instant) -> Worker {
        Worker { gateway, tally, until, choices: Rng::with_seed(number as u64) }
    }

    /// Works until the time has come, and returns the connection that it then has.
    pub(super) async fn run(mut self) -> Option<Connection> {
        while Instant::now() < self.until {
            match self.one_connection().await {
                Ok(None) => {}
                Ok(connection) => return connection,
                Err(_) => {
                    self.tally.add_failed();
                    self.pause(RETRY_AFTER).await;
                }
            }
        }
        None
    }

    /// Opens a connection, uses it and closes it, or returns it when the time has come.
    async fn one_connection(&mut self) -> Result<Option<Connection>, Failed> {
        let mut connection = Connection::open(self.gateway, Arc::clone(&self.tally)).await?;
        for _ in 0..self.choices.usize(REQUESTS) {
            let (work, body) = self.choose();
            match connection.request(work, body).await? {
                Answer::Served => {
                    let pause = Duration::from_millis(self.choices.u64(PAUSE_MS));
                    self.pause(pause).await;
                }
                Answer::Busy => self.pause(RETRY_AFTER).await,
                Answer::Refused => {
                    connection.close().await;
                    self.pause(RETRY_AFTER).await;
                    return Ok(None);
                }
            }
            if Instant::now() >= self.until {
                return Ok(Some(connection));
            }
        }
        connection.close().await;
        Ok(None)
    }

    fn choose(&mut self) -> (Work, Bytes) {
        let time = Duration::from_millis(self.choices.u64(WORK_MS));
        let work = Work { time, bytes: self.choose_size() };
        (work, Bytes::from_static(&BODY[..self.choose_size()]))
    }

    /// As many small bodies as large ones, on a logarithmic scale.
    fn choose_size(&mut self) -> usize {
        (self.choices.f64() * BYTES_LOG_MAX).exp2() as usize
    }

    async fn pause(&self, pause: Duration) {
        sleep_until((Instant::now() + pause).min(self.until)).await;
    }
}
