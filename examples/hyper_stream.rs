//! How does a tracked stream go into hyper?

use std::convert::Infallible;

use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Bytes;
use hyper::service::service_fn;
use hyper::{Request, Response, client, server};
use hyper_util::rt::TokioIo;
use monitor::{Tracked, tracked};
use tokio::net::{TcpListener, TcpStream};

/// The handle is itself a stream: it passes tokio's traits on to the socket.
#[tracked(kind = "client", limit = 1, transparent, forward(AsyncRead, AsyncWrite))]
struct Client(TcpStream);

/// Answers with the number of clients that are live.
async fn serve(client: ClientHandle) -> hyper::Result<()> {
    let count = service_fn(|_| async {
        let live = Client::account().live().to_string();
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(live)))
    });
    // Dropped with the connection, however that ends.
    server::conn::http1::Builder::new().serve_connection(TokioIo::new(client), count).await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await?;
        let client = Client(stream).track()?;
        assert!(Client::try_acquire().is_err(), "one at a time");
        serve(client).await.map_err(Into::<Box<dyn std::error::Error + Send + Sync>>::into)
    });

    let stream = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = client::conn::http1::handshake(stream).await?;
    let connection = tokio::spawn(connection);
    let request = Request::builder().uri("/").header("host", "localhost").body(Empty::<Bytes>::new())?;
    let body = sender.send_request(request).await?.into_body().collect().await?.to_bytes();
    println!("hyper served 1 client of {} and answered {body:?}", Client::account().limit());
    assert_eq!(body, "1");

    drop(sender);
    connection.await??;
    server.await??;
    assert_eq!(Client::account().live(), 0);
    Ok(())
}
