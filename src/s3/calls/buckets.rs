//! Buckets themselves: creating, deleting and listing them.

use crate::s3::table::Name;
use crate::s3::{Bucket, Operation, op};

/// [`Operation::presign`] turns each operation into a URL. Directory buckets have these operations at their
/// [Regional endpoint](Bucket::regional_endpoint) only: elsewhere signing fails with `needs-regional-endpoint`.
impl Bucket {
    /// CreateBucket: creates this bucket. Outside of us-east-1 the body names the region, in XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let create = bucket.create_bucket().set("x-amz-object-ownership", "BucketOwnerEnforced");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with `cannot-be-combined` for an access point, and with S3 Transfer
    /// Acceleration.
    #[must_use]
    pub fn create_bucket(&self) -> Operation<'_, op::WithBody> {
        Operation::of_bucket(self, Name::CreateBucket)
    }

    /// DeleteBucket: deletes this bucket, which must be empty.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let delete = bucket.delete_bucket().expected_bucket_owner("111122223333");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with `cannot-be-combined` for an access point, and with S3 Transfer
    /// Acceleration.
    #[must_use]
    pub fn delete_bucket(&self) -> Operation<'_, op::WithoutBody> {
        Operation::of_bucket(self, Name::DeleteBucket)
    }

    /// ListBuckets: lists the buckets of the account that signs, at this bucket's endpoint. The bucket itself is not
    /// part of the request.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_buckets().set("bucket-region", "us-east-1").set("max-buckets", "100");
    /// assert_eq!(bucket.host(), "examplebucket.s3.us-east-1.amazonaws.com", "where its objects are");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with `cannot-be-combined` for an access point, a directory bucket, a
    /// custom domain, and with S3 Transfer Acceleration.
    #[must_use]
    pub fn list_buckets(&self) -> Operation<'_, op::List> {
        Operation::of_bucket(self, Name::ListBuckets)
    }
}
