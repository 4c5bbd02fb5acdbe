//! What Amazon S3 documents for each of its operations: how it is asked for, and which headers and parameters it has.
//! Those on parts of a bucket's configuration are in a table of their own.
//!
//! Source: Amazon S3 API Reference, each operation's page.

use alloc::string::String;
use core::fmt;

use crate::error::{Error, Reason};

/// An operation.
pub(super) struct Row {
    /// As AWS writes it.
    pub(super) name: &'static str,
    pub(super) method: &'static str,
    pub(super) place: Place,
    pub(super) demand: Demand,
    /// The parameters that tell it from other operations, with their values.
    pub(super) address: &'static [(&'static str, &'static str)],
    /// The members without which it would be another operation.
    pub(super) needs: &'static [&'static str],
    /// The other members, in groups.
    pub(super) members: &'static [&'static [&'static str]],
    /// The end of the sentence that refuses the members of others.
    pub(super) problem: &'static str,
}

/// What an operation is about.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Object,
    Bucket,
    /// A bucket; a directory bucket at its Regional endpoint.
    Regional,
    /// The buckets of an account.
    Service,
    RegionalService,
}

/// Which buckets have an operation.
#[derive(Clone, Copy)]
pub(super) enum Demand {
    Nothing,
    /// The bucket is named, and not an access point to it.
    Itself,
    /// It is a directory bucket, or else there is no such thing.
    Directory(&'static str),
    /// The same of the buckets on AWS.
    DirectoryOnAws,
}

/// A header (its name in lower case; a prefix, if it ends with a hyphen), or with a question mark a parameter.
type Members = &'static [&'static str];

const READ: Members = &[
    "range",
    "?partNumber",
    "?response-cache-control",
    "?response-content-disposition",
    "?response-content-encoding",
    "?response-content-language",
    "?response-content-type",
    "?response-expires",
];
const CHECKSUM_MODE: Members = &["x-amz-checksum-mode"];
const VERSION: Members = &["?versionId"];
const IF_MATCH: Members = &["if-match"];
const IF_NONE_MATCH: Members = &["if-none-match"];
const IF_MODIFIED: Members = &["if-modified-since", "if-unmodified-since"];
const OBJECT_IF_MATCH: Members = &["x-amz-object-if-match"];
const NEW_OBJECT: Members = &[
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
    "x-amz-meta-",
    "x-amz-object-lock-event-hold",
    "x-amz-object-lock-event-hold-duration-days",
    "x-amz-object-lock-event-hold-duration-years",
    "x-amz-object-lock-legal-hold",
    "x-amz-object-lock-mode",
    "x-amz-object-lock-retain-until-date",
    "x-amz-storage-class",
    "x-amz-tagging",
    "x-amz-website-redirect-location",
];
const ENCRYPTION: Members = &[
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
    "x-amz-server-side-encryption-context",
];
/// The first two are documented under "Common Request Headers".
pub(super) const BODY: Members = &[
    "content-length",
    "content-md5",
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-md5",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-sha512",
    "x-amz-checksum-xxhash128",
    "x-amz-checksum-xxhash3",
    "x-amz-checksum-xxhash64",
];
const ACL: Members =
    &["x-amz-acl", "x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp", "x-amz-grant-write-acp"];
const GRANT_WRITE: Members = &["x-amz-grant-write"];
const COPYING: Members = &[
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-if-modified-since",
    "x-amz-copy-source-if-none-match",
    "x-amz-copy-source-if-unmodified-since",
    "x-amz-copy-source-server-side-encryption-customer-algorithm",
    "x-amz-copy-source-server-side-encryption-customer-key",
    "x-amz-copy-source-server-side-encryption-customer-key-md5",
    "x-amz-source-expected-bucket-owner",
];
const CUSTOMER_KEY: Members = &[
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
];
const GOVERNANCE: Members = &["x-amz-bypass-governance-retention"];
const LIST: Members = &["?delimiter", "?encoding-type", "?prefix"];
const KEYS: Members = &["?max-keys", "x-amz-optional-object-attributes"];
const PAYER: Members = &["x-amz-request-payer"];
pub(super) const OWNER: Members = &["x-amz-expected-bucket-owner"];

