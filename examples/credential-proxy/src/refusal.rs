//! A request that is not forwarded, and the answer to it.

use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Response, StatusCode};
use presign::verify;

/// What a client gets: the upstream's body as it streams, or the text of a refusal.
pub(crate) type Answer = Response<Either<Incoming, Full<Bytes>>>;

/// Why a request is not forwarded, in S3's terms: its SDKs show code and message.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    pub(crate) fn denied(message: String) -> Self {
        Self { status: 403, code: "AccessDenied", message }
    }

    /// The upstream does not answer, or does not take what was made of the request.
    pub(crate) fn upstream(error: &dyn std::error::Error) -> Self {
        Self { status: 502, code: "InternalError", message: format!("the upstream cannot be reached: {error}") }
    }

    pub(crate) fn answer(self) -> Answer {
        let message = self.message.replace('&', "&amp;").replace('<', "&lt;");
        let code = self.code;
        let text = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>\n");
        let mut answer = Response::new(Either::Right(Full::from(text)));
        *answer.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::FORBIDDEN);
        answer.headers_mut().insert("content-type", "application/xml".parse().expect("a header's value"));
        // The body may not have been read.
        answer.headers_mut().insert("connection", "close".parse().expect("a header's value"));
        answer
    }
}

impl From<verify::Error> for Refusal {
    fn from(error: verify::Error) -> Self {
        Self { status: error.status(), code: error.code(), message: error.to_string() }
    }
}

impl From<presign::Error> for Refusal {
    fn from(error: presign::Error) -> Self {
        Self { status: 400, code: "InvalidRequest", message: error.to_string() }
    }
}
