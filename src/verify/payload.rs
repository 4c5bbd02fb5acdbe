//! What a signature says about the body.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::request::payload::UNSIGNED_PAYLOAD;
use crate::signing::CanonicalRequest;
use crate::text::hex;
use crate::verify::Error;

/// What a good signature says about the body. `Display` writes the last line of the canonical request.
///
/// ```
/// use presign::verify::Payload;
///
/// assert_eq!(Payload::Unsigned.to_string(), "UNSIGNED-PAYLOAD");
/// assert!(Payload::Unsigned.check(b"any body").is_ok());
/// ```
///
/// Source: Amazon S3, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the signature is over this payload hash, and not yet over the body"]
#[non_exhaustive]
pub enum Payload {
    /// The signature says nothing about the body.
    Unsigned,
    /// The body's SHA-256 must be this. [`check`](Self::check) compares it.
    Sha256([u8; 32]),
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`, the form of today's SDKs over TLS: the signature says nothing about the body,
    /// which is sent in chunks (`content-encoding: aws-chunked`) with a checksum after the last, which is compared with the
    /// feature `checksums` only. What arrives is not yet the object: decode it with
    /// [`SignedRequest::chunks_with_credentials`](crate::verify::SignedRequest::chunks_with_credentials), or refuse it.
    UnsignedTrailer,
    /// The body is sent in chunks that are signed one by one: the name of the form, such as
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`. Decode and verify it with
    /// [`SignedRequest::chunks_with_credentials`](crate::verify::SignedRequest::chunks_with_credentials), or refuse it.
    Streaming(String),
}

/// Chunks without signatures.
const UNSIGNED_TRAILER: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

impl Payload {
    /// The payload that a canonical request names in its last line.
    pub(crate) fn of(canonical_request: &CanonicalRequest) -> Self {
        let name = canonical_request.as_str().rsplit('\n').next().unwrap_or_default();
        match (hex::decode(name), name) {
            (Some(hash), _) => Self::Sha256(hash),
            (None, UNSIGNED_PAYLOAD) => Self::Unsigned,
            (None, UNSIGNED_TRAILER) => Self::UnsignedTrailer,
            // The request's builder lets nothing through but hashes, UNSIGNED-PAYLOAD… and STREAMING-….
            (None, _) => Self::Streaming(name.to_owned()),
        }
    }

    /// Checks that this is the body that was signed.
    ///
    /// # Errors
    /// - [`Error::Body`]: it has another SHA-256.
    /// - [`Error::ChunkedBody`]: it is sent in chunks, which are not decoded here.
    pub fn check(&self, body: &[u8]) -> Result<(), Error> {
        let mut check = self.body_check()?;
        check.update(body);
        check.finish()
    }

    /// Checks the body piece by piece, as it streams in. The body is good once [`finish`](BodyCheck::finish) has
    /// returned `Ok`, and not before: store nothing under its name until then.
    ///
    /// ```
    /// use presign::verify::Payload;
    ///
    /// let payload = Payload::Unsigned;
    /// let mut check = payload.body_check()?;
    /// for piece in [b"any ", b"body"] {
    ///     check.update(piece);
    /// }
    /// check.finish()?;
    /// # Ok::<(), presign::verify::Error>(())
    /// ```
    ///
    /// # Errors
    /// - [`Error::ChunkedBody`]: the body is sent in chunks, which are not decoded here.
    pub fn body_check(&self) -> Result<BodyCheck, Error> {
        Ok(BodyCheck(self.signed_hash()?.map(|signed| (signed, Sha256::new()))))
    }

    pub(crate) fn check_hash(&self, body: &[u8; 32]) -> Result<(), Error> {
        compare(self.signed_hash()?, body)
    }

    /// What the SHA-256 of the body must be, unless it may be any.
    fn signed_hash(&self) -> Result<Option<[u8; 32]>, Error> {
        match self {
            Self::Unsigned => Ok(None),
            Self::Sha256(signed) => Ok(Some(*signed)),
            Self::UnsignedTrailer | Self::Streaming(_) => Err(Error::ChunkedBody),
        }
    }
}

/// The comparison of a body that streams with its signed SHA-256, made by [`Payload::body_check`].
#[derive(Clone)]
#[must_use = "the body is compared by `finish`"]
pub struct BodyCheck(Option<([u8; 32], Sha256)>);

impl BodyCheck {
    /// Takes the next piece of the body, of any length.
    pub fn update(&mut self, piece: &[u8]) {
        if let Some((_, hasher)) = &mut self.0 {
            hasher.update(piece);
        }
    }

    /// Checks that the pieces were the whole body that was signed.
    ///
    /// # Errors
    /// - [`Error::Body`]: they have another SHA-256.
    pub fn finish(self) -> Result<(), Error> {
        self.0.map_or(Ok(()), |(signed, hasher)| compare(Some(signed), &hasher.finalize().into()))
    }
}

impl fmt::Debug for BodyCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyCheck").finish_non_exhaustive()
    }
}

/// The sender knows both: the time this takes tells nothing new.
fn compare(signed: Option<[u8; 32]>, body: &[u8; 32]) -> Result<(), Error> {
    if signed.is_none_or(|signed| signed == *body) { Ok(()) } else { Err(Error::Body) }
}

impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned => f.write_str(UNSIGNED_PAYLOAD),
            Self::Sha256(hash) => f.write_str(&hex::to_string(hash)),
            Self::UnsignedTrailer => f.write_str(UNSIGNED_TRAILER),
            Self::Streaming(name) => f.write_str(name),
        }
    }
}
