//! The checksums that SDKs add since January 2025, at servers that do not know them.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::inspect::is_empty_checksum_value;
use crate::explain::shown;

/// A refused header, or what the message says, that is one of the SDKs' checksums.
pub(in crate::explain::compare) fn sdk_checksum(case: &Case<'_>) -> Option<String> {
    let header = case.answer.field("Header").or(case.answer.field("ArgumentName")).unwrap_or_default();
    let header = header.to_ascii_lowercase();
    let is_checksum =
        ["x-amz-checksum-", "x-amz-sdk-checksum-", "x-amz-trailer"].iter().any(|it| header.starts_with(it));
    let value = case.answer.field("ArgumentValue").or(case.answer.field("Value")).unwrap_or_default();
    let is_trailer = value.ends_with("-TRAILER") || header == "transfer-encoding" && is_sdk_upload(case);
    let is_encoding = header == "content-encoding" && value == "aws-chunked";
    (is_checksum || is_trailer || is_encoding).then(|| {
        format!(
            "the server does not support {}, the checksum that AWS's SDKs send with uploads since 2025: set the SDK to send \
             one only WHEN_REQUIRED",
            shown::text(if value.is_empty() || is_checksum { &header } else { value })
        )
    })
}

/// Whether an SDK sent it with a checksum after the body.
fn is_sdk_upload(case: &Case<'_>) -> bool {
    let sent = &case.evidence.headers;
    let is_told = || {
        let text = case.text();
        text.contains("x-amz-trailer") || text.contains("payload-trailer")
    };
    sent.iter().any(|(name, value)| name == "x-amz-trailer" || value.ends_with("-TRAILER")) || is_told()
}

/// A different hash from the one sent, where that is the word for a body with a trailer.
pub(in crate::explain::compare) fn streamed(case: &Case<'_>) -> Option<String> {
    let hash = case.answer.field("ClientComputedContentSHA256").or(case.evidence.header("x-amz-content-sha256"))?;
    hash.starts_with("STREAMING-").then(|| {
        format!(
            "the body was sent in chunks with a checksum after them ({}), which the server read as the body itself: set the \
             SDK to send checksums only WHEN_REQUIRED",
            shown::text(hash)
        )
    })
}

/// AWS tells both hashes. Where there are none, another server refuses, which most often does not read trailers.
pub(in crate::explain::compare) fn mismatch_without_hashes(case: &Case<'_>) -> Option<String> {
    if case.answer.code() != "XAmzContentSHA256Mismatch" {
        return None;
    }
    let has = |name| case.answer.field(name).is_some();
    let is_told = has("ClientComputedContentSHA256") || has("S3ComputedContentSHA256");
    let is_amazon = case.url.is_some_and(|url| url.host.contains("amazonaws.com"));
    (!is_told && !is_amazon).then(|| {
        "the server hashed a different body from the one that was signed: most often the SDK sent it in chunks with a checksum in \
         the trailer, which servers other than S3 do not support; set the SDK to send checksums only WHEN_REQUIRED"
            .to_owned()
    })
}

/// Servers that log what they expected and got.
pub(in crate::explain::compare) fn empty_in_log(case: &Case<'_>) -> Option<String> {
    let text = case.evidence.answer.as_deref()?;
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '\''));
    let value = words.find(|word| is_empty_checksum_value(word))?;
    Some(format!(
        "the checksum that was signed is that of an empty body ({value}): the SDK made it while it presigned, when there was \
         no body; set it to make one only WHEN_REQUIRED"
    ))
}

/// What the words of a refusal are about, in lower case, and what it is: the headers, values and algorithms of those
/// checksums.
const SUBJECTS: [(&str, &str); 13] = [
    ("aws chunked", "a body in chunks (aws-chunked)"),
    ("aws-chunked", "a body in chunks (aws-chunked)"),
    ("payload-trailer", "a body with its checksum in the trailer (STREAMING-…-PAYLOAD-TRAILER)"),
    ("trailing checksum", "a body with its checksum in the trailer"),
    ("checksum algorithm", "the checksum's algorithm"),
    ("checksumalgorithm", "the checksum's algorithm"),
    ("checksum mode", "the header x-amz-checksum-mode"),
    ("checksum type", "the checksum's type"),
    ("crc64nvme", "a checksum by CRC-64/NVME"),
    ("x-amz-checksum-", "a header x-amz-checksum-…"),
    ("x-amz-sdk-checksum-algorithm", "the header x-amz-sdk-checksum-algorithm"),
    ("x-amz-trailer", "the header x-amz-trailer"),
    ("x-amz-decoded-content-length", "a body in chunks (aws-chunked)"),
];

