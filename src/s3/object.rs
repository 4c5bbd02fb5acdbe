//! Operations on one object.

use alloc::string::ToString;
use core::time::Duration;

use crate::error::Error;
use crate::s3::date::http_date;
use crate::s3::{Bucket, CopySource, Operation, op};
use crate::signing::{PresignedUrl, Signer};
use crate::timestamp::Timestamp;

/// [`Operation::presign`] turns each operation into a URL.
impl Bucket {
    /// GetObject: downloads an object.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let download = bucket.get_object("test.txt").range("bytes=0-9").response_attachment("report.txt");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object<'a>(&'a self, key: &'a str) -> Operation<'a, op::GetObject> {
        Operation::on_object(self, "GET", key)
    }

    /// HeadObject: returns an object's size, type and metadata without its content.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let head = bucket.head_object("test.txt").checksum_mode();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn head_object<'a>(&'a self, key: &'a str) -> Operation<'a, op::HeadObject> {
        Operation::on_object(self, "HEAD", key)
    }

    /// PutObject: uploads an object in one piece, up to 5 GiB.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let upload = bucket.put_object("test.txt").content_type("text/plain").content_length(5).if_none_match("*");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object<'a>(&'a self, key: &'a str) -> Operation<'a, op::PutObject> {
        Operation::on_object(self, "PUT", key)
    }

    /// DeleteObject: deletes the current version of an object, or the given version permanently.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let delete = bucket.delete_object("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_object<'a>(&'a self, key: &'a str) -> Operation<'a, op::DeleteObject> {
        Operation::on_object(self, "DELETE", key)
    }

    /// CopyObject: creates an object as a copy of another, up to 5 GiB.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// use presign::s3::CopySource;
    ///
    /// let source = CopySource::new("srcbucket", "src key.txt");
    /// let copy = bucket.copy_object("test.txt", &source).metadata_directive("REPLACE").content_type("text/plain");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn copy_object<'a>(&'a self, key: &'a str, source: &CopySource) -> Operation<'a, op::CopyObject> {
        Operation::on_object(self, "PUT", key).copy_source(source)
    }

    /// GetObjectTagging: returns an object's tags.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let tags = bucket.get_object_tagging("test.txt").request_payer();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_tagging<'a>(&'a self, key: &'a str) -> Operation<'a, op::GetObjectTagging> {
        Operation::on_object(self, "GET", key).query("tagging", "")
    }

    /// PutObjectTagging: replaces an object's tags. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let tags = bucket.put_object_tagging("test.txt").content_length(120);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_tagging<'a>(&'a self, key: &'a str) -> Operation<'a, op::PutObjectTagging> {
        Operation::on_object(self, "PUT", key).query("tagging", "")
    }

    /// DeleteObjectTagging: deletes an object's tags.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let untag = bucket.delete_object_tagging("test.txt").expected_bucket_owner("111122223333");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_object_tagging<'a>(&'a self, key: &'a str) -> Operation<'a, op::DeleteObjectTagging> {
        Operation::on_object(self, "DELETE", key).query("tagging", "")
    }

    /// GetObjectAcl: returns an object's access control list.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let acl = bucket.get_object_acl("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_acl<'a>(&'a self, key: &'a str) -> Operation<'a, op::GetObjectAcl> {
        Operation::on_object(self, "GET", key).query("acl", "")
    }

    /// PutObjectAcl: replaces an object's access control list. The list is in headers, or in the body as XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let acl = bucket.put_object_acl("test.txt").acl("bucket-owner-full-control");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_acl<'a>(&'a self, key: &'a str) -> Operation<'a, op::PutObjectAcl> {
        Operation::on_object(self, "PUT", key).query("acl", "")
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
        key: &'a str,
        attributes: &[&str],
    ) -> Operation<'a, op::GetObjectAttributes> {
        let attributes = attributes.join(",");
        Operation::on_object(self, "GET", key)
            .query("attributes", "")
            .not_empty("list of attributes", &attributes)
            .header("x-amz-object-attributes", &attributes)
    }

    /// Presigns downloads of many objects: [`get_object`](Self::get_object) for each key as the iterator advances, all
    /// valid from `now` for `expires_in`. A refused key yields an error in its place; the others are not affected.
    ///
    /// For any other operation, `map` over the keys: this method does nothing more.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::{Credentials, Timestamp, s3::Bucket};
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    ///
    /// let gallery = bucket.presign_all(["1.jpg", "2.jpg", "3.jpg"], &signer, Duration::from_secs(900), now);
    /// let urls = gallery.collect::<Result<Vec<_>, _>>()?;
    /// assert!(urls[2].as_str().starts_with("https://examplebucket.s3.us-east-1.amazonaws.com/3.jpg?X-Amz-Algorithm="));
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// Each item is that of [`Operation::presign`].
    pub fn presign_all<K: AsRef<str>>(
        &self,
        keys: impl IntoIterator<Item = K>,
        signer: &Signer,
        expires_in: Duration,
        now: Timestamp,
    ) -> impl Iterator<Item = Result<PresignedUrl, Error>> {
        keys.into_iter().map(move |key| self.get_object(key.as_ref()).presign(signer, expires_in, now))
    }

    /// Any other operation on an object, such as RestoreObject.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let restore = bucket.request("POST", "test.txt").query("restore", "").content_md5(&[0; 16]);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn request<'a>(&'a self, method: &str, key: &'a str) -> Operation<'a, op::Any> {
        Operation::on_object(self, "", key).by(method)
    }

    /// Any other operation on the bucket itself, such as GetBucketPolicy.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let policy = bucket.bucket_request("GET").query("policy", "");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn bucket_request(&self, method: &str) -> Operation<'_, op::Any> {
        Operation::on_bucket(self, "").by(method)
    }
}

