//! How an object is split into the parts of a multipart upload.

use alloc::vec::Vec;
use core::time::Duration;

use crate::error::{Error, Reason};
use crate::s3::{Operation, limits};
use crate::signing::{PresignedUrl, Signer};
use crate::timestamp::Timestamp;

/// One part of an object. With the feature `serde` it is serialized as `part_number`, `offset`
/// and `length`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Part {
    /// The part's number, counted from 1.
    #[cfg_attr(feature = "serde", serde(rename = "part_number"))]
    pub number: u32,
    /// The part's offset in the object, in bytes counted from 0.
    pub offset: u64,
    /// The part's length in bytes.
    pub length: u64,
}

/// An object split into parts, within S3's limits.
///
/// All parts have the same length except the last, which may be shorter. An object of 0 bytes is one part of 0 bytes.
///
/// ```
/// use core::time::Duration;
/// use presign::{Credentials, Timestamp, s3::Bucket, s3::MultipartPlan};
///
/// let bucket = Bucket::new("examplebucket", "us-east-1")?;
/// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
/// let now = Timestamp::parse("20150830T123600Z")?;
///
/// let plan = MultipartPlan::new(20 << 20, 8 << 20)?;
/// assert_eq!(plan.parts().map(|part| part.length >> 20).collect::<Vec<_>>(), [8, 8, 4]);
///
/// let upload_id = "VXBsb2FkIElE"; // from the answer to CreateMultipartUpload
/// let urls = plan.presign(&signer, Duration::from_secs(3600), now, |part| {
///     bucket.upload_part("backup.tar", upload_id, part.number).content_length(part.length)
/// })?;
/// assert_eq!(urls.len(), 3);
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: Amazon S3, "Amazon S3 multipart upload limits".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MultipartPlan {
    size: u64,
    part_size: u64,
}

const MIB: u64 = 1 << 20;

impl MultipartPlan {
    /// The smallest part in bytes, 5 MiB. Only the last part may be smaller.
    pub const MIN_PART_SIZE: u64 = 5 * MIB;
    /// The largest part in bytes, 5 GiB.
    pub const MAX_PART_SIZE: u64 = limits::MAX_REQUEST;
    /// The greatest number of parts, and the greatest part number.
    pub const MAX_PARTS: u32 = limits::MAX_PARTS;
    /// The largest object in bytes: 10,000 parts of 5 GiB, which the source gives as 48.8 TiB.
    pub const MAX_OBJECT_SIZE: u64 = limits::MAX_OBJECT;
    /// The part size in bytes that [`automatic`](Self::automatic) prefers, 8 MiB, which is also the AWS CLI's default.
    /// Source: AWS CLI, "S3 configuration" (`multipart_chunksize`).
    pub const DEFAULT_PART_SIZE: u64 = 8 * MIB;

    /// Splits an object of `size` bytes into parts of `part_size` bytes.
    ///
    /// # Errors
    /// - `part-size-out-of-range`: S3 accepts no parts of this size.
    /// - `object-too-large`: S3 accepts no object of this size, however it is split.
    /// - `too-many-parts`: there would be more than 10,000 parts. The error says which part size fits.
    pub const fn new(size: u64, part_size: u64) -> Result<Self, Error> {
        if part_size < Self::MIN_PART_SIZE || part_size > Self::MAX_PART_SIZE {
            return Err(Error(Reason::PartSize(part_size)));
        }
        if size > Self::MAX_OBJECT_SIZE {
            return Err(Error(Reason::ObjectTooLarge(size)));
        }
        if size.div_ceil(part_size) > Self::MAX_PARTS as u64 {
            return Err(Error(Reason::TooManyParts { size, part_size, fits: Self::smallest_part_size(size) }));
        }
        Ok(Self { size, part_size })
    }

    /// Splits an object of `size` bytes into parts of 8 MiB, or of the smallest larger number of MiB that makes no more
    /// than 10,000 parts.
    ///
    /// # Errors
    /// - `object-too-large`: S3 accepts no object of this size, however it is split.
    pub const fn automatic(size: u64) -> Result<Self, Error> {
        if size > Self::MAX_OBJECT_SIZE {
            return Err(Error(Reason::ObjectTooLarge(size)));
        }
        let smallest = Self::smallest_part_size(size).next_multiple_of(MIB);
        let part_size = if smallest > Self::DEFAULT_PART_SIZE { smallest } else { Self::DEFAULT_PART_SIZE };
        // At most the largest part size, which is a multiple of 1 MiB.
        Self::new(size, part_size)
    }

    /// The smallest part size that makes no more than 10,000 parts.
    const fn smallest_part_size(size: u64) -> u64 {
        size.div_ceil(Self::MAX_PARTS as u64)
    }

    /// Returns the object's size in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the size in bytes of all parts except the last.
    #[must_use]
    pub const fn part_size(&self) -> u64 {
        self.part_size
    }

    /// Returns the number of parts, at least 1.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "no plan has more than 10,000 parts")]
    pub const fn part_count(&self) -> u32 {
        if self.size == 0 { 1 } else { self.size.div_ceil(self.part_size) as u32 }
    }

    /// Returns the parts in the order of their numbers.
    #[must_use]
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Part> + use<> {
        let Self { size, part_size } = *self;
        (0..self.part_count()).map(move |index| {
            let offset = u64::from(index) * part_size;
            Part { number: index + 1, offset, length: part_size.min(size - offset) }
        })
    }

    /// Presigns all parts: for each, the UploadPart or UploadPartCopy that `operation` returns. The URLs are in the
    /// order of the parts' numbers and expire together.
    ///
    /// # Errors
    /// As [`Operation::presign`], for the first part that is refused.
    pub fn presign<'a, O>(
        &self,
        signer: &Signer,
        expires_in: Duration,
        now: Timestamp,
        operation: impl Fn(Part) -> Operation<'a, O>,
    ) -> Result<Vec<PresignedUrl>, Error> {
        self.parts().map(|part| operation(part).presign(signer, expires_in, now)).collect()
    }
}
