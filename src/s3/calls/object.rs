//! Operations on one object.

use alloc::borrow::Cow;
use alloc::string::String;
use core::time::Duration;

use crate::error::Error;
use crate::s3::table::Name;
use crate::s3::{Bucket, CopySource, Operation, op};
use crate::signing::{PresignedUrl, Rules, Signer};
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
    pub fn get_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::GetObject> {
        Operation::of_object(self, Name::GetObject, key)
    }

    /// HeadObject: returns an object's size, type and metadata without its content.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let head = bucket.head_object("test.txt").checksum_mode();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn head_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::GetObject> {
        Operation::of_object(self, Name::HeadObject, key)
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
        Operation::of_object(self, Name::PutObject, key)
    }

    /// DeleteObject: deletes the current version of an object, or the given version permanently.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let delete = bucket.delete_object("test.txt").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_object<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::DeleteObject, key)
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
        Operation::of_object(self, Name::CopyObject, key).copy_source(source)
    }

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
    pub fn get_object_torrent<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::GetObjectTorrent, key)
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

    /// SelectObjectContent: filters an object's content by the SQL statement in the body, which is XML. AWS does not
    /// offer it to new customers.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let select = bucket.select_object_content("test.csv").content_length(512);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn select_object_content<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::SelectObjectContent, key)
    }

    /// UpdateObjectEncryption: changes the encryption of an object without a copy. The body is XML.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let update = bucket.update_object_encryption("test.txt").content_md5(&[0; 16]);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn update_object_encryption<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::UpdateObjectEncryption, key)
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
