//! What a signature says about the body.

use alloc::borrow::ToOwned;
use alloc::string::String;

use sha2::{Digest, Sha256};

use crate::signing::CanonicalRequest;
use crate::text::hex;
use crate::verify::Error;

/// What the body must be, now that the signature is good.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the signature is over this payload hash, and not yet over the body"]
pub enum Payload {
    /// The signature says nothing about the body.
    Unsigned,
    /// The body's SHA-256 must be this. [`check`](Self::check) compares it.
    Sha256([u8; 32]),
    /// The body comes in chunks that are signed one by one: the name of the form, such as
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`. Refuse it, or verify the chunks yourself.
    Streaming(String),
}

impl Payload {
    /// The payload that a canonical request names in its last line.
    pub(crate) fn of(canonical_request: &CanonicalRequest) -> Self {
        let name = canonical_request.as_str().rsplit('\n').next().unwrap_or_default();
        match hex::decode(name) {
            Some(hash) => Self::Sha256(hash),
            None if name == "UNSIGNED-PAYLOAD" => Self::Unsigned,
            // The request's builder lets nothing through but hashes, UNSIGNED-PAYLOAD… and STREAMING-….
            None => Self::Streaming(name.to_owned()),
        }
    }

    /// Whether this is the body that was signed for.
    ///
    /// # Errors
    /// - [`Error::Body`]: it has another SHA-256.
    /// - [`Error::StreamingBody`]: it is signed chunk by chunk, which is not verified here.
    pub fn check(&self, body: &[u8]) -> Result<(), Error> {
        self.check_hash(&Sha256::digest(body).into())
    }

    pub(crate) fn check_hash(&self, body: &[u8; 32]) -> Result<(), Error> {
        match self {
            Self::Unsigned => Ok(()),
            // The sender knows both: the time this takes tells nothing new.
            Self::Sha256(signed) if signed == body => Ok(()),
            Self::Sha256(_) => Err(Error::Body),
            Self::Streaming(_) => Err(Error::StreamingBody),
        }
    }
}
