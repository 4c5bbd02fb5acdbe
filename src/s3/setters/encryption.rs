//! Setters of encryption at rest.

use alloc::string::String;

use base64ct::{Base64, Encoding};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use crate::s3::{Operation, op};
use crate::text::json;

/// The only algorithm of SSE-C.
const CUSTOMER_ALGORITHM: &str = "AES256";

/// Source: Amazon S3, "Protecting data with encryption" (server-side encryption).
impl<O: op::NewObject> Operation<'_, O> {
    /// Sets who manages the key: `AES256` for S3 (SSE-S3), `aws:kms` or `aws:kms:dsse` for AWS KMS (SSE-KMS, DSSE-KMS):
    /// `x-amz-server-side-encryption`.
    #[must_use]
    pub fn server_side_encryption(self, algorithm: &str) -> Self {
        self.set_header("x-amz-server-side-encryption", algorithm)
    }

    /// Sets the KMS key, by its id or its ARN: `x-amz-server-side-encryption-aws-kms-key-id`.
    #[must_use]
    pub fn sse_kms_key_id(self, key_id: &str) -> Self {
        self.set_header("x-amz-server-side-encryption-aws-kms-key-id", key_id)
    }

    /// Sets the KMS encryption context, names and values decoded: `x-amz-server-side-encryption-context`.
    #[must_use]
    pub fn sse_kms_encryption_context<'t>(self, context: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut text = String::new();
        json::push_object(&mut text, context);
        self.set_header("x-amz-server-side-encryption-context", &Base64::encode_string(text.as_bytes()))
    }
}

/// Source: Amazon S3, "Using server-side encryption with customer-provided keys (SSE-C)".
impl<O> Operation<'_, O> {
    /// Sets a customer-provided AES-256 key (SSE-C), which S3 uses and does not store: the headers
    /// `x-amz-server-side-encryption-customer-algorithm`, `-key` and `-key-md5`.
    ///
    /// The key itself is among the headers that the client must send: whoever uses the URL needs the key too.
    #[must_use]
    pub fn sse_customer_key(self, key: &[u8; 32]) -> Self {
        self.set_header("x-amz-server-side-encryption-customer-algorithm", CUSTOMER_ALGORITHM)
            .set_header("x-amz-server-side-encryption-customer-key", &key_text(key))
            .set_header("x-amz-server-side-encryption-customer-key-md5", &md5_text(key))
    }
}

/// Source: Amazon S3 API Reference, "CopyObject".
impl<O: op::Copying> Operation<'_, O> {
    /// Sets the customer-provided key that the source is encrypted with (SSE-C): the headers
    /// `x-amz-copy-source-server-side-encryption-customer-algorithm`, `-key` and `-key-md5`.
    #[must_use]
    pub fn copy_source_sse_customer_key(self, key: &[u8; 32]) -> Self {
        self.set_header("x-amz-copy-source-server-side-encryption-customer-algorithm", CUSTOMER_ALGORITHM)
            .set_header("x-amz-copy-source-server-side-encryption-customer-key", &key_text(key))
            .set_header("x-amz-copy-source-server-side-encryption-customer-key-md5", &md5_text(key))
    }
}

fn key_text(key: &[u8; 32]) -> Zeroizing<String> {
    Zeroizing::new(Base64::encode_string(key))
}

/// S3 compares it with the key that arrives, to detect transmission errors. It protects nothing.
fn md5_text(key: &[u8; 32]) -> String {
    Base64::encode_string(&Md5::digest(key))
}
