//! A request that is not served, and why.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use http::StatusCode;
use presign::verify;

/// Why a request is refused: by its signature, its body, the store of keys, or a server's own decision. The layer makes
/// an HTTP answer of it. Message and code go to the client.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    code: Cow<'static, str>,
    message: String,
    cause: Option<Arc<verify::Refusal>>,
}

impl Refusal {
    /// A refusal with the status, the code and the message of its answer, such as 404, `NoSuchBucket` and `the bucket
    /// does not exist`.
    #[must_use]
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), cause: None }
    }

    /// 403, `AccessDenied`: the signature is good, and its key may not do this.
    #[must_use]
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "AccessDenied", message)
    }

    /// 503, `ServiceUnavailable`: the keys cannot be looked up now, for example. Clients try again.
    #[must_use]
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", message)
    }

    /// 500, `InternalError`: a fault of this server.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", message)
    }

    /// 400, `EntityTooLarge`: as S3 answers.
    pub(crate) fn too_large(most: u64) -> Self {
        let message = format!("the body is longer than {most} bytes, which is the most that this server accepts");
        Self::new(StatusCode::BAD_REQUEST, "EntityTooLarge", message)
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The code in S3's answer, such as `SignatureDoesNotMatch`. Answers of other services have codes of their own for
    /// what the signature is refused for.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The message in the answer: one sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the library has refused: it knows more of it than code and message.
    pub(crate) fn cause(&self) -> Option<&verify::Refusal> {
        self.cause.as_deref()
    }
}

impl From<verify::Refusal> for Refusal {
    fn from(refusal: verify::Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::FORBIDDEN);
        let own = Self::new(status, refusal.code(), refusal.to_string());
        Self { cause: Some(Arc::new(refusal)), ..own }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
