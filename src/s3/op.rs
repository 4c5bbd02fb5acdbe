//! Says which typed setters an operation has: its kind is a type, and groups of setters are traits.
//!
//! Callers rarely name anything here: [`Bucket`](super::Bucket) has a method for each operation, and its result has the
//! setters of its kind, and those that any operation may have, such as a version, conditions on the entity tag or an
//! access control list. Whatever else S3 documents for an operation is set by name, with
//! [`set`](super::Operation::set). Where S3 does not document a setter for an operation that has it here, signing fails
//! with `invalid-field`.
//!
//! Source: Amazon S3 API Reference, each operation's page.

/// Keeps other crates from implementing the traits.
#[allow(unnameable_types, reason = "that is how a trait is sealed")]
mod sealed {
    pub trait Sealed {}
}

macro_rules! traits {
    ($($(#[$doc:meta])* $name:ident: $($setter:ident)*;)*) => {$(
        $(#[$doc])*
        ///
        #[doc = concat!("Setters:" $(, "\n- [`", stringify!($setter), "`](crate::s3::Operation::", stringify!($setter), ")")*)]
        pub trait $name: sealed::Sealed {}
    )*};
}

traits! {
    /// Reads an object: ranges, headers of the response, conditions on its age.
    Read: range part_number response_content_type response_content_language response_expires response_cache_control
        response_content_disposition response_attachment response_content_encoding checksum_mode if_modified_since
        if_unmodified_since;
    /// Creates an object: type, metadata, tags, storage class, lock, encryption.
    NewObject: content_type content_encoding content_language content_disposition cache_control expires metadata tagging
        storage_class object_lock_mode object_lock_retain_until object_lock_legal_hold server_side_encryption
        sse_kms_key_id sse_kms_encryption_context;
    /// Sends a body: length and checksums.
    Body: content_length content_md5 checksum;
    /// Copies from another object.
    Copying: copy_source_range copy_source_sse_customer_key metadata_directive tagging_directive;
    /// Lists objects, uploads or buckets.
    Listing: prefix delimiter encoding_type max_keys start_after continuation_token;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $($trait:ident)*;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        #[allow(clippy::exhaustive_enums, reason = "a name alone: it has no values")]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        $(impl $trait for $name {})*
    )*};
}

kinds! {
    /// GetObject and HeadObject.
    GetObject: Read;
    /// PutObject.
    PutObject: NewObject Body;
    /// CopyObject.
    CopyObject: NewObject Copying;
    /// CreateMultipartUpload.
    CreateMultipartUpload: NewObject;
    /// UploadPartCopy.
    UploadPartCopy: Copying;
    /// ListObjects, ListObjectsV2, ListObjectVersions, ListMultipartUploads, ListParts and ListBuckets.
    List: Listing;
    /// All others that send no body, such as DeleteObject, HeadBucket and GetBucketCors.
    WithoutBody: ;
    /// All others that may send one, such as UploadPart, CompleteMultipartUpload,
    /// DeleteObjects and PutBucketCors.
    WithBody: Body;
    /// An operation that is named when the program runs ([`Bucket::operation`](super::Bucket::operation)), or that only
    /// the caller knows ([`Bucket::request`](super::Bucket::request)): it has the setters of all kinds.
    Any: Read NewObject Body Copying Listing;
}
