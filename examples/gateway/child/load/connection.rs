//! One connection of the load.

use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONNECTION, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::figures::Tally;
use crate::child::work::Work;

/// An error of any kind: the load only counts them.
pub(super) type Failed = Box<dyn std::error::Error + Send + Sync>;

/// What the gateway did with a request.
pub(super) enum Answer {
    /// The backend answered it.
    Served,
    /// There was no place at the backend. The connection goes on.
    Busy,
    /// There was no place for the client. The connection is of no more use.
    Refused,
}

/// A connection that is kept alive from one request to the next.
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    /// Reads and writes the socket; ends when it is closed.
    driver: JoinHandle<()>,
    served: Served,
}

impl Connection {
    pub(super) async fn open(gateway: SocketAddr, tally: Arc<Tally>) -> Result<Connection, Failed> {
        let stream = dbg_step("connect", TcpStream::connect(gateway)).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let driver = tokio::spawn(async { connection.await.unwrap_or_default() });
        Ok(Connection { sender, driver, served: Served { tally, begun: false } })
    }

    /// Sends a body and reads the response to its end.
    pub(super) async fn request(&mut self, work: Work, body: Bytes) -> Result<Answer, Failed> {
        dbg_step("ready", self.sender.ready()).await?;
        let request = Request::post(format!("/work?{work}")).header(HOST, "gateway").body(Full::new(body))?;
        let response = dbg_step("send", self.sender.send_request(request)).await?;
        let status = response.status();
        let closes = response.headers().get(CONNECTION).is_some_and(|value| value == "close");
        let st = response.status(); dbg_step(&format!("collect {st}"), response.into_body().collect()).await?;
        match status {
            StatusCode::OK => {
                self.served.begin();
                Ok(Answer::Served)
            }
            StatusCode::SERVICE_UNAVAILABLE if closes => Ok(Answer::Refused),
            StatusCode::SERVICE_UNAVAILABLE => Ok(Answer::Busy),
            unexpected => Err(format!("the gateway answered {unexpected}").into()),
        }
    }

    /// Closes the socket, and returns when it is closed.
    pub(super) async fn close(self) {
        let Connection { sender, driver, served } = self;
        drop(served);
        drop(sender);
        let _ = dbg_step("driver", driver).await;
    }
}

/// Counts a connection as served for as long as it is surely open.
struct Served {
    tally: Arc<Tally>,
    begun: bool,
}

impl Served {
    fn begin(&mut self) {
        if !self.begun {
            self.begun = true;
            self.tally.begin_served();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if self.begun {
            self.tally.end_served();
        }
    }
}

async fn dbg_step<F: std::future::Future>(name: &str, f: F) -> F::Output {
    let mut f = std::pin::pin!(f);
    loop {
        match tokio::time::timeout(std::time::Duration::from_secs(4), &mut f).await {
            Ok(o) => return o,
            Err(_) => eprintln!("STUCK in {name}"),
        }
    }
}
