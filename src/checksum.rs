//! Checksums of bodies, as S3 reads them in headers, in queries and in trailing headers.

#[cfg(feature = "checksums")]
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use base64ct::{Base64, Encoding};
#[cfg(feature = "checksums")]
use crc::{CRC_32_ISCSI, CRC_64_NVME, Crc, Table};
use md5::Md5;
#[cfg(feature = "checksums")]
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
#[cfg(feature = "checksums")]
use twox_hash::{XxHash3_64, XxHash3_128, XxHash64};

use crate::error::{Error, Reason};

#[cfg(feature = "checksums")]
static CRC_32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
#[cfg(feature = "checksums")]
static CRC_64: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// What the header begins with that carries a checksum; the algorithm follows in lower case.
pub(crate) const CHECKSUM_HEADERS: &str = "x-amz-checksum-";
/// The header of HTTP that carries an MD5.
pub(crate) const CONTENT_MD5: &str = "content-md5";

/// The algorithm of a [`Checksum`]. `Display` and `FromStr` have the name as S3 writes it, such as `CRC64NVME`.
///
/// ```
/// use presign::ChecksumAlgorithm;
///
/// assert_eq!(ChecksumAlgorithm::Crc32C.header(), "x-amz-checksum-crc32c");
/// assert_eq!("CRC64NVME".parse(), Ok(ChecksumAlgorithm::Crc64Nvme));
/// # #[cfg(feature = "checksums")]
/// assert_eq!(ChecksumAlgorithm::Crc32C.of("123456789").to_string(), "4waSgw==");
/// ```
///
/// Source: Amazon S3, "Checking object integrity for data uploads in Amazon S3", and the enumeration
/// `ChecksumAlgorithm` in botocore's model of S3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChecksumAlgorithm {
    /// CRC-32 (ISO HDLC), as in zip files.
    Crc32,
    /// CRC-32C (Castagnoli).
    Crc32C,
    /// CRC-64/NVME.
    Crc64Nvme,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
    /// XXH3, 64 bits.
    XxHash3,
    /// XXH64.
    XxHash64,
    /// XXH3, 128 bits.
    XxHash128,
}

impl ChecksumAlgorithm {
    const ALL: [Self; 10] = [
        Self::Crc32,
        Self::Crc32C,
        Self::Crc64Nvme,
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::Sha512,
        Self::XxHash3,
        Self::XxHash64,
        Self::XxHash128,
    ];

    /// The name as S3 writes it, the header, and the length of the checksum in bytes.
    const fn row(self) -> (&'static str, &'static str, usize) {
        match self {
            Self::Crc32 => ("CRC32", "x-amz-checksum-crc32", 4),
            Self::Crc32C => ("CRC32C", "x-amz-checksum-crc32c", 4),
            Self::Crc64Nvme => ("CRC64NVME", "x-amz-checksum-crc64nvme", 8),
            Self::Md5 => ("MD5", "x-amz-checksum-md5", 16),
            Self::Sha1 => ("SHA1", "x-amz-checksum-sha1", 20),
            Self::Sha256 => ("SHA256", "x-amz-checksum-sha256", 32),
            Self::Sha512 => ("SHA512", "x-amz-checksum-sha512", 64),
            Self::XxHash3 => ("XXHASH3", "x-amz-checksum-xxhash3", 8),
            Self::XxHash64 => ("XXHASH64", "x-amz-checksum-xxhash64", 8),
            Self::XxHash128 => ("XXHASH128", "x-amz-checksum-xxhash128", 16),
        }
    }

    /// Returns the algorithm of the checksum that this header carries: `x-amz-checksum-…`, or `content-md5`, in any
    /// case.
    #[must_use]
    pub fn from_header(name: &str) -> Option<Self> {
        let md5 = name.eq_ignore_ascii_case(CONTENT_MD5).then_some(Self::Md5);
        md5.or_else(|| Self::ALL.into_iter().find(|algorithm| name.eq_ignore_ascii_case(algorithm.header())))
    }

