//! Which setter belongs to which operation: S3's operations as types, and what S3 documents for each as traits.
//!
//! Nothing here has to be named to make a URL: [`Bucket`](super::Bucket) has a method for each operation, and the
//! compiler offers the setters that belong to it. What S3 documents and no setter covers is given by
//! [`query`](super::Operation::query) and [`header`](super::Operation::header), which every operation has.
//!
//! Source: Amazon S3 API Reference, the page of each operation.

/// Keeps the traits to the operations below.
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
    /// Asks for an object's size, type and metadata.
    HeadObject: Read Versioned IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Uploads an object.
    PutObject: NewObject Encryption Body Acl IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Deletes an object or one version of it.
    DeleteObject: Delete Versioned IfMatch RequestPayer;
    /// Makes an object from another one.
    CopyObject: NewObject Encryption Copying ChecksumAlgorithm Acl IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Reads an object's tags.
    GetObjectTagging: Versioned RequestPayer;
    /// Replaces an object's tags.
    PutObjectTagging: Body Versioned RequestPayer;
    /// Deletes an object's tags.
    DeleteObjectTagging: Versioned;
    /// Reads an object's access control list.
    GetObjectAcl: Versioned RequestPayer;
    /// Replaces an object's access control list.
    PutObjectAcl: Body Acl Versioned RequestPayer;
    /// Reads an object's size, checksums and parts.
    GetObjectAttributes: Versioned CustomerKey RequestPayer;

    /// Lists objects, in the first version of the operation.
    ListObjects: List ListKeys RequestPayer;
    /// Lists objects.
    ListObjectsV2: List ListKeys RequestPayer;
    /// Lists all versions of objects.
    ListObjectVersions: List ListKeys KeyMarker RequestPayer;
    /// Asks whether a bucket exists and may be used.
    HeadBucket: ;
    /// Reads a bucket's region.
    GetBucketLocation: ;
    /// Begins a session with a directory bucket.
    CreateSession: Encryption;
    /// Deletes up to 1,000 objects.
    DeleteObjects: Delete Body RequestPayer;

    /// Begins an upload in parts.
    CreateMultipartUpload: NewObject Encryption ChecksumAlgorithm ChecksumType Acl CustomerKey RequestPayer;
    /// Uploads a part.
    UploadPart: Body CustomerKey RequestPayer;
    /// Makes a part from an object, or from a range of it.
    UploadPartCopy: Copying CustomerKey RequestPayer;
    /// Makes the object from its parts.
    CompleteMultipartUpload: Body ChecksumType IfMatch IfNoneMatch CustomerKey RequestPayer;
    /// Gives up an upload in parts and deletes what was uploaded.
    AbortMultipartUpload: RequestPayer;
    /// Lists the parts that were uploaded.
    ListParts: CustomerKey RequestPayer;
    /// Lists uploads in parts that are under way.
    ListMultipartUploads: List KeyMarker RequestPayer;

    /// Any other operation. Only the caller knows what S3 documents for it, so it has every setter of the traits.
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
    /// Reads an object: ranges, dates as conditions, and the headers of the answer.
    Read;
    /// Names one version of an object.
    Versioned;
    /// Goes on only if the object is the expected one.
    IfMatch;
    /// Goes on only if the object is another one, or is not there.
    IfNoneMatch;
    /// Says what the object is to be: type, metadata, tags, storage class, lock.
    NewObject;
    /// Says how the object is encrypted at rest, with keys of S3 (SSE-S3) or of AWS KMS (SSE-KMS).
    Encryption;
    /// Has a body: length and checksums.
    Body;
    /// Says who has access.
    Acl;
    /// Copies from another object.
    Copying;
    /// Says by which algorithm S3 computes the object's checksum.
    ChecksumAlgorithm;
    /// Says whether the checksum is that of the object or that of its parts' checksums.
    ChecksumType;
    /// Reads or writes an object that is encrypted with the customer's own key (SSE-C).
    CustomerKey;
    /// Deletes.
    Delete;
    /// Lists by keys: prefix and delimiter.
    List;
    /// Lists objects: how many and what about them.
    ListKeys;
    /// Goes on with a list behind a key.
    KeyMarker;
    /// Can be charged to the requester.
    RequestPayer;
}
