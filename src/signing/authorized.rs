//! What the caller gets of the header form.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::request::Request;
use crate::request::headers::Headers;

/// A request that is signed by its headers: its method, its URL, and every header to send.
///
/// Send them as they are, for a few minutes from the time of signing on. Whoever sees the headers can send the request
/// again in that time. `Debug` leaves out the query and the headers' values.
#[derive(Clone)]
pub struct AuthorizedRequest {
    url: String,
    method: Cow<'static, str>,
    headers: Headers,
}

impl AuthorizedRequest {
    /// Of a request whose headers are complete.
    pub(super) fn new(url: String, request: Request<'_>) -> Self {
        Self { url, method: request.method, headers: request.headers }
    }

    /// The URL, percent-encoded: send it as it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The method, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Every header to send besides `host`, names in lower case, sorted: the caller's own, `authorization`, and what
    /// else signing adds, which is `x-amz-date` and, where the credentials or the service ask for it,
    /// `x-amz-security-token` and `x-amz-content-sha256`.
    #[must_use]
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        self.headers.iter()
    }
}

impl fmt::Debug for AuthorizedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.url.split('?').next().unwrap_or_default();
        let headers: Vec<_> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("AuthorizedRequest")
            .field("method", &self.method)
            .field("url", &address)
            .field("headers", &headers)
            .finish()
    }
}
