//! Says which operation has which setters: each S3 operation is a type, and what S3 documents for it are traits.
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

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident: $($trait:ident)*;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        $(impl $trait for $name {})*
    )*};
}

operations! {
    /// Downloads an object.
    GetObject: Read Versioned IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Returns an object's size, type and metadata.
    HeadObject: Read Versioned IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Uploads an object.
    PutObject: NewObject Encryption Body Acl IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Deletes an object or one version of it.
    DeleteObject: Delete Versioned IfMatch RequestPayer;
    /// Creates an object as a copy of another.
    CopyObject: NewObject Encryption Copying ChecksumAlgorithm Acl IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Returns an object's tags.
    GetObjectTagging: Versioned RequestPayer;
    /// Replaces an object's tags.
    PutObjectTagging: Body Versioned RequestPayer;
    /// Deletes an object's tags.
    DeleteObjectTagging: Versioned;
    /// Returns an object's access control list.
    GetObjectAcl: Versioned RequestPayer;
    /// Replaces an object's access control list.
    PutObjectAcl: Body Acl Versioned RequestPayer;
    /// Returns an object's size, checksums and parts.
    GetObjectAttributes: Versioned CustomerKey RequestPayer;

    /// Lists objects (first version of the operation).
    ListObjects: List ListKeys RequestPayer;
    /// Lists objects (second version of the operation).
    ListObjectsV2: List ListKeys RequestPayer;
    /// Lists all versions of objects.
    ListObjectVersions: List ListKeys KeyMarker RequestPayer;
    /// Tells whether a bucket exists and the caller may access it.
    HeadBucket: ;
    /// Returns a bucket's region.
    GetBucketLocation: ;
    /// Creates a session with a directory bucket.
    CreateSession: Encryption;
    /// Deletes up to 1,000 objects.
    DeleteObjects: Delete Body RequestPayer;

    /// Starts a multipart upload.
    CreateMultipartUpload: NewObject Encryption ChecksumAlgorithm ChecksumType Acl CustomerKey RequestPayer;
    /// Uploads a part.
    UploadPart: Body CustomerKey RequestPayer;
    /// Creates a part as a copy of an object or of a range of it.
    UploadPartCopy: Copying CustomerKey RequestPayer;
    /// Assembles the object from its parts.
    CompleteMultipartUpload: Body ChecksumType IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Stops a multipart upload and deletes its parts.
    AbortMultipartUpload: RequestPayer;
    /// Lists the uploaded parts of a multipart upload.
    ListParts: CustomerKey RequestPayer;
    /// Lists the multipart uploads in progress.
    ListMultipartUploads: List KeyMarker RequestPayer;

    /// Any other operation. Only the caller knows what S3 documents for it, so it has the setters of all the traits.
    Any: Read Versioned IfMatch IfNoneMatch NewObject Encryption Body Acl Copying ChecksumAlgorithm ChecksumType
        CustomerKey Delete List ListKeys KeyMarker RequestPayer;
}

macro_rules! traits {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        pub trait $name: sealed::Sealed {}
    )*};
}

traits! {
    /// Reads an object: ranges, conditions on dates, and headers of the response.
    Read;
    /// Takes a version of the object.
    Versioned;
    /// Takes an entity tag that the object must have.
    IfMatch;
    /// Takes an entity tag that the object must not have, or `*` for no object at all.
    IfNoneMatch;
    /// Creates an object: type, metadata, tags, storage class, lock.
    NewObject;
    /// Takes the encryption at rest, with keys of S3 (SSE-S3) or of AWS KMS (SSE-KMS).
    Encryption;
    /// Sends a body: length and checksums.
    Body;
    /// Grants access.
    Acl;
    /// Copies from another object.
    Copying;
    /// Takes the algorithm by which S3 computes the object's checksum.
    ChecksumAlgorithm;
    /// Takes the checksum's type: of the whole object, or of the parts' checksums.
    ChecksumType;
    /// Takes a customer-provided encryption key (SSE-C).
    CustomerKey;
    /// Deletes.
    Delete;
    /// Lists by key: prefix and delimiter.
    List;
    /// Lists objects: how many, and which attributes.
    ListKeys;
    /// Continues a list after a key.
    KeyMarker;
    /// Can be charged to the requester.
    RequestPayer;
}
