//! One request: to the backend, and its response back.

use std::convert::Infallible;
use std::time::Duration;

use http_body_util::{BodyExt, Either, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName};
use hyper::{Request, Response, Version};
use tokio::time::timeout;

use super::failure::Failure;
use super::pool::Pool;

/// The backend's body, passed on as it comes, or a line of our own.
type Body = Either<Incoming, Full<Bytes>>;

/// How long the backend may take to begin its response.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest body, in bytes, that is read for nothing.
const DISCARDED_MAX: usize = 256 * 1024;

/// Headers that are about one connection, and not about what is sent over it.
const HOP_BY_HOP: [HeaderName; 7] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Answers a request with the backend's response, or says why there is none.
pub(super) async fn forward(request: Request<Incoming>, pool: Pool) -> Result<Response<Body>, Infallible> {
    Ok(match exchange(request, &pool).await {
        Ok(response) => response.map(Either::Left),
        Err(failure) => failure.response().map(|line| Either::Right(Full::from(line))),
    })
}

async fn exchange(mut request: Request<Incoming>, pool: &Pool) -> Result<Response<Incoming>, Failure> {
    let mut lent = match pool.take().await {
        Ok(lent) => lent,
        Err(failure) => {
            discard(request.into_body()).await;
            return Err(failure);
        }
    };
    remove_hop_by_hop(request.headers_mut());
    *request.version_mut() = Version::HTTP_11;
    let sent = timeout(PATIENCE, lent.upstream.send_request(request)).await;
    let mut response = sent.map_err(|_| Failure::Late)??;
    remove_hop_by_hop(response.headers_mut());
    pool.give_back(lent);
    Ok(response)
}

/// Reads the body of a request that is not passed on. The client's next request stands behind it, and hyper would close a
/// connection on which it is left unread.
async fn discard(body: Incoming) {
    // One that is too long, or broken, does end the connection.
    let _ = Limited::new(body, DISCARDED_MAX).collect().await;
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}
