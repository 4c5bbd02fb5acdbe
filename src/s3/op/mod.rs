//! Says which operation has which setters: each S3 operation is a type, and what S3 documents for it are traits. Those
//! on parts of a bucket's configuration share three types.
//!
//! Callers rarely name anything here: [`Bucket`](super::Bucket) has a method for each operation, and its result has the
//! setters that belong to it. Parameters and headers without a setter can be given to
//! [`query`](super::Operation::query) and [`header`](super::Operation::header), which every operation has.
//!
//! Source: Amazon S3 API Reference, each operation's page.

/// Keeps other crates from implementing the traits.
#[allow(unnameable_types, reason = "that is how a trait is sealed")]
mod sealed {
    pub trait Sealed {}
}

macro_rules! traits {
    ($($(#[$doc:meta])* $name:ident: $($setter:ident)*;)*) => {
        /// The setters of a trait, as a line of documentation.
        macro_rules! setters {
            $(($name) => {
                concat!("- [`", stringify!($name), "`]:" $(, " [`", stringify!($setter), "`](crate::s3::Operation::", stringify!($setter), ")")*)
            };)*
        }

        $(
            $(#[$doc])*
            ///
            #[doc = setters!($name)]
            pub trait $name: sealed::Sealed {}
        )*
    };
}

traits! {
    /// Reads an object: ranges, and headers of the response.
    Read: range part_number response_content_type response_content_language response_expires
        response_cache_control response_content_disposition response_attachment response_content_encoding;
    /// Asks for the checksum in the response.
    ChecksumMode: checksum_mode;
    /// Takes a version of the object.
    Versioned: version_id;
    /// Takes an entity tag that the object must have.
    IfMatch: if_match;
    /// Takes an entity tag that the object must not have, or `*` for no object at all.
    IfNoneMatch: if_none_match;
    /// Takes a time after which, or until which, the object must have been modified.
    IfModified: if_modified_since if_unmodified_since;
    /// Takes an entity tag of the object whose annotation is meant.
    ObjectIfMatch: object_if_match;
    /// Creates an object: type, metadata, tags, storage class, lock.
    NewObject: content_type content_encoding content_language content_disposition cache_control expires metadata tagging
        storage_class website_redirect_location object_lock_mode object_lock_retain_until object_lock_legal_hold
        object_lock_event_hold object_lock_event_hold_duration_days object_lock_event_hold_duration_years;
    /// Takes the encryption at rest, with keys of S3 (SSE-S3) or of AWS KMS (SSE-KMS).
    Encryption: server_side_encryption sse_kms_key_id sse_kms_encryption_context bucket_key_enabled;
    /// Sends a body: length and checksums.
    Body: content_length content_md5 checksum;
    /// Grants access.
    Acl: acl grant_read grant_read_acp grant_write_acp grant_full_control;
    /// Grants permission to write.
    GrantWrite: grant_write;
    /// Copies from another object.
    Copying: copy_source_if_match copy_source_if_none_match copy_source_if_modified_since
        copy_source_if_unmodified_since source_expected_bucket_owner copy_source_sse_customer_key;
    /// Takes the algorithm by which S3 computes the object's checksum.
    ChecksumAlgorithm: checksum_algorithm;
    /// Takes the checksum's type: of the whole object, or of the parts' checksums.
    ChecksumType: checksum_type;
    /// Takes a customer-provided encryption key (SSE-C).
    CustomerKey: sse_customer_key;
    /// Takes a code of multi-factor authentication.
    Mfa: mfa;
    /// Can go past a lock in the mode `GOVERNANCE`.
    BypassGovernance: bypass_governance_retention;
    /// Takes the token of a bucket that gets Object Lock.
    ObjectLockToken: object_lock_token;
    /// Lists what has a prefix.
    Prefix: prefix;
    /// Lists by key: delimiter and encoding.
    List: delimiter encoding_type;
    /// Lists objects: how many, and which attributes.
    ListKeys: max_keys optional_object_attributes;
    /// Continues a list after a key.
    KeyMarker: key_marker;
    /// Continues a list by the token of the previous response.
    ContinuationToken: continuation_token;
    /// Can be charged to the requester.
    RequestPayer: request_payer;
    /// Can be limited to the buckets of an account.
    Owner: expected_bucket_owner;
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident: $($trait:ident)* $(+ $($own:ident)+)?;)*) => {$(
        $(#[$doc])*
        ///
        /// # Setters
        $(#[doc = setters!($trait)])*
        $(#[doc = concat!("- its own:" $(, " [`", stringify!($own), "`](crate::s3::Operation::", stringify!($own), ")")+)])?
        #[derive(Clone, Copy, Debug)]
        #[allow(clippy::exhaustive_enums, reason = "a name alone: it has no values")]
        pub enum $name {}
        impl $crate::s3::op::sealed::Sealed for $name {}
        $(impl $trait for $name {})*
    )*};
}
operations! {
    /// Downloads an object.
    GetObject: Read ChecksumMode Versioned IfMatch IfNoneMatch IfModified CustomerKey RequestPayer Owner;
    /// Returns an object's size, type and metadata.
    HeadObject: Read ChecksumMode Versioned IfMatch IfNoneMatch IfModified CustomerKey RequestPayer Owner;
    /// Uploads an object.
    PutObject: NewObject Encryption Body Acl IfMatch IfNoneMatch CustomerKey RequestPayer Owner + write_offset_bytes;
    /// Deletes an object or one version of it.
    DeleteObject: Mfa BypassGovernance Versioned IfMatch RequestPayer Owner
        + if_match_last_modified_time if_match_size;
    /// Creates an object as a copy of another.
    CopyObject: NewObject Encryption Copying ChecksumAlgorithm Acl IfMatch IfNoneMatch CustomerKey RequestPayer Owner
        + metadata_directive tagging_directive object_annotation_directive;
    /// Returns an object's tags.
    GetObjectTagging: Versioned RequestPayer Owner;
    /// Replaces an object's tags.
    PutObjectTagging: Body Versioned RequestPayer Owner;
    /// Deletes an object's tags.
    DeleteObjectTagging: Versioned Owner;
    /// Returns an object's access control list.
    GetObjectAcl: Versioned RequestPayer Owner;
    /// Replaces an object's access control list.
    PutObjectAcl: Body Acl GrantWrite Versioned RequestPayer Owner;
    /// Returns an object's size, checksums and parts.
    GetObjectAttributes: Versioned CustomerKey RequestPayer Owner + max_parts part_number_marker;
    /// Returns an annotation of an object.
    GetObjectAnnotation: ChecksumMode Versioned RequestPayer Owner;
    /// Adds an annotation to an object, or replaces it.
    PutObjectAnnotation: Body Versioned ObjectIfMatch RequestPayer Owner;
    /// Deletes an annotation of an object.
    DeleteObjectAnnotation: Versioned ObjectIfMatch RequestPayer Owner;
    /// Lists an object's annotations.
    ListObjectAnnotations: Versioned ContinuationToken RequestPayer Owner + max_annotation_results annotation_prefix;
    /// Tells whether an object has a legal hold.
    GetObjectLegalHold: Versioned RequestPayer Owner;
    /// Places a legal hold on an object, or removes it.
    PutObjectLegalHold: Body Versioned RequestPayer Owner;
    /// Returns how and until when an object is retained.
    GetObjectRetention: Versioned RequestPayer Owner;
    /// Sets how and until when an object is retained.
    PutObjectRetention: Body BypassGovernance Versioned RequestPayer Owner;
    /// Returns a torrent file for an object.
    GetObjectTorrent: RequestPayer Owner;
    /// Renames an object in a directory bucket.
    RenameObject: IfMatch IfNoneMatch IfModified + rename_source_if_match rename_source_if_none_match
        rename_source_if_modified_since rename_source_if_unmodified_since client_token;
    /// Restores an archived object.
    RestoreObject: Body Versioned RequestPayer Owner;
    /// Filters an object's content by an SQL statement.
    SelectObjectContent: Body CustomerKey Owner;
    /// Changes the encryption of an object.
    UpdateObjectEncryption: Body Versioned RequestPayer Owner;

    /// Lists objects (first version of the operation).
    ListObjects: Prefix List ListKeys RequestPayer Owner + marker;
    /// Lists objects (second version of the operation).
    ListObjectsV2: Prefix List ListKeys ContinuationToken RequestPayer Owner + start_after fetch_owner;
    /// Lists all versions of objects.
    ListObjectVersions: Prefix List ListKeys KeyMarker RequestPayer Owner + version_id_marker;
    /// Tells whether a bucket exists and the caller may access it.
    HeadBucket: Owner;
    /// Returns a bucket's region.
    GetBucketLocation: Owner;
    /// Creates a session with a directory bucket.
    CreateSession: Encryption + session_mode;
    /// Deletes up to 1,000 objects.
    DeleteObjects: Mfa BypassGovernance Body RequestPayer Owner;
    /// Creates a bucket.
    CreateBucket: Body Acl GrantWrite + object_lock_enabled object_ownership bucket_namespace;
    /// Deletes an empty bucket.
    DeleteBucket: Owner;
    /// Lists the buckets of an account.
    ListBuckets: Prefix ContinuationToken + max_buckets bucket_region;
    /// Lists the directory buckets of an account.
    ListDirectoryBuckets: ContinuationToken + max_directory_buckets;

    /// Reads a part of a bucket's configuration, or lists configurations.
    GetConfiguration: ContinuationToken RequestPayer Owner;
    /// Replaces or creates a part of a bucket's configuration.
    PutConfiguration: Body Acl GrantWrite Mfa ObjectLockToken RequestPayer Owner
        + transition_default_minimum_object_size skip_destination_validation confirm_remove_self_bucket_access;
    /// Deletes a part of a bucket's configuration.
    DeleteConfiguration: Owner;

    /// Starts a multipart upload.
    CreateMultipartUpload: NewObject Encryption ChecksumAlgorithm ChecksumType Acl CustomerKey RequestPayer Owner;
    /// Uploads a part.
    UploadPart: Body CustomerKey RequestPayer Owner;
    /// Creates a part as a copy of an object or of a range of it.
    UploadPartCopy: Copying CustomerKey RequestPayer Owner + copy_source_range;
    /// Assembles the object from its parts.
    CompleteMultipartUpload: Body ChecksumType IfMatch IfNoneMatch CustomerKey RequestPayer Owner + mpu_object_size;
    /// Stops a multipart upload and deletes its parts.
    AbortMultipartUpload: RequestPayer Owner + if_match_initiated_time;
    /// Lists the uploaded parts of a multipart upload.
    ListParts: CustomerKey RequestPayer Owner + max_parts part_number_marker;
    /// Lists the multipart uploads in progress.
    ListMultipartUploads: Prefix List KeyMarker RequestPayer Owner + max_uploads upload_id_marker;

    /// Any other operation. Only the caller knows what S3 documents for it, so it has the setters of all the traits.
    Any: Read ChecksumMode Versioned IfMatch IfNoneMatch IfModified ObjectIfMatch NewObject Encryption Body Acl GrantWrite Copying
        ChecksumAlgorithm ChecksumType CustomerKey Mfa BypassGovernance ObjectLockToken Prefix List ListKeys KeyMarker
        ContinuationToken RequestPayer Owner;
}
