//! What is signed with a download.

use presign::s3::{Operation, op};

use crate::suite::Check::{self, Bytes, Header, Nothing};
use crate::suite::Suite;
use crate::values::{CONTENT, FILE_NAME, FILE_NAME_HEADER, LATER, an_hour_ago, later};

type Get<'a> = Operation<'a, op::GetObject>;
/// What is set, what S3 answers, and what is looked at.
type Row = (&'static str, for<'a> fn(Get<'a>) -> Get<'a>, &'static str, Check<'static>);

const ROWS: &[Row] = &[
    ("range", |get| get.range("bytes=5-6"), "206", Bytes(b"by")),
    ("range from the end", |get| get.range("bytes=-6"), "206", Bytes(b"client")),
    ("range after the end", |get| get.range("bytes=1000-"), "416 InvalidRange", Nothing),
    ("if-modified-since", |get| get.if_modified_since(an_hour_ago()), "200", Bytes(CONTENT)),
    ("if-unmodified-since", |get| get.if_unmodified_since(an_hour_ago()), "412 PreconditionFailed", Nothing),
    ("version-id", |get| get.version_id("null"), "200", Bytes(CONTENT)),
    ("request-payer", |get| get.request_payer(), "200", Bytes(CONTENT)),
    ("type", |get| get.response_content_type("text/x y"), "200", Header("content-type", "text/x y")),
    ("language", |get| get.response_content_language("sl"), "200", Header("content-language", "sl")),
    ("encoding", |get| get.response_content_encoding("br"), "200", Header("content-encoding", "br")),
    ("cache-control", |get| get.response_cache_control("a=1"), "200", Header("cache-control", "a=1")),
    ("expires", |get| get.response_expires(later()), "200", Header("expires", LATER)),
    ("disposition", |get| get.response_content_disposition("a; b"), "200", Header("content-disposition", "a; b")),
    ("file name", |get| get.response_attachment(FILE_NAME), "200", Header("content-disposition", FILE_NAME_HEADER)),
];

pub(crate) fn run(suite: &Suite) {
    let key = suite.key("download");
    let put = suite.place("the downloads", &key);
    for (name, set, expected, check) in ROWS {
        let get = suite.sign(&set(suite.bucket().get_object(&key)));
        suite.check_after(&put, (&format!("GetObject, {name}"), get, expected, *check));
    }
}
