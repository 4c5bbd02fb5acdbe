//! The checksums of an empty body.

use alloc::format;
use alloc::string::String;

/// In base64, by parameter or header.
/// Source: Amazon S3, "Checking object integrity for data uploads"; the values are arithmetic.
const CHECKSUMS: [(&str, &str); 6] = [
    ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
    ("x-amz-checksum-crc32", "AAAAAA=="),
    ("x-amz-checksum-crc32c", "AAAAAA=="),
    ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="),
    ("x-amz-checksum-sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    ("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
];

/// SHA-256 and MD5 in hexadecimal digits.
const HASHES: [&str; 2] =
    ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "d41d8cd98f00b204e9800998ecf8427e"];

/// Whether a parameter or a header has the checksum of an empty body.
pub(in crate::explain) fn is_empty_checksum(name: &str, value: &str) -> bool {
    CHECKSUMS.iter().any(|(other, empty)| name.eq_ignore_ascii_case(other) && value == *empty)
}

/// Whether it is such a checksum or hash, of any kind.
pub(in crate::explain) fn is_empty_hash(value: &str) -> bool {
    HASHES.iter().any(|hash| value.eq_ignore_ascii_case(hash)) || CHECKSUMS.iter().any(|(_, empty)| value == *empty)
}

/// Whether it is such a checksum in base64, with any name.
pub(in crate::explain) fn is_empty_checksum_value(value: &str) -> bool {
    CHECKSUMS.iter().any(|(_, empty)| value == *empty)
}

pub(in crate::explain) fn empty_checksum_sentence(name: &str, value: &str) -> String {
    format!("{name} is {value}, the checksum of an empty body: every other upload is refused as BadDigest")
}
