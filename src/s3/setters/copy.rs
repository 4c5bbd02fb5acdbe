//! Copying from another object.

use alloc::string::{String, ToString};
use core::fmt;

use crate::error::{Error, Reason};
use crate::s3::bucket::check_name;
use crate::s3::{Operation, limits, op};
use crate::text::percent::{self, PATH, UNRESERVED};

/// The header that makes a copy of an upload.
const COPY_SOURCE: &str = "x-amz-copy-source";

/// The object that a copy is made from: the value of the header `x-amz-copy-source`, which is percent-encoded.
///
/// ```
/// use presign::s3::CopySource;
///
/// let source = CopySource::new("srcbucket", "src key.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
/// assert_eq!(source.to_string(), "srcbucket/src%20key.txt?versionId=L4kqtJlcpXroDTDmpUMLUo");
/// ```
///
/// Source: Amazon S3 API Reference, "CopyObject".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySource {
    text: String,
    error: Option<Error>,
}

impl CopySource {
    /// Names an object by its key and its bucket's name or access point's ARN, both decoded.
    ///
    /// The bucket may be in another region and belong to another account; the signer's credentials must be allowed to
    /// read from it.
    #[must_use]
    pub fn new(bucket: &str, key: &str) -> Self {
        let is_arn = bucket.starts_with("arn:");
        let infix = if is_arn { "/object/" } else { "/" };
        let mut text = String::new();
        for part in [bucket, infix, key] {
            percent::encode(&mut text, part, &PATH);
        }
        let name = if is_arn { Ok(()) } else { check_name(bucket) };
        let error = name.and_then(|()| limits::check_key(key)).err();
        Self { text, error }
    }

    /// Names a version of the object by the id that S3 assigned.
    #[must_use]
    pub fn version_id(mut self, version_id: &str) -> Self {
        if version_id.is_empty() {
            self.error.get_or_insert(Error(Reason::EmptyValue("version id")));
        }
        // The bucket and the key are encoded: the only question mark precedes a version that was named before.
        self.text.truncate(self.text.find('?').unwrap_or(self.text.len()));
        self.text.push_str("?versionId=");
        percent::encode(&mut self.text, version_id, &UNRESERVED);
        self
    }
}

impl fmt::Display for CopySource {
    /// Writes the value of the header.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<O> Operation<'_, O> {
    /// Names another object in a header.
    pub(in crate::s3) fn source(mut self, header: &str, source: &CopySource) -> Self {
        if let Some(error) = &source.error {
            self.request.fail(error.clone());
        }
        self.header(header, &source.text)
    }
}

/// Source: Amazon S3 API Reference, "CopyObject", "UploadPartCopy".
impl<O: op::Copying> Operation<'_, O> {
    pub(in crate::s3) fn copy_source(self, source: &CopySource) -> Self {
        self.source(COPY_SOURCE, source)
    }

    /// Takes the metadata from the source (`COPY`) or from this request (`REPLACE`): `x-amz-metadata-directive`.
    #[must_use]
    pub fn metadata_directive(self, directive: &str) -> Self {
        self.set_header("x-amz-metadata-directive", directive)
    }

    /// Takes the tags from the source (`COPY`) or from this request (`REPLACE`): `x-amz-tagging-directive`.
    #[must_use]
    pub fn tagging_directive(self, directive: &str) -> Self {
        self.set_header("x-amz-tagging-directive", directive)
    }

    /// Copies the bytes `first` to `last` of the source, counted from 0, both included: `x-amz-copy-source-range`.
    #[must_use]
    pub fn copy_source_range(self, first: u64, last: u64) -> Self {
        let (first, last) = (first.to_string(), last.to_string());
        self.set_header("x-amz-copy-source-range", &["bytes=", &first, "-", &last].concat())
    }
}
