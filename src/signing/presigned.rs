//! What the caller gets.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::request::Request;
use crate::request::headers::Headers;
use crate::signing::{CanonicalRequest, Scope, Signature, StringToSign};
use crate::timestamp::Timestamp;

/// A presigned URL, and what has to be known to use it: its method, the headers to send, and when it ends.
///
/// Whoever holds it can make this one request until then. `as_str` and `Display` give the URL, since that is what it is
/// for; `Debug` leaves out the query, so that no log gets a live URL by accident.
#[derive(Clone)]
pub struct PresignedUrl {
    url: String,
    method: Cow<'static, str>,
    headers: Headers,
    expires_at: Timestamp,
}

impl PresignedUrl {
    pub(crate) fn new(url: String, request: &Request<'_>, expires_at: Timestamp) -> Self {
        Self { url, method: request.method.clone(), headers: request.headers.clone(), expires_at }
    }

    /// The URL, percent-encoded: send it as it is. A client that takes it apart and writes it anew may break it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The URL alone.
    #[must_use]
    pub fn into_string(self) -> String {
        self.url
    }

    /// The method, such as `PUT`. It is signed: the URL works with no other.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The headers that the client must send beside `host`, names in lower case, sorted. They are signed: without one of
    /// them, or with another value, the server answers `SignatureDoesNotMatch`.
    #[must_use]
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        self.headers.iter()
    }

    /// When the URL ends: its own expiry, or the credentials' if that comes first. An unknown end of temporary credentials
    /// cannot be seen here; see [`Credentials::with_expiry`](crate::Credentials::with_expiry).
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

impl AsRef<str> for PresignedUrl {
    fn as_ref(&self) -> &str {
        &self.url
    }
}

impl From<PresignedUrl> for String {
    fn from(url: PresignedUrl) -> Self {
        url.url
    }
}

impl fmt::Display for PresignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

impl fmt::Debug for PresignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, _) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let headers: Vec<_> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("PresignedUrl")
            .field("method", &self.method)
            .field("url", &format_args!("{address}?…"))
            .field("headers", &headers)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// A presigned URL with every intermediate of its signing, from [`Signer::explain`](crate::Signer::explain).
///
/// Compare `canonical_request` and `string_to_sign` with those in a server's `SignatureDoesNotMatch` answer: the first
/// line that differs is the reason.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// What [`Signer::presign`](crate::Signer::presign) gives.
    pub url: PresignedUrl,
    /// The request in the spelling that is hashed.
    pub canonical_request: CanonicalRequest,
    /// Algorithm, time, scope and the canonical request's hash.
    pub string_to_sign: StringToSign,
    /// The day, region and service of the key.
    pub scope: Scope,
    /// The signature, which also ends the URL.
    pub signature: Signature,
}
