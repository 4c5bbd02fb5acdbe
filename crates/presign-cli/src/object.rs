//! The operations on objects.

use clap::Args;
use presign::s3::{Bucket, CopySource, Operation, attachment, op};

use crate::curl::Body;
use crate::failure::Failure;
use crate::output::Asked;
use crate::s3::Objects;
use crate::values::{self, CustomerKey, S3Url};
use crate::warning;

/// GetObject or HeadObject.
#[derive(Args)]
pub(crate) struct Read {
    /// The version, by the id that S3 gave it
    #[arg(long, value_name = "ID", help_heading = "Request")]
    version_id: Option<String>,
    /// Make browsers save the object under this name
    #[arg(long, value_name = "NAME", value_parser = values::name, help_heading = "Request")]
    attachment: Option<String>,
    /// The file with the customer's own key (SSE-C): 32 bytes, or their base64
    #[arg(long, value_name = "KEYFILE", value_parser = values::customer_key, help_heading = "Request")]
    sse_c: Option<CustomerKey>,
    #[command(flatten)]
    objects: Objects,
}

impl Read {
    pub(crate) fn get(&self) -> Result<(), Failure> {
        self.objects.run_on_existing(|bucket, key| self.ask(bucket.get_object(key)))
    }

    pub(crate) fn head(&self) -> Result<(), Failure> {
        self.objects.run_on_existing(|bucket, key| self.ask(bucket.head_object(key)))
    }

    fn ask<'a>(&self, mut operation: Operation<'a, op::GetObject>) -> Asked<'a> {
        if let Some(id) = &self.version_id {
            operation = operation.version_id(id);
        }
        if let Some(name) = &self.attachment {
            operation = operation.response_attachment(name);
        }
        if let Some(CustomerKey(key)) = &self.sse_c {
            operation = operation.sse_customer_key(key);
        }
        Asked { request: self.objects.s3.extras.add(operation), body: Body::None }
    }
}

/// What a new object is to be.
#[derive(Args)]
pub(crate) struct NewObject {
    /// The object's type, such as text/plain, which must be sent
    #[arg(long, value_name = "TYPE", help_heading = "Request")]
    content_type: Option<String>,
    /// Make browsers save the object under this name
    #[arg(long, value_name = "NAME", value_parser = values::name, help_heading = "Request")]
    attachment: Option<String>,
    /// The file with the customer's own key (SSE-C): 32 bytes, or their base64
    #[arg(long, value_name = "KEYFILE", value_parser = values::customer_key, help_heading = "Request")]
    sse_c: Option<CustomerKey>,
}

impl NewObject {
    pub(crate) fn set<'a, O: op::NewObject>(&self, mut operation: Operation<'a, O>) -> Operation<'a, O> {
        if let Some(content_type) = &self.content_type {
            operation = operation.content_type(content_type);
        }
        if let Some(name) = &self.attachment {
            operation = operation.content_disposition(&attachment(name));
        }
        if let Some(CustomerKey(key)) = &self.sse_c {
            operation = operation.sse_customer_key(key);
        }
        operation
    }
}

/// PutObject.
#[derive(Args)]
pub(crate) struct Put {
    #[command(flatten)]
    new_object: NewObject,
    /// The content's length in bytes: no more and no less can be uploaded
    #[arg(long, value_name = "BYTES", value_parser = values::content_length, allow_hyphen_values = true,
        help_heading = "Request")]
    content_length: Option<u64>,
    #[command(flatten)]
    objects: Objects,
}

impl Put {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        self.objects.run(|bucket, key| {
            let mut operation = self.new_object.set(bucket.put_object(key));
            if let Some(length) = self.content_length {
                operation = operation.content_length(length);
            }
            Asked { request: self.objects.s3.extras.add(operation), body: Body::File(key.into()) }
        })
    }
}

/// DeleteObject.
#[derive(Args)]
pub(crate) struct Delete {
    /// The version, by the id that S3 gave it
    #[arg(long, value_name = "ID", help_heading = "Request")]
    version_id: Option<String>,
    #[command(flatten)]
    objects: Objects,
}

impl Delete {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        self.objects.run_on_existing(|bucket, key| {
            let mut operation = bucket.delete_object(key);
            if let Some(id) = &self.version_id {
                operation = operation.version_id(id);
            }
            Asked { request: self.objects.s3.extras.add(operation), body: Body::None }
        })
    }
}

/// CopyObject.
#[derive(Args)]
pub(crate) struct Copy {
    /// The object to copy; with --from its bucket alone, where it has the same key
    #[arg(long, value_name = "s3://BUCKET/KEY", value_parser = values::copy_source, help_heading = "Request")]
    source: S3Url,
    /// The version to copy, by the id that S3 gave it
    #[arg(long, value_name = "ID", help_heading = "Request")]
    source_version_id: Option<String>,
    /// The file with the customer's own key (SSE-C) of the source
    #[arg(long, value_name = "KEYFILE", value_parser = values::customer_key, help_heading = "Request")]
    source_sse_c: Option<CustomerKey>,
    /// The file with the customer's own key (SSE-C) of the copy: 32 bytes, or their base64
    #[arg(long, value_name = "KEYFILE", value_parser = values::customer_key, help_heading = "Request")]
    sse_c: Option<CustomerKey>,
    #[command(flatten)]
    objects: Objects,
}

impl Copy {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        match (&self.source.key, self.objects.is_list()) {
            (None, false) => return Err(Failure::NoSourceKey),
            (Some(_), true) => return Err(Failure::SourceKeyAndFrom),
            _ => self.objects.run(|bucket, key| self.ask(bucket, key))?,
        }
        let key = self.source.key.as_deref().unwrap_or_default();
        warning::of_key(key);
        warning::of_one_key(key);
        Ok(())
    }

    fn ask<'a>(&self, bucket: &'a Bucket, key: &'a str) -> Asked<'a> {
        let mut source = CopySource::new(&self.source.bucket, self.source.key.as_deref().unwrap_or(key));
        if let Some(id) = &self.source_version_id {
            source = source.version_id(id);
        }
        let mut operation = bucket.copy_object(key, &source);
        if let Some(CustomerKey(key)) = &self.source_sse_c {
            operation = operation.copy_source_sse_customer_key(key);
        }
        if let Some(CustomerKey(key)) = &self.sse_c {
            operation = operation.sse_customer_key(key);
        }
        Asked { request: self.objects.s3.extras.add(operation), body: Body::Empty }
    }
}
