//! What a signed URL or signed cookies allow.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::cloudfront::document::Said;
use crate::cloudfront::resource;
use crate::cloudfront::source_ip::Network;
use crate::cloudfront::url::Url;
use crate::error::{CloudFrontReason, Error};
use crate::timestamp::Timestamp;

/// What may be fetched, until when, and by whom: the JSON document that is signed.
///
/// A canned policy is not sent: CloudFront writes it again from the URL. A custom policy is sent as it was signed.
///
/// ```
/// use presign::Timestamp;
/// use presign::cloudfront::{Policy, Statement};
///
/// let expires_at = Timestamp::parse_rfc3339("2026-01-01T18:00:00Z")?;
/// let canned = Policy::canned("https://d111111abcdef8.cloudfront.net/image.jpg", expires_at)?;
/// assert_eq!(
///     canned.as_str(),
///     r#"{"Statement":[{"Resource":"https://d111111abcdef8.cloudfront.net/image.jpg","#.to_owned()
///         + r#""Condition":{"DateLessThan":{"AWS:EpochTime":1767290400}}}]}"#
/// );
///
/// let custom = Policy::custom(&Statement {
///     resource: "https://d111111abcdef8.cloudfront.net/training/*",
///     expires_at,
///     starts_after: None,
///     source_ip: Some("192.0.2.0/24"),
/// })?;
/// assert_eq!(custom.covers("https://d111111abcdef8.cloudfront.net/training/a/b.pdf?page=1"), Some(true));
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    text: String,
    said: Said,
    pub(super) is_canned: bool,
}

/// The statement of a custom policy.
///
/// Source: Amazon CloudFront Developer Guide, "Create a signed URL using a custom policy".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "a literal names the fields, which are all that a statement has")]
pub struct Statement<'a> {
    /// The URLs that may be fetched, percent-encoded, with `*` for any characters and `?` for one: a section between
    /// the protocol, the domain, the path and the query. It begins with `https://`, `http://` or `*`; `*` alone is
    /// every file of every distribution that trusts the key.
    pub resource: &'a str,
    /// The first second in which nothing may be fetched any more. A download that has begun is not cut off.
    pub expires_at: Timestamp,
    /// The last second in which nothing may be fetched yet.
    pub starts_after: Option<Timestamp>,
    /// The IPv4 address of who may fetch it, or a range as in `192.0.2.0/24`. The distribution must not have IPv6.
    pub source_ip: Option<&'a str>,
}

impl Policy {
    /// Creates a canned policy: for one URL, as it will be sent.
    ///
    /// The URL is signed as it stands and is not encoded again; a `*` in it stands for itself. Dot segments are signed
    /// too: a client that resolves them before it sends the URL is refused.
    ///
    /// # Errors
    /// - `invalid-url`, `not-encoded`, `malformed-percent`: a client would send a different URL.
    /// - `reserved-parameter`: the query has a parameter of a signature.
    pub fn canned(url: &str, expires_at: Timestamp) -> Result<Self, Error> {
        Url::parse(url)?.check_unsigned()?;
        Ok(Self::of_canned(url, expires_at.unix_seconds()))
    }

    /// A canned policy for what was sent.
    pub(super) fn of_canned(url: &str, before: u64) -> Self {
        let said = Said { resource: url.to_owned(), before, after: None, source: None };
        Self { text: said.to_json(), said, is_canned: true }
    }

    /// Creates a custom policy.
    ///
    /// # Errors
    /// - `invalid-resource`: the resource does not begin with a protocol or `*`, or has a character that no URL has.
    /// - `invalid-source-ip`: the address is not an IPv4 address or a range of them.
    /// - `never-valid`: it would not start before it expires.
    pub fn custom(statement: &Statement<'_>) -> Result<Self, Error> {
        let source =
            statement.source_ip.map(|text| Network::parse(text).ok_or(Error::from(CloudFrontReason::InvalidSourceIp)));
        let said = Said {
            resource: statement.resource.to_owned(),
            before: statement.expires_at.unix_seconds(),
            after: statement.starts_after.map(Timestamp::unix_seconds),
            source: source.transpose()?,
        };
        Self::of_custom(said.to_json(), said)
    }

    /// Creates a custom policy from JSON that was written elsewhere. It is signed and sent byte for byte.
    ///
    /// # Errors
    /// - `invalid-policy`: it is not JSON, has other members than AWS's guide names, or has not one statement.
    /// - As [`custom`](Self::custom).
    pub fn from_json(policy: &str) -> Result<Self, Error> {
        let said = Said::read(policy).map_err(|sentence| Error::from(CloudFrontReason::InvalidPolicy(sentence)))?;
        Self::of_custom(policy.to_owned(), said)
    }

    fn of_custom(text: String, said: Said) -> Result<Self, Error> {
        resource::check(&said.resource)?;
        // A second after the start and before the end.
        if said.after.is_some_and(|after| after.saturating_add(1) >= said.before) {
            return Err(Error::from(CloudFrontReason::NeverValid));
        }
        Ok(Self { text, said, is_canned: false })
    }

    /// A custom policy that was received. One that is never valid is refused by its times.
    pub(super) fn of_received(text: String, said: Said) -> Self {
        Self { text, said, is_canned: false }
    }

    /// Returns the document, whose bytes are signed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the first second in which nothing may be fetched any more; a later one than the end of the year 9999 is
    /// returned as that.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        let last = Timestamp::EPOCH.plus(u64::MAX);
        Timestamp::from_unix_seconds(self.said.before).unwrap_or(last)
    }

    /// Returns whether a URL may be fetched, percent-encoded and without the parameters of a signature. `None` where
    /// AWS's guide does not determine it: where a `?` of the resource may be a character or the beginning of the query,
    /// or where the URL has a path segment `.` or `..`. Signing accepts such a URL, and [`SignedRequest::verify`]
    /// refuses it.
    ///
    /// [`SignedRequest::verify`]: crate::cloudfront::SignedRequest::verify
    #[must_use]
    pub fn covers(&self, url: &str) -> Option<bool> {
        match Url::parse(url) {
            Ok(_) if self.is_canned => Some(url == self.said.resource),
            Ok(url) => resource::covers(&self.said.resource, &url),
            Err(_) => Some(false),
        }
    }

    #[cfg(feature = "explain")]
    pub(crate) fn resource(&self) -> &str {
        &self.said.resource
    }

    #[cfg(feature = "explain")]
    pub(crate) fn starts_after(&self) -> Option<Timestamp> {
        self.said.after.and_then(|after| Timestamp::from_unix_seconds(after).ok())
    }

    pub(super) fn said(&self) -> &Said {
        &self.said
    }
}