    /// Returns the name of the header or trailing header that carries the checksum, such as `x-amz-checksum-crc32`.
    #[must_use]
    pub const fn header(self) -> &'static str {
        self.row().1
    }

    /// The length of the checksum in bytes.
    pub(crate) const fn length(self) -> usize {
        self.row().2
    }

    /// The length of the header's value, in characters of base64.
    pub(crate) const fn value_length(self) -> usize {
        self.length().div_ceil(3) * 4
    }

    /// Computes the checksum of these bytes. (Requires the feature `checksums`.)
    ///
    /// ```
    /// use presign::{ChecksumAlgorithm, s3::Bucket};
    ///
    /// let bucket = Bucket::new("photos", "eu-west-1")?;
    /// let put = bucket.put_object("a.txt").checksum(ChecksumAlgorithm::Crc32.of("hello"));
    /// # let _ = put;
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[cfg(feature = "checksums")]
    #[must_use]
    pub fn of(self, bytes: impl AsRef<[u8]>) -> Checksum {
        let mut hasher = self.hasher();
        hasher.update(bytes.as_ref());
        hasher.finish()
    }

    /// Begins a checksum of bytes that arrive piece by piece. (Requires the feature `checksums`.)
    ///
    /// ```
    /// use presign::ChecksumAlgorithm;
    ///
    /// let mut hasher = ChecksumAlgorithm::Sha256.hasher();
    /// for piece in ["hel", "lo"] {
    ///     hasher.update(piece.as_bytes());
    /// }
    /// assert_eq!(hasher.finish(), ChecksumAlgorithm::Sha256.of("hello"));
    /// ```
    #[cfg(feature = "checksums")]
    #[must_use]
    pub fn hasher(self) -> ChecksumHasher {
        ChecksumHasher(match self {
            Self::Crc32 => Inner::Crc32(crc32fast::Hasher::new()),
            Self::Crc32C => Inner::Crc32C(CRC_32C.digest()),
            Self::Crc64Nvme => Inner::Crc64Nvme(CRC_64.digest()),
            Self::Md5 => Inner::Md5(Md5::new()),
            Self::Sha1 => Inner::Sha1(Sha1::new()),
            Self::Sha256 => Inner::Sha256(Sha256::new()),
            Self::Sha512 => Inner::Sha512(Sha512::new()),
            Self::XxHash3 => Inner::XxHash3(Box::new(XxHash3_64::new())),
            Self::XxHash64 => Inner::XxHash64(XxHash64::with_seed(0)),
            Self::XxHash128 => Inner::XxHash128(Box::new(XxHash3_128::new())),
        })
    }

    /// Begins a checksum, if this build can compute it.
    #[cfg(feature = "checksums")]
    #[allow(clippy::unnecessary_wraps, reason = "other builds cannot compute every checksum")]
    pub(crate) fn start(self) -> Option<ChecksumHasher> {
        Some(self.hasher())
    }

    /// Begins a checksum, if this build can compute it.
    #[cfg(not(feature = "checksums"))]
    pub(crate) fn start(self) -> Option<ChecksumHasher> {
        match self {
            Self::Md5 => Some(ChecksumHasher(Inner::Md5(Md5::new()))),
            Self::Sha256 => Some(ChecksumHasher(Inner::Sha256(Sha256::new()))),
            Self::Sha512 => Some(ChecksumHasher(Inner::Sha512(Sha512::new()))),
            _ => None,
        }
    }
}

impl fmt::Display for ChecksumAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.row().0)
    }
}

impl FromStr for ChecksumAlgorithm {
    type Err = Error;

    /// Reads the name as S3 writes it, in upper case.
    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|algorithm| algorithm.row().0 == name);
        found.ok_or_else(|| Error(Reason::ChecksumAlgorithm(name.to_string())))
    }
}

