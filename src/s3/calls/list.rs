//! Operations on the bucket: its lists and its properties.

use alloc::string::ToString;

use crate::s3::{Bucket, Operation, directory, op};

/// [`Operation::presign`] turns each operation into a URL.
impl Bucket {
    /// ListObjects: lists up to 1,000 objects. AWS recommends [`list_objects_v2`](Self::list_objects_v2) instead.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_objects().prefix("reports/").marker("reports/2015 august.txt");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_objects(&self) -> Operation<'_, op::ListObjects> {
        let mut operation = Operation::on_bucket(self, "GET");
        operation.check(directory::check_list(self, &operation.request));
        operation
    }

    /// ListObjectsV2: lists up to 1,000 objects, and returns a token to continue with.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_objects_v2().prefix("reports/").delimiter("/").max_keys(100);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_objects_v2(&self) -> Operation<'_, op::ListObjectsV2> {
        Operation::on_bucket(self, "GET").query("list-type", "2")
    }

    /// ListObjectVersions: lists up to 1,000 versions of objects.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let versions = bucket.list_object_versions().prefix("reports/").key_marker("reports/2015 august.txt");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_object_versions(&self) -> Operation<'_, op::ListObjectVersions> {
        Operation::on_bucket(self, "GET").query("versions", "")
    }

    /// HeadBucket: tells whether the bucket exists and the signer may access it.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let exists = bucket.head_bucket().expected_bucket_owner("111122223333");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn head_bucket(&self) -> Operation<'_, op::HeadBucket> {
        Operation::on_bucket(self, "HEAD")
    }

    /// GetBucketLocation: returns the bucket's region.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let location = bucket.get_bucket_location();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_bucket_location(&self) -> Operation<'_, op::GetBucketLocation> {
        Operation::on_bucket(self, "GET").query("location", "").at_regional_endpoint()
    }

    /// DeleteObjects: deletes up to 1,000 objects, which the XML in the body names.
    ///
    /// S3 requires a checksum of that body: sign it here if the body is known, or let the client send it.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// use presign::s3::Checksum;
    ///
    /// let delete = bucket.delete_objects().checksum(Checksum::Crc32([0x9f, 0xb3, 0x49, 0x1a]));
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_objects(&self) -> Operation<'_, op::DeleteObjects> {
        Operation::on_bucket(self, "POST").query("delete", "")
    }
}

impl<O: op::Prefix> Operation<'_, O> {
    /// Lists only keys with this prefix, or buckets in a list of buckets: `prefix`.
    #[must_use]
    pub fn prefix(self, prefix: &str) -> Self {
        self.set_query("prefix", prefix)
    }
}

/// Source: Amazon S3 API Reference, "ListObjectsV2", "ListMultipartUploads".
impl<O: op::List> Operation<'_, O> {
    /// Groups keys that contain this string after the prefix, as folders do: `delimiter`.
    #[must_use]
    pub fn delimiter(self, delimiter: &str) -> Self {
        self.set_query("delimiter", delimiter)
    }

    /// Asks for percent-encoded keys in the response, since XML cannot hold every key: `encoding-type=url`.
    #[must_use]
    pub fn encoding_type(self) -> Self {
        self.set_query("encoding-type", "url")
    }
}

impl<O: op::ListKeys> Operation<'_, O> {
    /// Limits the keys in the response, up to 1,000: `max-keys`.
    #[must_use]
    pub fn max_keys(self, keys: u32) -> Self {
        self.set_query("max-keys", &keys.to_string())
    }

    /// Asks for further attributes of each object, such as `RestoreStatus`: `x-amz-optional-object-attributes`.
    #[must_use]
    pub fn optional_object_attributes(self, attributes: &str) -> Self {
        self.set_header("x-amz-optional-object-attributes", attributes)
    }
}

impl<O: op::KeyMarker> Operation<'_, O> {
    /// Starts after this key: `key-marker`.
    #[must_use]
    pub fn key_marker(self, key: &str) -> Self {
        self.set_query("key-marker", key)
    }
}

impl<O: op::ContinuationToken> Operation<'_, O> {
    /// Continues where an earlier response ended, by its token: `continuation-token`.
    #[must_use]
    pub fn continuation_token(self, token: &str) -> Self {
        self.set_query("continuation-token", token)
    }
}

impl Operation<'_, op::ListObjects> {
    /// Starts after this key: `marker`.
    #[must_use]
    pub fn marker(self, key: &str) -> Self {
        self.set_query("marker", key)
    }
}

impl Operation<'_, op::ListObjectsV2> {
    /// Starts after this key: `start-after`.
    #[must_use]
    pub fn start_after(self, key: &str) -> Self {
        self.set_query("start-after", key)
    }

    /// Asks for each object's owner: `fetch-owner=true`.
    #[must_use]
    pub fn fetch_owner(self) -> Self {
        self.set_query("fetch-owner", "true")
    }
}

impl Operation<'_, op::ListObjectVersions> {
    /// Starts after this version of the key given to [`key_marker`](Self::key_marker): `version-id-marker`.
    #[must_use]
    pub fn version_id_marker(self, version_id: &str) -> Self {
        self.set_query("version-id-marker", version_id)
    }
}
