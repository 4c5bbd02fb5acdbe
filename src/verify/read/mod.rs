//! What a request says about its signature, wherever it says it.

pub(in crate::verify) mod authority;
#[cfg(feature = "x509")]
mod certificate;
pub(crate) mod claims;
pub(crate) mod header_signed;
pub(crate) mod presigned;
pub(crate) mod wire;
