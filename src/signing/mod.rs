//! What is signed and with what: from a request to the canonical request, the string to sign and the signature.
//!
//! `presign` is the query form, the one that comes out as a URL. `request` and `text` come in; the rooms that use
//! signatures (`interop`, `s3`, `verify`, `explain`) do not.

mod canonical;
mod key;
mod presign;
mod presigned;
mod rules;
pub(crate) mod scope;
mod signer;
mod string_to_sign;

pub use canonical::CanonicalRequest;
pub use key::{Signature, SigningKey};
pub(crate) use presign::MAX_EXPIRES;
pub use presigned::{Explanation, PresignedUrl};
pub use rules::{PayloadHeader, Rules};
pub use scope::Scope;
pub use signer::Signer;
pub use string_to_sign::StringToSign;
