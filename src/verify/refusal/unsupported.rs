//! What cannot be verified or signed again here, one sentence each.

use alloc::string::String;

use crate::timestamp::Timestamp;

/// Each variant is one reason and displays as one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unsupported {
    /// None of the operations that S3 documents, or not clearly one: a method, a sub-resource, a parameter, an
    /// instruction or a form field that no operation has, or not with the others. It completes the sentence.
    #[error("no operation of S3 is {0}")]
    Operation(String),

    /// A checksum that this build cannot compute, so that any body would pass. Only without the feature `checksums`.
    #[error("the checksum in {0} cannot be compared with the body: that needs the feature checksums of this crate")]
    ChecksumNotCompared(String),

    /// A body in chunks was handed in as it came with [`SignedRequest::body`](crate::verify::SignedRequest::body) or
    /// its hash: neither is what is in the chunks.
    #[error("the body is sent in chunks, which cannot be compared before they are decoded")]
    ChunkedBody,

    /// Chunks that are not those of `aws-chunked`, such as `STREAMING-AWS4-HMAC-SHA256-EVENTS`, for which there is
    /// `SignedRequest::verify_events`, or that are signed with a different algorithm from the request.
    #[error("the body is sent as {0}, which is not supported")]
    ChunkForm(String),

    /// The chunks are signed with the key of the client, and would have to be signed one by one, as
    /// [`Verified::resign_chunks`](crate::verify::Verified::resign_chunks) does.
    #[error("the request cannot be signed again: its body is signed chunk by chunk")]
    SignedChunks,

    /// The service that is signed for accepts no expiry, and its URLs are valid for longer than the request.
    #[error("the request cannot be signed again: the new URL would be valid after {0}, when the request expires")]
    OutlivesRequest(Timestamp),
}
