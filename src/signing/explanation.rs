//! A signing with every intermediate.

use crate::signing::{AuthorizedRequest, CanonicalRequest, PresignedUrl, Scope, Signature, StringToSign};

/// A signing with every intermediate, from [`Signer::explain`](crate::Signer::explain) or
/// [`Signer::explain_sign`](crate::Signer::explain_sign).
///
/// Compare `canonical_request` and `string_to_sign` with those in a server's `SignatureDoesNotMatch` answer: the first
/// line that differs is the reason.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// What was signed for.
    pub signed: Signed,
    /// The request in the spelling that is hashed.
    pub canonical_request: CanonicalRequest,
    /// Algorithm, time, scope and the canonical request's hash.
    pub string_to_sign: StringToSign,
    /// The day, region and service of the key.
    pub scope: Scope,
    /// The signature, which also stands in the URL or in the header `Authorization`.
    pub signature: Signature,
}

/// What comes out of a signing, by its form.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Signed {
    /// The query form: what [`Signer::presign`](crate::Signer::presign) gives.
    Url(PresignedUrl),
    /// The header form: what [`Signer::sign`](crate::Signer::sign) gives.
    Headers(AuthorizedRequest),
}

impl Explanation {
    /// The presigned URL, if that is the form.
    #[must_use]
    pub fn url(&self) -> Option<&PresignedUrl> {
        match &self.signed {
            Signed::Url(url) => Some(url),
            Signed::Headers(_) => None,
        }
    }
}
