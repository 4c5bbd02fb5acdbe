//! The configuration of a bucket: one call for all its parts.

use alloc::string::String;

use crate::s3::{Bucket, Configuration, Operation, op};

/// Directory buckets have some parts, such as policies, encryption and lifecycles, and those at their
/// [Regional endpoint](Bucket::regional_endpoint) only, except attribute-based access control
/// ([`Configuration::Abac`]): others fail with `not-in-directory-bucket`, elsewhere signing fails with
/// `needs-regional-endpoint`.
impl Bucket {
    /// Returns a part of the bucket's configuration, whose methods are the operations on it.
    ///
    /// **On a server other than AWS's, a DELETE of a part that the server does not know deletes the bucket**, on some
    /// with the objects in it, and a PUT creates one: it does not read the parameter. Send a GET of the part first, and
    /// never hand out a presigned DELETE of one. Where a [`Provider`](crate::s3::Provider) is known not to have the
    /// part, signing fails with `cannot-be-combined`.
    ///
    /// ```
    /// # let bucket = presign::s3::Bucket::new("examplebucket", "us-east-1")?;
    /// use presign::s3::Configuration;
    ///
    /// let put = bucket.configuration(Configuration::Cors).put().content_md5(&[0; 16]);
    /// let get = bucket.configuration(Configuration::Cors).get();
    /// let list = bucket.configuration(Configuration::Metrics).get();
    /// let metrics = bucket.configuration(Configuration::Metrics).id("EntireBucket").get();
    /// # Ok::<(), presign::Error>(())
    /// ```
    pub fn configuration(&self, part: Configuration) -> BucketConfiguration<'_> {
        BucketConfiguration { bucket: self, part, id: None }
    }
}

/// A part of a bucket's configuration: what [`Bucket::configuration`] returns.
///
/// Signing fails with `no-such-operation` where S3 does not have the method for the part, where the part has one
/// configuration only and an [`id`](Self::id) is given, and where it has several and none is given. (A `get` without
/// one lists them.) It fails with `invalid-field` where a setter is called that S3 documents for other parts.
#[derive(Clone, Debug)]
#[must_use]
pub struct BucketConfiguration<'a> {
    bucket: &'a Bucket,
    part: Configuration,
    id: Option<String>,
}

impl<'a> BucketConfiguration<'a> {
    /// Sets the id of one of several configurations: of analytics, inventories, metrics and S3 Intelligent-Tiering.
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(String::from(id));
        self
    }

    /// Reads the part, or lists the configurations if it has several and no [`id`](Self::id) is given: `GET`.
    #[must_use]
    pub fn get(self) -> Operation<'a, op::WithoutBody> {
        self.operation("GET")
    }

    /// Replaces the part: `PUT`. The body is the configuration, in XML or for a policy in JSON.
    #[must_use]
    pub fn put(self) -> Operation<'a, op::WithBody> {
        self.operation("PUT")
    }

    /// Creates the part, as S3 Metadata has it: `POST`.
    #[must_use]
    pub fn create(self) -> Operation<'a, op::WithBody> {
        self.operation("POST")
    }

    /// Deletes the part: `DELETE`. See [`Bucket::configuration`] for what servers other than AWS's may do.
    #[must_use]
    pub fn delete(self) -> Operation<'a, op::WithoutBody> {
        self.operation("DELETE")
    }

    fn operation<O>(self, method: &'static str) -> Operation<'a, O> {
        let Self { bucket, part, id } = self;
        let operation = match part.operation(method, id.is_some()) {
            Ok(row) => Operation::of_row(bucket, row),
            Err(error) => Operation::refused(bucket, error),
        };
        match id {
            // Without its id, GetBucketMetricsConfiguration is ListBucketMetricsConfigurations.
            Some(id) => operation.not_empty("configuration id", &id).query("id", &id),
            None => operation,
        }
    }
}
