//! What signing returns: a URL, a request with signed headers, and either with every intermediate result.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::error::{Error, Reason};
use crate::partition::split_domain;
use crate::request::Request;
use crate::request::address::UrlText;
use crate::request::headers::Headers;
use crate::signing::{CanonicalRequest, Scope, Signature, StringToSign};
use crate::timestamp::Timestamp;

/// A presigned URL and what is needed to use it: the method, the headers to send, and when it expires.
///
/// Anyone who has it can make this one request until it expires. `as_str` and `Display` give the URL; `Debug` leaves
/// out the query, so that a live URL does not get into a log by accident. With the feature `serde` it is serialized as
/// `url`, `method`, `headers` (an object of strings; the values of a name that is repeated are joined by a comma) and
/// `expires_at` (RFC 3339), and after [`sent_to`](Self::sent_to) `signed_host`.
#[derive(Clone)]
pub struct PresignedUrl {
    url: String,
    method: Cow<'static, str>,
    headers: Headers,
    expires_at: Timestamp,
    /// The host that was signed, if the URL has another.
    signed_host: Option<String>,
}

impl PresignedUrl {
    pub(crate) fn new(url: String, request: &Request<'_>, expires_at: Timestamp) -> Self {
        let (method, headers) = (request.method.clone(), request.headers.clone());
        Self { url, method, headers, expires_at, signed_host: None }
    }

    /// The same URL, of a service that does not accept it after `end`.
    pub(crate) fn until(self, end: Timestamp) -> Self {
        Self { expires_at: self.expires_at.min(end), ..self }
    }

    /// Appends the last parameters of the URL.
    #[cfg(feature = "sigv4a")]
    pub(super) fn append(&mut self, text: &str) {
        self.url.push_str(text);
    }

    /// Returns the URL, percent-encoded. Send it unchanged: a client that parses it and writes it again may break it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Returns the URL, without the rest.
    #[must_use]
    pub fn into_string(self) -> String {
        self.url
    }

    /// Returns the method, such as `PUT`. It is signed: the URL works with no other method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the headers that the client must send in addition to `host`, sorted by name, names in lower case. They
    /// are signed: if one of them is missing or has another value, the server answers `SignatureDoesNotMatch`.
    #[must_use]
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        self.headers.iter()
    }

    /// Returns the same URL with another scheme and host, to be handed out: for a CDN, a proxy or a tunnel in front of
    /// the server, which puts the host that was signed back into the header `host`. Path and query stay as they were
    /// signed.
    ///
    /// Where the server itself is reached by its public name, sign for that name instead
    /// ([`Bucket::endpoint`](crate::s3::Bucket::endpoint)): signing opens no connection. This method is for servers
    /// that know nothing of the public name, and [`signed_host`](Self::signed_host) is what they must be told.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("photos", "us-east-1")?.endpoint("http://minio:9000")?;
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let url = bucket.get_object("cat.jpg").presign(&signer, Duration::from_secs(900), now)?;
    /// let url = url.sent_to("https://files.example.com")?;
    /// assert!(url.as_str().starts_with("https://files.example.com/photos/cat.jpg?X-Amz-"));
    /// assert_eq!(url.signed_host(), "minio:9000"); // nginx: proxy_set_header Host minio:9000;
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - `invalid-url`: what is given is not a URL, has a path or a query, or is a host of S3 on AWS, which accepts no
    ///   URL that was signed for another host. A VPC endpoint does, if the client sets the header `host`.
    pub fn sent_to(mut self, url: &str) -> Result<Self, Error> {
        let target = UrlText::parse(url)?;
        if target.path != "/" || !target.query.is_empty() {
            return Err(Error(Reason::InvalidUrl(
                "the URL to send to has a path or a query: those of a presigned URL are signed, and stay",
            )));
        }
        let is_signed = target.host == self.signed_host();
        if !is_signed && is_s3_on_aws(&target.host) {
            return Err(Error(Reason::InvalidUrl(
                "the URL to send to is a host of S3 on AWS, which accepts no URL that was signed for another host",
            )));
        }
        let (start, end) = host_of(&self.url);
        let sent = [target.scheme, "://", &target.host, &self.url[end..]].concat();
        let signed = self.signed_host.take().unwrap_or_else(|| self.url[start..end].into());
        self.url = sent;
        self.signed_host = (!is_signed).then_some(signed);
        Ok(self)
    }

    /// Returns the host that was signed, with its port unless that is the scheme's default. It is the URL's own host,
    /// except after [`sent_to`](Self::sent_to): then the server must see it in the header `host`.
    #[must_use]
    pub fn signed_host(&self) -> &str {
        let (start, end) = host_of(&self.url);
        self.signed_host.as_deref().unwrap_or(&self.url[start..end])
    }

    /// Returns when the URL expires: by its own expiry, or with the credentials if they expire first. For temporary
    /// credentials, that requires [`Credentials::with_expiry`](crate::Credentials::with_expiry), unless their session
    /// token states it, as those of Cloudflare R2 do. A URL that states no expiry
    /// ([`Rules::send_expires`](crate::Rules::send_expires)) expires five minutes after it was signed.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

