//! Multipart uploads.

use alloc::borrow::Cow;
use alloc::string::ToString;

use crate::s3::table::Name;
use crate::s3::{Bucket, CopySource, Operation, op};

/// [`Operation::presign`] turns each operation into a URL. The upload id is in the response to CreateMultipartUpload.
impl Bucket {
    /// CreateMultipartUpload: starts a multipart upload. The object's type, metadata and so on are set here.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let create = bucket.create_multipart_upload("backup.tar").content_type("application/x-tar").acl("private");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn create_multipart_upload<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
    ) -> Operation<'a, op::CreateMultipartUpload> {
        Operation::of_object(self, Name::CreateMultipartUpload, key)
    }

    /// UploadPart: uploads the part with this number, 1 to 10,000. [`MultipartPlan`](crate::s3::MultipartPlan) splits
    /// an object into parts.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let part = bucket.upload_part("backup.tar", "VXBsb2FkIElE", 1).content_length(8 << 20);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn upload_part<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        upload_id: &str,
        number: u32,
    ) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::UploadPart, key).part(number).upload(upload_id)
    }

    /// UploadPartCopy: creates the part with this number, 1 to 10,000, as a copy of another object.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// use presign::s3::CopySource;
    ///
    /// let source = CopySource::new("srcbucket", "backup.tar");
    /// let part = bucket.upload_part_copy("backup.tar", "VXBsb2FkIElE", 1, &source).copy_source_range(0, 8_388_607);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn upload_part_copy<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        upload_id: &str,
        number: u32,
        source: &CopySource,
    ) -> Operation<'a, op::UploadPartCopy> {
        Operation::of_object(self, Name::UploadPartCopy, key).part(number).upload(upload_id).copy_source(source)
    }

    /// CompleteMultipartUpload: assembles the object from its parts, which the XML in the body names.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let complete = bucket.complete_multipart_upload("backup.tar", "VXBsb2FkIElE").if_none_match("*");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn complete_multipart_upload<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        upload_id: &str,
    ) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::CompleteMultipartUpload, key).upload(upload_id)
    }

    /// AbortMultipartUpload: stops the upload and deletes its parts.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let abort = bucket.abort_multipart_upload("backup.tar", "VXBsb2FkIElE").request_payer();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn abort_multipart_upload<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        upload_id: &str,
    ) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::AbortMultipartUpload, key).upload(upload_id)
    }

    /// ListParts: lists up to 1,000 uploaded parts.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let parts = bucket.list_parts("backup.tar", "VXBsb2FkIElE").set("max-parts", "100").set("part-number-marker", "100");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_parts<'a>(&'a self, key: impl Into<Cow<'a, str>>, upload_id: &str) -> Operation<'a, op::List> {
        Operation::of_object(self, Name::ListParts, key).upload(upload_id)
    }

    /// ListMultipartUploads: lists up to 1,000 multipart uploads in progress.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let uploads = bucket.list_multipart_uploads().prefix("backups/").set("max-uploads", "100");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_multipart_uploads(&self) -> Operation<'_, op::List> {
        Operation::of_bucket(self, Name::ListMultipartUploads)
    }
}

impl<O> Operation<'_, O> {
    fn upload(self, upload_id: &str) -> Self {
        self.query("uploadId", upload_id)
    }

    pub(in crate::s3) fn part(mut self, number: u32) -> Self {
        let check = self.bucket.check_part(number);
        self.check(check);
        self.set_query("partNumber", &number.to_string())
    }
}
