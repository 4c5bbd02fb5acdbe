//! A signed request of either form, from the side of the server.

use alloc::string::String;
use core::fmt;

use crate::signing::SigningKey;
use crate::timestamp::Timestamp;
use crate::verify::claims::Key;
use crate::verify::fronts::received_methods;
use crate::verify::received::Received;
use crate::verify::wire::Wire;
use crate::verify::{Payload, Place, Policy, Refusal, header_signed, presigned};

/// A request that carries its signature in its query or in the header `Authorization`, whichever it is, as it came over the
/// wire.
///
/// Nothing it says is to be believed before [`verify`](Self::verify) has returned `Ok`. `Debug` shows neither the query
/// nor the headers' values. The [module's page](crate::verify) has an example.
///
/// Source: Amazon S3, "Authenticating Requests (AWS Signature Version 4)".
#[derive(Clone)]
pub struct SignedRequest(Received);

impl SignedRequest {
    /// Reads a request: its method, its target as in the request line, percent-encoded, and all its headers with `host`
    /// among them, in any case.
    ///
    /// # Errors
    /// - [`Refusal::NotSigned`]: there is no signature.
    /// - [`Refusal::TwoSignatures`]: there is one in the query and a header `Authorization`.
    /// - As [`PresignedRequest::parse`](crate::verify::PresignedRequest::parse) and
    ///   [`HeaderSignedRequest::parse`](crate::verify::HeaderSignedRequest::parse).
    pub fn parse<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refusal> {
        read(Wire::parse(method, target, headers)?).map(Self)
    }

    received_methods!(read);

    pub(super) fn received(&self) -> &Received {
        &self.0
    }

    /// Where the signature is: in the query or in the header `Authorization`.
    #[must_use]
    pub fn place(&self) -> Place {
        self.0.claims.place
    }

    /// The last second in which a presigned URL is valid. `None` if it has no `X-Amz-Expires`, and if the signature is in
    /// the header `Authorization`: then [`Policy::clock_skew`] is the limit.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.expires_at()
    }

    /// Verifies the request with the signing key of its [`scope`](Self::scope).
    ///
    /// # Errors
    /// - As [`PresignedRequest::verify`](crate::verify::PresignedRequest::verify) and
    ///   [`HeaderSignedRequest::verify`](crate::verify::HeaderSignedRequest::verify).
    pub fn verify(&self, key: &SigningKey, now: Timestamp, policy: &Policy) -> Result<Payload, Refusal> {
        self.0.verify(Key::Signing(key), now, policy)
    }
}

fn read(wire: Wire) -> Result<Received, Refusal> {
    let in_header = wire.header_values("authorization").next().is_some();
    let in_query = wire.parameter("X-Amz-Algorithm")?.is_some() || wire.parameter("X-Amz-Signature")?.is_some();
    match (in_header, in_query) {
        (true, true) => Err(Refusal::TwoSignatures),
        (true, false) => header_signed::read(wire),
        (false, true) => presigned::read(wire),
        (false, false) => Err(wire.without_signature(Refusal::NotSigned)),
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("SignedRequest", f)
    }
}
