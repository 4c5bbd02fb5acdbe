//! Which header fields hold a single value, and which parameters of S3 do.

use alloc::string::ToString;

use crate::error::{Error, Reason};
use crate::request::Request;

/// Header fields that are not lists of values, so that a sender must not repeat them (RFC 9110, section 5.3):
/// recipients take the first, the last or both, joined by a comma. All other fields may be repeated, except S3's own
/// (below).
///
/// Source: RFC 9110 (HTTP Semantics); RFC 9111, section 5.3 (`expires`); RFC 6265, section 4.2 does not allow a second
/// `cookie`, which HTTP/2 splits, and so it is not here; RFC 6266 (`content-disposition`), RFC 1864 (`content-md5`),
/// RFC 6454 (`origin`).
const FIELDS: [&str; 17] = [
    "authorization",
    "content-disposition",
    "content-length",
    "content-location",
    "content-md5",
    "content-range",
    "content-type",
    "date",
    "expires",
    "from",
    "if-modified-since",
    "if-range",
    "if-unmodified-since",
    "origin",
    "range",
    "referer",
    "user-agent",
];

/// The lists among the fields that begin with `x-amz-`, by the beginnings of their names. All others hold a single
/// value. S3 joins the values of user-defined metadata with commas.
///
/// Source: Amazon S3, "Working with object metadata", "Access control list (ACL) overview" (grantees); Amazon S3 API
/// Reference, "GetObjectAttributes", "ListObjectsV2".
const AMZ_LISTS: [&str; 4] =
    ["x-amz-grant-", "x-amz-meta-", "x-amz-object-attributes", "x-amz-optional-object-attributes"];

/// The parameters of S3's operations: S3 documents no list among them, and reads the first or the last. Their names are
/// case-sensitive. Parameters that S3 does not know may be repeated: other servers have lists, such as MinIO's
/// `events`.
///
/// Source: Amazon S3 API Reference, the request syntax of each operation.
const PARAMETERS: [&str; 72] = [
    "abac",
    "accelerate",
    "acl",
    "analytics",
    "annotation",
    "annotation-prefix",
    "annotationName",
    "attributes",
    "bucket-region",
    "continuation-token",
    "cors",
    "delete",
    "delimiter",
    "encoding-type",
    "encryption",
    "fetch-owner",
    "id",
    "intelligent-tiering",
    "inventory",
    "key-marker",
    "legal-hold",
    "lifecycle",
    "list-type",
    "location",
    "logging",
    "marker",
    "max-annotation-results",
    "max-buckets",
    "max-directory-buckets",
    "max-keys",
    "max-parts",
    "max-uploads",
    "metadataAnnotationTable",
    "metadataConfiguration",
    "metadataInventoryTable",
    "metadataJournalTable",
    "metadataTable",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "part-number-marker",
    "partNumber",
    "policy",
    "policyStatus",
    "prefix",
    "publicAccessBlock",
    "renameObject",
    "replication",
    "requestPayment",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "retention",
    "select",
    "select-type",
    "session",
    "start-after",
    "tagging",
    "torrent",
    "upload-id-marker",
    "uploadId",
    "uploads",
    "version-id-marker",
    "versionId",
    "versioning",
    "versions",
    "website",
];

impl Request<'_> {
    /// Refuses a header that is repeated although it holds a single value; and such a parameter, if S3 reads the query.
    #[inline]
    pub(crate) fn check_repeated(&self, is_s3: bool) -> Result<(), Error> {
        if let Some(name) = self.headers.repeated(is_single) {
            return Err(repeated("header", name));
        }
        match if is_s3 { self.query.repeated(is_single_parameter) } else { None } {
            Some(name) => Err(repeated("parameter", name)),
            None => Ok(()),
        }
    }
}

fn repeated(part: &'static str, name: &str) -> Error {
    Error(Reason::InvalidField { part, name: name.to_string(), problem: "is repeated, but it holds a single value" })
}

/// Whether a header holds a single value. The name is in lower case.
fn is_single(name: &str) -> bool {
    let is_list = || AMZ_LISTS.iter().any(|beginning| name.starts_with(beginning));
    FIELDS.contains(&name) || (name.starts_with("x-amz-") && !is_list())
}

/// Whether a parameter of S3 holds a single value. Headers can stand in the query too.
fn is_single_parameter(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    PARAMETERS.contains(&name) || (lower.starts_with("x-amz-") && is_single(&lower))
}
