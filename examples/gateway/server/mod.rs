//! The gateway proper, written as any user of the library would write it: three kinds of sockets, each with a limit, under one roof.

mod client;
mod failure;
mod forward;
mod leaks;
mod network;
mod pool;
mod refusal;
mod upstream;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use client::Client;
use network::Quotas;
use pool::Pool;

pub(crate) use client::CLIENTS_MAX;
pub(crate) use leaks::Leaks;
pub(crate) use network::NETWORK_MAX;
pub(crate) use upstream::UPSTREAMS_MAX;

/// When a client that was denied may try again.
const RETRY_AFTER_SECONDS: u64 = 1;

/// How long requests may take to end once the gateway closes.
const CLOSING_MAX: Duration = Duration::from_secs(5);

/// A gateway that accepts clients until it is closed.
pub(crate) struct Gateway {
    address: SocketAddr,
    shared: Shared,
    /// Each task of the gateway holds a receiver: it hears that the gateway closes, and by dropping the receiver it says
    /// that it has ended.
    closing: watch::Sender<bool>,
}

/// What all clients share.
#[derive(Clone)]
struct Shared {
    pool: Pool,
    quotas: Quotas,
    leaks: Leaks,
}

impl Gateway {
    /// Listens on `address` and serves what comes from `backend`.
    pub(crate) async fn start(address: SocketAddr, backend: SocketAddr, leaks: Leaks) -> std::io::Result<Gateway> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Shared { pool: Pool::new(backend), quotas: Quotas::default(), leaks };
        let (closing, heard) = watch::channel(false);
        tokio::spawn(accept(listener, shared.clone(), heard));
        Ok(Gateway { address, shared, closing })
    }

    /// Where it listens, with the port that it was given.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening, lets requests end that have begun, and closes every connection.
    pub(crate) async fn close(&self) {
        self.closing.send_replace(true);
        // Whoever is not done by then is closed when the process ends.
        let _ = timeout(CLOSING_MAX, self.closing.closed()).await;
        self.shared.pool.close();
    }
}

async fn accept(listener: TcpListener, shared: Shared, mut closing: watch::Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.changed() => return,
        };
        match accepted {
            Ok((stream, peer)) => admit(stream, peer, &shared, &closing),
            // The client is gone already, or no file is left: neither is a reason to end, and the second needs time.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Serves a client if there is a place for it and for one more of its address, and sends it away if not.
fn admit(stream: TcpStream, peer: SocketAddr, shared: &Shared, closing: &watch::Receiver<bool>) {
    // Heads and bodies leave in several writes; none of them shall wait for an acknowledgement of the one before. A client
    // that is gone already is found out when it is served.
    let _ = stream.set_nodelay(true);
    match shared.quotas.account(peer.ip()).try_acquire() {
        Ok(place) => {
            let client = place.bind(Client { stream });
            tokio::spawn(client::serve(client, shared.clone(), closing.clone()));
        }
        Err(_) => refusal::refuse(stream),
    }
}
