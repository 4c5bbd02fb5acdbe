//! The formats of values, and which of them may be empty. What is not in its format S3 refuses or ignores.
//!
//! Only formats: lists of words grow, and other servers have other words.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use crate::checksum::{CHECKSUM_HEADERS, ChecksumAlgorithm};
use crate::timestamp::{Timestamp, http_date};

/// What a value must be.
#[derive(Clone, Copy)]
enum Form {
    /// Anything.
    Any,
    /// Anything except nothing.
    Text,
    /// Decimal digits.
    Number,
    /// The base64 of so many bytes; of any number, if it is 0.
    Base64(usize),
    /// The same of a checksum. That of an object in parts has their number after it, as in `AAAAAA==-3`.
    Checksum(usize),
    /// A time as HTTP writes it.
    HttpDate,
    /// The same, or the `0` that means "expired already".
    Expires,
    /// A time in RFC 3339.
    Rfc3339,
    /// A media type, not a range of them.
    MediaType,
    /// `bytes=0-9`, `bytes=9-`, `bytes=-9`, or several of them.
    Range,
    /// `bytes=0-9`.
    CopyRange,
    /// A bucket and a key, with a slash between them.
    CopySource,
    /// A path or a URL.
    Redirect,
}

/// The form of each header of HTTP, by its name in lower case.
///
/// Source: RFC 9110 (HTTP Semantics), sections 5.6.7, 8.3, 8.6, 13.1, 14.2; RFC 9111, section 5.3; RFC 1864.
const FIELDS: [(&str, Form); 13] = [
    ("cache-control", Form::Text),
    ("content-disposition", Form::Text),
    ("content-encoding", Form::Text),
    ("content-language", Form::Text),
    ("content-length", Form::Number),
    ("content-md5", Form::Base64(16)),
    ("content-type", Form::MediaType),
    // S3 keeps any text, which clients then cannot read (aws/aws-sdk-ruby#1184, aws/aws-sdk-net#202).
    ("expires", Form::Expires),
    ("if-match", Form::Text),
    ("if-modified-since", Form::HttpDate),
    ("if-none-match", Form::Text),
    ("if-unmodified-since", Form::HttpDate),
    ("range", Form::Range),
];

/// The beginning of the names of S3's own headers.
const AMZ: &str = "x-amz-";

/// The form of each of these, by the rest of its name. Those of checksums have their algorithms; others are not empty.
///
/// Source: Amazon S3 API Reference, the headers' descriptions and the types in AWS's model of S3; Amazon S3, "Checking
/// object integrity for data uploads in Amazon S3", "Configuring a webpage redirect"
/// (`x-amz-website-redirect-location`).
const AMZ_FIELDS: [(&str, Form); 24] = [
    ("copy-source", Form::CopySource),
    ("copy-source-if-modified-since", Form::HttpDate),
    ("copy-source-if-unmodified-since", Form::HttpDate),
    ("copy-source-range", Form::CopyRange),
    ("copy-source-server-side-encryption-customer-key", Form::Base64(32)),
    ("copy-source-server-side-encryption-customer-key-md5", Form::Base64(16)),
    ("decoded-content-length", Form::Number),
    ("if-match-initiated-time", Form::HttpDate),
    ("if-match-last-modified-time", Form::HttpDate),
    ("if-match-size", Form::Number),
    ("max-parts", Form::Number),
    ("mp-object-size", Form::Number),
    ("object-lock-event-hold-duration-days", Form::Number),
    ("object-lock-event-hold-duration-years", Form::Number),
    ("object-lock-retain-until-date", Form::Rfc3339),
    ("part-number-marker", Form::Number),
    ("rename-source-if-modified-since", Form::HttpDate),
    ("rename-source-if-unmodified-since", Form::HttpDate),
    ("server-side-encryption-context", Form::Base64(0)),
    ("server-side-encryption-customer-key", Form::Base64(32)),
    ("server-side-encryption-customer-key-md5", Form::Base64(16)),
    ("website-redirect-location", Form::Redirect),
    ("write-offset-bytes", Form::Number),
    // Metadata is any text, and an object may have no tags.
    ("tagging", Form::Any),
];

/// The form of each parameter. Others may be empty: a prefix, or where a list begins.
const PARAMETERS: [(&str, Form); 20] = [
    ("annotationName", Form::Text),
    ("bucket-region", Form::Text),
    ("continuation-token", Form::Text),
    ("encoding-type", Form::Text),
    ("id", Form::Text),
    ("list-type", Form::Text),
    ("max-annotation-results", Form::Number),
    ("max-buckets", Form::Number),
    ("max-directory-buckets", Form::Number),
    ("max-keys", Form::Number),
    ("max-parts", Form::Number),
    ("max-uploads", Form::Number),
    ("part-number-marker", Form::Number),
    ("partNumber", Form::Number),
    ("response-cache-control", Form::Text),
    ("response-content-disposition", Form::Text),
    ("response-content-encoding", Form::Text),
    ("response-content-language", Form::Text),
    ("response-content-type", Form::MediaType),
    ("response-expires", Form::Expires),
];

/// The name of user-defined metadata, if the header or form field is some.
pub(super) fn metadata_name(name: &str) -> Option<&str> {
    let (prefix, name) = name.split_at_checked("x-amz-meta-".len())?;
    prefix.eq_ignore_ascii_case("x-amz-meta-").then_some(name)
}

/// What is wrong with the value of a header, as the end of a sentence. The name is in any case.
pub(super) fn problem_of_header(name: &str, value: &str) -> Option<&'static str> {
    form_of(name).problem(value.trim())
}

