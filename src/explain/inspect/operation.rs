//! What a presigned URL seems to be for.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::explain::inspect::url::Url;

/// A parameter or header, and the operations that have it.
type Hint = (&'static str, &'static str);

/// Parameters of S3, the most telling first. Source: Amazon S3 API Reference, "Actions".
const PARAMETERS: [Hint; 19] = [
    ("partNumber", "UploadPart"),
    ("uploadId", "CompleteMultipartUpload, AbortMultipartUpload or ListParts"),
    ("uploads", "CreateMultipartUpload or ListMultipartUploads"),
    ("list-type", "ListObjectsV2"),
    ("versions", "ListObjectVersions"),
    ("delete", "DeleteObjects"),
    ("select", "SelectObjectContent"),
    ("restore", "RestoreObject"),
    ("attributes", "GetObjectAttributes"),
    ("tagging", "GetObjectTagging, PutObjectTagging or DeleteObjectTagging"),
    ("acl", "GetObjectAcl or PutObjectAcl"),
    ("session", "CreateSession"),
    ("response-content-disposition", "GetObject or HeadObject"),
    ("response-content-type", "GetObject or HeadObject"),
    ("response-content-encoding", "GetObject or HeadObject"),
    ("response-content-language", "GetObject or HeadObject"),
    ("response-cache-control", "GetObject or HeadObject"),
    ("response-expires", "GetObject or HeadObject"),
    ("versionId", "GetObject, HeadObject or DeleteObject"),
];

/// Headers of S3, and parameters with the same names, as the JavaScript SDK writes them.
const HEADERS: [Hint; 12] = [
    ("x-amz-copy-source", "CopyObject"),
    ("content-length", "PutObject"),
    ("content-md5", "PutObject"),
    ("content-type", "PutObject"),
    ("x-amz-acl", "PutObject"),
    ("x-amz-server-side-encryption", "PutObject"),
    ("x-amz-storage-class", "PutObject"),
    ("x-amz-tagging", "PutObject"),
    ("x-amz-sdk-checksum-algorithm", "PutObject"),
    ("range", "GetObject or HeadObject"),
    ("if-none-match", "GetObject, HeadObject or PutObject"),
    ("x-amz-server-side-encryption-customer-key", "GetObject, HeadObject or PutObject"),
];

/// The operation, as far as a URL without its method tells it.
pub(super) fn operation(url: &Url<'_>, service: Option<&str>, signed_headers: &[String]) -> Option<String> {
    // The JavaScript SDK writes its name, and so do services with a query protocol.
    if let Some(name) = url.parameter("x-id").or(url.parameter("Action")) {
        return Some(name.to_owned());
    }
    if !service.is_none_or(|service| service.starts_with("s3")) {
        return None;
    }
    let has = |name: &str| url.parameter(name).is_some() || signed_headers.iter().any(|other| other == name);
    if has("partNumber") && has("x-amz-copy-source") {
        return Some("UploadPartCopy".to_owned());
    }
    let has_metadata = || {
        let is_metadata = |name: &str| name.starts_with("x-amz-meta-") || name.starts_with("x-amz-checksum-");
        url.parameters().any(|(name, _)| is_metadata(name)) || signed_headers.iter().any(|name| is_metadata(name))
    };
    let hint = PARAMETERS.iter().chain(&HEADERS).find(|(name, _)| has(name)).map(|(_, operation)| *operation);
    let hint = hint.or(has_metadata().then_some("PutObject"));
    hint.map(str::to_owned)
}
