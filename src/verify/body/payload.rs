//! What a signature says about the body.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::checksum::Checksum;
use crate::request::payload::UNSIGNED_PAYLOAD;
use crate::signing::CanonicalRequest;
use crate::text::hex;
use crate::verify::body::declared::Declared;
use crate::verify::{Refusal, Unsupported};

/// What a good signature, and the checksums that the request declares, say about the body, which a
/// [`BodyDecoder`](crate::verify::BodyDecoder) compares with it. `Display` writes the last line of the canonical
/// request.
///
/// ```
/// use presign::verify::Payload;
///
/// assert_eq!(Payload::Unsigned.to_string(), "UNSIGNED-PAYLOAD");
/// assert_eq!(Payload::Sha256([0xab; 32]).to_string(), "ab".repeat(32));
/// ```
///
/// Source: Amazon S3, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Payload {
    /// Nothing says anything about the body.
    Unsigned,
    /// The body's SHA-256 must be this.
    Sha256([u8; 32]),
    /// The request declares checksums of the body, which is sent as it is.
    Checksums {
        /// What the body's SHA-256 must be, if that is signed too.
        sha256: Option<[u8; 32]>,
        /// At most one `content-md5` and one `x-amz-checksum-…`, each with the name in lower case of the header, or the
        /// parameter of the query, that declares it.
        checksums: Vec<(String, Checksum)>,
    },
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`, the form of today's SDKs over TLS: the signature says nothing about the
    /// body, which is sent in chunks (`content-encoding: aws-chunked`) with a checksum after the last.
    UnsignedTrailer,
    /// The body is sent in chunks that are signed one by one: the name of the form, such as
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`.
    Streaming(String),
}

/// Chunks without signatures.
const UNSIGNED_TRAILER: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

impl Payload {
    /// The payload that a canonical request names in its last line, with the checksums that the request declares. Those
    /// of a body in chunks are of what is in the chunks, and compared by their decoder.
    pub(in crate::verify) fn of(canonical_request: &CanonicalRequest, checksums: Vec<Declared>) -> Self {
        let name = canonical_request.payload_hash();
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

    /// Compares the body's SHA-256 with the one that is signed, and with the one that is declared.
    pub(in crate::verify) fn check_hash(&self, body: [u8; 32]) -> Result<(), Refusal> {
        compare(self.signed_hash()?, body)?;
        let Self::Checksums { checksums, .. } = self else { return Ok(()) };
        let is_other = |checksum: &Checksum| matches!(checksum, Checksum::Sha256(hash) if *hash != body);
        match checksums.iter().find(|(_, checksum)| is_other(checksum)) {
            Some((name, _)) => Err(Refusal::Checksum(name.clone())),
            None => Ok(()),
        }
    }

    /// What the SHA-256 of the body must be, unless it may be any.
    pub(in crate::verify) fn signed_hash(&self) -> Result<Option<[u8; 32]>, Refusal> {
        match self {
            Self::Unsigned => Ok(None),
            Self::Sha256(signed) => Ok(Some(*signed)),
            Self::Checksums { sha256, .. } => Ok(*sha256),
            Self::UnsignedTrailer | Self::Streaming(_) => Err(Unsupported::ChunkedBody.into()),
        }
    }
}

/// The sender knows both: the time this takes tells nothing new.
pub(in crate::verify) fn compare(signed: Option<[u8; 32]>, body: [u8; 32]) -> Result<(), Refusal> {
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