fn form_of(name: &str) -> Form {
    let of = |table: &[(&str, Form)], name: &str| {
        table.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, form)| *form)
    };
    match name.split_at_checked(AMZ.len()) {
        Some((beginning, _)) if !beginning.eq_ignore_ascii_case(AMZ) => of(&FIELDS, name).unwrap_or(Form::Any),
        Some(_) if metadata_name(name).is_some() => Form::Any,
        Some((_, rest)) => of(&AMZ_FIELDS, rest).or_else(|| checksum_of(name)).unwrap_or(Form::Text),
        None => of(&FIELDS, name).unwrap_or(Form::Any),
    }
}

/// The same of a parameter, whose name is case-sensitive.
pub(super) fn problem_of_parameter(name: &str, value: &str) -> Option<&'static str> {
    PARAMETERS.iter().find(|(known, _)| name == *known).and_then(|(_, form)| form.problem(value))
}

/// Whether a header holds a checksum of the body.
pub(super) fn is_checksum(name: &str) -> bool {
    checksum_of(name).is_some()
}

fn checksum_of(name: &str) -> Option<Form> {
    let beginning = name.get(..CHECKSUM_HEADERS.len())?;
    let algorithm = || ChecksumAlgorithm::from_header(name).map(|algorithm| Form::Checksum(algorithm.length()));
    beginning.eq_ignore_ascii_case(CHECKSUM_HEADERS).then(algorithm)?
}

impl Form {
    fn problem(self, value: &str) -> Option<&'static str> {
        let (is_right, problem) = match self {
            Self::Any => (true, ""),
            _ if value.is_empty() => (false, "is empty"),
            Self::Text => (true, ""),
            Self::Number => (is_number(value), "is not a number in decimal digits"),
            Self::Base64(length) => (is_base64(value, length), not_base64(length)),
            Self::Checksum(length) => (is_base64(without_parts(value), length), not_base64(length)),
            Self::HttpDate => (is_http_date(value), NOT_HTTP_DATE),
            Self::Expires => (value == "0" || is_http_date(value), NOT_HTTP_DATE),
            Self::Rfc3339 => {
                (Timestamp::parse_rfc3339(value).is_ok(), "is not a time as in 2015-08-30T12:36:00Z (RFC 3339)")
            }
            Self::MediaType => (!is_media_range(value), "is not one media type such as image/png: it has an asterisk"),
            Self::Range => (is_range(value), "is not a range as in bytes=0-499, bytes=500- or bytes=-500"),
            Self::CopyRange => (is_copy_range(value), "is not a range as in bytes=0-499"),
            Self::CopySource => (is_copy_source(value), "is not a bucket and a key with a slash between them"),
            Self::Redirect => {
                let beginnings = ["/", "http://", "https://"];
                let is_right = beginnings.iter().any(|beginning| value.starts_with(beginning));
                (is_right, "does not begin with /, http:// or https://")
            }
        };
        (!is_right).then_some(problem)
    }
}

const NOT_HTTP_DATE: &str = "is not a time as in Sun, 30 Aug 2015 12:36:00 GMT";

fn not_base64(length: usize) -> &'static str {
    match length {
        4 => "is not the base64 of 4 bytes",
        8 => "is not the base64 of 8 bytes",
        16 => "is not the base64 of 16 bytes",
        20 => "is not the base64 of 20 bytes",
        32 => "is not the base64 of 32 bytes",
        64 => "is not the base64 of 64 bytes",
        _ => "is not base64",
    }
}

fn is_base64(value: &str, length: usize) -> bool {
    // It may be a customer's key.
    let bytes = Base64::decode_vec(value).map(Zeroizing::new);
    bytes.is_ok_and(|bytes| length == 0 || bytes.len() == length)
}

/// A checksum without the number of parts that follows that of an object in parts.
fn without_parts(checksum: &str) -> &str {
    checksum.rsplit_once('-').filter(|(_, parts)| is_number(parts)).map_or(checksum, |(checksum, _)| checksum)
}

/// Whether it is a time in the format of RFC 9110, section 5.6.7. AWS's SDK for Java leaves out the zero of a day
/// (minio/minio#15645).
fn is_http_date(value: &str) -> bool {
    http_date::parse(value).or_else(|| http_date::parse(&value.replacen(", ", ", 0", 1))).is_some()
}

/// Whether it stands for several media types, which is for the header `accept` (RFC 9110, section 12.5.1).
fn is_media_range(value: &str) -> bool {
    let (media_type, _) = value.split_once(';').unwrap_or((value, ""));
    media_type.trim().split('/').any(|half| half == "*")
}

fn is_range(value: &str) -> bool {
    let is_one = |range: &str| match range.trim().split_once('-') {
        Some((first, "")) => is_number(first),
        Some(("", suffix)) => is_number(suffix),
        Some((first, last)) => number(first).zip(number(last)).is_some_and(|(first, last)| first <= last),
        None => false,
    };
    value.strip_prefix("bytes=").is_some_and(|ranges| ranges.split(',').all(is_one))
}

/// Which bytes these are, and whether they are too many, is for the limits.
fn is_copy_range(value: &str) -> bool {
    let range = value.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
    range.is_some_and(|(first, last)| is_number(first) && is_number(last))
}

fn is_copy_source(value: &str) -> bool {
    // The slash may be encoded like the rest.
    let value = value.replace("%2F", "/").replace("%2f", "/");
    let source = value.strip_prefix('/').unwrap_or(&value);
    source.split_once('/').is_some_and(|(bucket, key)| !bucket.is_empty() && !key.is_empty())
}

fn is_number(digits: &str) -> bool {
    number(digits).is_some()
}

/// The number that decimal digits stand for, the greatest possible one if they stand for more.
pub(super) fn number(digits: &str) -> Option<u64> {
    let are_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    are_digits.then(|| digits.parse().unwrap_or(u64::MAX))
}
