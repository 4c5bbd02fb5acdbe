//! Headers of S3 whose value is one of several words. Another word is signed, with a warning: S3 gets new ones, and other
//! servers have their own.

use crate::values::Pair;
use crate::warning;

const BOOLEAN: &[&str] = &["true", "false"];
const CHECKSUMS: &[&str] =
    &["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128"];

/// The words of each header.
///
/// Source: AWS's model of S3 in botocore 1.44.8, which AWS generates its API reference from.
const WORDS: [(&str, &[&str]); 25] = [
    (
        "x-amz-acl",
        &[
            "private",
            "public-read",
            "public-read-write",
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-read",
            "bucket-owner-full-control",
        ],
    ),
    ("x-amz-bucket-namespace", &["account-regional", "global"]),
    ("x-amz-bucket-object-lock-enabled", BOOLEAN),
    ("x-amz-bypass-governance-retention", BOOLEAN),
    ("x-amz-checksum-algorithm", CHECKSUMS),
    ("x-amz-checksum-mode", &["ENABLED"]),
    ("x-amz-checksum-type", &["COMPOSITE", "FULL_OBJECT"]),
    ("x-amz-confirm-remove-self-bucket-access", BOOLEAN),
    ("x-amz-create-session-mode", &["ReadOnly", "ReadWrite"]),
    ("x-amz-metadata-directive", &["COPY", "REPLACE"]),
    ("x-amz-object-annotation-directive", &["COPY", "EXCLUDE"]),
    ("x-amz-object-lock-event-hold", &["ON", "OFF"]),
    ("x-amz-object-lock-legal-hold", &["ON", "OFF"]),
    ("x-amz-object-lock-mode", &["GOVERNANCE", "COMPLIANCE"]),
    ("x-amz-object-ownership", &["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"]),
    ("x-amz-request-payer", &["requester"]),
    ("x-amz-sdk-checksum-algorithm", CHECKSUMS),
    ("x-amz-server-side-encryption", &["AES256", "aws:fsx", "aws:backup", "aws:kms", "aws:kms:dsse"]),
    ("x-amz-server-side-encryption-bucket-key-enabled", BOOLEAN),
    ("x-amz-skip-destination-validation", BOOLEAN),
    (
        "x-amz-storage-class",
        &[
            "STANDARD",
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "DEEP_ARCHIVE",
            "OUTPOSTS",
            "GLACIER_IR",
            "SNOW",
            "EXPRESS_ONEZONE",
            "FSX_OPENZFS",
            "FSX_ONTAP",
            "AWS_BACKUP_WARM",
            "AWS_BACKUP_LOW_COST_WARM",
        ],
    ),
    ("x-amz-tagging-directive", &["COPY", "REPLACE"]),
    ("x-amz-transition-default-minimum-object-size", &["varies_by_storage_class", "all_storage_classes_128K"]),
    // Not in the model, and said by the pages.
    ("x-amz-copy-source-server-side-encryption-customer-algorithm", &["AES256"]),
    ("x-amz-server-side-encryption-customer-algorithm", &["AES256"]),
];

/// Warns of headers with a word that S3 does not know.
pub(crate) fn of_headers(headers: &[Pair]) {
    for Pair { name, value } in headers {
        warn("header", name, name, value);
    }
}

/// The same of the fields of a form, one of which has a name other than the header's.
pub(crate) fn of_fields(fields: &[Pair]) {
    for Pair { name, value } in fields {
        warn("field", name, if name.eq_ignore_ascii_case("acl") { "x-amz-acl" } else { name }, value);
    }
}

fn warn(part: &str, name: &str, header: &str, value: &str) {
    let value = value.trim();
    // Nothing at all is refused.
    if let Some((_, words)) = WORDS.iter().find(|(known, _)| header.eq_ignore_ascii_case(known))
        && !value.is_empty()
        && !words.contains(&value)
    {
        let (name, value, words) = (name.to_ascii_lowercase(), value.escape_debug(), words.join(", "));
        warning::print(&format!("{value} in the {part} {name} is no word that S3 knows: it knows {words}"));
    }
}
