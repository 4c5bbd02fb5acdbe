//! What the embedded server does otherwise than S3. It is s3s with its store of files, s3s-fs, and stricter than both.

use crate::report::Report;

/// What is sent, and what the embedded server answers.
const DIFFERENCES: &[(&str, &str)] = &[
    // What s3s-fs does not do at all.
    ("GetObjectAttributes", "501 NotImplemented"),
    ("PutObjectTagging", "501 NotImplemented"),
    ("GetObjectTagging", "501 NotImplemented"),
    ("DeleteObjectTagging", "501 NotImplemented"),
    ("PutObjectAcl", "501 NotImplemented"),
    ("GetObjectAcl", "501 NotImplemented"),
    ("any request for the bucket (GetBucketVersioning)", "501 NotImplemented"),
    ("ListObjectVersions", "501 NotImplemented"),
    ("ListObjectVersions, key-marker", "501 NotImplemented"),
    ("ListMultipartUploads", "501 NotImplemented"),
    // It accepts presigned URLs only. s3s itself takes all three forms.
    ("PutObject in chunks, signed", "403 AccessDenied"),
    ("PutObject in chunks, signed, other byte", "403 AccessDenied"),
    ("PutObject in chunks, signed, CRC-32", "403 AccessDenied"),
    ("PutObject in chunks, signed, CRC-32, other byte", "403 AccessDenied"),
    ("PutObject in chunks, unsigned, CRC-32", "403 AccessDenied"),
    ("PutObject in chunks, unsigned, CRC-32, other byte", "403 AccessDenied"),
    // What it does not look at.
    ("GetObject, if-match of another", "200"),
    ("GetObject, if-none-match", "200"),
    ("GetObject, if-unmodified-since", "200"),
    ("DeleteObject, if-match of another", "204"),
    ("GetObject, partNumber", "200"),
    ("PutObject, tagging: GetObject", "200, no x-amz-tagging-count"),
    ("PutObject, tagging with hoisting: GetObject", "200, no x-amz-tagging-count"),
    ("PutObject, SSE-S3: GetObject", "200, no x-amz-server-side-encryption"),
    ("PutObject, SSE-S3 with hoisting: GetObject", "200, no x-amz-server-side-encryption"),
    ("GetObject, of another bucket owner", "200"),
    ("GetObject, of another bucket owner, hoisting", "200"),
    ("PostObject, ${filename}: GetObject", "404 NoSuchKey"),
    // Checksums that it does not know.
    ("PutObject, x-amz-checksum-md5: GetObject", "200, no x-amz-checksum-md5"),
    ("PutObject, x-amz-checksum-md5, other body", "200"),
    ("PutObject, x-amz-checksum-sha512: GetObject", "200, no x-amz-checksum-sha512"),
    ("PutObject, x-amz-checksum-sha512, other body", "200"),
    ("PutObject, x-amz-checksum-xxhash3: GetObject", "200, no x-amz-checksum-xxhash3"),
    ("PutObject, x-amz-checksum-xxhash3, other body", "200"),
    ("PutObject, x-amz-checksum-xxhash64: GetObject", "200, no x-amz-checksum-xxhash64"),
    ("PutObject, x-amz-checksum-xxhash64, other body", "200"),
    ("PutObject, x-amz-checksum-xxhash128: GetObject", "200, no x-amz-checksum-xxhash128"),
    ("PutObject, x-amz-checksum-xxhash128, other body", "200"),
    // Keys that are not the paths of files, and lists that are not XML.
    ("PutObject, key dir/", "400 UnexpectedContent"),
    ("PutObject, key /lead.txt", "500 InternalError"),
    ("PutObject, key of 1,024 bytes", "500 InternalError"),
    ("ListObjectsV2, key a//b///c.txt", "200, not listed alone"),
    ("ListObjectsV2, key //x", "200, not listed alone"),
    (r"ListObjectsV2, key a\u{1}b\u{7f}.txt", "200, not listed alone"),
    (r"ListObjectsV2, key a\r\nb: c.txt", "200, not listed alone"),
    // Other words for the same refusal.
    ("PostObject, other key", "400 InvalidPolicyDocument"),
    ("PostObject, other type", "400 InvalidPolicyDocument"),
    ("PostObject, other price", "400 InvalidPolicyDocument"),
    ("PostObject, other beginning of the type", "400 InvalidPolicyDocument"),
    ("PostObject, field left out", "400 InvalidPolicyDocument"),
    ("PostObject, expired", "403 RequestTimeTooSkewed"),
    ("PutObject, from the future", "403 RequestTimeTooSkewed"),
    ("PutObject, by an unknown key id", "403 NotSignedUp"),
    // Signatures that it makes otherwise than S3: it sorts parameters by name and not by value too, and knows no payload
    // hash in URLs.
    ("any request, a parameter three times", MISMATCH),
    ("PutObject, payload hash", MISMATCH),
    ("PutObject, payload hash, other body", MISMATCH),
];

const MISMATCH: &str = "403 SignatureDoesNotMatch";
/// Nowhere else may it find a signature wrong, whatever the table says.
const OTHER_SIGNATURES: [&str; 2] = ["any request, a parameter three times", "PutObject, payload hash"];

/// Panics unless the report is as the table says.
pub(crate) fn check(report: &Report) {
    let found: Vec<_> = report.differences.iter().map(|row| (row.what.as_str(), row.answered.as_str())).collect();
    let missing_in = |other: &[(&str, &str)], rows: &[(&str, &str)]| {
        let rows = rows.iter().filter(|row| !other.contains(row));
        rows.map(|(what, answered)| format!("{what}: {answered}")).collect::<Vec<_>>().join("\n")
    };
    let (new, gone) = (missing_in(DIFFERENCES, &found), missing_in(&found, DIFFERENCES));
    assert!(new.is_empty() && gone.is_empty(), "not known:\n{new}\nknown, and not so any more:\n{gone}");
    assert_eq!(found.len(), DIFFERENCES.len(), "a row that is repeated");

    let faults = report.differences.iter().filter(|row| row.fault().is_some());
    let faults: Vec<_> = faults.map(|row| row.what.as_str()).collect();
    assert_eq!(faults, OTHER_SIGNATURES, "{}", report.faults().join("\n"));
    assert_eq!(report.without_base, [""; 0], "each row stands on its own here");
}
