//! What headers and parameters make an operation do besides its own work.

use crate::asks::client::{HOST, Sent, both};

/// A request and one of its headers, and everything that it does.
type Row = (&'static str, &'static str, &'static str, (&'static str, &'static str), &'static [&'static str]);

#[test]
fn what_is_done_besides_is_told() {
    const UPLOAD: &str = "partNumber=1&uploadId=2";
    let table: [Row; 34] = [
        ("PUT", "/photos/a", "", ("x-amz-acl", "public-read"), &["PutObject", "PutObjectAcl"]),
        ("PUT", "/photos/a", "", ("x-amz-grant-read", "id=\"1\""), &["PutObject", "PutObjectAcl"]),
        ("PUT", "/photos/a", "", ("x-amz-grant-full-control", "id=\"1\""), &["PutObject", "PutObjectAcl"]),
        ("PUT", "/photos/a", "", ("x-amz-tagging", "a=b"), &["PutObject", "PutObjectTagging"]),
        ("PUT", "/photos/a", "", ("x-amz-object-lock-legal-hold", "ON"), &["PutObject", "PutObjectLegalHold"]),
        ("PUT", "/photos/a", "", ("x-amz-object-lock-mode", "GOVERNANCE"), &["PutObject", "PutObjectRetention"]),
        ("PUT", "/photos/a", "", ("x-amz-object-lock-event-hold", "ON"), &["PutObject", "PutObjectRetention"]),
        ("PUT", "/photos/a", "X-Amz-Acl=public-read", ("x-amz-meta-a", "1"), &["PutObject", "PutObjectAcl"]),
        ("PUT", "/photos/a", "x%2Damz-t%61gging=a", ("x-amz-meta-a", "1"), &["PutObject", "PutObjectTagging"]),
        ("POST", "/photos/a", "uploads", ("x-amz-acl", "public-read"), &["CreateMultipartUpload", "PutObjectAcl"]),
        ("POST", "/photos/a", "uploads", ("x-amz-tagging", "a=b"), &["CreateMultipartUpload", "PutObjectTagging"]),
        ("PUT", "/photos/a?acl", "", ("x-amz-acl", "public-read"), &["PutObjectAcl"]),
        ("PUT", "/photos?acl", "", ("x-amz-acl", "public-read"), &["PutBucketAcl"]),
        ("PUT", "/photos?acl", "", ("x-amz-grant-write", "id=\"1\""), &["PutBucketAcl"]),
        ("PUT", "/photos", "", ("x-amz-acl", "public-read"), &["CreateBucket", "PutBucketAcl"]),
        ("PUT", "/photos", "", ("x-amz-grant-read", "id=\"1\""), &["CreateBucket", "PutBucketAcl"]),
        (
            "PUT",
            "/photos",
            "",
            ("x-amz-bucket-object-lock-enabled", "true"),
            &["CreateBucket", "PutObjectLockConfiguration"],
        ),
        (
            "PUT",
            "/photos",
            "",
            ("x-amz-object-ownership", "ObjectWriter"),
            &["CreateBucket", "PutBucketOwnershipControls"],
        ),
        (
            "DELETE",
            "/photos/a",
            "",
            ("x-amz-bypass-governance-retention", "true"),
            &["DeleteObject", "BypassGovernanceRetention"],
        ),
        (
            "PUT",
            "/photos/a?retention",
            "",
            ("x-amz-bypass-governance-retention", "true"),
            &["PutObjectRetention", "BypassGovernanceRetention"],
        ),
        ("DELETE", "/photos/a", "versionId=1", PAYER, &["DeleteObject", "DeleteObjectVersion"]),
        ("GET", "/photos/a", "versionId=1", PAYER, &["GetObject", "GetObjectVersion"]),
        ("GET", "/photos/a", "versionId=", PAYER, &["GetObject", "GetObjectVersion"]),
        ("HEAD", "/photos/a", "versionId=1", PAYER, &["HeadObject", "GetObjectVersion"]),
        ("GET", "/photos/a", "acl&versionId=1", PAYER, &["GetObjectAcl", "GetObjectVersionAcl"]),
        ("PUT", "/photos/a", "acl&versionId=1", PAYER, &["PutObjectAcl", "PutObjectVersionAcl"]),
        ("GET", "/photos/a", "tagging&versionId=1", PAYER, &["GetObjectTagging", "GetObjectVersionTagging"]),
        ("PUT", "/photos/a", "tagging&versionId=1", PAYER, &["PutObjectTagging", "PutObjectVersionTagging"]),
        ("DELETE", "/photos/a", "tagging&versionId=1", OWNER, &["DeleteObjectTagging", "DeleteObjectVersionTagging"]),
        (
            "GET",
            "/photos/a",
            "attributes&versionId=1",
            ("x-amz-object-attributes", "ETag"),
            &["GetObjectAttributes", "GetObjectVersionAttributes"],
        ),
        ("GET", "/photos/a", "retention&versionId=1", PAYER, &["GetObjectRetention"]),
        ("PUT", "/photos/a", "", ("x-amz-copy-source", "b/c"), &["CopyObject"]),
        ("PUT", "/photos/a", "", ("x-amz-copy-source", "b/c?versionId=1"), &["CopyObject", "GetObjectVersion"]),
        ("PUT", "/photos/a", UPLOAD, ("x-amz-copy-source", "b/c?versionId=1"), &["UploadPartCopy", "GetObjectVersion"]),
    ];
    for (method, path, query, header, actions) in table {
        let (path, query) = path.split_once('?').unwrap_or((path, query));
        for ask in both(method, path, query, &[header]) {
            let ask = ask.unwrap_or_else(|error| panic!("{method} {path} {query} {header:?}: {error}"));
            assert_eq!((ask.operation(), ask.actions()), (actions[0], actions), "{method} {path} {query} {header:?}");
        }
    }
}

/// Headers that add nothing.
const PAYER: (&str, &str) = ("x-amz-request-payer", "requester");
const OWNER: (&str, &str) = ("x-amz-expected-bucket-owner", "123456789012");

#[test]
fn headers_of_transport_and_of_others_add_nothing() {
    let headers = [
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
        ("x-amz-checksum-crc32", "AAAAAA=="),
        ("x-amz-user-agent", "an SDK"),
        ("x-amz-te", "append-md5"),
        ("x-amz-meta-acl", "public-read"),
        ("x-amz-storage-class", "STANDARD"),
        ("x-minio-extension", "1"),
        ("content-type", "text/plain"),
        ("cache-control", "no-store"),
    ];
    for ask in both("PUT", "/photos/a", "", &headers) {
        assert_eq!(ask.unwrap().actions(), ["PutObject"]);
    }
    let sent = Sent { in_url: false, method: "PUT", host: HOST, path: "/photos/a", query: "", headers: &headers };
    let ask = sent.asks().unwrap();
    assert_eq!(ask, ask.clone());
    assert!(format!("{ask:?}").contains("PutObject"));
}
