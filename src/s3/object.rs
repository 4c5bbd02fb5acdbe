//! Operations on one object.

use core::time::Duration;

use crate::s3::Bucket;
use crate::{Error, PresignedUrl, Request, Signer, Timestamp};

/// The longest key in bytes of UTF-8. Source: Amazon S3, "Naming Amazon S3 objects".
const MAX_KEY: usize = 1024;

/// An operation on one object of a [`Bucket`], to be presigned.
///
/// The key is signed exactly as it was given, whatever characters it has, or refused. Nothing is added that was not asked
/// for: no checksum, no `x-id`.
#[derive(Clone, Debug)]
pub struct ObjectRequest<'a> {
    bucket: &'a Bucket,
    request: Request<'a>,
}

impl<'a> ObjectRequest<'a> {
    pub(crate) fn new(bucket: &'a Bucket, mut request: Request<'a>, key: &'a str) -> Self {
        if key.is_empty() {
            request.fail(Error::EmptyKey);
        }
        if key.len() > MAX_KEY {
            request.fail(Error::KeyTooLong(key.len()));
        }
        request.key = key.into();
        Self { bucket, request }
    }

    /// Adds a query parameter, decoded, such as `versionId` or `response-content-disposition`.
    #[must_use]
    pub fn query(self, name: &str, value: &str) -> Self {
        Self { request: self.request.query(name, value), ..self }
    }

    /// Adds a header that is signed and that the client must send, such as `x-amz-acl` or `content-length`.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    /// Signs the header `content-type`: the client must send this type and no other.
    #[must_use]
    pub fn content_type(self, content_type: &str) -> Self {
        self.header("content-type", content_type)
    }

    /// The presigned URL of this operation: good from `now` on, for `expires_in`.
    ///
    /// # Errors
    /// - [`Error::EmptyKey`], [`Error::KeyTooLong`], [`Error::DotSegment`]: the URL would name another thing.
    /// - [`Error::SignerMismatch`]: the signer is not for this bucket's region and service.
    /// - As [`Request::presign`].
    pub fn presign(&self, signer: &Signer, expires_in: Duration, now: Timestamp) -> Result<PresignedUrl, Error> {
        self.bucket.check_signer(signer)?;
        signer.presign(&self.request, expires_in, now)
    }

    /// The request itself, for [`Signer::explain`] and [`Signer::presign_into`].
    #[must_use]
    pub fn request(&self) -> &Request<'a> {
        &self.request
    }
}
