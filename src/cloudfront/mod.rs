//! CloudFront's signed URLs and signed cookies: made, and verified.
//!
//! This is not Signature Version 4. A [`Policy`] says what may be fetched and until when; it is signed with a private
//! key, whose public key CloudFront has under an id. A signed policy is handed out [in a URL](SignedPolicy::url) or [in
//! cookies](SignedPolicy::cookies). (Requires the feature `cloudfront`; keys in PEM the feature `cloudfront-pem`.)
//!
#![doc = include_str!("../../docs/cloudfront.md")]

mod base64;
mod document;
mod hash;
#[cfg(feature = "cloudfront-pem")]
mod pem;
mod policy;
#[cfg(feature = "cloudfront-pem")]
mod private_key;
#[cfg(feature = "cloudfront-pem")]
mod public_key;
mod resource;
mod signed_policy;
mod signed_request;
mod source_ip;
mod url;

pub use hash::Hash;
pub use policy::{Policy, Statement};
#[cfg(feature = "cloudfront-pem")]
pub use private_key::PrivateKey;
#[cfg(feature = "cloudfront-pem")]
pub use public_key::PublicKey;
pub use signed_policy::SignedPolicy;
pub use signed_request::SignedRequest;
