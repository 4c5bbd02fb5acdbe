//! Signing: from a request to the canonical request, the string to sign and the signature.
//!
//! `presign` writes the signature into the query, which gives a URL; `authorize` writes it into a header, and
//! `chunks` into the body, chunk by chunk. This module uses `request` and `text`, and none of the modules that
//! use signatures (`interop`, `s3`, `services`, `verify`, `explain`).

// The order of the pages of `Signer` and `Request`.
mod signer;

mod presign;

mod authorize;
mod canonical;
pub(crate) mod chunks;
#[cfg(feature = "event-stream")]
pub(crate) mod events;
mod kept;
mod key;
#[cfg(any(feature = "sigv4a", feature = "x509"))]
mod keyless;
mod path;
mod rules;
pub(crate) mod scope;
#[cfg(feature = "std")]
mod shared;
mod signature;
mod signed;
mod stable;
#[cfg(feature = "sigv4a")]
mod v4a;

pub use canonical::{CanonicalRequest, StringToSign};
pub use chunks::{ChunkSigner, ChunkedBody, Frame};
#[cfg(feature = "event-stream")]
pub use events::{EventMessage, EventSigner, EventValue};
pub use key::SigningKey;
#[cfg(feature = "x509")]
pub use keyless::Certificate;
#[cfg(any(feature = "sigv4a", feature = "x509"))]
pub use keyless::{KeylessSigner, Unsigned, ecdsa_der};
pub(crate) use presign::MAX_EXPIRES;
pub use rules::{PayloadHeader, Rules};
pub use scope::Scope;
#[cfg(feature = "std")]
pub use shared::SharedSigner;
pub(crate) use signature::Algorithm;
pub use signature::Signature;
pub use signed::{Explanation, HeaderSignedRequest, PresignedUrl, Signed};
pub use signer::Signer;
#[cfg(feature = "sigv4a")]
pub use v4a::VerifyingKey;
