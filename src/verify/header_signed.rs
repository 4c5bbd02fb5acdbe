//! A request with the header `Authorization`, from the side of the server.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::credentials::Credentials;
use crate::request::payload::{PAYLOAD_HEADER, UNSIGNED_PAYLOAD};
use crate::signing::{CanonicalRequest, Rules, Scope, SigningKey, StringToSign};
use crate::timestamp::Timestamp;
use crate::verify::claims::{ALGORITHM, Claims, parse_signed_headers};
use crate::verify::wire::Wire;
use crate::verify::{Error, Payload, Place, Policy};

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
pub struct HeaderSignedRequest {
    wire: Wire,
    claims: Claims,
    signed_headers: Vec<String>,
    session_token: Option<String>,
}

impl HeaderSignedRequest {
    /// Reads a request: its method, its target as it stands in the request line, and all its headers with `host`,
    /// `x-amz-date` and `authorization` among them, in any case.
    ///
    /// # Errors
    /// - [`Error::Target`], [`Error::Host`], [`Error::Request`]: no request looks like this.
    /// - [`Error::MissingHeader`], [`Error::DuplicateHeader`]: of `host`, `authorization`, `x-amz-date` or a token.
    /// - [`Error::TwoSignatures`]: there is a signature in the query too.
    /// - [`Error::Authorization`], [`Error::Missing`], [`Error::Duplicate`], [`Error::Algorithm`],
    ///   [`Error::Credential`], [`Error::Date`], [`Error::ScopeDate`], [`Error::SignedHeaders`],
    ///   [`Error::HostNotSigned`], [`Error::Signature`]: a part of the header is missing, double or malformed.
    pub fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Error> {
        let wire = Wire::parse(method, target, headers)?;
        let [credential, signed_headers, signature] = parse_authorization(wire.required_header("authorization")?)?;
        if wire.parameter("X-Amz-Signature")?.is_some() || wire.parameter("X-Amz-Algorithm")?.is_some() {
            return Err(Error::TwoSignatures);
        }
        let claims = Claims::parse(Place::Authorization, credential, wire.required_header("x-amz-date")?, signature)?;
        let signed_headers = parse_signed_headers(Place::Authorization, signed_headers)?;
        let s3_session_token = wire.header("x-amz-s3session-token")?;
        let session_token = wire.header("x-amz-security-token")?.or(s3_session_token).map(Into::into);
        Ok(Self { wire, claims, signed_headers, session_token })
    }

    /// Hands in the body, whose hash is signed. Without it the request is verified with the hash that it names in the
    /// header `x-amz-content-sha256`, or as one without a body.
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

    /// When the request was signed, by the signer's clock.
    #[must_use]
    pub fn date(&self) -> Timestamp {
        self.claims.date
    }

    /// The names of the signed headers, in lower case, sorted.
    #[must_use]
    pub fn signed_headers(&self) -> &[String] {
        &self.signed_headers
    }

    /// The session token of temporary credentials. Who verifies with a key must see for himself that it is the one that
    /// was handed out with the access key; [`verify_with_credentials`](Self::verify_with_credentials) does.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }

    /// Verifies the request with the signing key of its [`scope`](Self::scope).
    ///
    /// # Errors
    /// - [`Error::Service`], [`Error::Region`]: signed for another server.
    /// - [`Error::TimeTooSkewed`]: dated too far ahead or too long ago.
    /// - [`Error::MissingHeader`]: S3 must be told the payload hash in `x-amz-content-sha256`.
    /// - [`Error::SignedHeaderAbsent`], [`Error::UnsignedHeader`], [`Error::NeverSigned`]: other headers than signed.
    /// - [`Error::Request`]: a part of the request cannot be signed, such as a bare `+` in the query.
    /// - [`Error::KeyScope`]: the key is not that of the scope.
    /// - [`Error::SignatureMismatch`]: all else that is not as it was signed.
    /// - [`Error::Body`], [`Error::StreamingBody`]: the body that was handed in is not the one that was signed for.
    pub fn verify(&self, key: &SigningKey, now: Timestamp, policy: &Policy) -> Result<Payload, Error> {
        self.claims.check_scope(policy)?;
        let date = self.claims.date;
        let apart = date.unix_seconds().abs_diff(now.unix_seconds());
        if apart > policy.clock_skew.as_secs() {
            return Err(Error::TimeTooSkewed { date, now });
        }
        // S3 signs no default here, unlike in a presigned URL.
        if policy.rules.payload_hash == UNSIGNED_PAYLOAD {
            self.wire.required_header(PAYLOAD_HEADER)?;
        }
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
}

/// The three parts of the header, in any order.
const PARTS: [&str; 3] = ["Credential", "SignedHeaders", "Signature"];

/// Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
fn parse_authorization(text: &str) -> Result<[&str; 3], Error> {
    let (algorithm, rest) = text.split_once(' ').ok_or(Error::Authorization)?;
    if algorithm != ALGORITHM {
        return Err(Error::Algorithm(Place::Authorization));
    }
    let mut values = [None; 3];
    for part in rest.split(',') {
        let (name, value) = part.trim_matches(' ').split_once('=').ok_or(Error::Authorization)?;
        let at = PARTS.iter().position(|part| *part == name).ok_or(Error::Authorization)?;
        if values[at].replace(value).is_some() {
            return Err(Error::Duplicate { place: Place::Authorization, name: PARTS[at] });
        }
    }
    let value = |at: usize| values[at].ok_or(Error::Missing { place: Place::Authorization, name: PARTS[at] });
    Ok([value(0)?, value(1)?, value(2)?])
}

impl fmt::Debug for HeaderSignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderSignedRequest")
            .field("method", &self.wire.method)
            .field("path", &self.wire.path())
            .field("access_key_id", &self.claims.access_key_id)
            .field("scope", &self.claims.scope.as_str())
            .field("date", &self.claims.date)
            .field("signed_headers", &self.signed_headers)
            .finish_non_exhaustive()
    }
}
