//! A request that is not forwarded, and the answer to it.

use std::borrow::Cow;
use std::error::Error;

use http_body_util::{BodyExt, Full};
use hyper::{Response, StatusCode};
use presign::verify;

use crate::body::Body;

/// Why a request is not served, in S3's terms: its SDKs show code and message.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: String) -> Self {
        // The codes of S3 and of this proxy have statuses that are ones.
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
        Self { status, code: code.into(), message }
    }

    pub(crate) fn denied(message: String) -> Self {
        Self::new(403, "AccessDenied", message)
    }

    pub(crate) fn slow_down() -> Self {
        Self::new(503, "SlowDown", "too many requests of this key are being forwarded".into())
    }

    pub(crate) fn too_slow() -> Self {
        Self::new(400, "RequestTimeout", "the body arrives too slowly".into())
    }

    pub(crate) fn no_answer() -> Self {
        Self::new(504, "InternalError", "the upstream does not answer".into())
    }

    pub(crate) fn bad_gateway(message: String) -> Self {
        Self::new(502, "InternalError", message)
    }

    /// The reason why sending has failed: that the client's body is not to be sent on, or that the upstream does not take it.
    pub(crate) fn sending(error: &(dyn Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(refusal) = error.downcast_ref::<Self>() {
                return refusal.clone();
            }
            cause = error.source();
        }
        Self::bad_gateway(format!("the upstream cannot be reached: {error}"))
    }

    pub(crate) fn answer(self) -> Response<Body> {
        let message = self.message.replace('&', "&amp;").replace('<', "&lt;");
        let code = self.code;
        let text = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>\n");
        let mut answer = Response::new(Full::from(text).map_err(Into::into).boxed_unsync());
        *answer.status_mut() = self.status;
        answer.headers_mut().insert("content-type", "application/xml".parse().expect("a header's value"));
        // The body may not have been read.
        answer.headers_mut().insert("connection", "close".parse().expect("a header's value"));
        answer
    }
}

impl From<verify::Refusal> for Refusal {
    fn from(error: verify::Refusal) -> Self {
        Self::new(error.status(), error.code(), error.to_string())
    }
}

impl From<presign::Error> for Refusal {
    fn from(error: presign::Error) -> Self {
        Self::new(400, "InvalidRequest", error.to_string())
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Refusal {}
