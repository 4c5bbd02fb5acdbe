//! The result of signing a request by its headers.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::error::Error;
use crate::request::Request;
use crate::request::headers::Headers;

/// A request that is signed by its headers: the method, the URL, and every header to send.
///
/// Send them unchanged, within a few minutes of the time of signing. Anyone who sees the headers can repeat the request
/// during that time. `Debug` leaves out the query and the values of the headers.
#[derive(Clone)]
pub struct HeaderSignedRequest {
    url: String,
    method: Cow<'static, str>,
    pub(super) headers: Headers,
}

impl HeaderSignedRequest {
    /// The result for a request whose headers are complete.
    pub(super) fn new(url: String, request: Request<'_>) -> Self {
        Self { url, method: request.method, headers: request.headers }
    }

    /// Adds a header that is not signed.
    pub(super) fn add_unsigned(&mut self, name: &str, value: &str) -> Result<(), Error> {
        self.headers.push(name, value).map(drop)
    }

    /// The URL, percent-encoded. Send it unchanged.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The method, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Every header to send in addition to `host`, sorted by name, names in lower case: those of the request, and those
    /// that signing adds. These are `authorization` and `x-amz-date`, `x-amz-security-token` if the credentials are
    /// temporary, and `x-amz-content-sha256` if the service requires it.
    #[must_use]
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        self.headers.iter()
    }
}

impl fmt::Debug for HeaderSignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.url.split('?').next().unwrap_or_default();
        let headers: Vec<_> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("HeaderSignedRequest")
            .field("method", &self.method)
            .field("url", &address)
            .field("headers", &headers)
            .finish()
    }
}
