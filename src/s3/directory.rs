//! What directory buckets do not have, and what they alone have, however it is given: by a setter, as a header or as a
//! parameter.

use crate::error::{Error, Reason};
use crate::request::Request;
use crate::s3::Bucket;

/// Where directory buckets do not have something.
enum Lack {
    Everywhere,
    /// With a key in the path.
    OnObjects,
    /// Where there is no key, at the Regional endpoint.
    Regionally,
    /// In both of these places.
    OnObjectsAndRegionally,
    /// With a value other than those for which this is true; and what such a value is called.
    Unless(fn(&str) -> bool, &'static str),
}

use Lack::{Everywhere, OnObjects, OnObjectsAndRegionally, Regionally, Unless};

/// Headers, and with a question mark parameters. Source: the documentation of each operation and of its members in
/// AWS's model of S3 ("not supported for directory buckets"), which the Amazon S3 API Reference repeats; for
/// `metadata…`, Amazon S3, "S3 Metadata limitations and restrictions"; for `logging` and the like, the operation's
/// page.
#[rustfmt::skip]
const LACKING: &[(&str, Lack)] = &[
    ("content-md5", OnObjectsAndRegionally),
    ("x-amz-acl", Everywhere),
    ("x-amz-bucket-namespace", Everywhere),
    ("x-amz-bucket-object-lock-enabled", Everywhere),
    ("x-amz-bypass-governance-retention", Everywhere),
    ("x-amz-confirm-remove-self-bucket-access", Everywhere),
    ("x-amz-expected-bucket-owner", Regionally),
    ("x-amz-grant-full-control", Everywhere),
    ("x-amz-grant-read", Everywhere),
    ("x-amz-grant-read-acp", Everywhere),
    ("x-amz-grant-write", Everywhere),
    ("x-amz-grant-write-acp", Everywhere),
    ("x-amz-mfa", Everywhere),
    ("x-amz-object-annotation-directive", Unless(|value| value == "EXCLUDE", "annotations: their directive is EXCLUDE")),
    ("x-amz-object-lock-event-hold", Everywhere),
    ("x-amz-object-lock-event-hold-duration-days", Everywhere),
    ("x-amz-object-lock-event-hold-duration-years", Everywhere),
    ("x-amz-object-lock-legal-hold", Everywhere),
    ("x-amz-object-lock-mode", Everywhere),
    ("x-amz-object-lock-retain-until-date", Everywhere),
    ("x-amz-object-ownership", Everywhere),
    ("x-amz-optional-object-attributes", Everywhere),
    ("x-amz-request-payer", Everywhere),
    ("x-amz-server-side-encryption", Unless(
        |value| matches!(value, "AES256" | "aws:kms"), "encryption other than AES256 and aws:kms",
    )),
    ("x-amz-server-side-encryption-customer-algorithm", Everywhere),
    ("x-amz-server-side-encryption-customer-key", Everywhere),
    ("x-amz-server-side-encryption-customer-key-md5", Everywhere),
    ("x-amz-storage-class", Unless(
        |value| matches!(value, "EXPRESS_ONEZONE" | "ONEZONE_IA"), "storage classes other than EXPRESS_ONEZONE and ONEZONE_IA",
    )),
    // A copy may say that it has none.
    ("x-amz-tagging", Unless(str::is_empty, "x-amz-tagging")),
    ("x-amz-transition-default-minimum-object-size", Everywhere),
    ("x-amz-website-redirect-location", Everywhere),
    ("?accelerate", Everywhere),
    ("?acl", Everywhere),
    ("?analytics", Everywhere),
    ("?annotation", Everywhere),
    ("?cors", Everywhere),
    ("?delimiter", Unless(|value| matches!(value, "" | "/"), "delimiters other than /")),
    ("?encryption", OnObjects),
    ("?intelligent-tiering", Everywhere),
    ("?key-marker", Everywhere),
    ("?legal-hold", Everywhere),
    ("?location", Everywhere),
    ("?logging", Everywhere),
    ("?metadataAnnotationTable", Everywhere),
    ("?metadataConfiguration", Everywhere),
    ("?metadataInventoryTable", Everywhere),
    ("?metadataJournalTable", Everywhere),
    ("?metadataTable", Everywhere),
    ("?notification", Everywhere),
    ("?object-lock", Everywhere),
    ("?ownershipControls", Everywhere),
    ("?policyStatus", Everywhere),
    ("?prefix", Unless(|value| value.is_empty() || value.ends_with('/'), "prefixes that do not end with /")),
    ("?publicAccessBlock", Everywhere),
    ("?replication", Everywhere),
    ("?requestPayment", Everywhere),
    ("?restore", Everywhere),
    ("?retention", Everywhere),
    ("?select", Everywhere),
    ("?start-after", Everywhere),
    ("?tagging", Everywhere),
    ("?torrent", Everywhere),
    ("?upload-id-marker", Everywhere),
    ("?versionId", Unless(|value| value == "null", "version ids other than null")),
    ("?versioning", Everywhere),
    ("?versions", Everywhere),
    ("?website", Everywhere),
];

/// What no other buckets on AWS have. Source: the same ("only supported for directory buckets").
const ONLY: [&str; 6] = [
    "x-amz-if-match-initiated-time",
    "x-amz-if-match-last-modified-time",
    "x-amz-if-match-size",
    "x-amz-write-offset-bytes",
    "?renameObject",
    "?session",
];

/// The parameters of ListObjects. Source: Amazon S3 API Reference, "ListObjects".
const LIST_OBJECTS: [&str; 5] = ["delimiter", "encoding-type", "marker", "max-keys", "prefix"];

/// Refuses a header or parameter, named as it is given, that a kind of buckets does not have. `is_on_object` says
/// whether the request has a key.
pub(super) fn check(bucket: &Bucket, is_on_object: bool, name: &str, value: &str) -> Result<(), Error> {
    let is_named = |row: &str| match row.strip_prefix('?') {
        Some(parameter) => parameter == name,
        None => row.eq_ignore_ascii_case(name),
    };
    if !bucket.is_directory() {
        let only = ONLY.into_iter().find(|row| bucket.is_on_aws() && is_named(row));
        return only.map_or(Ok(()), |row| Err(Error(Reason::DirectoryBucketsOnly(row))));
    }
    let regionally = !is_on_object && bucket.has_regional_endpoint();
    let row = LACKING.iter().find(|(row, _)| is_named(row));
    let lack = row.and_then(|(row, lack)| match lack {
        Everywhere => Some(*row),
        OnObjects => is_on_object.then_some(*row),
        Regionally => regionally.then_some(*row),
        OnObjectsAndRegionally => (is_on_object || regionally).then_some(*row),
        Unless(is_there, title) => (!is_there(value.trim())).then_some(*title),
    });
    lack.map_or(Ok(()), |lack| Err(Error(Reason::NotInDirectoryBucket(lack))))
}

/// Refuses ListObjects, which no parameter tells from other requests.
#[inline]
pub(super) fn check_list(bucket: &Bucket, request: &Request<'_>) -> Result<(), Error> {
    let is_list = bucket.is_directory()
        && request.method == "GET"
        && request.key.is_empty()
        && !bucket.has_regional_endpoint()
        && request.query.names().all(|name| LIST_OBJECTS.contains(&name));
    if is_list {
        return Err(Error(Reason::NotInDirectoryBucket("ListObjects: ListObjectsV2 is there")));
    }
    Ok(())
}
