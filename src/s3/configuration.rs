//! Buckets themselves: creating, deleting and listing them, and their configuration.

use alloc::string::ToString;

use crate::s3::{Bucket, Operation, op};

/// [`Operation::presign`] turns each operation into a URL. Directory buckets have some of them, such as
/// policies, encryption and lifecycles, and those at their [Regional endpoint](Bucket::regional_endpoint) only, except those
/// on attribute-based access control (`abac`): others fail with
/// `not-in-directory-bucket`, elsewhere signing fails with
/// `needs-regional-endpoint`.
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

    /// An operation on a part of the bucket's configuration, by its type in [`op`]: [`op::GetBucketCors`],
    /// [`op::PutBucketPolicy`], [`op::DeleteBucketLifecycle`] and [all others](op::Configuration#implementors).
    ///
    /// **On a server other than AWS's, a DELETE of a part that the server does not know deletes the bucket**, on some with
    /// the objects in it, and a PUT creates one: it does not read the parameter. Send a GET of the part first, and never
    /// hand out a presigned DELETE of one. Where a [`Provider`](crate::s3::Provider) is known not to have the part, signing
    /// fails with `cannot-be-combined`.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// use presign::s3::op;
    ///
    /// let put = bucket.configuration::<op::PutBucketCors>().content_md5(&[0; 16]);
    /// let get = bucket.configuration::<op::GetBucketCors>();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn configuration<O: op::Configuration>(&self) -> Operation<'_, O> {
        Operation::on_bucket(self, O::METHOD).subresource(O::SUBRESOURCE)
    }

    /// An operation on the configuration with this id, by its type in [`op`]: those of analytics, inventories,
    /// metrics and S3 Intelligent-Tiering, of which a bucket has several. [`configuration`](Self::configuration) lists
    /// them, for example with [`op::ListBucketMetricsConfigurations`]. What is said there of servers other than AWS's holds
    /// here, too: a DELETE of a configuration that a server does not know deletes the bucket.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// use presign::s3::op;
    ///
    /// let get = bucket.configuration_with_id::<op::GetBucketMetricsConfiguration>("EntireBucket");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn configuration_with_id<O: op::ConfigurationWithId>(&self, id: &str) -> Operation<'_, O> {
        // Without its id, GetBucketMetricsConfiguration is ListBucketMetricsConfigurations.
        let operation = Operation::on_bucket(self, O::METHOD).subresource(O::SUBRESOURCE);
        operation.not_empty("configuration id", id).query("id", id)
    }
}

/// What directory buckets take at their Zonal endpoint, according to `UseS3ExpressControlEndpoint` in AWS' model of S3.
const ZONAL: [&str; 2] = ["abac", "object-lock"];

impl<O> Operation<'_, O> {
    fn subresource(self, name: &'static str) -> Self {
        // What directory buckets do not have at all, they do not have at their Regional endpoint either.
        let operation = self.query(name, "");
        if ZONAL.contains(&name) { operation } else { operation.at_regional_endpoint() }
    }

    /// Refuses the Zonal endpoint of a directory bucket.
    pub(super) fn at_regional_endpoint(mut self) -> Self {
        let result = self.bucket.check_regional();
        self.check(result);
        self
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

impl Operation<'_, op::PutBucketLifecycleConfiguration> {
    /// Sets from which size on objects move to another storage class, such as `all_storage_classes_128K`:
    /// `x-amz-transition-default-minimum-object-size`.
    #[must_use]
    pub fn transition_default_minimum_object_size(self, size: &str) -> Self {
        self.set_header("x-amz-transition-default-minimum-object-size", size)
    }
}

impl Operation<'_, op::PutBucketNotificationConfiguration> {
    /// Does not check that the destinations take notifications: `x-amz-skip-destination-validation: true`.
    #[must_use]
    pub fn skip_destination_validation(self) -> Self {
        self.set_header("x-amz-skip-destination-validation", "true")
    }
}

impl Operation<'_, op::PutBucketPolicy> {
    /// Confirms a policy that takes from the signer the right to change it again:
    /// `x-amz-confirm-remove-self-bucket-access: true`.
    #[must_use]
    pub fn confirm_remove_self_bucket_access(self) -> Self {
        self.set_header("x-amz-confirm-remove-self-bucket-access", "true")
    }
}
