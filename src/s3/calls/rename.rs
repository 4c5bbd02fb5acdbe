//! Renaming in directory buckets.

use alloc::borrow::Cow;

use crate::s3::{Bucket, CopySource, Operation, op};
use crate::timestamp::{Timestamp, http_date};

impl Bucket {
    /// RenameObject: gives the object `source` the key `key`, in the same directory bucket.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::new("photos--usw2-az1--x-s3", "us-west-2")?;
    /// let rename = bucket.rename_object("2015/cat.jpg", "new cat.jpg").if_none_match("*");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with `directory-buckets-only` for every other bucket on
    /// AWS.
    #[must_use]
    pub fn rename_object<'a>(&'a self, key: impl Into<Cow<'a, str>>, source: &str) -> Operation<'a, op::RenameObject> {
        let mut operation = Operation::on_object(self, "PUT", key.into());
        operation.check(if self.is_on_aws() { self.check_directory("RenameObject") } else { Ok(()) });
        operation.query("renameObject", "").source("x-amz-rename-source", &CopySource::new(self.name(), source))
    }
}

/// Source: Amazon S3 API Reference, "RenameObject". The conditions without `rename_source` are on the new key.
impl Operation<'_, op::RenameObject> {
    /// Requires that the source has this entity tag: `x-amz-rename-source-if-match`.
    #[must_use]
    pub fn rename_source_if_match(self, entity_tag: &str) -> Self {
        self.set_header("x-amz-rename-source-if-match", entity_tag)
    }

    /// Requires that the source has another entity tag: `x-amz-rename-source-if-none-match`.
    #[must_use]
    pub fn rename_source_if_none_match(self, entity_tag: &str) -> Self {
        self.set_header("x-amz-rename-source-if-none-match", entity_tag)
    }

    /// Requires that the source was modified after this time: `x-amz-rename-source-if-modified-since`.
    #[must_use]
    pub fn rename_source_if_modified_since(self, time: Timestamp) -> Self {
        self.set_header("x-amz-rename-source-if-modified-since", &http_date::write(time))
    }

    /// Requires that the source was not modified after this time: `x-amz-rename-source-if-unmodified-since`.
    #[must_use]
    pub fn rename_source_if_unmodified_since(self, time: Timestamp) -> Self {
        self.set_header("x-amz-rename-source-if-unmodified-since", &http_date::write(time))
    }

    /// Names the request, so that S3 does it once however often it is sent: `x-amz-client-token`.
    #[must_use]
    pub fn client_token(self, token: &str) -> Self {
        self.set_header("x-amz-client-token", token)
    }
}
