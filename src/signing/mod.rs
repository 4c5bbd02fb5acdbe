//! Signing: from a request to the canonical request, the string to sign and the signature.
//!
//! `presign` writes the signature into the query, which gives a URL; `authorize` writes it into a header, and
//! `chunk_signer` into the body, chunk by chunk. This module uses `request` and `text`, and none of the modules that
//! use signatures (`interop`, `s3`, `services`, `verify`, `explain`).

pub(crate) mod algorithm;
mod authorize;
mod authorized;
mod canonical;
pub(crate) mod chunk_chain;
mod chunk_signer;
mod chunked_body;
#[cfg(feature = "sigv4a")]
mod der;
mod explanation;
mod kept;
mod key;
mod path;
mod presign;
mod presigned;
mod rules;
pub(crate) mod scope;
#[cfg(feature = "std")]
mod shared;
mod signature;
mod signer;
mod stable;
mod string_to_sign;
mod unsigned;
#[cfg(feature = "sigv4a")]
mod v4a;

pub use authorized::HeaderSignedRequest;
pub use canonical::CanonicalRequest;
pub use chunk_signer::{ChunkSigner, Frame};
pub use chunked_body::ChunkedBody;
pub use explanation::{Explanation, Signed};
pub use key::SigningKey;
pub(crate) use presign::MAX_EXPIRES;
pub use presigned::PresignedUrl;
pub use rules::{PayloadHeader, Rules};
pub use scope::Scope;
#[cfg(feature = "std")]
pub use shared::SharedSigner;
pub use signature::Signature;
pub use signer::Signer;
pub use string_to_sign::StringToSign;
#[cfg(feature = "sigv4a")]
pub use v4a::VerifyingKey;
