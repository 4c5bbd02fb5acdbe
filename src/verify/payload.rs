//! What a signature says about the body.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::checksum::Checksum;
use crate::request::payload::UNSIGNED_PAYLOAD;
use crate::signing::CanonicalRequest;
use crate::text::hex;
use crate::verify::Refusal;
use crate::verify::declared::{Comparison, Declared};

/// What a good signature, and the checksums that the request declares, say about the body. `Display` writes the last
/// line of the canonical request.
///
/// ```
/// use presign::verify::Payload;
///
/// assert_eq!(Payload::Unsigned.to_string(), "UNSIGNED-PAYLOAD");
/// assert!(Payload::Unsigned.check(b"any body").is_ok());
/// ```
///
/// Source: Amazon S3, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "the signature is over this payload hash, and not yet over the body"]
#[non_exhaustive]
pub enum Payload {
    /// Nothing says anything about the body.
    Unsigned,
    /// The body's SHA-256 must be this. [`check`](Self::check) compares it.
    Sha256([u8; 32]),
    /// The request declares checksums of the body, which is sent as it is. [`check`](Self::check) compares them.
    Checksums {
        /// What the body's SHA-256 must be, if that is signed too.
        sha256: Option<[u8; 32]>,
        /// At most one `content-md5` and one `x-amz-checksum-…`, each with the name in lower case of the header, or the
        /// parameter of the query, that declares it.
        checksums: Vec<(String, Checksum)>,
    },
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`, the form of today's SDKs over TLS: the signature says nothing about the
    /// body, which is sent in chunks (`content-encoding: aws-chunked`) with a checksum after the last. What arrives is
    /// not yet the object: decode it with
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
    /// The payload that a canonical request names in its last line, with the checksums that the request declares. Those
    /// of a body in chunks are of what is in the chunks, and compared by their decoder.
    pub(crate) fn of(canonical_request: &CanonicalRequest, checksums: Vec<Declared>) -> Self {
        let name = canonical_request.as_str().rsplit('\n').next().unwrap_or_default();
        let sha256 = hex::decode(name);
        match (sha256, name) {
            (Some(_), _) | (None, UNSIGNED_PAYLOAD) if !checksums.is_empty() => Self::Checksums { sha256, checksums },
            (Some(hash), _) => Self::Sha256(hash),
            (None, UNSIGNED_PAYLOAD) => Self::Unsigned,
            (None, UNSIGNED_TRAILER) => Self::UnsignedTrailer,
            // The request's builder lets nothing through but hashes, UNSIGNED-PAYLOAD… and STREAMING-….
            (None, _) => Self::Streaming(name.to_owned()),
        }
    }

    /// Checks that this is the body that was signed, and that it has the checksums that were declared.
    ///
    /// # Errors
    /// - [`Refusal::Body`]: it has another SHA-256.
    /// - [`Refusal::Checksum`]: it has another checksum.
    /// - [`Refusal::ChecksumNotCompared`]: it has a checksum that this build cannot compute. Without the feature
    ///   `checksums` that is any except MD5, SHA-256 and SHA-512.
    /// - [`Refusal::ChunkedBody`]: it is sent in chunks, which are not decoded here.
    pub fn check(&self, body: &[u8]) -> Result<(), Refusal> {
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
    /// # Ok::<(), presign::verify::Refusal>(())
    /// ```
    ///
    /// # Errors
    /// - [`Refusal::ChecksumNotCompared`]: the body has a checksum that this build cannot compute.
    /// - [`Refusal::ChunkedBody`]: the body is sent in chunks, which are not decoded here.
    pub fn body_check(&self) -> Result<BodyCheck, Refusal> {
        let checksums: &[Declared] = if let Self::Checksums { checksums, .. } = self { checksums } else { &[] };
        let signed = self.signed_hash()?.map(|signed| (signed, Sha256::new()));
        Ok(BodyCheck { signed, checksums: Comparison::new(checksums)? })
    }

    /// Compares the body's SHA-256 with the one that is signed, and with the one that is declared.
    pub(crate) fn check_hash(&self, body: [u8; 32]) -> Result<(), Refusal> {
        compare(self.signed_hash()?, body)?;
        let Self::Checksums { checksums, .. } = self else { return Ok(()) };
        let is_other = |checksum: &Checksum| matches!(checksum, Checksum::Sha256(hash) if *hash != body);
        match checksums.iter().find(|(_, checksum)| is_other(checksum)) {
            Some((name, _)) => Err(Refusal::Checksum(name.clone())),
            None => Ok(()),
        }
    }

    /// What the SHA-256 of the body must be, unless it may be any.
    fn signed_hash(&self) -> Result<Option<[u8; 32]>, Refusal> {
        match self {
            Self::Unsigned => Ok(None),
            Self::Sha256(signed) => Ok(Some(*signed)),
            Self::Checksums { sha256, .. } => Ok(*sha256),
            Self::UnsignedTrailer | Self::Streaming(_) => Err(Refusal::ChunkedBody),
        }
    }
}

/// The comparison of a body that streams with its signed SHA-256 and its declared checksums, made by
/// [`Payload::body_check`].
#[derive(Clone)]
#[must_use = "the body is compared by `finish`"]
pub struct BodyCheck {
    signed: Option<([u8; 32], Sha256)>,
    checksums: Comparison,
}

impl BodyCheck {
    /// Takes the next piece of the body, of any length.
    pub fn update(&mut self, piece: &[u8]) {
        if let Some((_, hasher)) = &mut self.signed {
            hasher.update(piece);
        }
        self.checksums.update(piece);
    }

    /// Checks that the pieces were the whole body that was signed, and that it has the checksums that were declared.
    ///
    /// # Errors
    /// - [`Refusal::Body`]: they have another SHA-256.
    /// - [`Refusal::Checksum`]: they have another checksum.
    pub fn finish(self) -> Result<(), Refusal> {
        self.signed.map_or(Ok(()), |(signed, hasher)| compare(Some(signed), hasher.finalize().into()))?;
        self.checksums.finish().map_err(Refusal::Checksum)
    }
}

impl fmt::Debug for BodyCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyCheck").finish_non_exhaustive()
    }
}

/// The sender knows both: the time this takes tells nothing new.
fn compare(signed: Option<[u8; 32]>, body: [u8; 32]) -> Result<(), Refusal> {
    if signed.is_none_or(|signed| signed == body) { Ok(()) } else { Err(Refusal::Body) }
}

impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned | Self::Checksums { sha256: None, .. } => f.write_str(UNSIGNED_PAYLOAD),
            Self::Sha256(hash) | Self::Checksums { sha256: Some(hash), .. } => f.write_str(&hex::to_string(hash)),
            Self::UnsignedTrailer => f.write_str(UNSIGNED_TRAILER),
            Self::Streaming(name) => f.write_str(name),
        }
    }
}
