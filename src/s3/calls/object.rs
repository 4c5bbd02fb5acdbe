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

    /// Makes any other operation on an object: one that AWS adds later, or that only a compatible server has.
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

    /// Makes any other operation on the bucket itself. Its configuration is read and set by
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
