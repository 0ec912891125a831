//! An endpoint that Prometheus scrapes.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::sync::oneshot;

use super::{Format, Metrics};

/// A server at work. It ends when this is dropped, which waits for nobody: answers that are under way are still given, for two seconds at most.
#[must_use = "the server ends when this is dropped"]
pub struct Endpoint {
    address: SocketAddr,
    /// Dropped with us.
    _end: oneshot::Sender<()>,
}

impl Endpoint {
    /// Where it listens, with the port that it was given.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Metrics {
    /// Serves all figures at `/metrics`, in the format that is asked for, from a thread of its own. Port 0 takes a free one.
    ///
    /// For a network that is trusted: whoever reaches it sees everything, and it keeps as many connections as come. In a server of yours, send
    /// [`text`](Self::text).
    ///
    /// ```
    /// # use monitor_runtime::{self as monitor};
    /// use monitor::{Monitor, metrics::Metrics};
    ///
    /// let metrics = Metrics::start(&Monitor::global())?;
    /// let endpoint = metrics.serve("127.0.0.1:0")?;
    /// println!("figures at http://{}/metrics", endpoint.address());
    /// # Ok::<_, std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The address cannot be listened on, or the operating system gives no thread, or nothing to wait for connections with.
    pub fn serve(&self, address: impl ToSocketAddrs) -> io::Result<Endpoint> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _runtime = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (end, ends) = oneshot::channel();
        let metrics = self.clone();
        thread::Builder::new()
            .name("monitor-http".into())
            .spawn(move || runtime.block_on(listen(listener, metrics, ends)))?;
        Ok(Endpoint { address, _end: end })
    }
}

/// How long whoever is being answered when the server ends may take.
const PATIENCE: Duration = Duration::from_secs(2);

async fn listen(listener: tokio::net::TcpListener, metrics: Metrics, ends: oneshot::Receiver<()>) {
    let router = Router::new().route("/metrics", get(text)).with_state(metrics);
    let (finish, finishes) = oneshot::channel::<()>();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async { drop(finishes.await) });
    let patience = async {
        drop(ends.await);
        drop(finish);
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        _ = serving => {}
        () = patience => {}
    }
}

async fn text(State(metrics): State<Metrics>, headers: HeaderMap) -> impl IntoResponse {
    let format = Format::accepted(headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()));
    ([(CONTENT_TYPE, format.content_type())], metrics.text(format))
}
