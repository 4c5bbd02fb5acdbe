//! The operations of S3 that credentials can be limited to.

use alloc::string::ToString as _;
use core::fmt;
use core::str::FromStr;

use crate::error::{Error, Reason};

/// An operation on objects that scoped credentials can be limited to, by the name that S3 has for it.
///
/// There are 16. `HeadObject` is a right of its own, and an upload in parts needs the five from `CreateMultipartUpload`
/// on, of which `UploadPartCopy` copies.
///
/// ```
/// use presign::s3::Action;
///
/// assert_eq!("GetObject".parse(), Ok(Action::GetObject));
/// assert_eq!(Action::GetObject.to_string(), "GetObject");
/// assert_eq!("getobject".parse::<Action>().unwrap_err().code(), "no-such-operation");
/// ```
///
/// Source: Cloudflare R2, "Temporary credentials" (actions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "S3 documents them by these names")]
pub enum Action {
    HeadObject,
    GetObject,
    GetBucketLocation,
    ListObjectsV1,
    ListObjectsV2,
    ListMultipartUploads,
    ListParts,
    PutObject,
    DeleteObject,
    DeleteObjects,
    CopyObject,
    CreateMultipartUpload,
    UploadPart,
    UploadPartCopy,
    AbortMultipartUpload,
    CompleteMultipartUpload,
}

impl Action {
    /// All of them: first the seven that read, then those that write.
    pub const ALL: [Self; 16] = [
        Self::HeadObject,
        Self::GetObject,
        Self::GetBucketLocation,
        Self::ListObjectsV1,
        Self::ListObjectsV2,
        Self::ListMultipartUploads,
        Self::ListParts,
        Self::PutObject,
        Self::DeleteObject,
        Self::DeleteObjects,
        Self::CopyObject,
        Self::CreateMultipartUpload,
        Self::UploadPart,
        Self::UploadPartCopy,
        Self::AbortMultipartUpload,
        Self::CompleteMultipartUpload,
    ];

    /// Returns whether it only reads.
    #[must_use]
    pub fn reads(self) -> bool {
        self <= Self::ListParts
    }

    /// Whether it lists what begins with a prefix.
    #[cfg(feature = "scoped")]
    pub(crate) fn lists(self) -> bool {
        matches!(self, Self::ListObjectsV1 | Self::ListObjectsV2 | Self::ListMultipartUploads)
    }
}

/// By its name, as S3 writes it.
impl FromStr for Action {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let action = Self::ALL.into_iter().find(|action| action.to_string() == name);
        action.ok_or_else(|| Error(Reason::UnknownAction(name.into())))
    }
}

/// Its name, as S3 writes it.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
