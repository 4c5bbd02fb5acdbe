//! The results of query signing.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::request::Request;
use crate::request::headers::Headers;
use crate::timestamp::Timestamp;

/// A presigned URL and what is needed to use it: the method, the headers to send, and when it expires.
///
/// Anyone who has it can make this one request until it expires. `as_str` and `Display` give the URL; `Debug` leaves
/// out the query, so that a live URL does not get into a log by accident. With the feature `serde` it is serialized as
/// `url`, `method`, `headers` (an object of strings; the values of a name that is repeated are joined by a comma) and
/// `expires_at` (RFC 3339).
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

    /// The same URL, of a service that does not accept it after `end`.
    pub(crate) fn until(self, end: Timestamp) -> Self {
        Self { expires_at: self.expires_at.min(end), ..self }
    }

    /// The URL, percent-encoded. Send it unchanged: a client that parses it and writes it again may break it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The URL, without the rest.
    #[must_use]
    pub fn into_string(self) -> String {
        self.url
    }

    /// The method, such as `PUT`. It is signed: the URL works with no other method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The headers that the client must send in addition to `host`, sorted by name, names in lower case. They are
    /// signed: if one of them is missing or has another value, the server answers `SignatureDoesNotMatch`.
    #[must_use]
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        self.headers.iter()
    }

    /// When the URL expires: by its own expiry, or with the credentials if they expire first. For temporary
    /// credentials, that requires [`Credentials::with_expiry`](crate::Credentials::with_expiry). A URL that states no
    /// expiry ([`Rules::send_expires`](crate::Rules::send_expires)) expires five minutes after it was signed.
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

#[cfg(feature = "serde")]
impl serde::Serialize for PresignedUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut headers = alloc::collections::BTreeMap::<&str, String>::new();
        for (name, value) in self.headers() {
            // One header with a comma between the values means the same (RFC 9110, section 5.3).
            headers.entry(name).and_modify(|values| values.extend([",", value])).or_insert_with(|| value.into());
        }
        let mut fields = serializer.serialize_struct("PresignedUrl", 4)?;
        fields.serialize_field("url", &self.url)?;
        fields.serialize_field("method", &self.method)?;
        fields.serialize_field("headers", &headers)?;
        fields.serialize_field("expires_at", &self.expires_at)?;
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
            .finish()
    }
}
