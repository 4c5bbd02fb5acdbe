//! Values that are not in the format of their header, parameter or form field, or that are empty and mean nothing so.

use presign::s3::{Bucket, Operation, op};
use presign::{Error, ErrorKind};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};
use crate::model::model_names;

const BASE64: [(usize, &str); 6] = [
    (4, "AAAAAA=="),
    (8, "AAAAAAAAAAA="),
    (16, "AAAAAAAAAAAAAAAAAAAAAA=="),
    (20, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    (32, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    (64, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="),
];

const HTTP_DATES: [&str; 3] = [
    "Sun, 30 Aug 2015 12:36:00 GMT",
    "Sat, 01 Aug 2015 00:00:00 GMT",
    // AWS's SDK for Java leaves out the zero.
    "Sat, 1 Aug 2015 00:00:00 GMT",
];

const NO_HTTP_DATES: [&str; 9] = [
    "tomorrow",
    "1440938160",
    "2015-08-30T12:36:00Z",
    "20150830T123600Z",
    "Mon, 30 Aug 2015 12:36:00 GMT",
    "Sun, 30 Aug 2015 12:36:00",
    "Sun, 30 Aug 2015 12:36:00 +0000",
    "Sun, 31 Feb 2015 12:36:00 GMT",
    "-1",
];

/// Names, values that are in the format, others, and what is said of these.
type Row = (Vec<String>, Vec<String>, Vec<String>, &'static str);

fn row(names: &[&str], right: &[&str], wrong: &[&str], problem: &'static str) -> Row {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    (owned(names), owned(right), owned(wrong), problem)
}

/// The base64 of so many bytes, and what is not.
fn base64(length: usize, names: &[&str], problem: &'static str) -> Row {
    let (right, others): (Vec<(usize, &str)>, Vec<_>) = BASE64.into_iter().partition(|(bytes, _)| *bytes == length);
    let right: Vec<_> = right.into_iter().map(|(_, text)| text).collect();
    let mut wrong: Vec<_> = others.into_iter().map(|(_, text)| text).collect();
    let (without_padding, hex) = (right[0].trim_end_matches('='), "00".repeat(length));
    let other_alphabet = right[0].replace('A', "_");
    wrong.extend(["xyz", "d41d8cd98f00b204", without_padding, &hex, &other_alphabet]);
    row(names, &right, &wrong, problem)
}

fn headers() -> Vec<Row> {
    let numbers = [
        "content-length",
        "x-amz-if-match-size",
        "x-amz-max-parts",
        "x-amz-mp-object-size",
        "x-amz-object-lock-event-hold-duration-days",
        "x-amz-object-lock-event-hold-duration-years",
        "x-amz-part-number-marker",
        "x-amz-write-offset-bytes",
    ];
    let dates = [
        "if-modified-since",
        "if-unmodified-since",
        "x-amz-copy-source-if-modified-since",
        "x-amz-copy-source-if-unmodified-since",
        "x-amz-if-match-initiated-time",
        "x-amz-if-match-last-modified-time",
        "x-amz-rename-source-if-modified-since",
        "x-amz-rename-source-if-unmodified-since",
    ];
    let md5 = [
        "content-md5",
        "x-amz-server-side-encryption-customer-key-md5",
        "x-amz-copy-source-server-side-encryption-customer-key-md5",
        "x-amz-checksum-md5",
        "x-amz-checksum-xxhash128",
    ];
    let keys = [
        "x-amz-server-side-encryption-customer-key",
        "x-amz-copy-source-server-side-encryption-customer-key",
        "x-amz-checksum-sha256",
    ];
    let bytes8 = ["x-amz-checksum-crc64nvme", "x-amz-checksum-xxhash3", "x-amz-checksum-xxhash64"];
    vec![
        row(
            &numbers,
            &["0", "5", "007"],
            &["-1", "+1", "1.5", "1,2", "0x10", "five", "5 bytes", "1 000"],
            "is not a number in decimal digits",
        ),
        row(&dates, &HTTP_DATES, &NO_HTTP_DATES, "is not a time as in Sun, 30 Aug 2015 12:36:00 GMT"),
        row(&dates, &[], &["0"], "is not a time as in Sun, 30 Aug 2015 12:36:00 GMT"),
        row(&["expires"], &[HTTP_DATES[0], "0"], &NO_HTTP_DATES, "is not a time as in Sun, 30 Aug 2015 12:36:00 GMT"),
        base64(16, &md5, "is not the base64 of 16 bytes"),
        base64(32, &keys, "is not the base64 of 32 bytes"),
        base64(4, &["x-amz-checksum-crc32", "x-amz-checksum-crc32c"], "is not the base64 of 4 bytes"),
        base64(8, &bytes8, "is not the base64 of 8 bytes"),
        base64(20, &["x-amz-checksum-sha1"], "is not the base64 of 20 bytes"),
        base64(64, &["x-amz-checksum-sha512"], "is not the base64 of 64 bytes"),
        // The checksum of the checksums of three parts.
        row(
            &["x-amz-checksum-crc32"],
            &["AAAAAA==-3"],
            &["AAAAAA==-", "AAAAAA==-x", "AAAA-3"],
            "is not the base64 of 4 bytes",
        ),
        row(&["content-md5"], &[], &["AAAAAAAAAAAAAAAAAAAAAA==-3"], "is not the base64 of 16 bytes"),
        row(
            &["x-amz-server-side-encryption-context"],
            &["eyJhIjogImIifQ=="],
            &["{\"a\": \"b\"}", "e"],
            "is not base64",
        ),
        row(
            &["x-amz-object-lock-retain-until-date"],
            &["2030-01-01T00:00:00Z", "2030-01-01T00:00:00.000Z", "2030-01-01T02:00:00+02:00"],
            &["2030-01-01", "20300101T000000Z", "tomorrow", HTTP_DATES[0], "1893456000"],
            "is not a time as in 2015-08-30T12:36:00Z (RFC 3339)",
        ),
        row(
            &["content-type"],
            &["image/png", "text/plain; charset=utf-8", "text/html; a=\"*/*\"", "application/vnd.a+json", "binary"],
            &["image/*", "*/*", "*", "image/*; q=1"],
            "is not one media type such as image/png: it has an asterisk",
        ),
        row(
            &["range"],
            &["bytes=0-9", "bytes=9-", "bytes=-9", "bytes=0-0", "bytes=0-1,5-6"],
            &["0-9", "bytes 0-9", "bytes=", "bytes=-", "bytes=9-0", "bytes=a-b", "bytes=0-9,", "bytes=0_9"],
            "is not a range as in bytes=0-499, bytes=500- or bytes=-500",
        ),
        row(
            &["x-amz-copy-source-range"],
            &["bytes=0-9"],
            &["bytes=0-", "bytes=-9", "0-9", "bytes=a-b", "bytes=0-1,5-6"],
            "is not a range as in bytes=0-499",
        ),
        row(
            &["x-amz-copy-source"],
            &["b/k", "/b/k", "b%2Fk", "%2fb%2fk", "b/a/k?versionId=1", "arn:aws:s3:us-west-2:1:accesspoint/a/object/k"],
            &["b", "/b", "b/", "/", "//k"],
            "is not a bucket and a key with a slash between them",
        ),
        row(
            &["x-amz-website-redirect-location"],
            &["/a", "http://example.com/", "https://example.com"],
            &["a", "www.example.com", "ftp://example.com"],
            "does not begin with /, http:// or https://",
        ),
    ]
}

fn parameters() -> Vec<Row> {
    let numbers = [
        "max-annotation-results",
        "max-buckets",
        "max-directory-buckets",
        "max-keys",
        "max-parts",
        "max-uploads",
        "part-number-marker",
        "partNumber",
    ];
    vec![
        row(&numbers, &["1", "1000"], &["-1", "+1", "1.5", "ten", "1,2"], "is not a number in decimal digits"),
        row(
            &["response-expires"],
            &[HTTP_DATES[0], "0"],
            &NO_HTTP_DATES,
            "is not a time as in Sun, 30 Aug 2015 12:36:00 GMT",
        ),
        row(
            &["response-content-type"],
            &["image/png"],
            &["image/*"],
            "is not one media type such as image/png: it has an asterisk",
        ),
    ]
}

/// A bucket at a server that may have every header of S3.
fn elsewhere() -> Bucket {
    bucket().endpoint("https://s3.example.com").unwrap()
}

fn result<O>(operation: &Operation<'_, O>) -> Result<(), Error> {
    operation.presign(&signer("s3"), HOUR, now()).map(drop)
}

fn refused(result: Result<(), Error>, part: &str, name: &str, problem: &str) {
    let error = result.expect_err(name);
    assert_eq!((error.to_string(), error.kind()), (format!("the {part} {name} {problem}"), ErrorKind::Request));
}

#[test]
fn a_value_that_is_not_in_its_format_is_refused() {
    let bucket = elsewhere();
    for (names, right, wrong, problem) in headers() {
        for name in &names {
            for value in &right {
                for value in [value.clone(), format!(" {value} ")] {
                    assert_eq!(result(&bucket.request("PUT", "k").header(name, &value)), Ok(()), "{name}: {value}");
                }
            }
            for value in &wrong {
                refused(result(&bucket.request("PUT", "k").header(name, value)), "header", name, problem);
                let hoisted = bucket.put_object("k").hoist_headers().header(&name.to_uppercase(), value);
                refused(result(&hoisted), "header", name, problem);
                refused(form(&bucket, name, value), "form field", name, problem);
                // A value that the sender chooses, or that S3 completes, is not known.
                let chosen = bucket.post_object("k").field(name, value).starts_with(name, "");
                assert!(chosen.presign(&signer("s3"), HOUR, now()).is_ok());
            }
        }
    }
    for (names, right, wrong, problem) in parameters() {
        for name in &names {
            for value in &right {
                assert_eq!(result(&bucket.bucket_request("GET").query(name, value)), Ok(()), "{name}={value}");
            }
            for value in &wrong {
                refused(result(&bucket.bucket_request("GET").query(name, value)), "parameter", name, problem);
            }
        }
    }
}

fn form(bucket: &Bucket, name: &str, value: &str) -> Result<(), Error> {
    bucket.post_object("k").field(name, value).presign(&signer("s3"), HOUR, now()).map(drop)
}

/// A setter that was given nothing, and what it should have given.
type Emptied = fn(Operation<'_, op::Any>) -> Operation<'_, op::Any>;

const SETTERS: [(&str, Emptied); 36] = [
    ("header content-type", |o| o.content_type("")),
    ("header content-encoding", |o| o.content_encoding(" ")),
    ("header content-language", |o| o.content_language("")),
    ("header content-disposition", |o| o.content_disposition("")),
    ("header cache-control", |o| o.cache_control("")),
    ("header x-amz-storage-class", |o| o.storage_class("")),
    ("header x-amz-website-redirect-location", |o| o.set("x-amz-website-redirect-location", "")),
    ("header x-amz-object-lock-mode", |o| o.object_lock_mode("")),
    ("header x-amz-acl", |o| o.acl("")),
    ("header x-amz-grant-read", |o| o.set("x-amz-grant-read", "")),
    ("header x-amz-grant-read-acp", |o| o.set("x-amz-grant-read-acp", "")),
    ("header x-amz-grant-write-acp", |o| o.set("x-amz-grant-write-acp", "")),
    ("header x-amz-grant-full-control", |o| o.set("x-amz-grant-full-control", "")),
    ("header x-amz-grant-write", |o| o.set("x-amz-grant-write", "")),
    ("header x-amz-checksum-algorithm", |o| o.checksum_algorithm("")),
    ("header x-amz-checksum-type", |o| o.checksum_type("")),
    ("header x-amz-server-side-encryption", |o| o.server_side_encryption("")),
    ("header x-amz-server-side-encryption-aws-kms-key-id", |o| o.sse_kms_key_id("")),
    ("header x-amz-mfa", |o| o.set("x-amz-mfa", "")),
    ("header x-amz-bucket-object-lock-token", |o| o.set("x-amz-bucket-object-lock-token", "")),
    ("header x-amz-optional-object-attributes", |o| o.set("x-amz-optional-object-attributes", "")),
    ("header x-amz-expected-bucket-owner", |o| o.expected_bucket_owner("")),
    ("header x-amz-source-expected-bucket-owner", |o| o.set("x-amz-source-expected-bucket-owner", "")),
    ("header x-amz-copy-source-if-match", |o| o.set("x-amz-copy-source-if-match", "")),
    ("header x-amz-copy-source-if-none-match", |o| o.set("x-amz-copy-source-if-none-match", "")),
    ("header x-amz-object-if-match", |o| o.set("x-amz-object-if-match", "")),
    ("header if-match", |o| o.if_match("")),
    ("header if-none-match", |o| o.if_none_match("")),
    ("header range", |o| o.range("")),
    ("parameter response-content-type", |o| o.response_content_type("")),
    ("parameter response-content-language", |o| o.response_content_language("")),
    ("parameter response-cache-control", |o| o.response_cache_control("")),
    ("parameter response-content-disposition", |o| o.response_content_disposition("")),
    ("parameter response-content-encoding", |o| o.response_content_encoding("")),
    ("parameter continuation-token", |o| o.continuation_token("")),
    ("version id", |o| o.version_id("")),
];

/// What may be empty means something so: metadata, no tags, all keys, the beginning of a list.
const MEANINGFUL: [Emptied; 5] =
    [|o| o.metadata("a", ""), |o| o.tagging([]), |o| o.prefix(""), |o| o.delimiter(""), |o| o.set("key-marker", "")];

#[test]
fn a_setter_that_is_given_nothing_is_refused_unless_that_means_something() {
    let bucket = elsewhere();
    for (part, set) in SETTERS {
        let error = result(&set(bucket.request("PUT", "k"))).expect_err(part);
        assert_eq!((error.to_string(), error.kind()), (format!("the {part} is empty"), ErrorKind::Request));
    }
    for set in MEANINGFUL {
        assert_eq!(result(&set(bucket.request("PUT", "k"))), Ok(()));
    }
    for (error, name) in [
        (result(&bucket.create_bucket().set("x-amz-object-ownership", "")), "x-amz-object-ownership"),
        (result(&bucket.create_bucket().set("x-amz-bucket-namespace", "")), "x-amz-bucket-namespace"),
    ] {
        refused(error, "header", name, "is empty");
    }
}

#[test]
fn no_header_that_s3_documents_may_be_empty_except_metadata_and_tags() {
    let bucket = elsewhere();
    for name in model_names().0 {
        let put = bucket.request("PUT", "k").header(&name, "");
        if matches!(name.as_str(), "x-amz-meta-" | "x-amz-tagging") {
            assert_eq!(result(&put), Ok(()), "{name}");
        } else {
            refused(result(&put), "header", &name, "is empty");
            refused(form(&bucket, &name, ""), "form field", &name, "is empty");
        }
    }
    // Other headers are none of S3's.
    assert_eq!(result(&bucket.request("PUT", "k").header("x-other", "").header("accept", "")), Ok(()));
}
