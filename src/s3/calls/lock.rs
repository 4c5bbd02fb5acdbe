//! Object Lock: legal holds and retention.

use alloc::borrow::Cow;

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
    pub fn get_object_legal_hold<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::GetObjectLegalHold> {
        Operation::on_object(self, "GET", key.into()).query("legal-hold", "")
    }

    /// PutObjectLegalHold: places a legal hold on an object, or removes it. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let hold = bucket.put_object_legal_hold("test.txt").content_md5(&[0; 16]);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_legal_hold<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::PutObjectLegalHold> {
        Operation::on_object(self, "PUT", key.into()).query("legal-hold", "")
    }

    /// GetObjectRetention: returns the mode in which an object is retained, and until when.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let retention = bucket.get_object_retention("test.txt").request_payer();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_retention<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::GetObjectRetention> {
        Operation::on_object(self, "GET", key.into()).query("retention", "")
    }

    /// PutObjectRetention: sets the mode in which an object is retained, and until when. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let retention = bucket.put_object_retention("test.txt").bypass_governance_retention();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_retention<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::PutObjectRetention> {
        Operation::on_object(self, "PUT", key.into()).query("retention", "")
    }
}

/// Source: Amazon S3 API Reference, "DeleteObject", "PutObjectRetention".
impl<O: op::BypassGovernance> Operation<'_, O> {
    /// Deletes or changes even what is locked in the mode `GOVERNANCE`: `x-amz-bypass-governance-retention: true`.
    #[must_use]
    pub fn bypass_governance_retention(self) -> Self {
        self.set_header("x-amz-bypass-governance-retention", "true")
    }
}

/// Source: Amazon S3 API Reference, "PutObjectLockConfiguration", "PutBucketReplication".
impl<O: op::ObjectLockToken> Operation<'_, O> {
    /// Gives the token that allows Object Lock on an existing bucket: `x-amz-bucket-object-lock-token`.
    #[must_use]
    pub fn object_lock_token(self, token: &str) -> Self {
        self.set_header("x-amz-bucket-object-lock-token", token)
    }
}
