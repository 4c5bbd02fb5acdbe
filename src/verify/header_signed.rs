//! A request with the header `Authorization`, from the side of the server.

use alloc::string::String;
use core::fmt;

use crate::signing::SigningKey;
use crate::signing::algorithm::Algorithm;
use crate::timestamp::{Timestamp, http_date};
use crate::verify::claims::{Claims, Key, parse_algorithm, parse_date, parse_signed_headers};
use crate::verify::fronts::received_methods;
use crate::verify::received::Received;
use crate::verify::wire::Wire;
use crate::verify::{Payload, Place, Policy, Refusal};

/// A request that carries its signature in the header `Authorization`, as it came over the wire.
///
/// Nothing it says is to be believed before [`verify`](Self::verify) has returned `Ok`. `Debug` shows neither the query
/// nor the headers' values.
///
/// ```
/// use presign::verify::{HeaderSignedRequest, Payload, Policy};
/// use presign::{Credentials, Timestamp};
///
/// let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
///     SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
/// let headers =
///     [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z"), ("Authorization", authorization)];
/// let request = HeaderSignedRequest::parse("GET", "/", headers)?;
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let policy = Policy::new("us-east-1", "service");
/// let payload = request.verify_with_credentials(&credentials, Timestamp::parse("20150830T124000Z")?, &policy)?;
/// payload.check(b"")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: Amazon S3, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
#[derive(Clone)]
pub struct HeaderSignedRequest(Received);

impl HeaderSignedRequest {
    /// Reads a request: its method, its target as in the request line, and all its headers with `host`,
    /// `authorization` and `x-amz-date` among them, in any case. Instead of `x-amz-date` there may be `date`, as in
    /// `20150830T123600Z` or `Sun, 30 Aug 2015 12:36:00 GMT`.
    ///
    /// # Errors
    /// - [`Refusal::Target`], [`Refusal::Host`], [`Refusal::TwoHosts`], [`Refusal::Request`]: no request looks like this.
    /// - [`Refusal::MissingHeader`], [`Refusal::DuplicateHeader`]: of `host`, `authorization`, the date or a token.
    /// - [`Refusal::SignatureVersion2`]: signed in the way before Signature Version 4.
    /// - [`Refusal::TwoSignatures`]: there is a signature in the query too.
    /// - [`Refusal::Authorization`], [`Refusal::Missing`], [`Refusal::Duplicate`], [`Refusal::Algorithm`],
    ///   [`Refusal::Credential`], [`Refusal::ScopeDate`], [`Refusal::SignedHeaders`], [`Refusal::HostNotSigned`],
    ///   [`Refusal::Signature`]: a part of the header is missing, double or malformed.
    /// - [`Refusal::Date`], [`Refusal::DateHeader`]: the date is malformed.
    pub fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refusal> {
        read(Wire::parse(method, target, headers)?).map(Self)
    }

    received_methods!(read);

    /// Verifies the request with the signing key of its [`scope`](Self::scope).
    ///
    /// # Errors
    /// - [`Refusal::Service`], [`Refusal::Region`]: signed for another server.
    /// - [`Refusal::TimeTooSkewed`]: dated too far ahead or too long ago.
    /// - [`Refusal::MissingHeader`]: S3 requires the payload hash in `x-amz-content-sha256`.
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

/// Reads what a header-signed request says about its signature.
pub(super) fn read(wire: Wire) -> Result<Received, Refusal> {
    let authorization = wire.required_header("authorization").map_err(|error| wire.without_signature(error))?;
    let (algorithm, [credential, signed_headers, signature]) = parse_authorization(authorization)?;
    if wire.parameter("X-Amz-Signature")?.is_some() || wire.parameter("X-Amz-Algorithm")?.is_some() {
        return Err(Refusal::TwoSignatures);
    }
    let claims = Claims::parse(Place::Authorization, algorithm, credential, date(&wire)?, signature)?
        .with_region_set(|| wire.required_header("x-amz-region-set"))?;
    let signed_headers = parse_signed_headers(Place::Authorization, signed_headers)?;
    let s3_session_token = wire.header("x-amz-s3session-token")?;
    let session_token = wire.header("x-amz-security-token")?.or(s3_session_token).map(Into::into);
    Ok(Received::new(wire, claims, signed_headers, session_token, None))
}

/// The date of the signature: the header `x-amz-date`, or `date` if there is none.
///
/// It need not be among the signed headers, since it is a line of the string to sign.
pub(crate) fn date(wire: &Wire) -> Result<Timestamp, Refusal> {
    if let Some(date) = wire.header("x-amz-date")? {
        return parse_date(Place::Authorization, date);
    }
    let date = wire.header("date")?.ok_or(Refusal::MissingHeader("x-amz-date"))?;
    Timestamp::parse(date).ok().or_else(|| http_date::parse(date)).ok_or(Refusal::DateHeader)
}

/// The three parts of the header, in any order.
const PARTS: [&str; 3] = ["Credential", "SignedHeaders", "Signature"];

/// Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
pub(crate) fn parse_authorization(value: &str) -> Result<(Algorithm, [&str; 3]), Refusal> {
    let (algorithm, rest) = value.split_once(' ').ok_or(Refusal::Authorization)?;
    if algorithm == "AWS" {
        return Err(Refusal::SignatureVersion2);
    }
    let algorithm = parse_algorithm(Place::Authorization, algorithm)?;
    let mut values = [None; 3];
    for part in rest.split(',') {
        let (name, value) = part.trim_matches(' ').split_once('=').ok_or(Refusal::Authorization)?;
        let at = PARTS.iter().position(|part| *part == name).ok_or(Refusal::Authorization)?;
        if values[at].replace(value).is_some() {
            return Err(Refusal::Duplicate { place: Place::Authorization, name: PARTS[at] });
        }
    }
    let value = |at: usize| values[at].ok_or(Refusal::Missing { place: Place::Authorization, name: PARTS[at] });
    Ok((algorithm, [value(0)?, value(1)?, value(2)?]))
}

impl fmt::Debug for HeaderSignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("HeaderSignedRequest", f)
    }
}
