//! Checksums of whole objects, as S3 takes them in trailers and headers.

use alloc::string::String;
use core::fmt;

use base64ct::{Base64, Encoding};
use crc::{CRC_32_ISCSI, CRC_32_ISO_HDLC, CRC_64_NVME, Crc, Table};
use sha1::Sha1;
use sha2::{Digest, Sha256};

static CRC_32: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC);
static CRC_32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
static CRC_64: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// A checksum that S3 stores with an object and compares with its bytes. (Requires the feature `checksums`.)
///
/// ```
/// use presign::ChecksumAlgorithm;
///
/// assert_eq!(ChecksumAlgorithm::Crc32C.header(), "x-amz-checksum-crc32c");
/// assert_eq!(ChecksumAlgorithm::Crc32C.of("123456789"), "4waSgw==");
/// ```
///
/// Source: Amazon S3, "Checking object integrity for data uploads".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChecksumAlgorithm {
    /// CRC-32, as in zip files.
    Crc32,
    /// CRC-32C (Castagnoli).
    Crc32C,
    /// CRC-64/NVME.
    Crc64Nvme,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl ChecksumAlgorithm {
    const ALL: [Self; 5] = [Self::Crc32, Self::Crc32C, Self::Crc64Nvme, Self::Sha1, Self::Sha256];

    /// The checksum that a header or trailer of this name carries. The name is in lower case.
    pub(crate) fn of_header(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|checksum| checksum.header() == name)
    }

    /// The name of the header or trailer that carries it, such as `x-amz-checksum-crc32`.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32C => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// The length of the value in characters of base64.
    pub(crate) const fn value_length(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32C => 8,
            Self::Crc64Nvme => 12,
            Self::Sha1 => 28,
            Self::Sha256 => 44,
        }
    }

    /// The checksum of these bytes, in base64: the value of the header.
    #[must_use]
    pub fn of(self, bytes: impl AsRef<[u8]>) -> String {
        let mut state = self.start();
        state.update(bytes.as_ref());
        state.finish()
    }

    pub(crate) fn start(self) -> ChecksumState {
        ChecksumState(match self {
            Self::Crc32 => Inner::Crc32(CRC_32.digest()),
            Self::Crc32C => Inner::Crc32(CRC_32C.digest()),
            Self::Crc64Nvme => Inner::Crc64(CRC_64.digest()),
            Self::Sha1 => Inner::Sha1(Sha1::new()),
            Self::Sha256 => Inner::Sha256(Sha256::new()),
        })
    }
}

/// A checksum of bytes that come piece by piece.
#[derive(Clone)]
pub(crate) struct ChecksumState(Inner);

#[derive(Clone)]
enum Inner {
    Crc32(crc::Digest<'static, u32, Table<16>>),
    Crc64(crc::Digest<'static, u64, Table<16>>),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl ChecksumState {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Inner::Crc32(digest) => digest.update(bytes),
            Inner::Crc64(digest) => digest.update(bytes),
            Inner::Sha1(hasher) => hasher.update(bytes),
            Inner::Sha256(hasher) => hasher.update(bytes),
        }
    }

    /// In base64.
    pub(crate) fn finish(self) -> String {
        match self.0 {
            Inner::Crc32(digest) => Base64::encode_string(&digest.finalize().to_be_bytes()),
            Inner::Crc64(digest) => Base64::encode_string(&digest.finalize().to_be_bytes()),
            Inner::Sha1(hasher) => Base64::encode_string(&hasher.finalize()),
            Inner::Sha256(hasher) => Base64::encode_string(&hasher.finalize()),
        }
    }
}

impl fmt::Debug for ChecksumState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChecksumState")
    }
}
