//! A presigned URL, from the side of the server.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use crate::credentials::Credentials;
use crate::signing::{CanonicalRequest, Rules, Scope, SigningKey, StringToSign};
use crate::timestamp::Timestamp;
use crate::verify::claims::{ALGORITHM, Claims, parse_signed_headers};
use crate::verify::wire::Wire;
use crate::verify::{Error, Payload, Place, Policy};

/// A request that carries its signature in its query, as it came over the wire.
///
/// Nothing it says is to be believed before [`verify`](Self::verify) has returned `Ok`. `Debug` shows neither the query
/// nor the headers' values. The [module's page](crate::verify) has an example.
///
/// Source: Amazon S3, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
#[derive(Clone)]
pub struct PresignedRequest {
    wire: Wire,
    claims: Claims,
    signed_headers: Vec<String>,
    expires: Option<u64>,
    session_token: Option<String>,
}

impl PresignedRequest {
    /// Reads a request: its method, its target as it stands in the request line, such as `/key?X-Amz-Algorithm=…`, and
    /// all its headers with `host` among them, in any case.
    ///
    /// # Errors
    /// - [`Error::Target`], [`Error::Host`], [`Error::Request`]: no request looks like this.
    /// - [`Error::MissingHeader`], [`Error::DuplicateHeader`]: of `host`.
    /// - [`Error::Missing`], [`Error::Duplicate`]: of a signing parameter; doubles are found in any case of letters.
    /// - [`Error::TwoSignatures`]: there is a header `Authorization` too.
    /// - [`Error::Algorithm`], [`Error::Credential`], [`Error::Date`], [`Error::ScopeDate`], [`Error::SignedHeaders`],
    ///   [`Error::HostNotSigned`], [`Error::Signature`], [`Error::ExpiresNotANumber`], [`Error::ExpiresNegative`],
    ///   [`Error::ExpiresZero`]: the parameter is malformed, or says what no server takes.
    pub fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Error> {
        let wire = Wire::parse(method, target, headers)?;
        if wire.required_parameter("X-Amz-Algorithm")? != ALGORITHM {
            return Err(Error::Algorithm(Place::Query));
        }
        let credential = wire.required_parameter("X-Amz-Credential")?;
        let date = wire.required_parameter("X-Amz-Date")?;
        let signature = wire.required_parameter("X-Amz-Signature")?;
        let signed_headers = parse_signed_headers(Place::Query, wire.required_parameter("X-Amz-SignedHeaders")?)?;
        let expires = wire.parameter("X-Amz-Expires")?.map(parse_expires).transpose()?;
        let s3_session_token = wire.parameter("X-Amz-S3session-Token")?;
        let session_token = wire.parameter("X-Amz-Security-Token")?.or(s3_session_token).map(ToOwned::to_owned);
        if wire.header("authorization")?.is_some() {
            return Err(Error::TwoSignatures);
        }
        let claims = Claims::parse(Place::Query, credential, date, signature)?;
        Ok(Self { wire, claims, signed_headers, expires, session_token })
    }