/// A checksum of a body: the algorithm's bytes, most significant first. `Display` writes them in base64, as the header
/// does.
///
/// ```
/// use presign::Checksum;
///
/// let checksum = Checksum::from_header("x-amz-checksum-crc32", "DUoRhQ==")?;
/// assert_eq!(checksum, Checksum::Crc32([0x0d, 0x4a, 0x11, 0x85]));
/// assert_eq!((checksum.header(), checksum.to_string().as_str()), ("x-amz-checksum-crc32", "DUoRhQ=="));
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon S3, "Checking object integrity for data uploads in Amazon S3".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// Reads a header that carries a checksum: its name, in any case, and its value in base64, with padding and without
    /// white space.
    ///
    /// # Errors
    /// - `checksum-header`: the name is not `x-amz-checksum-` and an algorithm, and not `content-md5`.
    /// - `checksum-value`: the value is not base64, or not as long as the algorithm's checksums are.
    pub fn from_header(name: &str, value: &str) -> Result<Self, Error> {
        let algorithm = ChecksumAlgorithm::from_header(name)
            .ok_or_else(|| Error(Reason::ChecksumHeader(name.to_ascii_lowercase())))?;
        let mut buffer = [0; 64];
        let bytes = Base64::decode(value, &mut buffer).ok().and_then(|bytes| Self::new(algorithm, bytes));
        let malformed = || Error(Reason::ChecksumValue { name: name.to_ascii_lowercase(), length: algorithm.length() });
        bytes.ok_or_else(malformed)
    }

    /// The checksum with these bytes, if there are as many as the algorithm has.
    fn new(algorithm: ChecksumAlgorithm, bytes: &[u8]) -> Option<Self> {
        Some(match algorithm {
            ChecksumAlgorithm::Crc32 => Self::Crc32(bytes.try_into().ok()?),
            ChecksumAlgorithm::Crc32C => Self::Crc32C(bytes.try_into().ok()?),
            ChecksumAlgorithm::Crc64Nvme => Self::Crc64Nvme(bytes.try_into().ok()?),
            ChecksumAlgorithm::Md5 => Self::Md5(bytes.try_into().ok()?),
            ChecksumAlgorithm::Sha1 => Self::Sha1(bytes.try_into().ok()?),
            ChecksumAlgorithm::Sha256 => Self::Sha256(bytes.try_into().ok()?),
            ChecksumAlgorithm::Sha512 => Self::Sha512(bytes.try_into().ok()?),
            ChecksumAlgorithm::XxHash3 => Self::XxHash3(bytes.try_into().ok()?),
            ChecksumAlgorithm::XxHash64 => Self::XxHash64(bytes.try_into().ok()?),
            ChecksumAlgorithm::XxHash128 => Self::XxHash128(bytes.try_into().ok()?),
        })
    }

    /// Returns the algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> ChecksumAlgorithm {
        match self {
            Self::Crc32(_) => ChecksumAlgorithm::Crc32,
            Self::Crc32C(_) => ChecksumAlgorithm::Crc32C,
            Self::Crc64Nvme(_) => ChecksumAlgorithm::Crc64Nvme,
            Self::Md5(_) => ChecksumAlgorithm::Md5,
            Self::Sha1(_) => ChecksumAlgorithm::Sha1,
            Self::Sha256(_) => ChecksumAlgorithm::Sha256,
            Self::Sha512(_) => ChecksumAlgorithm::Sha512,
            Self::XxHash3(_) => ChecksumAlgorithm::XxHash3,
            Self::XxHash64(_) => ChecksumAlgorithm::XxHash64,
            Self::XxHash128(_) => ChecksumAlgorithm::XxHash128,
        }
    }

    /// Returns the name of its header, such as `x-amz-checksum-crc32`. The value is what `Display` writes.
    #[must_use]
    pub const fn header(&self) -> &'static str {
        self.algorithm().header()
    }

    /// Returns the bytes, most significant first.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
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

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = Base64::encode_string(self.as_bytes());
        f.pad(&text)
    }
}

/// A checksum of bytes that arrive piece by piece, made by [`ChecksumAlgorithm::hasher`]. (Requires the feature
/// `checksums`.)
#[derive(Clone)]
#[cfg_attr(not(feature = "checksums"), allow(unreachable_pub, reason = "it is public with the feature"))]
pub struct ChecksumHasher(Inner);

