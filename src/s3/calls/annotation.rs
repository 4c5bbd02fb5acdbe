//! Annotations of objects: small documents that are kept with an object.

use alloc::borrow::Cow;

use crate::s3::table::Name;
use crate::s3::{Bucket, Operation, op};

/// [`Operation::presign`] turns each operation into a URL.
impl Bucket {
    /// GetObjectAnnotation: returns the annotation with this name.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let labels = bucket.get_object_annotation("cat.jpg", "labels").version_id("L4kqtJlcpXroDTDmpUMLUo");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn get_object_annotation<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        name: &str,
    ) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::GetObjectAnnotation, key).annotation(name)
    }

    /// PutObjectAnnotation: adds the annotation with this name, or replaces it. The body is the annotation.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let labels = bucket.put_object_annotation("cat.jpg", "labels").content_length(120);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn put_object_annotation<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        name: &str,
    ) -> Operation<'a, op::WithBody> {
        Operation::of_object(self, Name::PutObjectAnnotation, key).annotation(name)
    }

    /// DeleteObjectAnnotation: deletes the annotation with this name.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let delete = bucket.delete_object_annotation("cat.jpg", "labels").request_payer();
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn delete_object_annotation<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
        name: &str,
    ) -> Operation<'a, op::WithoutBody> {
        Operation::of_object(self, Name::DeleteObjectAnnotation, key).annotation(name)
    }

    /// ListObjectAnnotations: lists an object's annotations.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_object_annotations("cat.jpg").set("annotation-prefix", "la");
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_object_annotations<'a>(&'a self, key: impl Into<Cow<'a, str>>) -> Operation<'a, op::List> {
        Operation::of_object(self, Name::ListObjectAnnotations, key)
    }
}

impl<O> Operation<'_, O> {
    /// An annotation without a name would be the list of them.
    fn annotation(self, name: &str) -> Self {
        self.not_empty("annotation name", name).query("annotationName", name)
    }
}
