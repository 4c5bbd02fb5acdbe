//! Annotations of objects: small documents that are kept with an object.

use alloc::borrow::Cow;
use alloc::string::ToString;

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
    ) -> Operation<'a, op::GetObjectAnnotation> {
        Operation::on_object(self, "GET", key.into()).annotation(name)
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
    ) -> Operation<'a, op::PutObjectAnnotation> {
        Operation::on_object(self, "PUT", key.into()).annotation(name)
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
    ) -> Operation<'a, op::DeleteObjectAnnotation> {
        Operation::on_object(self, "DELETE", key.into()).annotation(name)
    }

    /// ListObjectAnnotations: lists an object's annotations.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// let list = bucket.list_object_annotations("cat.jpg").annotation_prefix("la").max_annotation_results(10);
    /// # Ok::<(), presign::Error>(())
    /// ```
    #[must_use]
    pub fn list_object_annotations<'a>(
        &'a self,
        key: impl Into<Cow<'a, str>>,
    ) -> Operation<'a, op::ListObjectAnnotations> {
        Operation::on_object(self, "GET", key.into()).query("annotation", "")
    }
}

impl<O> Operation<'_, O> {
    /// An annotation without a name would be the list of them.
    fn annotation(self, name: &str) -> Self {
        self.query("annotation", "").not_empty("annotation name", name).query("annotationName", name)
    }
}

/// Source: Amazon S3 API Reference, "PutObjectAnnotation".
impl<O: op::ObjectIfMatch> Operation<'_, O> {
    /// Requires that the annotated object has this entity tag, quotes included: `x-amz-object-if-match`.
    #[must_use]
    pub fn object_if_match(self, entity_tag: &str) -> Self {
        self.set_header("x-amz-object-if-match", entity_tag)
    }
}

impl Operation<'_, op::ListObjectAnnotations> {
    /// Limits the annotations in the response: `max-annotation-results`.
    #[must_use]
    pub fn max_annotation_results(self, annotations: u32) -> Self {
        self.set_query("max-annotation-results", &annotations.to_string())
    }

    /// Lists only annotations whose names have this prefix: `annotation-prefix`.
    #[must_use]
    pub fn annotation_prefix(self, prefix: &str) -> Self {
        self.set_query("annotation-prefix", prefix)
    }
}
