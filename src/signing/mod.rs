//! Signing: from a request to the canonical request, the string to sign and the signature.
//!
//! `presign` writes the signature into the query, which gives a URL; `authorize` writes it into a header. This module uses
//! `request` and `text`, and none of the modules that use signatures (`interop`, `s3`, `verify`, `explain`).

mod authorize;
mod authorized;
mod canonical;
mod explanation;
mod key;
mod path;
mod presign;
mod presigned;
mod rules;
pub(crate) mod scope;
mod signer;
mod string_to_sign;

pub use authorized::AuthorizedRequest;
pub use canonical::CanonicalRequest;
pub use explanation::{Explanation, Signed};
pub use key::{Signature, SigningKey};
pub(crate) use presign::MAX_EXPIRES;
pub use presigned::PresignedUrl;
pub use rules::{PayloadHeader, Rules};
pub use scope::Scope;
pub use signer::Signer;
pub use string_to_sign::StringToSign;
