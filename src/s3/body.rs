//! Setters of operations that send a body: its length and its checksums.

use alloc::string::ToString;

use base64ct::{Base64, Encoding};

use crate::s3::values::is_checksum;
use crate::s3::{Operation, op};

/// A checksum of the body: the algorithm's bytes, most significant first.
///
/// Source: Amazon S3, "Checking object integrity for data uploads in Amazon S3".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksum {
    /// CRC-32 (ISO HDLC).
    Crc32([u8; 4]),
    /// CRC-32C (Castagnoli).
    Crc32C([u8; 4]),
    /// CRC-64/NVME.
    Crc64Nvme([u8; 8]),
    /// MD5.
    Md5([u8; 16]),
    /// SHA-1.
    Sha1([u8; 20]),
    /// SHA-256.
    Sha256([u8; 32]),
    /// SHA-512.
    Sha512([u8; 64]),
    /// XXH3, 64 bits.
    XxHash3([u8; 8]),
    /// XXH64.
    XxHash64([u8; 8]),
    /// XXH3, 128 bits.
    XxHash128([u8; 16]),
}

impl Checksum {
    /// The name of its header.
    fn header(&self) -> &'static str {
        match self {
            Self::Crc32(_) => "x-amz-checksum-crc32",
            Self::Crc32C(_) => "x-amz-checksum-crc32c",
            Self::Crc64Nvme(_) => "x-amz-checksum-crc64nvme",
            Self::Md5(_) => "x-amz-checksum-md5",
            Self::Sha1(_) => "x-amz-checksum-sha1",
            Self::Sha256(_) => "x-amz-checksum-sha256",
            Self::Sha512(_) => "x-amz-checksum-sha512",
            Self::XxHash3(_) => "x-amz-checksum-xxhash3",
            Self::XxHash64(_) => "x-amz-checksum-xxhash64",
            Self::XxHash128(_) => "x-amz-checksum-xxhash128",
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Crc32(bytes) | Self::Crc32C(bytes) => bytes,
            Self::Crc64Nvme(bytes) | Self::XxHash3(bytes) | Self::XxHash64(bytes) => bytes,
            Self::Md5(bytes) | Self::XxHash128(bytes) => bytes,
            Self::Sha1(bytes) => bytes,
            Self::Sha256(bytes) => bytes,
            Self::Sha512(bytes) => bytes,
        }
    }
}

/// Source: Amazon S3 API Reference, "Common Request Headers", "PutObject".
impl<O: op::Body> Operation<'_, O> {
    /// Sets the body's length in bytes: the header `content-length`. The client can upload no more and no less.
    #[must_use]
    pub fn content_length(self, bytes: u64) -> Self {
        self.set_header("content-length", &bytes.to_string())
    }

    /// Sets the body's MD5: the header `content-md5`. The client can upload nothing else.
    #[must_use]
    pub fn content_md5(self, md5: &[u8; 16]) -> Self {
        self.set_header("content-md5", &Base64::encode_string(md5))
    }

    /// Sets the body's checksum: the header `x-amz-checksum-ALGORITHM`. The client can upload nothing else.
    /// S3 accepts one checksum, so this replaces one of another algorithm.
    #[must_use]
    pub fn checksum(mut self, checksum: Checksum) -> Self {
        self.remove_headers(is_checksum);
        self.header(checksum.header(), &Base64::encode_string(checksum.bytes()))
    }
}

impl<O: op::ChecksumAlgorithm> Operation<'_, O> {
    /// Sets the algorithm by which S3 computes the object's checksum, such as `CRC64NVME`: `x-amz-checksum-algorithm`.
    #[must_use]
    pub fn checksum_algorithm(self, algorithm: &str) -> Self {
        self.set_header("x-amz-checksum-algorithm", algorithm)
    }
}

impl<O: op::ChecksumType> Operation<'_, O> {
    /// Sets the checksum's type: of the whole object (`FULL_OBJECT`) or of the parts' checksums (`COMPOSITE`):
    /// `x-amz-checksum-type`.
    #[must_use]
    pub fn checksum_type(self, checksum_type: &str) -> Self {
        self.set_header("x-amz-checksum-type", checksum_type)
    }
}
