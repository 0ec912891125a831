//! What a client is told when its request cannot be passed on.

use hyper::header::RETRY_AFTER;
use hyper::{Response, StatusCode};
use monitor::AcquireError;

use super::RETRY_AFTER_SECONDS;

/// Why there is no response from the backend.
pub(super) enum Failure {
    /// Every place for a connection to the backend is taken.
    Denied,
    /// The backend does not answer.
    Unreachable,
    /// The backend takes too long.
    Late,
}

impl Failure {
    /// 503 with Retry-After, 502 or 504.
    pub(super) fn response(self) -> Response<&'static str> {
        let (status, line) = match self {
            Failure::Denied => (StatusCode::SERVICE_UNAVAILABLE, "every connection to the backend is in use\n"),
            Failure::Unreachable => (StatusCode::BAD_GATEWAY, "the backend does not answer\n"),
            Failure::Late => (StatusCode::GATEWAY_TIMEOUT, "the backend takes too long\n"),
        };
        let mut response = Response::new(line);
        *response.status_mut() = status;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, RETRY_AFTER_SECONDS.into());
        }
        response
    }
}

impl From<AcquireError> for Failure {
    fn from(_: AcquireError) -> Self {
        Failure::Denied
    }
}

impl From<std::io::Error> for Failure {
    fn from(_: std::io::Error) -> Self {
        Failure::Unreachable
    }
}

impl From<hyper::Error> for Failure {
    fn from(_: hyper::Error) -> Self {
        Failure::Unreachable
    }
}
