//! What is known of a request whose signature is good.

use std::fmt;
use std::sync::Arc;

use presign::Timestamp;
use presign::verify::{Place, Policy, SignedRequest};
use sha2::{Digest, Sha256};

use crate::{Key, Refusal};

/// A request whose signature is good, in its extensions, and who has signed it.
///
/// Decide by what it has to say, and not by the `http::Request`, of which only a part is signed: by
/// [`path`](Self::path), and by the parameters, the sub-resources, the `x-amz-` instructions and the copy source of its
/// [`request`](Self::request), all of them decoded.
pub struct Verified<I>(Arc<Inner<I>>);

struct Inner<I> {
    identity: I,
    request: Arc<SignedRequest>,
    path: String,
    is_in_chunks: bool,
    /// For a `ResignLayer`.
    grounds: Grounds,
}

/// What a request was verified with.
pub(crate) struct Grounds {
    pub(crate) key: Key,
    pub(crate) policy: Arc<Policy>,
    pub(crate) now: Timestamp,
}

impl<I> Verified<I> {
    pub(crate) fn new(
        identity: I,
        request: Arc<SignedRequest>,
        is_in_chunks: bool,
        grounds: Grounds,
    ) -> Result<Self, Refusal> {
        let path = request.decoded_path(&grounds.policy.rules).ok_or_else(|| {
            Refusal::new(http::StatusCode::BAD_REQUEST, "InvalidURI", "the path is not percent-encoded UTF-8")
        })?;
        Ok(Self(Arc::new(Inner { identity, request, path, is_in_chunks, grounds })))
    }

    /// Who has signed it, as the store of keys says.
    #[must_use]
    pub fn identity(&self) -> &I {
        &self.0.identity
    }

    /// The path that was signed, decoded, such as `/bucket/a b.txt`. To S3 empty segments, `.` and `..` are names like
    /// any other: never hand it to a file system.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The request as it was signed.
    #[must_use]
    pub fn request(&self) -> &SignedRequest {
        &self.0.request
    }

    /// Computes an identity of the request that is the same each time it is sent, and no secret: what to remember of a
    /// link that is to be used once, counted or revoked.
    #[must_use]
    pub fn link(&self) -> [u8; 32] {
        let (request, rules) = (&self.0.request, &self.0.grounds.policy.rules);
        // It was verified, hence can be signed.
        let text = request.canonical_request(rules).map(|canonical| request.string_to_sign(&canonical));
        let text = text.as_ref().map_or("", |text| text.as_str());
        Sha256::digest(format!("{}\n{text}", request.access_key_id())).into()
    }

    pub(crate) fn is_in_chunks(&self) -> bool {
        self.0.is_in_chunks
    }

    pub(crate) fn grounds(&self) -> &Grounds {
        &self.0.grounds
    }
}

impl<I> Clone for Verified<I> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<I> fmt::Debug for Verified<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verified").field(&self.0.request).finish()
    }
}

/// In the extensions of a request that is served although it is not signed: see
/// [`VerifyLayer::serve_unsigned`](crate::VerifyLayer::serve_unsigned).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anonymous;

/// In the extensions of every answer: what was found out about the request. For logs and limits outside the layer.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// The access key id that the request names, of a signature good or bad; `None` if it is not signed.
    pub access_key_id: Option<String>,
    /// Where the signature is. A good one in the query says that its signer had the secret, and not that who sends it
    /// has.
    pub place: Option<Place>,
    /// Why the layer has refused it, unless the service has answered.
    pub refused: Option<Refusal>,
}
