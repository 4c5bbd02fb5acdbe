#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod action;
mod checksum;
#[cfg(feature = "cloudfront")]
pub mod cloudfront;
mod credentials;
/// Guides.
#[cfg(doc)]
pub mod docs {
    #[doc = include_str!("../docs/benchmarks.md")]
    pub mod benchmarks {}
    #[doc = include_str!("../docs/causes.md")]
    pub mod causes {}
    #[doc = include_str!("../docs/certificates.md")]
    pub mod certificates {}
    #[doc = include_str!("../docs/clients.md")]
    pub mod clients {}
    #[doc = include_str!("../docs/comparison.md")]
    pub mod comparison {}
    #[doc = include_str!("../docs/conformance.md")]
    pub mod conformance {}
    #[doc = include_str!("../docs/credentials.md")]
    pub mod credentials {}
    #[doc = include_str!("../docs/design.md")]
    pub mod design {}
    #[doc = include_str!("../docs/errors.md")]
    #[doc = concat!("\n[Why does my presigned URL fail?](", env!("CARGO_PKG_HOMEPAGE"), ") has each code as an anchor.")]
    pub mod errors {}
    #[doc = include_str!("../docs/event-streams.md")]
    pub mod event_streams {}
    #[doc = include_str!("../docs/family.md")]
    pub mod family {}
    #[doc = include_str!("../docs/migration.md")]
    pub mod migration {}
    #[doc = include_str!("../docs/page.md")]
    #[doc = concat!("\n\nIt is at <", env!("CARGO_PKG_HOMEPAGE"), ">.")]
    pub mod page {}
    #[doc = include_str!("../docs/platforms.md")]
    pub mod platforms {}
    #[doc = include_str!("../docs/recipes.md")]
    pub mod recipes {}
    #[doc = include_str!("../docs/scoped.md")]
    pub mod scoped {}
    #[doc = include_str!("../docs/without-an-sdk.md")]
    pub mod without_an_sdk {}
}

// The order of the pages of `Request` and `Signer`: they begin with their constructors and with `presign`.
mod request;
mod signing;

mod error;
#[cfg(feature = "explain")]
pub mod explain;
mod interop;
mod partition;
pub mod s3;
#[cfg(feature = "scoped")]
pub mod scoped;
pub mod services;
mod text;
mod timestamp;
mod token;
pub mod verify;

#[cfg(feature = "checksums")]
pub use checksum::ChecksumHasher;
pub use checksum::{Checksum, ChecksumAlgorithm};
pub use credentials::Credentials;
pub use error::{Error, ErrorKind};
#[cfg(feature = "http")]
pub use interop::Body;
pub use request::Request;
#[cfg(feature = "x509")]
pub use signing::Certificate;
#[cfg(feature = "std")]
pub use signing::SharedSigner;
#[cfg(feature = "sigv4a")]
pub use signing::VerifyingKey;
pub use signing::{
    CanonicalRequest, ChunkSigner, ChunkedBody, Explanation, Frame, HeaderSignedRequest, PayloadHeader, PresignedUrl,
    Rules, Scope, Signature, Signed, Signer, SigningKey, StringToSign,
};
#[cfg(feature = "event-stream")]
pub use signing::{EventMessage, EventSigner, EventValue};
#[cfg(any(feature = "sigv4a", feature = "x509"))]
pub use signing::{KeylessSigner, Unsigned, ecdsa_der};
pub use timestamp::Timestamp;
