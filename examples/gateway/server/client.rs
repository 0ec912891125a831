//! A client that was let in, and serving it.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use monitor::tracked;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::Shared;
use super::forward::forward;
use super::network::NETWORK;

/// How many clients are served at once.
pub(crate) const CLIENTS_MAX: usize = 512;

/// An accepted socket with a client at its other end. The handle is a stream too: it moves into hyper's connection whole, and its
/// place is given back when hyper drops it: exactly as long as the socket is open.
#[tracked(
    kind = "client", limit = CLIENTS_MAX, within = NETWORK, guarantee = CLIENTS_MAX / 2, counts = "fds",
    forward(stream: AsyncRead + AsyncWrite)
)]
pub(super) struct Client {
    pub(super) stream: TcpStream,
}

/// Answers the client's requests until it leaves, or until the gateway closes and its request, if any, is answered.
pub(super) async fn serve(client: ClientHandle, shared: Shared, mut closing: watch::Receiver<bool>) {
    let pool = shared.pool.clone();
    let service = service_fn(move |request| Box::pin(forward(request, pool.clone())));
    // The timer ends clients that take 30 s to send the head of a request.
    let mut connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(client), service);
    let ended = tokio::select! {
        ended = poll_fn(|context| connection.poll_without_shutdown(context)) => Some(ended),
        _ = closing.changed() => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            Pin::new(&mut connection).graceful_shutdown();
            poll_fn(|context| connection.poll_without_shutdown(context)).await
        }
    };
    let client = connection.into_parts().io.into_inner();
    // A socket that was reset is no longer in the kernel's tables, and would prove nothing. Hence only clients that left
    // in good order are forgotten, and without a shutdown from our side.
    if ended.is_ok() && shared.leaks.take() {
        mem::forget(client);
    }
}