    /// Hands in the body, for a service that signs its hash; S3 does not. Without it such a request is verified with the
    /// hash that it names, or as one without a body.
    #[must_use]
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.wire.set_body(body.as_ref());
        self
    }

    /// The path, decoded once, such as `/bucket/a b.txt`: what to serve once the request is verified. `None` if it is not
    /// UTF-8. Segments may be empty, `.` or `..`, and are names like any other to S3: never hand them to a file system.
    #[must_use]
    pub fn decoded_path(&self) -> Option<String> {
        self.wire.decoded_path()
    }

    /// The access key id, to look up the secret or the signing key by.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.claims.access_key_id
    }

    /// The scope that the signing key must have.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.claims.scope
    }

    /// When the URL was signed, by the signer's clock.
    #[must_use]
    pub fn date(&self) -> Timestamp {
        self.claims.date
    }

    /// How long the URL is good from its date on, in whole seconds, if it says so.
    #[must_use]
    pub fn expires_in(&self) -> Option<Duration> {
        self.expires.map(Duration::from_secs)
    }

    /// The last second in which the URL is good, if it says so.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires.map(|seconds| self.claims.date.plus(seconds))
    }

    /// The names of the signed headers, in lower case, sorted.
    #[must_use]
    pub fn signed_headers(&self) -> &[String] {
        &self.signed_headers
    }

    /// The session token of temporary credentials, decoded. Who verifies with a key must see for himself that it is the
    /// one that was handed out with the access key; [`verify_with_credentials`](Self::verify_with_credentials) does.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }

    /// Verifies the request with the signing key of its [`scope`](Self::scope).
    ///
    /// # Errors
    /// - [`Error::Service`], [`Error::Region`]: signed for another server.
    /// - [`Error::Missing`], [`Error::ExpiresTooLong`], [`Error::NotYetValid`], [`Error::Expired`]: not a time for it.
    /// - [`Error::SignedHeaderAbsent`], [`Error::UnsignedHeader`], [`Error::NeverSigned`]: other headers than signed.
    /// - [`Error::Request`]: a part of the request cannot be signed, such as a bare `+` in the query.
    /// - [`Error::KeyScope`]: the key is not that of the scope.
    /// - [`Error::SignatureMismatch`]: all else that is not as it was signed.
    /// - [`Error::Body`], [`Error::StreamingBody`]: the body that was handed in is not the one that was signed for.
    pub fn verify(&self, key: &SigningKey, now: Timestamp, policy: &Policy) -> Result<Payload, Error> {
        self.claims.check_scope(policy)?;
        self.check_time(now, policy)?;
        self.wire.check_headers(&self.signed_headers, &policy.rules)?;
        let canonical_request = self.canonical_request(&policy.rules)?;
        self.claims.check_signature(key, &canonical_request)?;
        self.wire.payload(&canonical_request)
    }

    /// Verifies the request with the credentials of its [`access_key_id`](Self::access_key_id), whose session token and
    /// end are looked at too.
    ///
    /// # Errors
    /// - [`Error::UnknownAccessKeyId`], [`Error::SessionToken`], [`Error::CredentialsExpired`]: not these credentials.
    /// - [`Error::Credentials`]: the server's credentials cannot be any.
    /// - As [`verify`](Self::verify).
    pub fn verify_with_credentials(
        &self,
        credentials: &Credentials,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Payload, Error> {
        self.claims.check_credentials(credentials, self.session_token(), now)?;
        self.verify(&SigningKey::derive(credentials, self.scope()), now, policy)
    }

    /// The canonical request that the server sees, which S3 puts into its answer to a signature that does not match. It
    /// holds what the client sent and nothing else.
    ///
    /// # Errors
    /// - [`Error::Request`]: a part of the request cannot be signed.
    /// - [`Error::NeverSigned`]: no canonical request has such a header.
    pub fn canonical_request(&self, rules: &Rules) -> Result<CanonicalRequest, Error> {
        self.wire.canonical_request(&self.signed_headers, rules)
    }

    /// The string to sign over a canonical request, with this request's date and scope.
    #[must_use]
    pub fn string_to_sign(&self, canonical_request: &CanonicalRequest) -> StringToSign {
        self.claims.string_to_sign(canonical_request)
    }

    fn check_time(&self, now: Timestamp, policy: &Policy) -> Result<(), Error> {
        let missing = Error::Missing { place: Place::Query, name: "X-Amz-Expires" };
        let seconds = self.expires.or(policy.implied_expires.map(|expires| expires.as_secs())).ok_or(missing)?;
        let max = policy.max_expires.as_secs();
        if seconds > max {
            return Err(Error::ExpiresTooLong { seconds, max });
        }
        self.claims.check_has_come(now, policy)?;
        let end = self.claims.date.plus(seconds);
        if now > end { Err(Error::Expired(end)) } else { Ok(()) }
    }
}

/// Digits alone: `+60`, `60.0` and ` 60` are numbers to some readers and not to others.
fn parse_expires(text: &str) -> Result<u64, Error> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::ExpiresNotANumber);
    }
    if digits.len() < text.len() {
        return Err(Error::ExpiresNegative);
    }
    // More digits than a `u64` holds are more seconds than any policy allows.
    match digits.parse().unwrap_or(u64::MAX) {
        0 => Err(Error::ExpiresZero),
        seconds => Ok(seconds),
    }
}

impl fmt::Debug for PresignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedRequest")
            .field("method", &self.wire.method)
            .field("path", &self.wire.path())
            .field("access_key_id", &self.claims.access_key_id)
            .field("scope", &self.claims.scope.as_str())
            .field("date", &self.claims.date)
            .field("expires", &self.expires)
            .field("signed_headers", &self.signed_headers)
            .finish_non_exhaustive()
    }
}
