//! Clients for whom there is no place: they are told so and let go.

use std::io;
use std::time::Duration;

use monitor::{Tracked, tracked};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::RETRY_AFTER_SECONDS;
use super::network::NETWORK;

/// How many clients are being told at once. Saying no takes a socket too, and so it has a limit too.
const REFUSALS_MAX: usize = 96;

/// How long a client may take to hear it.
const PATIENCE: Duration = Duration::from_secs(1);

/// An accepted socket whose client is being sent away.
#[tracked(kind = "refusal", limit = REFUSALS_MAX, within = NETWORK, counts = "fds")]
struct Refusal {
    stream: TcpStream,
}

/// Answers 503 with Retry-After and closes. When too many are being told already, just closes.
pub(super) fn refuse(stream: TcpStream) {
    if let Ok(place) = Refusal::try_acquire() {
        let mut refusal = place.bind(Refusal { stream });
        tokio::spawn(async move { timeout(PATIENCE, refusal.tell()).await });
    }
}

impl Refusal {
    async fn tell(&mut self) -> io::Result<()> {
        let body = "every place is taken\n";
        let head = format!(
            "HTTP/1.1 503 Service Unavailable\r\n\
             Retry-After: {RETRY_AFTER_SECONDS}\r\n\
             Connection: close\r\n\
             Content-Type: text/plain\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let mut input = [0; 4096];
        // A client that hears an answer before it has asked takes it for a fault.
        if self.stream.read(&mut input).await? == 0 {
            return Ok(());
        }
        self.stream.write_all((head + body).as_bytes()).await?;
        self.stream.shutdown().await?;
        // A socket that is closed with unread input is reset, and the reset can overtake the answer.
        while self.stream.read(&mut input).await? > 0 {}
        Ok(())
    }
}
