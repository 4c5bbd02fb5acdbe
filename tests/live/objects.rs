//! The operations on an object.

use presign::s3::CopySource;

use crate::client::Message;
use crate::suite::Check::{Bytes, Element, Header, Nothing};
use crate::suite::{Case, Suite};
use crate::values::{CONTENT, an_hour_ago, md5};

const LENGTH: &str = "31";
const TAGS: &str = "<Tagging><TagSet><Tag><Key>colour</Key><Value>dark blue</Value></Tag></TagSet></Tagging>";
/// No object has it.
const OTHER_TAG: &str = "\"00000000000000000000000000000000\"";

pub(crate) fn run(suite: &Suite) {
    let key = suite.key("object");
    let put = suite.sign(&suite.bucket().put_object(&key)).with_body(CONTENT);
    let answer = suite.check("PutObject", &put, "200", Nothing);
    let entity_tag = answer.header("etag").unwrap_or(OTHER_TAG);
    suite.check_all(reads(suite, &key));
    suite.check_all(tags_and_acls(suite, &key));
    suite.check_all(copies(suite, &key, entity_tag));
    suite.check_all(conditions(suite, &key, entity_tag));
    suite.check_all(deletions(suite, &key));
}

fn reads<'a>(suite: &Suite, key: &'a str) -> Vec<Case<'a>> {
    let bucket = suite.bucket();
    let missing = suite.key("missing");
    let any = bucket.request("GET", key).query("response-content-type", "text/x-any");
    let twice = bucket.request("GET", key).query("x-live", "b").query("x-live", "a").query("x-live", "");
    vec![
        ("GetObject", suite.sign(&bucket.get_object(key)), "200", Bytes(CONTENT)),
        ("GetObject, no such key", suite.sign(&bucket.get_object(&missing)), "404 NoSuchKey", Nothing),
        ("HeadObject", suite.sign(&bucket.head_object(key)), "200", Header("content-length", LENGTH)),
        ("HeadObject, no such key", suite.sign(&bucket.head_object(&missing)), "404", Nothing),
        (
            "GetObjectAttributes",
            suite.sign(&bucket.get_object_attributes(key, &["ObjectSize", "ETag"])),
            "200",
            Element("ObjectSize", LENGTH),
        ),
        ("any request for an object", suite.sign(&any), "200", Header("content-type", "text/x-any")),
        ("any request, a parameter three times", suite.sign(&twice), "200", Bytes(CONTENT)),
    ]
}

fn tags_and_acls<'a>(suite: &Suite, key: &'a str) -> Vec<Case<'a>> {
    let bucket = suite.bucket();
    let put_tags = suite.sign(&bucket.put_object_tagging(key).content_md5(&md5(TAGS))).with_body(TAGS);
    // Buckets without access control lists take this one alone.
    let put_acl = suite.sign(&bucket.put_object_acl(key).acl("bucket-owner-full-control"));
    vec![
        ("PutObjectTagging", put_tags, "200", Nothing),
        ("GetObjectTagging", suite.sign(&bucket.get_object_tagging(key)), "200", Element("Value", "dark blue")),
        ("DeleteObjectTagging", suite.sign(&bucket.delete_object_tagging(key)), "204", Nothing),
        ("PutObjectAcl", put_acl, "200", Nothing),
        ("GetObjectAcl", suite.sign(&bucket.get_object_acl(key)), "200", Element("Permission", "FULL_CONTROL")),
    ]
}

fn copies(suite: &Suite, key: &str, entity_tag: &str) -> Vec<Case<'static>> {
    let (bucket, copy) = (suite.bucket(), suite.key("copy"));
    let source = CopySource::new(bucket.name(), key);
    let missing = CopySource::new(bucket.name(), &suite.key("missing"));
    let operation = || bucket.copy_object(&copy, &source);
    let replacing = operation().metadata_directive("REPLACE").content_type("text/x-copy").metadata("colour", "blue");
    let get = || suite.sign(&bucket.get_object(&copy));
    let unlike = operation().copy_source_if_match(OTHER_TAG);
    let same = operation().copy_source_if_none_match(entity_tag);
    let old = operation().copy_source_if_unmodified_since(an_hour_ago());
    vec![
        ("CopyObject", suite.sign(&operation()), "200", Nothing),
        ("CopyObject: GetObject", get(), "200", Bytes(CONTENT)),
        ("CopyObject, metadata-directive", suite.sign(&replacing), "200", Nothing),
        ("CopyObject, metadata-directive: GetObject", get(), "200", Header("x-amz-meta-colour", "blue")),
        ("CopyObject, if-match", suite.sign(&operation().copy_source_if_match(entity_tag)), "200", Nothing),
        ("CopyObject, if-match of another", suite.sign(&unlike), "412 PreconditionFailed", Nothing),
        ("CopyObject, if-none-match", suite.sign(&same), "412 PreconditionFailed", Nothing),
        ("CopyObject, if-unmodified-since", suite.sign(&old), "412 PreconditionFailed", Nothing),
        ("CopyObject, no such key", suite.sign(&bucket.copy_object(&copy, &missing)), "404 NoSuchKey", Nothing),
    ]
}

fn conditions(suite: &Suite, key: &str, entity_tag: &str) -> Vec<Case<'static>> {
    let (bucket, new) = (suite.bucket(), suite.key("written once"));
    let get = || bucket.get_object(key);
    let put = |key| bucket.put_object(key);
    let upload = |operation| -> Message { suite.sign(&operation).with_body(CONTENT) };
    vec![
        ("GetObject, if-match", suite.sign(&get().if_match(entity_tag)), "200", Bytes(CONTENT)),
        ("GetObject, if-match of another", suite.sign(&get().if_match(OTHER_TAG)), "412 PreconditionFailed", Nothing),
        ("GetObject, if-none-match", suite.sign(&get().if_none_match(entity_tag)), "304", Nothing),
        ("GetObject, if-none-match of another", suite.sign(&get().if_none_match(OTHER_TAG)), "200", Bytes(CONTENT)),
        ("PutObject, if-none-match", upload(put(&new).if_none_match("*")), "200", Nothing),
        ("PutObject, if-none-match again", upload(put(&new).if_none_match("*")), "412 PreconditionFailed", Nothing),
        ("PutObject, if-match", upload(put(key).if_match(entity_tag)), "200", Nothing),
        ("PutObject, if-match of another", upload(put(key).if_match(OTHER_TAG)), "412 PreconditionFailed", Nothing),
    ]
}

fn deletions(suite: &Suite, key: &str) -> Vec<Case<'static>> {
    let bucket = suite.bucket();
    let conditional = suite.sign(&bucket.delete_object(key).if_match(OTHER_TAG));
    vec![
        ("DeleteObject, if-match of another", conditional, "412 PreconditionFailed", Nothing),
        ("DeleteObject", suite.sign(&bucket.delete_object(key)), "204", Nothing),
        ("DeleteObject: GetObject", suite.sign(&bucket.get_object(key)), "404 NoSuchKey", Nothing),
        ("DeleteObject again", suite.sign(&bucket.delete_object(key)), "204", Nothing),
    ]
}
