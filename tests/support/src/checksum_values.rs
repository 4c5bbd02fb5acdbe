//! The checksums of one body, computed by others.

/// The body.
pub const BODY: &[u8] = b"hello world";

/// Each header that states a checksum of a body, and its value for [`BODY`]: zlib 1.3, AWS's Common Runtime 0.36 (`awscrt`,
/// CRC-32C and CRC-64/NVME), Python's hashlib, and xxHash 0.8 (the package `xxhash` 3.6).
pub const VALUES: [(&str, &str); 11] = [
    ("content-md5", "XrY7u+Ae7tCTyyK7j1rNww=="),
    ("x-amz-checksum-crc32", "DUoRhQ=="),
    ("x-amz-checksum-crc32c", "yZRlqg=="),
    ("x-amz-checksum-crc64nvme", "jSnVw/bqjr4="),
    ("x-amz-checksum-md5", "XrY7u+Ae7tCTyyK7j1rNww=="),
    ("x-amz-checksum-sha1", "Kq5sNclPz7QV2+lfQIuc6R7oRu0="),
    ("x-amz-checksum-sha256", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="),
    (
        "x-amz-checksum-sha512",
        "MJ7MSJwS1utMxA9QyQLytNDtd+5RGnx6m808qG1M2G+YndNbxf9JlnDaNCVbRbDP2DDoH2Bdz33FVC6TrpzXbw==",
    ),
    ("x-amz-checksum-xxhash3", "1Eex6kDmmIs="),
    ("x-amz-checksum-xxhash64", "RatnNLIeaWg="),
    ("x-amz-checksum-xxhash128", "340J6T+HSQCpm4d1zBW2xw=="),
];

/// A well-formed value that is not that of the body.
pub fn other(value: &str) -> String {
    value.replacen(&value[..1], if value.starts_with('z') { "y" } else { "z" }, 1)
}

/// Values that no checksum has as long as this one: not base64, too short, too long, or with another alphabet or padding.
pub fn malformed(value: &str) -> Vec<String> {
    let bare = value.trim_end_matches('=');
    // The last character before the padding has bits that are not used.
    let last = bare.len() - 1;
    let loose = format!("{}{}{}", &bare[..last], if bare.ends_with('B') { "C" } else { "B" }, &value[bare.len()..]);
    let (head, tail) = value.split_at(4);
    let mut malformed = vec![
        String::new(),
        "=".into(),
        "x".into(),
        format!("{head} {tail}"),
        format!("{head}\u{fc}{tail}"),
        format!("{value},{value}"),
        format!("\"{value}\""),
        format!("{value}="),
        format!("{value}-2"),
        format!("AAAA{value}"),
        tail.to_owned(),
        format!("-_{}", &value[2..]),
        "0".repeat(value.len() + 1),
    ];
    if bare != value {
        malformed.extend([bare.to_owned(), loose]);
    }
    malformed
}