/// Where the host of a presigned URL begins and ends.
fn host_of(url: &str) -> (usize, usize) {
    let start = url.find("://").map_or(0, |at| at + 3);
    (start, url[start..].find(['/', '?']).map_or(url.len(), |at| start + at))
}

/// Whether the host is one of S3 on AWS, except for the VPC endpoints, which clients reach by a name that is not
/// signed.
fn is_s3_on_aws(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    split_domain(name).is_some_and(|(before, _)| {
        let mut labels = before.split('.');
        let is_s3 =
            labels.clone().any(|label| label == "s3" || label.starts_with("s3-") || label.starts_with("s3express-"));
        is_s3 && !labels.any(|label| label == "vpce" || label.starts_with("vpce-"))
    })
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

#[cfg(feature = "serde")]
impl serde::Serialize for PresignedUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut headers = alloc::collections::BTreeMap::<&str, String>::new();
        for (name, value) in self.headers() {
            // One header with a comma between the values means the same (RFC 9110, section 5.3).
            headers.entry(name).and_modify(|values| values.extend([",", value])).or_insert_with(|| value.into());
        }
        let mut fields = serializer.serialize_struct("PresignedUrl", if self.signed_host.is_some() { 5 } else { 4 })?;
        fields.serialize_field("url", &self.url)?;
        fields.serialize_field("method", &self.method)?;
        fields.serialize_field("headers", &headers)?;
        fields.serialize_field("expires_at", &self.expires_at)?;
        match &self.signed_host {
            Some(host) => fields.serialize_field("signed_host", host)?,
            None => fields.skip_field("signed_host")?,
        }
        fields.end()
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
            .field("signed_host", &self.signed_host())
            .finish()
    }
}

/// A request that is signed by its headers: the method, the URL, and every header to send.
///
/// Send them unchanged, within a few minutes of the time of signing. Anyone who sees the headers can repeat the request
/// during that time. `Debug` leaves out the query and the values of the headers.
#[derive(Clone)]
pub struct HeaderSignedRequest {
    url: String,
    method: Cow<'static, str>,
    headers: Headers,
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

    /// Returns the URL, percent-encoded. Send it unchanged.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the method, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns every header to send in addition to `host`, sorted by name, names in lower case: those of the request,
    /// and those that signing adds. These are `authorization` and `x-amz-date`, `x-amz-security-token` if the
    /// credentials are temporary, and `x-amz-content-sha256` if the service requires it.
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

/// A signed request and every intermediate result of its signing, from [`Signer::explain`](crate::Signer::explain) or
/// [`Signer::explain_sign`](crate::Signer::explain_sign).
///
/// Compare `canonical_request` and `string_to_sign` with those in the server's answer `SignatureDoesNotMatch`: the
/// first line that differs shows the cause. With the feature `explain`, `Display` writes all of it line by line,
/// without secrets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// The signed request.
    pub signed: Signed,
    /// The request in the spelling that is hashed.
    pub canonical_request: CanonicalRequest,
    /// Algorithm, time, scope and the hash of the canonical request.
    pub string_to_sign: StringToSign,
    /// The day, region and service of the signing key.
    pub scope: Scope,
    /// The signature, which is also in the URL or in the header `Authorization`.
    pub signature: Signature,
}

/// A signed request: a URL, or a request with signed headers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Signed {
    /// What [`Request::presign`](crate::Request::presign) returns.
    Url(PresignedUrl),
    /// What [`Request::sign`](crate::Request::sign) returns.
    Headers(HeaderSignedRequest),
}

impl Signed {
    /// Returns the method, such as `PUT`.
    #[must_use]
    pub fn method(&self) -> &str {
        match self {
            Self::Url(signed) => signed.method(),
            Self::Headers(signed) => signed.method(),
        }
    }

    /// Returns the URL, percent-encoded. Send it unchanged.
    #[must_use]
    pub fn url(&self) -> &str {
        match self {
            Self::Url(signed) => signed.as_str(),
            Self::Headers(signed) => signed.url(),
        }
    }

    /// Returns every header to send in addition to `host`, sorted by name, names in lower case.
    #[must_use]
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        match self {
            Self::Url(signed) => signed.headers.iter(),
            Self::Headers(signed) => signed.headers.iter(),
        }
    }
}

impl Explanation {
    /// Returns the presigned URL, unless the request was signed by its headers.
    #[must_use]
    pub fn url(&self) -> Option<&PresignedUrl> {
        match &self.signed {
            Signed::Url(url) => Some(url),
            Signed::Headers(_) => None,
        }
    }
}
