//! Values that S3 always refuses, however they are given: by a setter, as a header or as a parameter.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::error::{Error, Reason};
use crate::request::query;
use crate::s3::values::{self, metadata_name, number};
use crate::text::percent::{self, UNRESERVED};

/// The longest key in bytes of UTF-8. Source: Amazon S3, "Naming Amazon S3 objects".
pub(super) const MAX_KEY: usize = 1024;
/// The most bytes that one request uploads or copies, 5 GiB. Source: Amazon S3, "Uploading objects", and Amazon S3 API
/// Reference, "CopyObject", "UploadPartCopy".
pub(super) const MAX_REQUEST: u64 = 5 << 30;
/// The most parts of an object, and the greatest part number. Source: Amazon S3, "Amazon S3 multipart upload limits".
pub(super) const MAX_PARTS: u32 = 10_000;
/// The largest object in bytes.
pub(super) const MAX_OBJECT: u64 = MAX_PARTS as u64 * MAX_REQUEST;
/// The most bytes of user-defined metadata in names and values. Source: Amazon S3, "Working with object metadata".
const MAX_METADATA: usize = 2048;
/// The most tags of an object, and the most characters (UTF-16) of a key and of a value. Source: Amazon S3,
/// "Categorizing your storage using tags".
const MAX_TAGS: (usize, usize, usize) = (10, 128, 256);

/// Refuses a value.
type Check = fn(&str) -> Result<(), Error>;

/// The headers whose values have limits.
const HEADERS: [(&str, Check); 4] = [
    ("content-length", check_length),
    ("x-amz-copy-source-range", check_copy_range),
    ("x-amz-mp-object-size", check_object_size),
    ("x-amz-tagging", check_tags),
];

/// Refuses so many bytes of user-defined metadata.
pub(super) fn check_metadata(bytes: usize) -> Result<(), Error> {
    if bytes > MAX_METADATA { Err(Error(Reason::MetadataTooLarge(bytes))) } else { Ok(()) }
}

/// Refuses a key that no object can have.
pub(super) fn check_key(key: &str) -> Result<(), Error> {
    match key.len() {
        0 => Err(Error(Reason::EmptyKey)),
        length if length > MAX_KEY => Err(Error(Reason::KeyTooLong(length))),
        _ => Ok(()),
    }
}

/// Refuses the value of a header.
pub(super) fn check_header(name: &str, value: &str) -> Result<(), Error> {
    // What clients send for other characters differs: browsers send ISO-8859-1, most others UTF-8.
    if !value.is_ascii() {
        return Err(match metadata_name(name) {
            Some(name) => Error(Reason::MetadataNotAscii(name.into())),
            None => Error(Reason::HeaderNotAscii(name.to_ascii_lowercase())),
        });
    }
    if let Some(problem) = values::problem_of_header(name, value) {
        return Err(Error(Reason::InvalidField { part: "header", name: name.to_ascii_lowercase(), problem }));
    }
    let check = HEADERS.iter().find(|(limited, _)| name.eq_ignore_ascii_case(limited));
    check.map_or(Ok(()), |(_, check)| check(value.trim()))
}

/// Refuses the value of a query parameter, given decoded. Names of parameters are case-sensitive.
pub(super) fn check_parameter(name: &str, value: &str) -> Result<(), Error> {
    match name {
        // It would be another request.
        "uploadId" if value.is_empty() => Err(Error(Reason::EmptyValue("upload id"))),
        "versionId" if value.is_empty() => Err(Error(Reason::EmptyValue("version id"))),
        "partNumber" => match number(value).map(|number| u32::try_from(number).unwrap_or(u32::MAX)) {
            Some(number) if !(1..=MAX_PARTS).contains(&number) => Err(Error(Reason::PartNumber(number))),
            _ => problem_of(name, value),
        },
        // They become headers of the response, which S3 writes in ISO-8859-1.
        _ if name.starts_with("response-") && value.chars().any(|c| u32::from(c) > 0xff) => {
            Err(Error(Reason::ParameterNotLatin1(name.to_string())))
        }
        _ => problem_of(name, value),
    }
}

fn problem_of(name: &str, value: &str) -> Result<(), Error> {
    let invalid = |problem| Error(Reason::InvalidField { part: "parameter", name: name.to_string(), problem });
    values::problem_of_parameter(name, value).map_or(Ok(()), |problem| Err(invalid(problem)))
}

fn check_length(value: &str) -> Result<(), Error> {
    match number(value) {
        Some(bytes) if bytes > MAX_REQUEST => Err(Error(Reason::BodyTooLarge(bytes))),
        _ => Ok(()),
    }
}

fn check_object_size(value: &str) -> Result<(), Error> {
    match number(value) {
        Some(bytes) if bytes > MAX_OBJECT => Err(Error(Reason::ObjectTooLarge(bytes))),
        _ => Ok(()),
    }
}

fn check_copy_range(value: &str) -> Result<(), Error> {
    let range = value.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
    match range.and_then(|(first, last)| Some((number(first)?, number(last)?))) {
        Some((first, last)) if first > last || last - first >= MAX_REQUEST => {
            Err(Error(Reason::CopySourceRange { first, last }))
        }
        _ => Ok(()),
    }
}

/// Refuses tags in the encoding of their header, `key=value&key=value`.
fn check_tags(tags: &str) -> Result<(), Error> {
    let (max_tags, max_key, max_value) = MAX_TAGS;
    let mut keys: Vec<String> = Vec::new();
    for (key, value) in query::split(tags) {
        let mut spelled = String::new();
        percent::reencode(&mut spelled, key, &UNRESERVED);
        let complaints = [
            (keys.len() == max_tags, "are more than 10: S3 accepts 10 for an object"),
            (decoded_utf16_length(key) > max_key, "have a key of more than 128 characters"),
            (decoded_utf16_length(value) > max_value, "have a value of more than 256 characters"),
            (keys.contains(&spelled), "have a key twice"),
        ];
        if let Some((_, complaint)) = complaints.into_iter().find(|(is_bad, _)| *is_bad) {
            return Err(Error(Reason::InvalidTags(complaint)));
        }
        keys.push(spelled);
    }
    Ok(())
}

/// How many UTF-16 code units a percent-encoded string in UTF-8 decodes to.
fn decoded_utf16_length(encoded: &str) -> usize {
    let (mut rest, mut length) = (encoded.as_bytes(), 0);
    while let Some(&first) = rest.first() {
        let (byte, width) = percent::escape(rest).map_or((first, 1), |byte| (byte, 3));
        length += match byte {
            // The later bytes of a character.
            0x80..0xc0 => 0,
            // The first of four bytes: a pair of surrogates.
            0xf0.. => 2,
            _ => 1,
        };
        rest = &rest[width..];
    }
    length
}