macro_rules! operations {
    ($(
        $name:ident: $method:ident $place:ident $(? $address:literal $(= $value:literal)?)* $(needs $($need:literal)+)?
            $(of $demand:expr)?, $($group:ident)* $(, $($own:literal)+)?;
    )*) => {
        /// The name of an operation for which [`Bucket`](super::Bucket) has a method.
        #[derive(Clone, Copy)]
        pub(super) enum Name {
            $($name,)*
        }

        impl Name {
            pub(super) const fn row(self) -> &'static Row {
                match self {$(
                    Self::$name => &Row {
                        name: stringify!($name),
                        method: stringify!($method),
                        place: Place::$place,
                        demand: operations!(@demand $($demand)?),
                        address: &[$(($address, concat!($($value)?))),*],
                        needs: &[$($($need),+)?],
                        members: &[$($group,)* &[$($($own),+)?]],
                        problem: concat!("does not belong to ", stringify!($name)),
                    },
                )*}
            }
        }

        pub(super) const ROWS: &[&Row] = &[$(Name::$name.row()),*];
    };
    (@demand) => { Demand::Nothing };
    (@demand $demand:expr) => { $demand };
}

operations! {
    GetObject: GET Object, READ CHECKSUM_MODE VERSION IF_MATCH IF_NONE_MATCH IF_MODIFIED CUSTOMER_KEY PAYER OWNER;
    HeadObject: HEAD Object, READ CHECKSUM_MODE VERSION IF_MATCH IF_NONE_MATCH IF_MODIFIED CUSTOMER_KEY PAYER OWNER;
    PutObject: PUT Object, NEW_OBJECT ENCRYPTION BODY ACL IF_MATCH IF_NONE_MATCH CUSTOMER_KEY PAYER OWNER,
        "x-amz-write-offset-bytes";
    DeleteObject: DELETE Object, VERSION IF_MATCH GOVERNANCE PAYER OWNER,
        "x-amz-if-match-last-modified-time" "x-amz-if-match-size" "x-amz-mfa";
    CopyObject: PUT Object needs "x-amz-copy-source",
        NEW_OBJECT ENCRYPTION COPYING ACL IF_MATCH IF_NONE_MATCH CUSTOMER_KEY PAYER OWNER,
        "x-amz-checksum-algorithm" "x-amz-metadata-directive" "x-amz-object-annotation-directive"
        "x-amz-tagging-directive";
    GetObjectTagging: GET Object ?"tagging", VERSION PAYER OWNER;
    PutObjectTagging: PUT Object ?"tagging", BODY VERSION PAYER OWNER;
    DeleteObjectTagging: DELETE Object ?"tagging", VERSION OWNER;
    GetObjectAcl: GET Object ?"acl", VERSION PAYER OWNER;
    PutObjectAcl: PUT Object ?"acl", BODY ACL GRANT_WRITE VERSION PAYER OWNER;
    GetObjectAttributes: GET Object ?"attributes" needs "x-amz-object-attributes", VERSION CUSTOMER_KEY PAYER OWNER,
        "x-amz-max-parts" "x-amz-part-number-marker";
    GetObjectAnnotation: GET Object ?"annotation" needs "?annotationName", CHECKSUM_MODE VERSION PAYER OWNER;
    PutObjectAnnotation: PUT Object ?"annotation" needs "?annotationName", BODY VERSION OBJECT_IF_MATCH PAYER OWNER;
    DeleteObjectAnnotation: DELETE Object ?"annotation" needs "?annotationName", VERSION OBJECT_IF_MATCH PAYER OWNER;
    ListObjectAnnotations: GET Object ?"annotation", VERSION PAYER OWNER,
        "?annotation-prefix" "?continuation-token" "?max-annotation-results";
    GetObjectLegalHold: GET Object ?"legal-hold", VERSION PAYER OWNER;
    PutObjectLegalHold: PUT Object ?"legal-hold", BODY VERSION PAYER OWNER;
    GetObjectRetention: GET Object ?"retention", VERSION PAYER OWNER;
    PutObjectRetention: PUT Object ?"retention", BODY VERSION GOVERNANCE PAYER OWNER;
    GetObjectTorrent: GET Object ?"torrent", PAYER OWNER;
    RenameObject: PUT Object ?"renameObject" needs "x-amz-rename-source" of Demand::DirectoryOnAws,
        IF_MATCH IF_NONE_MATCH IF_MODIFIED,
        "x-amz-client-token" "x-amz-rename-source-if-match" "x-amz-rename-source-if-modified-since"
        "x-amz-rename-source-if-none-match" "x-amz-rename-source-if-unmodified-since";
    RestoreObject: POST Object ?"restore", BODY VERSION PAYER OWNER;
    SelectObjectContent: POST Object ?"select" ?"select-type" = "2", BODY CUSTOMER_KEY OWNER;
    UpdateObjectEncryption: PUT Object ?"encryption", BODY VERSION PAYER OWNER;

    ListObjects: GET Bucket, LIST KEYS PAYER OWNER, "?marker";
    ListObjectsV2: GET Bucket ?"list-type" = "2", LIST KEYS PAYER OWNER,
        "?continuation-token" "?fetch-owner" "?start-after";
    ListObjectVersions: GET Bucket ?"versions", LIST KEYS PAYER OWNER, "?key-marker" "?version-id-marker";
    HeadBucket: HEAD Bucket, OWNER;
    GetBucketLocation: GET Regional ?"location", OWNER;
    CreateSession: GET Bucket ?"session" of Demand::Directory("sessions"), ENCRYPTION, "x-amz-create-session-mode";
    DeleteObjects: POST Bucket ?"delete", BODY GOVERNANCE PAYER OWNER, "x-amz-mfa";
    CreateBucket: PUT Regional of Demand::Itself, BODY ACL GRANT_WRITE,
        "x-amz-bucket-namespace" "x-amz-bucket-object-lock-enabled" "x-amz-object-ownership";
    DeleteBucket: DELETE Regional of Demand::Itself, OWNER;
    ListBuckets: GET Service, , "?bucket-region" "?continuation-token" "?max-buckets" "?prefix";
    ListDirectoryBuckets: GET RegionalService of Demand::Directory("ListDirectoryBuckets"), ,
        "?continuation-token" "?max-directory-buckets";

    CreateMultipartUpload: POST Object ?"uploads", NEW_OBJECT ENCRYPTION ACL CUSTOMER_KEY PAYER OWNER,
        "x-amz-checksum-algorithm" "x-amz-checksum-type";
    UploadPart: PUT Object needs "?partNumber" "?uploadId", BODY CUSTOMER_KEY PAYER OWNER;
    UploadPartCopy: PUT Object needs "?partNumber" "?uploadId" "x-amz-copy-source", COPYING CUSTOMER_KEY PAYER OWNER,
        "x-amz-copy-source-range";
    CompleteMultipartUpload: POST Object needs "?uploadId", BODY IF_MATCH IF_NONE_MATCH CUSTOMER_KEY PAYER OWNER,
        "x-amz-checksum-type" "x-amz-mp-object-size";
    AbortMultipartUpload: DELETE Object needs "?uploadId", PAYER OWNER, "x-amz-if-match-initiated-time";
    ListParts: GET Object needs "?uploadId", CUSTOMER_KEY PAYER OWNER, "?max-parts" "?part-number-marker";
    ListMultipartUploads: GET Bucket ?"uploads", LIST PAYER OWNER, "?key-marker" "?max-uploads" "?upload-id-marker";
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Row {
    /// The operation's own name of a member: of a header in any case, or of a parameter. That of metadata is its
    /// beginning.
    pub(super) fn member(&self, name: &str) -> Option<&'static str> {
        let mut members = self.needs.iter().chain(self.members.iter().copied().flatten());
        members.find(|member| is_named(member, name)).copied()
    }

    /// Whether the operation has this parameter, besides those of its address.
    pub(super) fn has_parameter(&self, name: &str) -> bool {
        self.member(name).is_some_and(|member| member.starts_with('?'))
    }

    /// Whether the operation has this header.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.member(name).is_some_and(|member| !member.starts_with('?'))
    }

    /// Refuses a header or a parameter that S3 does not document for this operation. `part` says which of the two it
    /// is.
    pub(super) fn check(&self, part: &'static str, name: &str) -> Result<(), Error> {
        let is_parameter = part == "parameter";
        match self.member(name) {
            Some(member) if member.starts_with('?') == is_parameter => Ok(()),
            _ => Err(Error(Reason::InvalidField { part, name: String::from(name), problem: self.problem })),
        }
    }
}

/// Whether a row names this header or parameter.
fn is_named(member: &str, name: &str) -> bool {
    match (member.strip_prefix('?'), member.ends_with('-')) {
        (Some(parameter), _) => parameter == name,
        (None, false) => member.eq_ignore_ascii_case(name),
        // Metadata has a name of its own.
        (None, true) => {
            name.len() > member.len()
                && name.get(..member.len()).is_some_and(|start| start.eq_ignore_ascii_case(member))
        }
    }
}
