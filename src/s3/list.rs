//! Operations on the bucket: lists, and what can be asked about it.

use alloc::string::ToString;

use crate::s3::{Bucket, Operation, op};

/// Each operation ends in [`Operation::presign`].
impl Bucket {
    /// ListObjects: up to 1,000 objects. New programs use [`list_objects_v2`](Self::list_objects_v2).
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_objects().prefix("reports/").marker("reports/2015 august.txt");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_objects(&self) -> Operation<'_, op::ListObjects> {
        Operation::on_bucket(self, "GET")
    }

    /// ListObjectsV2: up to 1,000 objects, and a token to go on with.
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

    /// ListObjectVersions: up to 1,000 versions of objects.
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

    /// HeadBucket: whether the bucket exists and may be used.
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

    /// GetBucketLocation: the bucket's region.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let location = bucket.get_bucket_location();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_bucket_location(&self) -> Operation<'_, op::GetBucketLocation> {
        Operation::on_bucket(self, "GET").query("location", "")
    }

    /// DeleteObjects: up to 1,000 objects, named by the XML in the body.
    ///
    /// S3 wants a checksum of that body: sign it here where the body is known, or let the client send it.
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

/// Source: Amazon S3 API Reference, "ListObjectsV2", "ListMultipartUploads".
impl<O: op::List> Operation<'_, O> {
    /// Only keys that begin so: `prefix`.
    #[must_use]
    pub fn prefix(self, prefix: &str) -> Self {
        self.query("prefix", prefix)
    }

    /// Keys that have this text behind the prefix are put together, as in folders: `delimiter`.
    #[must_use]
    pub fn delimiter(self, delimiter: &str) -> Self {
        self.query("delimiter", delimiter)
    }

    /// Asks for keys that are percent-encoded in the answer, since XML cannot hold every key: `encoding-type=url`.
    #[must_use]
    pub fn encoding_type(self) -> Self {
        self.query("encoding-type", "url")
    }
}

impl<O: op::ListKeys> Operation<'_, O> {
    /// At most this many keys in the answer, up to 1,000: `max-keys`.
    #[must_use]
    pub fn max_keys(self, keys: u32) -> Self {
        self.query("max-keys", &keys.to_string())
    }

    /// What else to say about each object, such as `RestoreStatus`: `x-amz-optional-object-attributes`.
    #[must_use]
    pub fn optional_object_attributes(self, attributes: &str) -> Self {
        self.header("x-amz-optional-object-attributes", attributes)
    }
}

impl<O: op::KeyMarker> Operation<'_, O> {
    /// Goes on behind this key: `key-marker`.
    #[must_use]
    pub fn key_marker(self, key: &str) -> Self {
        self.query("key-marker", key)
    }
}

impl Operation<'_, op::ListObjects> {
    /// Goes on behind this key: `marker`.
    #[must_use]
    pub fn marker(self, key: &str) -> Self {
        self.query("marker", key)
    }
}

impl Operation<'_, op::ListObjectsV2> {
    /// Goes on where an answer stopped, by its token: `continuation-token`.
    #[must_use]
    pub fn continuation_token(self, token: &str) -> Self {
        self.query("continuation-token", token)
    }

    /// Begins behind this key: `start-after`.
    #[must_use]
    pub fn start_after(self, key: &str) -> Self {
        self.query("start-after", key)
    }

    /// Asks for each object's owner too: `fetch-owner=true`.
    #[must_use]
    pub fn fetch_owner(self) -> Self {
        self.query("fetch-owner", "true")
    }
}

impl Operation<'_, op::ListObjectVersions> {
    /// Goes on behind this version of the key of [`key_marker`](Self::key_marker): `version-id-marker`.
    #[must_use]
    pub fn version_id_marker(self, version_id: &str) -> Self {
        self.query("version-id-marker", version_id)
    }
}
