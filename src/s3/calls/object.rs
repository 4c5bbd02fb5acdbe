//! Operations on one object.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::time::Duration;

use crate::error::Error;
use crate::s3::{Bucket, CopySource, Operation, op};
use crate::signing::{PresignedUrl, Rules, Signer};
use crate::timestamp::{Timestamp, http_date};

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
    pub fn get_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::GetObject> {
        Operation::on_object(self, "GET", key.into())
    }

    /// HeadObject: returns an object's size, type and metadata without its content.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let head = bucket.head_object("test.txt").checksum_mode();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn head_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::HeadObject> {
        Operation::on_object(self, "HEAD", key.into())
    }

    /// PutObject: uploads an object in one piece, up to 5 GiB.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let upload = bucket.put_object("test.txt").content_type("text/plain").content_length(5).if_none_match("*");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::PutObject> {
        Operation::on_object(self, "PUT", key.into())
    }

    /// DeleteObject: deletes the current version of an object, or the given version permanently.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let delete = bucket.delete_object("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::DeleteObject> {
        Operation::on_object(self, "DELETE", key.into())
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
    pub fn copy_object<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        source: &CopySource,
    ) -> Operation<'a, op::CopyObject> {
        Operation::on_object(self, "PUT", key.into()).copy_source(source)
    }

    /// GetObjectTagging: returns an object's tags.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let tags = bucket.get_object_tagging("test.txt").request_payer();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_tagging<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::GetObjectTagging> {
        Operation::on_object(self, "GET", key.into()).query("tagging", "")
    }

    /// PutObjectTagging: replaces an object's tags. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let tags = bucket.put_object_tagging("test.txt").content_length(120);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_tagging<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::PutObjectTagging> {
        Operation::on_object(self, "PUT", key.into()).query("tagging", "")
    }

    /// DeleteObjectTagging: deletes an object's tags.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let untag = bucket.delete_object_tagging("test.txt").expected_bucket_owner("111122223333");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_object_tagging<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::DeleteObjectTagging> {
        Operation::on_object(self, "DELETE", key.into()).query("tagging", "")
    }

    /// GetObjectAcl: returns an object's access control list.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let acl = bucket.get_object_acl("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_acl<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::GetObjectAcl> {
        Operation::on_object(self, "GET", key.into()).query("acl", "")
    }

    /// PutObjectAcl: replaces an object's access control list. The list is in headers, or in the body as XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let acl = bucket.put_object_acl("test.txt").acl("bucket-owner-full-control");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_acl<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::PutObjectAcl> {
        Operation::on_object(self, "PUT", key.into()).query("acl", "")
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
    ) -> Operation<'a, op::GetObjectAttributes> {
        let attributes = attributes.join(",");
        Operation::on_object(self, "GET", key.into())
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

    /// Returns the URL of the object with this key, percent-encoded and without a signature: for objects that anyone
    /// may read, and to remember where one is. The key is given decoded.
    ///
    /// It is spelled as in a presigned URL of the object.
    ///
    /// ```
    /// use presign::s3::Bucket;
    ///
    /// let bucket = Bucket::new("examplebucket", "us-east-1")?;
    /// let url = bucket.object_url("2015/a cat (1).jpg")?;
    /// assert_eq!(url, "https://examplebucket.s3.us-east-1.amazonaws.com/2015/a%20cat%20%281%29.jpg");
    /// # Ok::<(), presign::Error>(())
    /// ```
    ///
    /// # Errors
    /// - `empty-key`, `key-too-long`, `dot-segment`: the URL would name something else.
    /// - As [`Operation::presign`] for the bucket.
    pub fn object_url(&self, key: &str) -> Result<String, Error> {
        self.get_object(key).request.unsigned_url(&Rules::for_service(self.service()))
    }

    /// GetObjectTorrent: returns a torrent file for an object, which S3 has for objects of up to 5 GB.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let torrent = bucket.get_object_torrent("test.txt").request_payer();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_torrent<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::GetObjectTorrent> {
        Operation::on_object(self, "GET", key.into()).query("torrent", "")
    }

    /// RestoreObject: restores an archived object for the number of days in the body, which is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let restore = bucket.restore_object("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn restore_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::RestoreObject> {
        Operation::on_object(self, "POST", key.into()).query("restore", "")
    }

    /// SelectObjectContent: filters an object's content by the SQL statement in the body, which is XML. AWS does not
    /// offer it to new customers.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let select = bucket.select_object_content("test.csv").content_length(512);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn select_object_content<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::SelectObjectContent> {
        Operation::on_object(self, "POST", key.into()).query("select", "").query("select-type", "2")
    }

    /// UpdateObjectEncryption: changes the encryption of an object without a copy. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let update = bucket.update_object_encryption("test.txt").content_md5(&[0; 16]);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn update_object_encryption<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
    ) -> Operation<'a, op::UpdateObjectEncryption> {
        Operation::on_object(self, "PUT", key.into()).query("encryption", "")
    }

    /// Any other operation on an object: one that AWS adds later, or that only a compatible server has.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let extract = bucket.request("GET", "archive.zip/cat.jpg").header("x-minio-extract", "true");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn request<'a>(&'a self, method: &str, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::Any> {
        Operation::on_object(self, "", key.into()).by(method)
    }

    /// Any other operation on the bucket itself. Its configuration is read and set by
    /// [`configuration`](Self::configuration).
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let events = bucket.bucket_request("GET").query("events", "s3:ObjectCreated:*");
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
        self.set_header("x-amz-max-parts", &parts.to_string())
    }

    /// Starts after the part with this number: `x-amz-part-number-marker`.
    #[must_use]
    pub fn part_number_marker(self, number: u32) -> Self {
        self.set_header("x-amz-part-number-marker", &number.to_string())
    }
}

impl Operation<'_, op::PutObject> {
    /// Appends to an object in a directory bucket that has this many bytes: `x-amz-write-offset-bytes`.
    #[must_use]
    pub fn write_offset_bytes(self, bytes: u64) -> Self {
        self.set_header("x-amz-write-offset-bytes", &bytes.to_string())
    }
}

impl<O: op::GrantWrite> Operation<'_, O> {
    /// Grants permission to write: `x-amz-grant-write`. The other grants are those of a new object.
    #[must_use]
    pub fn grant_write(self, grantees: &str) -> Self {
        self.set_header("x-amz-grant-write", grantees)
    }
}

impl Operation<'_, op::DeleteObject> {
    /// Requires that the object, in a directory bucket, was last modified at this time:
    /// `x-amz-if-match-last-modified-time`.
    #[must_use]
    pub fn if_match_last_modified_time(self, time: Timestamp) -> Self {
        self.set_header("x-amz-if-match-last-modified-time", &http_date::write(time))
    }

    /// Requires that the object, in a directory bucket, has this many bytes: `x-amz-if-match-size`.
    #[must_use]
    pub fn if_match_size(self, bytes: u64) -> Self {
        self.set_header("x-amz-if-match-size", &bytes.to_string())
    }
}

/// Source: Amazon S3 API Reference, "DeleteObject".
impl<O: op::Mfa> Operation<'_, O> {
    /// Gives the serial number of a multi-factor authentication device, a space, and the code that it shows:
    /// `x-amz-mfa`.
    #[must_use]
    pub fn mfa(self, device_and_code: &str) -> Self {
        self.set_header("x-amz-mfa", device_and_code)
    }
}
