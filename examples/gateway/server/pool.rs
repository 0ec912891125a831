//! Connections to the backend that wait for their next request.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;

use super::failure::Failure;
use super::upstream;

/// Keeps idle connections for reuse. They are live handles all the while, and count against the limit. A clone is the same
/// pool.
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

    /// An idle connection, the one that was used last, or a new one.
    pub(super) async fn take(&self) -> Result<SendRequest<Incoming>, Failure> {
        match self.pop() {
            Some(idle) => Ok(idle),
            None => upstream::open(self.backend).await,
        }
    }

    /// Takes a connection back as soon as the response that it carries has been read to its end.
    pub(super) fn give_back(&self, mut upstream: SendRequest<Incoming>) {
        let pool = self.clone();
        tokio::spawn(async move {
            // It is never ready again if the client left in the middle of the response.
            if upstream.ready().await.is_ok()
                && let Some(idle) = pool.idle().as_mut()
            {
                idle.push(upstream);
            }
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
