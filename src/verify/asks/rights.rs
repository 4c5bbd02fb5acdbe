//! What an operation does besides its own work, since a header or a parameter asks for it.

use alloc::vec::Vec;

use crate::s3::Level;

/// What a version makes of an operation. Those on retention and legal holds have one action for both.
///
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
const OF_VERSIONS: [(&str, &str); 9] = [
    ("DeleteObject", DELETE_VERSION),
    ("DeleteObjectTagging", "DeleteObjectVersionTagging"),
    ("GetObject", GET_VERSION),
    ("GetObjectAcl", "GetObjectVersionAcl"),
    ("GetObjectAttributes", "GetObjectVersionAttributes"),
    ("GetObjectTagging", "GetObjectVersionTagging"),
    ("HeadObject", GET_VERSION),
    ("PutObjectAcl", "PutObjectVersionAcl"),
    ("PutObjectTagging", "PutObjectVersionTagging"),
];

pub(super) const DELETE_VERSION: &str = "DeleteObjectVersion";
pub(super) const GET_VERSION: &str = "GetObjectVersion";

/// The operation itself, and after it what the version and these headers add.
pub(super) fn actions<'a>(
    operation: &'static str,
    level: Level,
    has_version: bool,
    headers: impl Iterator<Item = &'a str>,
) -> Vec<&'static str> {
    let of_version =
        OF_VERSIONS.iter().filter(|(name, _)| has_version && *name == operation).map(|(_, action)| *action);
    let mut actions = [operation].to_vec();
    for action in of_version.chain(headers.filter_map(|name| of_header(name, level))) {
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    actions
}

/// What a header, or a field of a form, does besides.
///
/// Source: Amazon S3, "Required permissions for Amazon S3 API operations".
fn of_header(name: &str, level: Level) -> Option<&'static str> {
    let is_bucket = level == Level::Bucket;
    Some(match name {
        "x-amz-bucket-object-lock-enabled" => "PutObjectLockConfiguration",
        "x-amz-bypass-governance-retention" => "BypassGovernanceRetention",
        "x-amz-object-lock-legal-hold" => "PutObjectLegalHold",
        "x-amz-object-ownership" => "PutBucketOwnershipControls",
        "x-amz-tagging" | "tagging" => "PutObjectTagging",
        "x-amz-acl" | "acl" if is_bucket => "PutBucketAcl",
        "x-amz-acl" | "acl" => "PutObjectAcl",
        _ if name.starts_with("x-amz-grant-") && is_bucket => "PutBucketAcl",
        _ if name.starts_with("x-amz-grant-") => "PutObjectAcl",
        _ if name.starts_with("x-amz-object-lock-") => "PutObjectRetention",
        _ => return None,
    })
}
