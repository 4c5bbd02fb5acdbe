//! Says which typed setters an operation has: its kind is a type, and groups of setters are traits.
//!
//! Callers rarely name anything here: [`Bucket`](super::Bucket) has a method for each operation, and its result has the
//! setters of its kind. Whatever else S3 documents for an operation is set by name, with
//! [`set`](super::Operation::set). Where an operation does not have a setter of its kind, signing fails with
//! `invalid-field`.
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
    /// Concerns one version of an object.
    Versioned: version_id;
    /// Depends on the entity tag of the object.
    Conditional: if_match if_none_match;
    /// Creates an object: type, metadata, tags, storage class, lock, encryption.
    NewObject: content_type content_encoding content_language content_disposition cache_control expires metadata tagging
        storage_class object_lock_mode object_lock_retain_until object_lock_legal_hold server_side_encryption
        sse_kms_key_id sse_kms_encryption_context;
    /// Sets an access control list.
    Acl: acl;
    /// Sends a body: length and checksums.
    Body: content_length content_md5 checksum;
    /// Copies from another object.
    Copying: copy_source_range copy_source_sse_customer_key metadata_directive tagging_directive;
    /// Says which checksum S3 keeps with the object.
    ObjectChecksum: checksum_algorithm checksum_type;
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
    GetObject: Read Versioned Conditional;
    /// PutObject.
    PutObject: NewObject Acl Body Conditional;
    /// CopyObject.
    CopyObject: NewObject Acl Copying ObjectChecksum Conditional;
    /// CreateMultipartUpload.
    CreateMultipartUpload: NewObject Acl ObjectChecksum;
    /// UploadPart.
    UploadPart: Body;
    /// UploadPartCopy.
    UploadPartCopy: Copying;
    /// CompleteMultipartUpload.
    CompleteMultipartUpload: Body ObjectChecksum Conditional;
    /// ListObjects, ListObjectsV2, ListObjectVersions, ListMultipartUploads, ListParts, ListBuckets,
    /// ListDirectoryBuckets and ListObjectAnnotations.
    List: Listing Versioned;
    /// All others that send no body, such as DeleteObject, HeadBucket and GetBucketCors.
    WithoutBody: Versioned Conditional;
    /// All others that may send one, such as PutObjectTagging, DeleteObjects and PutBucketCors.
    WithBody: Body Acl Versioned;
    /// An operation that is named when the program runs ([`Bucket::operation`](super::Bucket::operation)), or that only
    /// the caller knows ([`Bucket::request`](super::Bucket::request)): it has the setters of all kinds.
    Any: Read Versioned Conditional NewObject Acl Body Copying ObjectChecksum Listing;
}
