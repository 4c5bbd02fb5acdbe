//! Operations on the bucket: its lists and its properties.

use alloc::string::ToString;

use crate::s3::table::Name;
use crate::s3::{Bucket, Operation, op};

/// [`Operation::presign`] turns each operation into a URL.
impl Bucket {
    /// ListObjects: lists up to 1,000 objects. AWS recommends [`list_objects_v2`](Self::list_objects_v2) instead.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_objects().prefix("reports/").set("marker", "reports/2015 august.txt");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_objects(&self) -> Operation<'_, op::List> {
        Operation::of_bucket(self, Name::ListObjects)
    }

    /// ListObjectsV2: lists up to 1,000 objects, and returns a token to continue with.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_objects_v2().prefix("reports/").delimiter("/").max_keys(100);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_objects_v2(&self) -> Operation<'_, op::List> {
        Operation::of_bucket(self, Name::ListObjectsV2)
    }

    /// ListObjectVersions: lists up to 1,000 versions of objects.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let versions = bucket.list_object_versions().prefix("reports/").set("key-marker", "reports/2015 august.txt");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_object_versions(&self) -> Operation<'_, op::List> {
        Operation::of_bucket(self, Name::ListObjectVersions)
    }

    /// HeadBucket: tells whether the bucket exists and the signer may access it.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let exists = bucket.head_bucket().expected_bucket_owner("111122223333");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn head_bucket(&self) -> Operation<'_, op::WithoutBody> {
        Operation::of_bucket(self, Name::HeadBucket)
    }

    /// GetBucketLocation: returns the bucket's region.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let location = bucket.get_bucket_location();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_bucket_location(&self) -> Operation<'_, op::WithoutBody> {
        Operation::of_bucket(self, Name::GetBucketLocation)
    }

    /// DeleteObjects: deletes up to 1,000 objects, which the XML in the body names.
    ///
    /// S3 requires a checksum of that body: sign it here if the body is known, or let the client send it.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// use presign::Checksum;
    ///
    /// let delete = bucket.delete_objects().checksum(Checksum::Crc32([0x9f, 0xb3, 0x49, 0x1a]));
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_objects(&self) -> Operation<'_, op::WithBody> {
        Operation::of_bucket(self, Name::DeleteObjects)
    }
}

/// Source: Amazon S3 API Reference, "ListObjectsV2". Where other lists continue, such as `key-marker`, is
/// [set by name](Operation::set).
impl<O: op::Listing> Operation<'_, O> {
    /// Lists only keys with this prefix, or buckets in a list of buckets: `prefix`.
    #[must_use]
    pub fn prefix(self, prefix: &str) -> Self {
        self.set_query("prefix", prefix)
    }

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

    /// Limits the keys in the response, up to 1,000: `max-keys`.
    #[must_use]
    pub fn max_keys(self, keys: u32) -> Self {
        self.set_query("max-keys", &keys.to_string())
    }

    /// Starts after this key, in ListObjectsV2: `start-after`.
    #[must_use]
    pub fn start_after(self, key: &str) -> Self {
        self.set_query("start-after", key)
    }

    /// Continues where an earlier response ended, by its token: `continuation-token`.
    #[must_use]
    pub fn continuation_token(self, token: &str) -> Self {
        self.set_query("continuation-token", token)
    }
}
