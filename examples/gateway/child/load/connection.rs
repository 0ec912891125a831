//! One connection of the load.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONNECTION, HOST};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::figures::Tally;
use crate::child::work::Work;

/// How many addresses the clients come from.
const ADDRESSES: u8 = 4;

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
        let stream = connect(gateway).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let driver = tokio::spawn(async { connection.await.unwrap_or_default() });
        Ok(Connection { sender, driver, served: Served { tally, span: None } })
    }

    /// Sends a body and reads the response to its end.
    pub(super) async fn request(&mut self, work: Work, body: Bytes) -> Result<Answer, Failed> {
        self.sender.ready().await?;
        let request = Request::post(format!("/work?{work}")).header(HOST, "gateway").body(Full::new(body))?;
        let sent = Instant::now();
        let response = self.sender.send_request(request).await?;
        let answer = answer(&response)?;
        response.into_body().collect().await?;
        self.served.tally.add(&answer);
        if matches!(answer, Answer::Served) {
            self.served.extend(sent);
        }
        Ok(answer)
    }

    /// Closes the socket, and returns when it is closed.
    pub(super) async fn close(self) {
        drop(self.sender);
        // It cannot have failed otherwise than by the connection's end.
        let _ = self.driver.await;
    }
}

/// From one of several addresses, where a machine has them without being asked to: so that the gateway sees several clients.
async fn connect(gateway: SocketAddr) -> io::Result<TcpStream> {
    static NEXT: AtomicU8 = AtomicU8::new(0);
    let socket = TcpSocket::new_v4()?;
    if cfg!(target_os = "linux") && gateway.ip().is_loopback() {
        let address = Ipv4Addr::new(127, 0, 0, 2 + NEXT.fetch_add(1, Relaxed) % ADDRESSES);
        socket.bind((address, 0).into())?;
    }
    socket.connect(gateway).await
}

fn answer(response: &Response<Incoming>) -> Result<Answer, Failed> {
    let closes = response.headers().get(CONNECTION).is_some_and(|value| value == "close");
    match response.status() {
        StatusCode::OK => Ok(Answer::Served),
        StatusCode::SERVICE_UNAVAILABLE if closes => Ok(Answer::Refused),
        StatusCode::SERVICE_UNAVAILABLE => Ok(Answer::Busy),
        unexpected => Err(format!("the gateway answered {unexpected}").into()),
    }
}

/// The time in which the gateway surely served a connection.
///
/// The gateway may close a connection whenever it likes, and nobody hears of it at once. But one that has answered, and
/// answers again later, was served all the while between the first answer and the sending of the last request.
struct Served {
    tally: Arc<Tally>,
    /// When the first answer came, and when the last request that was answered had been sent.
    span: Option<(Instant, Instant)>,
}

impl Served {
    /// A request was answered that had been sent at that time.
    fn extend(&mut self, sent: Instant) {
        match &mut self.span {
            Some((_, last)) => *last = sent,
            None => {
                let now = Instant::now();
                self.span = Some((now, now));
            }
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some((first, last)) = self.span {
            self.tally.add_served(first, last);
        }
    }
}
