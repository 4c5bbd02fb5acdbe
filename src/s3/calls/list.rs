//! Operations on the bucket: its lists and its properties.

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
