//! Buckets themselves: creating, deleting and listing them.

use alloc::string::ToString;

use crate::s3::{Bucket, Operation, op};

/// [`Operation::presign`] turns each operation into a URL. Directory buckets have these operations at their
/// [Regional endpoint](Bucket::regional_endpoint) only: elsewhere signing fails with `needs-regional-endpoint`.
impl Bucket {
    /// CreateBucket: creates this bucket. Outside of us-east-1 the body names the region, in XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let create = bucket.create_bucket().object_ownership("BucketOwnerEnforced");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with `cannot-be-combined` for an access point, and with S3 Transfer
    /// Acceleration.
    #[must_use]
    pub fn create_bucket(&self) -> Operation<'_, op::CreateBucket> {
        let mut operation = Operation::on_bucket(self, "PUT").at_regional_endpoint();
        operation.check(self.check_itself("CreateBucket"));
        operation
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
    pub fn delete_bucket(&self) -> Operation<'_, op::DeleteBucket> {
        let mut operation = Operation::on_bucket(self, "DELETE").at_regional_endpoint();
        operation.check(self.check_itself("DeleteBucket"));
        operation
    }

    /// ListBuckets: lists the buckets of the account that signs, at this bucket's endpoint. The bucket itself is not
    /// part of the request.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_buckets().bucket_region("us-east-1").max_buckets(100);
    /// assert_eq!(bucket.host(), "examplebucket.s3.us-east-1.amazonaws.com", "where its objects are");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with `cannot-be-combined` for an access point, a directory bucket, a
    /// custom domain, and with S3 Transfer Acceleration.
    #[must_use]
    pub fn list_buckets(&self) -> Operation<'_, op::ListBuckets> {
        Operation::of(self, self.request_for_service("ListBuckets"))
    }

    /// ListDirectoryBuckets: lists the directory buckets of the account that signs, in this directory bucket's region.
    ///
    /// ```
    /// # use presign::s3::Bucket;
    /// let bucket = Bucket::new("photos--usw2-az1--x-s3", "us-west-2")?.regional_endpoint()?;
    /// let list = bucket.list_directory_buckets().max_directory_buckets(100);
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// Signing fails with `directory-buckets-only` for every other bucket.
    #[must_use]
    pub fn list_directory_buckets(&self) -> Operation<'_, op::ListDirectoryBuckets> {
        let mut operation =
            Operation::of(self, self.request_for_service("ListDirectoryBuckets")).at_regional_endpoint();
        operation.check(self.check_directory("ListDirectoryBuckets"));
        operation
    }
}

/// Source: Amazon S3 API Reference, "CreateBucket".
impl Operation<'_, op::CreateBucket> {
    /// Enables Object Lock on the new bucket: `x-amz-bucket-object-lock-enabled: true`.
    #[must_use]
    pub fn object_lock_enabled(self) -> Self {
        self.set_header("x-amz-bucket-object-lock-enabled", "true")
    }

    /// Sets who owns the objects, such as `BucketOwnerEnforced`: `x-amz-object-ownership`.
    #[must_use]
    pub fn object_ownership(self, ownership: &str) -> Self {
        self.set_header("x-amz-object-ownership", ownership)
    }

    /// Sets the namespace of the name, `global` or `account-regional`: `x-amz-bucket-namespace`.
    #[must_use]
    pub fn bucket_namespace(self, namespace: &str) -> Self {
        self.set_header("x-amz-bucket-namespace", namespace)
    }
}

impl Operation<'_, op::ListBuckets> {
    /// Limits the buckets in the response, 1 to 10,000: `max-buckets`.
    #[must_use]
    pub fn max_buckets(self, buckets: u32) -> Self {
        self.set_query("max-buckets", &buckets.to_string())
    }

    /// Lists only buckets in this region, which must be that of the endpoint: `bucket-region`.
    #[must_use]
    pub fn bucket_region(self, region: &str) -> Self {
        self.set_query("bucket-region", region)
    }
}

impl Operation<'_, op::ListDirectoryBuckets> {
    /// Limits the buckets in the response, up to 1,000: `max-directory-buckets`.
    #[must_use]
    pub fn max_directory_buckets(self, buckets: u32) -> Self {
        self.set_query("max-directory-buckets", &buckets.to_string())
    }
}
