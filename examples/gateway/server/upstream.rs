//! A connection to the backend.

use std::net::SocketAddr;

use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use monitor::{Tracked, tracked};
use tokio::net::TcpStream;

use super::failure::Failure;
use super::network::NETWORK;
use super::pool::PATIENCE;

/// How many connections the backend is asked to bear.
pub(crate) const UPSTREAMS_MAX: usize = 384;

/// A connected socket with the backend at its other end.
#[tracked(
    kind = "upstream", limit = UPSTREAMS_MAX, within = NETWORK, guarantee = UPSTREAMS_MAX, counts = "fds",
    forward(stream: AsyncRead + AsyncWrite)
)]
struct Upstream {
    stream: TcpStream,
}

/// Opens one. It closes and gives its place back when the sender is dropped, or when the backend closes it.
pub(super) async fn open(backend: SocketAddr) -> Result<SendRequest<Incoming>, Failure> {
    // The place comes first: what there is no place for is never opened. One that was closed a moment ago may still have its own.
    let place = Upstream::acquire().timeout(PATIENCE).await?;
    let upstream = place.bind(Upstream { stream: TcpStream::connect(backend).await? });
    // Heads and bodies leave in several writes; none of them shall wait for an acknowledgement of the one before.
    upstream.stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(upstream)).await?;
    // What goes wrong here is told to whoever sends, too.
    tokio::spawn(async { connection.await.ok() });
    Ok(sender)
}
