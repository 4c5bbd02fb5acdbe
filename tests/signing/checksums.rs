//! Checksums: from bytes, from and to a header, and their algorithms' names.

use presign::{Checksum, ChecksumAlgorithm};

use crate::checksum_values::{BODY, VALUES, malformed, other};
use crate::refused::refused;

/// The enumeration `ChecksumAlgorithm` in botocore 1.44.8's model of S3.
const NAMES: [&str; 10] =
    ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128"];

#[test]
fn every_checksum_is_that_of_others() {
    for (header, value) in VALUES {
        let algorithm = ChecksumAlgorithm::from_header(header).unwrap();
        let checksum = algorithm.of(BODY);
        assert_eq!(checksum.to_string(), value, "{header}");
        assert_eq!(checksum.algorithm(), algorithm);
        for length in 1..=BODY.len() {
            let mut hasher = algorithm.hasher();
            BODY.chunks(length).for_each(|piece| hasher.update(piece));
            assert_eq!(hasher.finish(), checksum);
        }
        assert_eq!(format!("{:?}", algorithm.hasher()), "ChecksumHasher { .. }");
    }
}

/// Long enough for the tables and blocks of each: computed as [`VALUES`] are.
#[test]
fn long_bodies_have_their_checksums() {
    let body: Vec<_> = (0..5000).map(|at: usize| u8::try_from(at % 251).unwrap()).collect();
    for (name, value) in [
        ("CRC32", "wWB0CA=="),
        ("CRC32C", "g/aOOg=="),
        ("CRC64NVME", "wQDBNQH1lXo="),
        ("SHA1", "5pN6oBa8Bu2oHTsif//egl2IHOU="),
        ("XXHASH3", "tBhQD8QjIO4="),
        ("XXHASH64", "poM9ZI/WozI="),
        ("XXHASH128", "uS7ALDnTPOe0GFAPxCMg7g=="),
    ] {
        let algorithm: ChecksumAlgorithm = name.parse().unwrap();
        assert_eq!(algorithm.of(&body).to_string(), value);
        for length in [1, 63, 64, 1000] {
            let mut hasher = algorithm.hasher();
            body.chunks(length).for_each(|piece| hasher.update(piece));
            assert_eq!(hasher.finish().to_string(), value, "{name} {length}");
        }
    }
}

#[test]
fn a_checksum_is_read_from_a_header_and_written_to_one() {
    for (header, value) in VALUES {
        let checksum = Checksum::from_header(&header.to_uppercase(), value).unwrap();
        assert_eq!(
            (checksum, checksum.to_string().as_str()),
            (ChecksumAlgorithm::from_header(header).unwrap().of(BODY), value)
        );
        assert_ne!(Checksum::from_header(header, &other(value)).unwrap(), checksum);
        let written = if header == "content-md5" { "x-amz-checksum-md5" } else { header };
        assert_eq!(checksum.header(), written);
        let length = checksum.as_bytes().len();
        for value in malformed(value) {
            let sentence = format!("the value of the header {header} is not the base64 of {length} bytes");
            refused(Checksum::from_header(header, &value), "checksum-value", &sentence);
        }
    }
    for header in
        ["", "etag", "x-amz-checksum-", "x-amz-checksum-crc16", "x-amz-checksum-mode", "x-amz-checksum-crc32 "]
    {
        let sentence = format!("the header {header} carries no checksum of an algorithm that S3 has");
        refused(Checksum::from_header(header, "AAAAAA=="), "checksum-header", &sentence);
        assert_eq!(ChecksumAlgorithm::from_header(header), None);
    }
}

#[test]
fn an_algorithm_is_called_as_s3_calls_it() {
    for name in NAMES {
        let algorithm: ChecksumAlgorithm = name.parse().unwrap();
        assert_eq!(algorithm.to_string(), name);
        assert_eq!(algorithm.header(), format!("x-amz-checksum-{}", name.to_lowercase()));
    }
    for name in ["", "crc32", "CRC-32", "CRC32 ", "SHA", "x-amz-checksum-crc32"] {
        let sentence = format!(
            "S3 has no checksum algorithm called {name}: their names are like CRC64NVME and SHA256, in upper case"
        );
        refused(name.parse::<ChecksumAlgorithm>(), "checksum-algorithm", &sentence);
    }
}
