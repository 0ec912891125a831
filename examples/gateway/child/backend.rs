//! The server behind the gateway.

use std::io;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::parent::{self, Orders};
use super::work::Work;

/// Reports `listening ADDR` and serves until the parent ends.
pub(crate) async fn run() -> io::Result<()> {
    let _until_the_parent_ends = Orders::listen();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    parent::report("listening", listener.local_addr()?)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
        tokio::spawn(async { connection.await.ok() });
    }
}

/// Takes as long and sends as much as the request asks for.
async fn answer(request: Request<Incoming>) -> hyper::Result<Response<Full<Bytes>>> {
    let work = request.uri().query().map_or_else(Work::default, Work::from_query);
    let mut body = request.into_body();
    while let Some(part) = body.frame().await {
        part?;
    }
    sleep(work.time).await;
    let body = if work.bytes == 0 { "hello from the backend\n".into() } else { "x".repeat(work.bytes) };
    Ok(Response::new(body.into()))
}
