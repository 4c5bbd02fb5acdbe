//! The intermediate results of signing.

use crate::signing::{CanonicalRequest, HeaderSignedRequest, PresignedUrl, Scope, Signature, StringToSign};

/// A signed request and every intermediate result of its signing, from [`Signer::explain`](crate::Signer::explain) or
/// [`Signer::explain_sign`](crate::Signer::explain_sign).
///
/// Compare `canonical_request` and `string_to_sign` with those in the server's answer `SignatureDoesNotMatch`: the
/// first line that differs shows the cause. With the feature `explain`, `Display` writes all of it line by line,
/// without secrets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// The signed request.
    pub signed: Signed,
    /// The request in the spelling that is hashed.
    pub canonical_request: CanonicalRequest,
    /// Algorithm, time, scope and the hash of the canonical request.
    pub string_to_sign: StringToSign,
    /// The day, region and service of the signing key.
    pub scope: Scope,
    /// The signature, which is also in the URL or in the header `Authorization`.
    pub signature: Signature,
}

/// A signed request: a URL, or a request with signed headers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Signed {
    /// What [`Request::presign`](crate::Request::presign) returns.
    Url(PresignedUrl),
    /// What [`Request::sign`](crate::Request::sign) returns.
    Headers(HeaderSignedRequest),
}

impl Signed {
    /// Returns the method, such as `PUT`.
    #[must_use]
    pub fn method(&self) -> &str {
        match self {
            Self::Url(signed) => signed.method(),
            Self::Headers(signed) => signed.method(),
        }
    }

    /// Returns the URL, percent-encoded. Send it unchanged.
    #[must_use]
    pub fn url(&self) -> &str {
        match self {
            Self::Url(signed) => signed.as_str(),
            Self::Headers(signed) => signed.url(),
        }
    }

    /// Returns every header to send in addition to `host`, sorted by name, names in lower case.
    #[must_use]
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> + DoubleEndedIterator {
        match self {
            Self::Url(signed) => signed.headers.iter(),
            Self::Headers(signed) => signed.headers.iter(),
        }
    }
}

impl Explanation {
    /// The presigned URL, unless the request was signed by its headers.
    #[must_use]
    pub fn url(&self) -> Option<&PresignedUrl> {
        match &self.signed {
            Signed::Url(url) => Some(url),
            Signed::Headers(_) => None,
        }
    }

    /// The names of the signed headers, separated by semicolons, such as `content-type;host`.
    #[must_use]
    pub fn signed_headers(&self) -> &str {
        self.canonical_request.signed_headers()
    }

    /// The last line of the canonical request: the body's SHA-256 in hexadecimal digits, or `UNSIGNED-PAYLOAD`.
    #[must_use]
    pub fn payload_hash(&self) -> &str {
        self.canonical_request.payload_hash()
    }
}
