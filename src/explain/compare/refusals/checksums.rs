//! The checksums that SDKs add since January 2025, at servers that do not know them.
//!
//! Source: AWS SDKs and Tools Reference Guide, "Data Integrity Protections for Amazon S3"; the wordings of Cloudflare
//! R2, Backblaze B2, Google Cloud Storage, Ceph, older MinIO, Dell ECS and NetApp StorageGRID in public reports.

use super::refusal::{Refusal, any, code, says, says_one_of};
use crate::explain::Kind;
use crate::explain::compare::{clients, evidence};

/// One cause in the words of each server.
pub(super) const CHECKSUMS: &[Refusal] = &[
    says("checksum mismatch for x-amz-checksum").is(Kind::EmptyBodyChecksum).ask(clients::empty_in_log),
    says("requires an additional dependency").is(Kind::SigV4a).ask(evidence::several_regions),
    says_one_of(&[
        "in response header \"x-amz-checksum",
        "flexiblechecksumerror",
        "response checksum validation",
        "requires an additional dependency",
        "validation for full object checksums is not supported",
    ])
    .is(Kind::SdkChecksum)
    .say(
        "the SDK compares the answer with a checksum that the server does not send rightly, as of a part of the object, or that it cannot compute \
         itself: set the SDK to validate checksums of answers, and to send them, only WHEN_REQUIRED",
    )
    .likely(),
    says("checksum type mismatch occurred").is(Kind::SdkChecksum).say(
        "the checksum of the part is not of the algorithm that the upload was begun with ({message}): name the algorithm in \
         CreateMultipartUpload as well (x-amz-checksum-algorithm), where it is null none was named; AWS's SDKs add one to \
         parts by default since 2025 (boto3 1.36), unless they are set to WHEN_REQUIRED",
    ),
    code(UNKNOWN).ask(clients::sdk_checksum).is(Kind::SdkChecksum),
    code(BARE).says("invalid argument").is(Kind::SdkChecksum).ask(clients::argument).likely(),
    says("unsupported header 'x-amz-checksum").is(Kind::SdkChecksum).say(REFUSED),
    says("unsupported header 'x-amz-sdk-checksum").is(Kind::SdkChecksum).say(REFUSED),
    says("unsupported header 'x-amz-trailer").is(Kind::SdkChecksum).say(REFUSED),
    says("header 'x-amz-checksum").is(Kind::SdkChecksum).say(REFUSED),
    says("header 'x-amz-sdk-checksum").is(Kind::SdkChecksum).say(REFUSED),
    says("header 'x-amz-trailer'").is(Kind::SdkChecksum).say(REFUSED),
    says("streaming-unsigned-payload-trailer not").is(Kind::SdkChecksum).say(REFUSED),
    says("streaming-unsigned-payload-trailer is not").is(Kind::SdkChecksum).say(REFUSED),
    says("unsupported value for x-amz-content-sha256").is(Kind::SdkChecksum).say(REFUSED),
    says_one_of(&["unknown checksum sent", "only specify one checksum", "multiple checksum types", "more than one checksum"])
        .is(Kind::SdkChecksum)
        .say(REFUSED)
        .likely(),
    says("checksumalgorithm is not supported").is(Kind::SdkChecksum).say(REFUSED),
    says("checksum type is not supported").is(Kind::SdkChecksum).say(REFUSED),
    says("unsupported checksum algorithm").is(Kind::SdkChecksum).say(REFUSED),
    says_one_of(&["multichunkedencoding is not", "chunked encoding is not supported.", "chunked encoding not supported."])
        .is(Kind::SdkChecksum)
        .say(
            "the server does not know bodies in chunks (aws-chunked), in which SDKs send them with a signature or a checksum each: turn chunked encoding \
             off in the client (UseChunkEncoding = false in .NET, chunkedEncodingEnabled(false) in Java), and set checksums to WHEN_REQUIRED",
        ),
    says("aws-chunked encoding is not supported").is(Kind::SdkChecksum).say(REFUSED),
    says("aws chunked encoding not supported").is(Kind::SdkChecksum).say(REFUSED),
    says("checksum specified does not match the server").is(Kind::SdkChecksum).say(REFUSED).likely(),
    says("the provided 'x-amz-content-sha256' header does not match what was computed")
        .is(Kind::SdkChecksum)
        .ask(clients::streamed),
    code(OF_BODIES).is(Kind::SdkChecksum).ask(clients::sent_with_trailer).likely(),
];

/// Codes under which a header can be named that the server does not know.
const UNKNOWN: &[&str] = &["NotImplemented", "InvalidArgument", "InvalidRequest", "BadRequest", "UnsupportedOperation"];

/// Codes under which no more is said than that an argument is invalid, and none, in a text.
const BARE: &[&str] = &["", "BadRequest", "InvalidArgument", "InvalidRequest", "SignatureDoesNotMatch"];

/// Codes under which a server refuses a body that it does not read as it was sent.
const OF_BODIES: &[&str] = &[
    "BadDigest",
    "BadRequest",
    "EntityTooSmall",
    "IncompleteBody",
    "InternalError",
    "InvalidArgument",
    "InvalidDigest",
    "InvalidRequest",
    "MalformedXML",
    "MissingContentLength",
    "NotImplemented",
    "UnsupportedOperation",
    "XAmzContentChecksumMismatch",
    "XAmzContentSHA256Mismatch",
];

/// A checksum in words that no row has. After the rows of what else is said of headers.
pub(super) const OTHER_WORDS: &[Refusal] = &[any().is(Kind::SdkChecksum).ask(clients::unknown_checksum).likely()];

const REFUSED: &str = "the server does not support the checksum that AWS's SDKs send with uploads since 2025 ({message}): \
                       set the SDK to send one only WHEN_REQUIRED";
