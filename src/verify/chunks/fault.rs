//! The reasons to refuse a body in chunks, one sentence each.

use alloc::string::String;

/// What is wrong with a body in chunks, as [`Refusal::Chunks`](crate::verify::Refusal::Chunks) holds it.
///
/// Each variant is one reason and displays as one sentence. None holds the signature that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::verify) enum ChunkFault {
    /// The line before a chunk does not begin with its size: 1 to 16 hexadecimal digits.
    #[error("the size of a chunk is not a hexadecimal number")]
    Size,

    /// A line before a chunk or after the last that is too long.
    #[error("a line between the chunks is longer than 1024 bytes")]
    LineTooLong,

    /// Anything other than `chunk-signature` after the size of a chunk, or anything where chunks are not signed. What
    /// it asks for is not signed.
    #[error("a chunk has an extension, which is not signed")]
    Extension,

    /// The chunks are signed, and this one is not.
    #[error("a chunk has no signature")]
    SignatureMissing,

    /// Not the digits of a signature.
    #[error("the signature of a chunk is not 64 lower-case hexadecimal digits, or 144 characters of SigV4a")]
    SignatureMalformed,

    /// The chunk is not the one that was signed, or not after the one before it.
    #[error("the signature of chunk {0} does not match")]
    Signature(
        /// Counted from 1, the last, empty one included.
        u64,
    ),

    /// More than the policy lets the decoder keep until the chunk is verified.
    #[error("a chunk has {size} bytes: at most {max} bytes are allowed")]
    TooLong {
        /// Its size in bytes.
        size: u64,
        /// What the policy allows.
        max: u64,
    },

    /// The bytes of a chunk are not followed by the end of a line: they are more or fewer than the size says.
    #[error("a chunk does not end where its size says")]
    End,

    /// More than was signed for. Nothing beyond it is given out.
    #[error("the chunks have more bytes than x-amz-decoded-content-length says")]
    MoreBytes,

    /// Less than was signed for.
    #[error("the chunks have fewer bytes than x-amz-decoded-content-length says")]
    FewerBytes,

    /// The body breaks off: its end was not sent, or was cut off in transit.
    #[error("the body ends before the last chunk and the line after it")]
    Incomplete,

    /// Bytes that nobody signed, or the request after this one.
    #[error("there are bytes after the end of the chunks")]
    BytesAfterEnd,

    /// The server's own fault: `decode` and `advance` were called for parts of one chunk.
    #[error("the body is decoded in two ways at once, by `decode` and by `advance`")]
    TwoWays,

    /// Not a line such as `x-amz-checksum-crc32:AAAAAA==`.
    #[error("a trailing header is malformed")]
    Trailer,

    /// A trailing header that `x-amz-trailer`, which is signed, does not name; or any in a form without trailers.
    #[error("the trailing header {0} was not announced by x-amz-trailer")]
    TrailerNotAnnounced(String),

    /// Two values for one meaning.
    #[error("the trailing header {0} is repeated")]
    TrailerTwice(String),

    /// A trailing header that `x-amz-trailer` names is not there.
    #[error("the trailing header {0} was announced by x-amz-trailer, but was not sent")]
    TrailerMissing(String),

    /// The chunks are signed, and the trailing headers are not.
    #[error("the trailing headers have no x-amz-trailer-signature")]
    TrailerSignatureMissing,

    /// The trailing headers are not those that were signed, or not after these chunks.
    #[error("the signature of the trailing headers does not match")]
    TrailerSignature,

    /// The bytes are not those of the checksum after them.
    #[error("the checksum in the trailing header {0} is not that of the body")]
    Checksum(String),

    /// A checksum after the body that is not base64 with padding, or that is too short or too long.
    #[error("the value of the trailing header {name} is not the base64 of {length} bytes")]
    ChecksumValue {
        /// The trailing header's name, in lower case.
        name: String,
        /// The length of the algorithm's checksums in bytes.
        length: usize,
    },

    /// The bytes are not those of the checksum that the request declares.
    #[error("the checksum in {0} is not that of the body in the chunks")]
    DeclaredChecksum(String),
}

impl ChunkFault {
    /// S3's error code.
    pub(in crate::verify) fn code(&self) -> &'static str {
        match self {
            Self::ChecksumValue { name, .. } if name == "content-md5" => "InvalidDigest",
            Self::Size
            | Self::LineTooLong
            | Self::Extension
            | Self::SignatureMissing
            | Self::SignatureMalformed
            | Self::ChecksumValue { .. } => "InvalidRequest",
            Self::Signature(_) | Self::TrailerSignature => "SignatureDoesNotMatch",
            Self::TooLong { .. } => "InvalidChunkSizeError",
            Self::End | Self::MoreBytes | Self::FewerBytes | Self::Incomplete | Self::BytesAfterEnd => "IncompleteBody",
            Self::Trailer
            | Self::TrailerNotAnnounced(_)
            | Self::TrailerTwice(_)
            | Self::TrailerMissing(_)
            | Self::TrailerSignatureMissing => "MalformedTrailerError",
            Self::Checksum(_) | Self::DeclaredChecksum(_) => "BadDigest",
            Self::TwoWays => "InternalError",
        }
    }
}
