//! What is signed with an upload, and what a download says then.

use presign::s3::{Operation, attachment, op};

use crate::suite::Check::{self, Bytes, Header, Nothing};
use crate::suite::Suite;
use crate::values::{CONTENT, FILE_NAME, FILE_NAME_HEADER, LATER, later, md5};

type Put<'a> = Operation<'a, op::PutObject>;
/// What is set, and what a download shows of it.
type Row = (&'static str, for<'a> fn(Put<'a>) -> Put<'a>, Check<'static>);

const CUSTOMER_KEY: &[u8; 32] = b"12345678901234567890123456789012";

const ROWS: &[Row] = &[
    ("content-type", |put| put.content_type("text/x-live; a=b"), Header("content-type", "text/x-live; a=b")),
    ("content-length", |put| put.content_length(CONTENT.len() as u64), Header("content-length", "31")),
    ("content-md5", |put| put.content_md5(&md5(CONTENT)), Nothing),
    ("content-encoding", |put| put.content_encoding("br"), Header("content-encoding", "br")),
    ("content-language", |put| put.content_language("sl, en"), Header("content-language", "sl, en")),
    ("disposition", |put| put.content_disposition("inline"), Header("content-disposition", "inline")),
    (
        "file name",
        |put| put.content_disposition(&attachment(FILE_NAME)),
        Header("content-disposition", FILE_NAME_HEADER),
    ),
    ("cache-control", |put| put.cache_control("max-age=60"), Header("cache-control", "max-age=60")),
    ("expires", |put| put.expires(later()), Header("expires", LATER)),
    ("metadata", |put| put.metadata("Colour", "dark blue"), Header("x-amz-meta-colour", "dark blue")),
    ("metadata with spaces", |put| put.metadata("a", "  b   c "), Header("x-amz-meta-a", "b   c")),
    ("metadata of two names", |put| put.metadata("a-b", "1").metadata("a", "2"), Header("x-amz-meta-a-b", "1")),
    ("metadata with hoisting", |put| put.metadata("a", "b").hoist_headers(), Header("x-amz-meta-a", "b")),
    ("payer hoisted", |put| put.request_payer().hoist_headers(), Nothing),
    ("tagging with hoisting", |put| put.tagging([("a", "b")]).hoist_headers(), Header("x-amz-tagging-count", "1")),
    ("type with hoisting", |put| put.content_type("text/x-h").hoist_headers(), Header("content-type", "text/x-h")),
    (
        "redirect with hoisting",
        |put| put.set("x-amz-website-redirect-location", "/x").hoist_headers(),
        Header("x-amz-website-redirect-location", "/x"),
    ),
    (
        "SSE-S3 with hoisting",
        |put| put.server_side_encryption("AES256").hoist_headers(),
        Header("x-amz-server-side-encryption", "AES256"),
    ),
    ("tagging", |put| put.tagging([("a b", "c+d=é")]), Header("x-amz-tagging-count", "1")),
    ("storage-class", |put| put.storage_class("STANDARD"), Nothing),
    // Buckets without access control lists take this one alone.
    ("acl", |put| put.acl("bucket-owner-full-control"), Nothing),
    ("request-payer", |put| put.request_payer(), Nothing),
    (
        "redirect",
        |put| put.set("x-amz-website-redirect-location", "/x"),
        Header("x-amz-website-redirect-location", "/x"),
    ),
    ("SSE-S3", |put| put.server_side_encryption("AES256"), Header("x-amz-server-side-encryption", "AES256")),
];

pub(crate) fn run(suite: &Suite) {
    for (name, set, check) in ROWS {
        let key = suite.key(&format!("signed/{name}"));
        let put = suite.sign(&set(suite.bucket().put_object(&key))).with_body(CONTENT);
        let get = suite.sign(&suite.bucket().get_object(&key));
        let what = format!("PutObject, {name}");
        if suite.check(&what, &put, "200", Nothing).status == 200 {
            suite.check(&format!("{what}: GetObject"), &get, "200", *check);
        }
        let mut unlike = put.clone();
        // The length comes in any case.
        unlike.headers.retain(|(name, _)| name == "content-length");
        if unlike.headers.len() < put.headers.len() {
            suite.check(&format!("{what} left out"), &unlike, "403 SignatureDoesNotMatch", Nothing);
        }
    }
    customer_key(suite);
}

/// S3 accepts a customer's key over HTTPS only.
fn customer_key(suite: &Suite) {
    if !suite.target.endpoint.starts_with("https:") {
        return;
    }
    let key = suite.key("signed/SSE-C");
    let put = suite.bucket().put_object(&key).sse_customer_key(CUSTOMER_KEY);
    let get = suite.bucket().get_object(&key).sse_customer_key(CUSTOMER_KEY);
    suite.check_all([
        ("PutObject, SSE-C", suite.sign(&put).with_body(CONTENT), "200", Nothing),
        ("GetObject, SSE-C", suite.sign(&get), "200", Bytes(CONTENT)),
        (
            "GetObject, SSE-C without the key",
            suite.sign(&suite.bucket().get_object(&key)),
            "400 InvalidRequest",
            Nothing,
        ),
    ]);
}
