//! Renaming in directory buckets.

use alloc::borrow::Cow;

use crate::s3::table::Name;
use crate::s3::{Bucket, CopySource, Operation, op};

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
    pub fn rename_object<'a>(&'a self, key: impl Into<Cow<'a, str>>, source: &str) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::RenameObject, key)
            .source("x-amz-rename-source", &CopySource::new(self.name(), source))
    }
}
