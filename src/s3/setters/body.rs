//! Setters of operations that send a body: its length and its checksums.

use alloc::string::ToString;

use base64ct::{Base64, Encoding};

use crate::checksum::Checksum;
use crate::s3::values::is_checksum;
use crate::s3::{Operation, op};

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

    /// Sets the body's checksum: the header `x-amz-checksum-ALGORITHM`. The client can upload nothing else. S3 accepts
    /// one checksum, so this replaces one of another algorithm. With the feature `checksums`,
    /// [`ChecksumAlgorithm::of`](crate::ChecksumAlgorithm) computes it.
    #[must_use]
    pub fn checksum(mut self, checksum: Checksum) -> Self {
        self.remove_headers(is_checksum);
        self.set_header(checksum.header(), &checksum.to_string())
    }
}

impl<O> Operation<'_, O> {
    /// Sets the algorithm by which S3 computes the object's checksum, such as `CRC64NVME`: `x-amz-checksum-algorithm`.
    #[must_use]
    pub fn checksum_algorithm(self, algorithm: &str) -> Self {
        self.set_header("x-amz-checksum-algorithm", algorithm)
    }

    /// Sets the checksum's type: of the whole object (`FULL_OBJECT`) or of the parts' checksums (`COMPOSITE`):
    /// `x-amz-checksum-type`.
    #[must_use]
    pub fn checksum_type(self, checksum_type: &str) -> Self {
        self.set_header("x-amz-checksum-type", checksum_type)
    }
}
