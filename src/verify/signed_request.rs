//! A signed request, from the side of the server.

use alloc::string::String;
use core::fmt;

use crate::signing::{CanonicalRequest, Rules, Scope, StringToSign};
use crate::timestamp::Timestamp;
use crate::verify::read::wire::Wire;
use crate::verify::read::{header_signed, presigned};
use crate::verify::received::Received;
use crate::verify::{Place, Policy, Refusal};

// Without atomics, as on the smallest of processors, there are no threads to share it with.
#[cfg(not(target_has_atomic = "ptr"))]
use alloc::rc::Rc as Shared;
#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc as Shared;

/// A request that carries its signature in its query or in the header `Authorization`, whichever it is, as it came over
/// the wire. [`Policy::places`] says which of the two a server accepts.
///
/// What it says is a claim: what the request asks for is told by [`Verified`](crate::verify::Verified), which
/// [`verify`](Self::verify) returns. `Debug` shows neither the query nor the headers' values. A clone shares its
/// memory. The [module's page](crate::verify) has a presigned URL for an example; this is a request with the header
/// `Authorization`:
///
/// ```
/// use presign::verify::{Policy, SignedRequest};
/// use presign::{Credentials, Timestamp};
///
/// let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
///     SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
/// let headers =
///     [("Host", "example.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z"), ("Authorization", authorization)];
/// let request = SignedRequest::parse("GET", "/", headers)?;
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let policy = Policy::new("us-east-1", "service");
/// let (verified, body) = request.verify(&credentials, Timestamp::parse("20150830T124000Z")?, &policy)?;
/// assert_eq!(verified.path()?, "/");
/// body.read(b"")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: Amazon S3, "Authenticating Requests (AWS Signature Version 4)".
#[derive(Clone)]
pub struct SignedRequest(Shared<Received>);

impl SignedRequest {
    /// Reads a request: its method, its target as in the request line, such as `/key?X-Amz-Algorithm=…`,
    /// percent-encoded, and all its headers with `host` among them, in any case.
    ///
    /// In a request with the header `Authorization`, the date of the signature is that of `x-amz-date` or, without one,
    /// of `date`, as in `20150830T123600Z` or `Sun, 30 Aug 2015 12:36:00 GMT`.
    ///
    /// # Errors
    /// - [`Refusal::NotSigned`]: there is no signature.
    /// - [`Refusal::Malformed`]: no request has such a target or host, or two hosts; it has two signatures, or one of
    ///   Signature Version 2; a signing parameter, a part of the header `Authorization`, or the header `host`, the date
    ///   or the token is missing, malformed or repeated. Doubles of a parameter are found in any case of letters.
    /// - [`Refusal::HostNotSigned`]: it would be good at any host.
    /// - [`Refusal::Request`]: the method or a header cannot be signed.
    pub fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refusal> {
        read(Wire::parse(method, target, headers)?).map(|received| Self(Shared::new(received)))
    }

    /// Reads a request from the parts of an `http::Request`, as they arrived: a router that strips a prefix from the
    /// path, or a layer that changes headers, would break the signature. The host is that of the header `host`; without
    /// one, as in HTTP/2, it is the URI's. (Requires the feature `http`.)
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: the value of a header is not UTF-8, whether it is signed or not.
    /// - As [`parse`](Self::parse).
    #[cfg(feature = "http")]
    pub fn from_http_parts(parts: &::http::request::Parts) -> Result<Self, Refusal> {
        read(Wire::from_http_parts(parts)?).map(|received| Self(Shared::new(received)))
    }

    /// Returns where the signature is: in the query or in the header `Authorization`.
    #[must_use]
    pub fn place(&self) -> Place {
        self.0.claims.place
    }

    /// Returns the access key id, to look up the secret or the signing key by. With a certificate it is the serial
    /// number in decimal.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.0.claims.access_key_id
    }

    /// Returns the certificate with whose key the request is said to be signed. Whether its chain leads to one that the
    /// server trusts, and whether it has expired or was revoked, is for the server to check, before it verifies the
    /// request with it. (Requires the feature `x509`.)
    #[cfg(feature = "x509")]
    #[must_use]
    pub fn certificate(&self) -> Option<&crate::signing::Certificate> {
        self.0.claims.certificate()
    }

    /// Returns the scope that the signing key must have.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.0.claims.scope
    }

    /// Returns when it was signed, by the signer's clock.
    #[must_use]
    pub fn date(&self) -> Timestamp {
        self.0.claims.date
    }

    /// Returns the last second in which a presigned URL is valid. `None` if it has no `X-Amz-Expires`, and if the
    /// signature is in the header `Authorization`: then [`Policy::max_age`] is the limit.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.expires_at()
    }

    /// Supplies the body, which is compared with the signed hash and the checksums that are declared. Without it the
    /// request is verified with the hash that it names, or as one without a body, and the body is compared by the
    /// [`BodyDecoder`](crate::verify::BodyDecoder).
    #[must_use]
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        Shared::make_mut(&mut self.0).set_body(body.as_ref());
        self
    }

    /// Returns whether the signature is over a hash of the body that nothing in the head names, as services other than
    /// S3 sign it: then the [`body`](Self::body) or its [hash](Self::body_hash) must be handed in before the request
    /// can be verified.
    #[must_use]
    pub fn needs_body(&self, policy: &Policy) -> bool {
        self.0.needs_body(&policy.rules)
    }

    /// Hands in the SHA-256 of the body instead of the body, for a server that hashes a body as it streams in. Services
    /// other than S3 sign a hash that no header names: it must be handed in before the request can be verified. Of
    /// the [checksums](crate::verify#checksums) that are declared, it is compared with an `x-amz-checksum-sha256` only.
    #[must_use]
    pub fn body_hash(mut self, sha256: [u8; 32]) -> Self {
        Shared::make_mut(&mut self.0).set_body_hash(sha256);
        self
    }

    /// Returns the regions that a request with SigV4a is signed for, separated by commas, such as `us-east-1,eu-*`; its
    /// scope has none. `None` for Signature Version 4.
    #[must_use]
    pub fn region_set(&self) -> Option<&str> {
        self.0.claims.region_set.as_deref()
    }

    /// Returns the names of the signed headers, in lower case, sorted.
    #[must_use]
    pub fn signed_headers(&self) -> &[String] {
        &self.0.signed_headers
    }

    /// Returns the session token of temporary credentials, decoded.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        self.0.session_token.as_deref()
    }

    /// Returns the canonical request that the server sees, which S3 puts into its answer to a signature that does not
    /// match. It holds what the client sent and nothing else.
    ///
    /// # Errors
    /// - [`Refusal::Request`]: a part of the request cannot be signed.
    pub fn canonical_request(&self, rules: &Rules) -> Result<CanonicalRequest, Refusal> {
        self.0.canonical_request(rules)
    }

    /// Returns the string to sign over a canonical request, with this request's date and scope.
    #[must_use]
    pub fn string_to_sign(&self, canonical_request: &CanonicalRequest) -> StringToSign {
        self.0.claims.string_to_sign(canonical_request)
    }

    pub(super) fn received(&self) -> &Received {
        &self.0
    }
}

fn read(wire: Wire) -> Result<Received, Refusal> {
    let is_in_header = wire.header_values("authorization").next().is_some();
    if is_in_header { header_signed::read(wire) } else { presigned::read(wire) }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("SignedRequest", f)
    }
}
