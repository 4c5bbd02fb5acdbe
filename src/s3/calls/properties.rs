//! An object's tags, access control list and other properties, and what is rarely done to it.

use alloc::borrow::Cow;

use crate::s3::table::Name;
use crate::s3::{Bucket, Operation, op};

/// [`Operation::presign`] turns each operation into a URL.
impl Bucket {
    /// GetObjectTagging: returns an object's tags.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let tags = bucket.get_object_tagging("test.txt").request_payer();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_tagging<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::GetObjectTagging, key)
    }

    /// PutObjectTagging: replaces an object's tags. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let tags = bucket.put_object_tagging("test.txt").content_length(120);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_tagging<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::PutObjectTagging, key)
    }

    /// DeleteObjectTagging: deletes an object's tags.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let untag = bucket.delete_object_tagging("test.txt").expected_bucket_owner("111122223333");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_object_tagging<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::DeleteObjectTagging, key)
    }

    /// GetObjectAcl: returns an object's access control list.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let acl = bucket.get_object_acl("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_acl<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::GetObjectAcl, key)
    }

    /// PutObjectAcl: replaces an object's access control list. The list is in headers, or in the body as XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let acl = bucket.put_object_acl("test.txt").acl("bucket-owner-full-control");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_acl<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::PutObjectAcl, key)
    }

    /// GetObjectAttributes: returns the named attributes, of `ETag`, `Checksum`, `ObjectParts`, `StorageClass` and
    /// `ObjectSize`.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let size = bucket.get_object_attributes("test.txt", &["ObjectSize", "ETag"]);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_attributes<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        attributes: &[&str],
    ) -> Operation<'a, op::WithoutBody> {
        let attributes = attributes.join(",");
        Operation::of_object(self, Name::GetObjectAttributes, key)
            .not_empty("list of attributes", &attributes)
            .header("x-amz-object-attributes", &attributes)
    }

    /// RestoreObject: restores an archived object for the number of days in the body, which is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let restore = bucket.restore_object("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn restore_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::RestoreObject, key)
    }
}