#[derive(Clone)]
enum Inner {
    #[cfg(feature = "checksums")]
    Crc32(crc32fast::Hasher),
    #[cfg(feature = "checksums")]
    Crc32C(crc::Digest<'static, u32, Table<16>>),
    #[cfg(feature = "checksums")]
    Crc64Nvme(crc::Digest<'static, u64, Table<16>>),
    Md5(Md5),
    #[cfg(feature = "checksums")]
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Sha512),
    // Half a kilobyte each.
    #[cfg(feature = "checksums")]
    XxHash3(Box<XxHash3_64>),
    #[cfg(feature = "checksums")]
    XxHash64(XxHash64),
    #[cfg(feature = "checksums")]
    XxHash128(Box<XxHash3_128>),
}

#[cfg_attr(not(feature = "checksums"), allow(unreachable_pub, reason = "it is public with the feature"))]
impl ChecksumHasher {
    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        #[cfg(feature = "checksums")]
        use core::hash::Hasher;
        match &mut self.0 {
            #[cfg(feature = "checksums")]
            Inner::Crc32(hasher) => hasher.update(bytes),
            #[cfg(feature = "checksums")]
            Inner::Crc32C(digest) => digest.update(bytes),
            #[cfg(feature = "checksums")]
            Inner::Crc64Nvme(digest) => digest.update(bytes),
            Inner::Md5(hasher) => hasher.update(bytes),
            #[cfg(feature = "checksums")]
            Inner::Sha1(hasher) => hasher.update(bytes),
            Inner::Sha256(hasher) => hasher.update(bytes),
            Inner::Sha512(hasher) => hasher.update(bytes),
            #[cfg(feature = "checksums")]
            Inner::XxHash3(hasher) => hasher.write(bytes),
            #[cfg(feature = "checksums")]
            Inner::XxHash64(hasher) => hasher.write(bytes),
            #[cfg(feature = "checksums")]
            Inner::XxHash128(hasher) => hasher.write(bytes),
        }
    }

    /// Ends the bytes, and returns their checksum.
    #[must_use]
    pub fn finish(self) -> Checksum {
        #[cfg(feature = "checksums")]
        use core::hash::Hasher;
        match self.0 {
            #[cfg(feature = "checksums")]
            Inner::Crc32(hasher) => Checksum::Crc32(hasher.finalize().to_be_bytes()),
            #[cfg(feature = "checksums")]
            Inner::Crc32C(digest) => Checksum::Crc32C(digest.finalize().to_be_bytes()),
            #[cfg(feature = "checksums")]
            Inner::Crc64Nvme(digest) => Checksum::Crc64Nvme(digest.finalize().to_be_bytes()),
            Inner::Md5(hasher) => Checksum::Md5(hasher.finalize().into()),
            #[cfg(feature = "checksums")]
            Inner::Sha1(hasher) => Checksum::Sha1(hasher.finalize().into()),
            Inner::Sha256(hasher) => Checksum::Sha256(hasher.finalize().into()),
            Inner::Sha512(hasher) => Checksum::Sha512(hasher.finalize().into()),
            #[cfg(feature = "checksums")]
            Inner::XxHash3(hasher) => Checksum::XxHash3(hasher.finish().to_be_bytes()),
            #[cfg(feature = "checksums")]
            Inner::XxHash64(hasher) => Checksum::XxHash64(hasher.finish().to_be_bytes()),
            #[cfg(feature = "checksums")]
            Inner::XxHash128(hasher) => Checksum::XxHash128(hasher.finish_128().to_be_bytes()),
        }
    }
}

impl fmt::Debug for ChecksumHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChecksumHasher").finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "checksums"))]
mod tests {
    use alloc::vec::Vec;

    use crc::{CRC_32_ISO_HDLC, Crc, NoTable};

    use crate::checksum::{Checksum, ChecksumAlgorithm};

    /// Instructions work on blocks, and what is around them is computed by tables: bit by bit it is the same.
    #[test]
    fn crc_32_is_the_same_however_long_the_bytes_and_their_pieces_are() {
        let model = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);
        let bytes: Vec<u8> = (0..=250).cycle().take(5000).collect();
        let lengths = (0..300).chain([1023, 1024, 1025, 4095, 4096, 4097, 5000]);
        for length in lengths {
            let bytes = &bytes[..length];
            let expected = Checksum::Crc32(model.checksum(bytes).to_be_bytes());
            assert_eq!(ChecksumAlgorithm::Crc32.of(bytes), expected, "{length}");
            for piece in [1, 15, 16, 63, 64, 65, 127, 1000] {
                let mut hasher = ChecksumAlgorithm::Crc32.hasher();
                bytes.chunks(piece).for_each(|piece| hasher.update(piece));
                assert_eq!(hasher.finish(), expected, "{length} in pieces of {piece}");
            }
        }
    }
}
