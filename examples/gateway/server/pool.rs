//! Connections to the backend: who may use one, and those that wait for their next request.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use monitor::{Tracked, tracked};

use super::failure::Failure;
use super::upstream::{self, UPSTREAMS_MAX};

/// How long a request waits while all connections are in use.
pub(super) const PATIENCE: Duration = Duration::from_millis(250);

/// The use of a connection, from the request until the response has been read to its end: as many as there may be connections, so
/// whoever has this finds an idle one or may open one. Who finds none waits here, and only here.
#[tracked(kind = "exchange", limit = UPSTREAMS_MAX, queue = 1_024)]
struct Exchange;

/// A connection in use.
pub(super) struct Lent {
    pub(super) upstream: SendRequest<Incoming>,
    exchange: ExchangeHandle,
}

/// Keeps idle connections for reuse. They are live handles all the while, and count against their limit. A clone is the same pool.
#[derive(Clone)]
pub(super) struct Pool {
    backend: SocketAddr,
    /// `None` once the pool is closed.
    idle: Arc<Mutex<Option<Vec<SendRequest<Incoming>>>>>,
}

impl Pool {
    pub(super) fn new(backend: SocketAddr) -> Self {
        Pool { backend, idle: Arc::new(Mutex::new(Some(Vec::new()))) }
    }

    /// An idle connection, the one that was used last, or a new one. Waits, but not for long.
    pub(super) async fn take(&self) -> Result<Lent, Failure> {
        let exchange = Exchange::acquire().timeout(PATIENCE).await?.bind(Exchange);
        let upstream = match self.pop() {
            Some(idle) => idle,
            None => upstream::open(self.backend).await?,
        };
        Ok(Lent { upstream, exchange })
    }

    /// Takes a connection back as soon as the response that it carries has been read to its end.
    pub(super) fn give_back(&self, lent: Lent) {
        let pool = self.clone();
        tokio::spawn(async move {
            let Lent { mut upstream, exchange } = lent;
            // It is never ready again if the client left in the middle of the response.
            if upstream.ready().await.is_ok()
                && let Some(idle) = pool.idle().as_mut()
            {
                idle.push(upstream);
            }
            // Whoever waits finds it idle.
            drop(exchange);
        });
    }

    /// Closes what is idle, and what becomes idle later.
    pub(super) fn close(&self) {
        *self.idle() = None;
    }

    fn pop(&self) -> Option<SendRequest<Incoming>> {
        let mut idle = self.idle();
        // The backend may have closed some of them meanwhile.
        std::iter::from_fn(|| idle.as_mut()?.pop()).find(SendRequest::is_ready)
    }

    fn idle(&self) -> MutexGuard<'_, Option<Vec<SendRequest<Incoming>>>> {
        self.idle.lock().expect("nothing panics while it holds the pool")
    }
}
