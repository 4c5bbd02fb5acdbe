//! Object Lock: legal holds and retention.

use alloc::borrow::Cow;

use crate::s3::table::Name;
use crate::s3::{Bucket, Operation, op};

/// [`Operation::presign`] turns each operation into a URL.
impl Bucket {
    /// GetObjectLegalHold: tells whether an object has a legal hold.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let hold = bucket.get_object_legal_hold("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_legal_hold<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::GetObjectLegalHold, key)
    }

    /// PutObjectLegalHold: places a legal hold on an object, or removes it. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let hold = bucket.put_object_legal_hold("test.txt").content_md5(&[0; 16]);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_legal_hold<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::PutObjectLegalHold, key)
    }

    /// GetObjectRetention: returns the mode in which an object is retained, and until when.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let retention = bucket.get_object_retention("test.txt").request_payer();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_retention<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::GetObjectRetention, key)
    }

    /// PutObjectRetention: sets the mode in which an object is retained, and until when. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let retention = bucket.put_object_retention("test.txt").set("x-amz-bypass-governance-retention", "true");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_retention<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::PutObjectRetention, key)
    }
}
