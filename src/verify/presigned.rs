//! A presigned URL, from the side of the server.

use alloc::string::String;
use core::fmt;
use core::time::Duration;

use crate::signing::SigningKey;
use crate::timestamp::Timestamp;
use crate::verify::claims::{Claims, Key, parse_algorithm, parse_date, parse_signed_headers};
use crate::verify::fronts::received_methods;
use crate::verify::received::Received;
use crate::verify::wire::Wire;
use crate::verify::{Payload, Place, Policy, Refusal};

/// A request that carries its signature in its query, as it came over the wire.
///
/// Nothing it says is to be believed before [`verify`](Self::verify) has returned `Ok`. `Debug` shows neither the query
/// nor the headers' values. The [module's page](crate::verify) has an example.
///
/// Source: Amazon S3, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
#[derive(Clone)]
pub struct PresignedRequest(Received);

impl PresignedRequest {
    /// Reads a request: its method, its target as in the request line, such as `/key?X-Amz-Algorithm=…`, and
    /// all its headers with `host` among them, in any case.
    ///
    /// # Errors
    /// - [`Refusal::Target`], [`Refusal::Host`], [`Refusal::TwoHosts`], [`Refusal::Request`]: no request looks like this.
    /// - [`Refusal::MissingHeader`], [`Refusal::DuplicateHeader`]: of `host`.
    /// - [`Refusal::Missing`], [`Refusal::Duplicate`]: of a signing parameter; doubles are found in any case of letters.
    /// - [`Refusal::SignatureVersion2`]: signed in the way before Signature Version 4.
    /// - [`Refusal::TwoSignatures`]: there is a header `Authorization` too.
    /// - [`Refusal::Algorithm`], [`Refusal::Credential`], [`Refusal::Date`], [`Refusal::ScopeDate`], [`Refusal::SignedHeaders`],
    ///   [`Refusal::HostNotSigned`], [`Refusal::Signature`], [`Refusal::ExpiresNotANumber`], [`Refusal::ExpiresNegative`],
    ///   [`Refusal::ExpiresZero`]: the parameter is malformed, or has a value that no server accepts.
    pub fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refusal> {
        read(Wire::parse(method, target, headers)?).map(Self)
    }

    received_methods!(read);

    /// `X-Amz-Expires`: how long the URL is valid from its date on, if it says so.
    #[must_use]
    pub fn expires_in(&self) -> Option<Duration> {
        self.0.expires.map(Duration::from_secs)
    }

    /// The last second in which the URL is valid, if it has an `X-Amz-Expires`.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.expires_at()
    }

    /// Verifies the request with the signing key of its [`scope`](Self::scope).
    ///
    /// # Errors
    /// - [`Refusal::Service`], [`Refusal::Region`]: signed for another server.
    /// - [`Refusal::Missing`], [`Refusal::ExpiresTooLong`], [`Refusal::NotYetValid`], [`Refusal::Expired`]: not valid at this time.
    /// - [`Refusal::SignedHeaderAbsent`], [`Refusal::UnsignedHeader`]: other headers than signed.
    /// - [`Refusal::Request`]: a part of the request cannot be signed, such as a bare `+` in the query.
    /// - [`Refusal::KeyScope`]: the key is not that of the scope.
    /// - [`Refusal::SignatureMismatch`]: the request differs from the one that was signed.
    /// - [`Refusal::ChecksumValue`], [`Refusal::ChecksumAlgorithm`], [`Refusal::SeveralChecksums`], [`Refusal::ChecksumRequired`]: it
    ///   declares no usable [checksum](crate::verify#checksums) of its body.
    /// - [`Refusal::Body`], [`Refusal::Checksum`], [`Refusal::ChecksumNotCompared`]: the body that was handed in is not the one that
    ///   was signed, or not known to be.
    /// - [`Refusal::ChunkedBody`]: the body that was handed in is in chunks.
    pub fn verify(&self, key: &SigningKey, now: Timestamp, policy: &Policy) -> Result<Payload, Refusal> {
        self.0.verify(Key::Signing(key), now, policy)
    }
}

/// Reads what a presigned request says about its signature.
pub(super) fn read(wire: Wire) -> Result<Received, Refusal> {
    let received = read_any_expiry(wire)?;
    if received.expires == Some(0) { Err(Refusal::ExpiresZero) } else { Ok(received) }
}

/// The same, with an expiry of 0 among those that are accepted.
pub(super) fn read_any_expiry(wire: Wire) -> Result<Received, Refusal> {
    let algorithm = wire.required_parameter("X-Amz-Algorithm").map_err(|error| wire.without_signature(error))?;
    let algorithm = parse_algorithm(Place::Query, algorithm)?;
    let credential = wire.required_parameter("X-Amz-Credential")?;
    let date = parse_date(Place::Query, wire.required_parameter("X-Amz-Date")?)?;
    let signature = wire.required_parameter("X-Amz-Signature")?;
    let signed_headers = parse_signed_headers(Place::Query, wire.required_parameter("X-Amz-SignedHeaders")?)?;
    let expires = wire.parameter("X-Amz-Expires")?.map(parse_expires).transpose()?;
    let s3_session_token = wire.parameter("X-Amz-S3session-Token")?;
    let session_token = wire.parameter("X-Amz-Security-Token")?.or(s3_session_token).map(Into::into);
    if wire.header("authorization")?.is_some() {
        return Err(Refusal::TwoSignatures);
    }
    let claims = Claims::parse(Place::Query, algorithm, credential, date, signature)?
        .with_region_set(|| wire.required_parameter("X-Amz-Region-Set"))?;
    Ok(Received::new(wire, claims, signed_headers, session_token, expires))
}

/// Only digits: `+60`, `60.0` and ` 60` are numbers to some readers and not to others.
fn parse_expires(value: &str) -> Result<u64, Refusal> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::ExpiresNotANumber);
    }
    if digits.len() < value.len() {
        return Err(Refusal::ExpiresNegative);
    }
    // More digits than a `u64` holds are more seconds than any policy allows.
    Ok(digits.parse().unwrap_or(u64::MAX))
}

impl fmt::Debug for PresignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("PresignedRequest", f)
    }
}