/// How servers say that they do not know something, in lower case.
const UNKNOWN: [&str; 17] = [
    "does not support",
    "doesn't support",
    "illegal",
    "invalid",
    "is missing",
    "no corresponding",
    "not allowed",
    "not implemented",
    "not recognized",
    "not supported",
    "not valid",
    "unexpected",
    "unknown",
    "unrecognised",
    "unrecognized",
    "unsupported",
    "without",
];

/// What the words say that are not in the table: a checksum, and that the server does not know it.
pub(in crate::explain::compare) fn unknown_checksum(case: &Case<'_>) -> Option<String> {
    let said = case.said();
    let (line, what) = said.lines().find_map(|line| {
        let subject = SUBJECTS.iter().find(|(words, _)| line.contains(words))?;
        Some((line, subject.1))
    })?;
    let is_refused = UNKNOWN.iter().any(|word| line.contains(word));
    // That it is another than that of the body is another fault.
    let is_compared = ["match", "calculated", "mismatch"].iter().any(|word| line.contains(word));
    (is_refused && !is_compared).then(|| {
        format!(
            "the server does not accept {what} as it was sent, a part of the checksum that AWS's SDKs send with uploads since 2025: set the \
             SDK to send one only WHEN_REQUIRED"
        )
    })
}

/// A body with a checksum after it, at a server that is not AWS's and complains of the body or its length.
pub(in crate::explain::compare) fn sent_with_trailer(case: &Case<'_>) -> Option<String> {
    let is_amazon = case.host().is_some_and(|host| host.contains(".amazonaws.com"));
    (is_sdk_upload(case) && !is_amazon).then(|| {
        "the body was sent in chunks (aws-chunked) with a checksum in the trailer (STREAMING-UNSIGNED-PAYLOAD-TRAILER or the like), \
         as AWS's SDKs do since 2025, which this server most likely does not support: set the SDK to send checksums only \
         WHEN_REQUIRED"
            .to_owned()
    })
}

/// The value that stands where the hash of the body should, as a field or in a list of a log.
pub(in crate::explain::compare) fn not_a_hash(case: &Case<'_>) -> Option<String> {
    let text = case.evidence.answer.as_deref().unwrap_or_default();
    let listed = || {
        let (_, rest) = text.split_once("ArgumentValue")?;
        rest.trim_start_matches([':', '=', ' ', '"', '\'', '>']).split(['\n', '"', '\'', '<', ',']).next()
    };
    let sent = || case.evidence.header("x-amz-content-sha256");
    let value = case.answer.field("ArgumentValue").or_else(listed).or_else(sent)?.trim();
    let what = match value.len() {
        24 if value.ends_with("==") => "an MD5 in base64",
        44 if value.ends_with('=') => "a SHA-256 in base64",
        32 if is_hex(value) => "an MD5",
        40 if is_hex(value) => "a SHA-1",
        64 if is_hex(value) => "written in upper case, or has white space around it",
        _ => return None,
    };
    Some(format!(
        "the value of x-amz-content-sha256 ({}) is {what}: it must be the SHA-256 of the body in 64 hexadecimal digits of lower case, or \
         UNSIGNED-PAYLOAD",
        shown::text(value)
    ))
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A server that lists the values it knows, and no body in chunks among them.
pub(in crate::explain::compare) fn listed_without_chunks(case: &Case<'_>) -> Option<String> {
    (!case.said().contains("streaming")).then(|| {
        "the server knows no body in chunks, as the values of x-amz-content-sha256 that it names show, and AWS's SDKs send uploads like that with \
         a checksum in the trailer since 2025: set the SDK to send checksums only WHEN_REQUIRED, or sign UNSIGNED-PAYLOAD"
            .to_owned()
    })
}

/// The values that a server lists as those that it knows, without that of a trailer.
pub(in crate::explain::compare) fn listed_without_trailer(case: &Case<'_>) -> Option<String> {
    let said = case.said();
    let is_list = said.contains("unsigned-payload")
        && ["streaming-aws4-hmac-sha256-payload", "valid sha256"].iter().any(|it| said.contains(it));
    (is_list && !said.contains("-trailer")).then(|| {
        "the values of x-amz-content-sha256 that the server names are without those of a checksum in the trailer \
         (STREAMING-UNSIGNED-PAYLOAD-TRAILER), which AWS's SDKs send since 2025: set the SDK to send checksums only WHEN_REQUIRED"
            .to_owned()
    })
}