impl Operation<'_, op::GetObjectAttributes> {
    /// Limits the parts in the response, 1 to 1,000: `x-amz-max-parts`.
    #[must_use]
    pub fn max_parts(self, parts: u32) -> Self {
        self.header("x-amz-max-parts", &parts.to_string())
    }

    /// Starts after the part with this number: `x-amz-part-number-marker`.
    #[must_use]
    pub fn part_number_marker(self, number: u32) -> Self {
        self.header("x-amz-part-number-marker", &number.to_string())
    }
}

impl Operation<'_, op::PutObject> {
    /// Appends to an object in a directory bucket that has this many bytes: `x-amz-write-offset-bytes`.
    #[must_use]
    pub fn write_offset_bytes(self, bytes: u64) -> Self {
        self.header("x-amz-write-offset-bytes", &bytes.to_string())
    }
}

impl Operation<'_, op::PutObjectAcl> {
    /// Grants permission to write to the object: `x-amz-grant-write`. The other grants are those of a new object.
    #[must_use]
    pub fn grant_write(self, grantees: &str) -> Self {
        self.header("x-amz-grant-write", grantees)
    }
}

impl Operation<'_, op::DeleteObject> {
    /// Requires that the object, in a directory bucket, was last modified at this time:
    /// `x-amz-if-match-last-modified-time`.
    #[must_use]
    pub fn if_match_last_modified_time(self, time: Timestamp) -> Self {
        self.header("x-amz-if-match-last-modified-time", &http_date(time))
    }

    /// Requires that the object, in a directory bucket, has this many bytes: `x-amz-if-match-size`.
    #[must_use]
    pub fn if_match_size(self, bytes: u64) -> Self {
        self.header("x-amz-if-match-size", &bytes.to_string())
    }
}

/// Source: Amazon S3 API Reference, "DeleteObject".
impl<O: op::Delete> Operation<'_, O> {
    /// Gives the serial number of a multi-factor authentication device, a space, and the code that it shows:
    /// `x-amz-mfa`.
    #[must_use]
    pub fn mfa(self, device_and_code: &str) -> Self {
        self.header("x-amz-mfa", device_and_code)
    }

    /// Deletes even what is locked in the mode `GOVERNANCE`: `x-amz-bypass-governance-retention: true`.
    #[must_use]
    pub fn bypass_governance_retention(self) -> Self {
        self.header("x-amz-bypass-governance-retention", "true")
    }
}
