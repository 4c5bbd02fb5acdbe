//! What is known of a request whose signature is good.

use std::fmt;
use std::sync::Arc;

use http::Method;
use presign::Timestamp;
use presign::verify::{self, Place};

use crate::Refusal;

/// A request whose signature is good, in its extensions, and who has signed it.
///
/// Decide by what it has to say, and not by the `http::Request`, of which only a part is signed: by
/// [`path`](Self::path), and by the parameters, the sub-resources, the `x-amz-` instructions and the copy source of its
/// [`request`](Self::request), all of them decoded.
pub struct Verified<I>(Arc<Inner<I>>);

struct Inner<I> {
    method: Method,
    identity: I,
    request: verify::Verified,
    path: String,
    is_in_chunks: bool,
    now: Timestamp,
}

impl<I> Verified<I> {
    pub(crate) fn new(
        method: Method,
        identity: I,
        request: verify::Verified,
        is_in_chunks: bool,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let path = request.path()?.to_owned();
        Ok(Self(Arc::new(Inner { method, identity, request, path, is_in_chunks, now })))
    }

    /// Who has signed it, as the store of keys says.
    #[must_use]
    pub fn identity(&self) -> &I {
        &self.0.identity
    }

    /// The method that was signed.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// The path that was signed, decoded, such as `/bucket/a b.txt`. To S3 empty segments, `.` and `..` are names like
    /// any other: never hand it to a file system.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The request as it was signed: its parameters, headers and instructions, decoded.
    #[must_use]
    pub fn request(&self) -> &verify::Verified {
        &self.0.request
    }

    /// Computes an identity of the request that is the same each time it is sent, and no secret: what to remember of a
    /// link that is to be used once, counted or revoked.
    #[must_use]
    pub fn link(&self) -> [u8; 32] {
        self.0.request.link()
    }

    pub(crate) fn is_in_chunks(&self) -> bool {
        self.0.is_in_chunks
    }

    /// When it was verified.
    pub(crate) fn now(&self) -> Timestamp {
        self.0.now
    }
}

impl<I> Clone for Verified<I> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<I> fmt::Debug for Verified<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verified").field(self.0.request.request()).finish()
    }
}

/// In the extensions of a request that is served although it is not signed: see
/// [`VerifyLayer::serve_unsigned`](crate::VerifyLayer::serve_unsigned).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
