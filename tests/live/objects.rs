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
    suite.check("PutObject", &put, "200", Nothing);
    suite.check_all(reads(suite, &key));
    // Each on an object of its own: a server that does not know the parameter takes some of these for uploads.
    tags(suite);
    acls(suite);
    copies(suite);
    conditions(suite);
    writes_once(suite);
    deletions(suite, &key);
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

fn tags(suite: &Suite) {
    let (bucket, key) = (suite.bucket(), suite.key("tagged"));
    let base = suite.place("the tags", &key);
    let put = suite.sign(&bucket.put_object_tagging(&key).content_md5(&md5(TAGS))).with_body(TAGS);
    let put = suite.check_after(&base, ("PutObjectTagging", put, "200", Nothing));
    let get = suite.sign(&bucket.get_object_tagging(&key));
    suite.check_after(&put, ("GetObjectTagging", get, "200", Element("Value", "dark blue")));
    let delete = suite.sign(&bucket.delete_object_tagging(&key));
    suite.check_after(&base, ("DeleteObjectTagging", delete, "204", Nothing));
}

fn acls(suite: &Suite) {
    let (bucket, key) = (suite.bucket(), suite.key("with an acl"));
    let base = suite.place("the access control lists", &key);
    // Buckets without access control lists take this one alone.
    let put = suite.sign(&bucket.put_object_acl(&key).acl("bucket-owner-full-control"));
    let get = suite.sign(&bucket.get_object_acl(&key));
    suite.check_after(&base, ("PutObjectAcl", put, "200", Nothing));
    suite.check_after(&base, ("GetObjectAcl", get, "200", Element("Permission", "FULL_CONTROL")));
}

fn copies(suite: &Suite) {
    let (bucket, key, copy) = (suite.bucket(), suite.key("copied"), suite.key("copy"));
    let base = suite.place("the copies", &key);
    let entity_tag = base.header("etag").unwrap_or(OTHER_TAG);
    let source = CopySource::new(bucket.name(), &key);
    let missing = CopySource::new(bucket.name(), &suite.key("missing"));
    let operation = || bucket.copy_object(&copy, &source);
    let replacing = operation().metadata_directive("REPLACE").content_type("text/x-copy").metadata("colour", "blue");
    let unlike = operation().set("x-amz-copy-source-if-match", OTHER_TAG);
    let same = operation().set("x-amz-copy-source-if-none-match", entity_tag);
    let old = operation().set("x-amz-copy-source-if-unmodified-since", &an_hour_ago().to_http_date());
    for (what, copying, check) in [
        ("CopyObject", operation(), Bytes(CONTENT)),
        ("CopyObject, metadata-directive", replacing, Header("x-amz-meta-colour", "blue")),
        // The source stays a header: in the query it would make an empty object.
        ("CopyObject, hoisting", operation().request_payer().hoist_headers(), Bytes(CONTENT)),
    ] {
        let copied = suite.check_after(&base, (what, suite.sign(&copying), "200", Nothing));
        let get = suite.sign(&bucket.get_object(&copy));
        suite.check_after(&copied, (&format!("{what}: GetObject"), get, "200", check));
    }
    suite.check_all_after(
        &base,
        [
            (
                "CopyObject, if-match",
                suite.sign(&operation().set("x-amz-copy-source-if-match", entity_tag)),
                "200",
                Nothing,
            ),
            ("CopyObject, if-match of another", suite.sign(&unlike), "412 PreconditionFailed", Nothing),
            ("CopyObject, if-none-match", suite.sign(&same), "412 PreconditionFailed", Nothing),
            ("CopyObject, if-unmodified-since", suite.sign(&old), "412 PreconditionFailed", Nothing),
            ("CopyObject, no such key", suite.sign(&bucket.copy_object(&copy, &missing)), "404 NoSuchKey", Nothing),
        ],
    );
}

fn conditions(suite: &Suite) {
    let (bucket, key) = (suite.bucket(), suite.key("under conditions"));
    let base = suite.place("the conditions", &key);
    let entity_tag = base.header("etag").unwrap_or(OTHER_TAG);
    let (get, put) = (|| bucket.get_object(&key), || bucket.put_object(&key));
    let upload = |operation| -> Message { suite.sign(&operation).with_body(CONTENT) };
    suite.check_all_after(
        &base,
        [
            ("GetObject, if-match", suite.sign(&get().if_match(entity_tag)), "200", Bytes(CONTENT)),
            (
                "GetObject, if-match of another",
                suite.sign(&get().if_match(OTHER_TAG)),
                "412 PreconditionFailed",
                Nothing,
            ),
            ("GetObject, if-none-match", suite.sign(&get().if_none_match(entity_tag)), "304", Nothing),
            ("GetObject, if-none-match of another", suite.sign(&get().if_none_match(OTHER_TAG)), "200", Bytes(CONTENT)),
            // The same bytes: if the second is taken, the object stays what it was.
            ("PutObject, if-match", upload(put().if_match(entity_tag)), "200", Nothing),
            ("PutObject, if-match of another", upload(put().if_match(OTHER_TAG)), "412 PreconditionFailed", Nothing),
        ],
    );
}

fn writes_once(suite: &Suite) {
    let key = suite.key("written once");
    let put = || suite.sign(&suite.bucket().put_object(&key).if_none_match("*")).with_body(CONTENT);
    let first = suite.check("PutObject, if-none-match", &put(), "200", Nothing);
    suite.check_after(&first, ("PutObject, if-none-match again", put(), "412 PreconditionFailed", Nothing));
}

fn deletions(suite: &Suite, key: &str) {
    let (bucket, kept) = (suite.bucket(), suite.key("not to be deleted"));
    let base = suite.place("the deletions", &kept);
    let conditional = suite.sign(&bucket.delete_object(&kept).if_match(OTHER_TAG));
    suite.check_after(&base, ("DeleteObject, if-match of another", conditional, "412 PreconditionFailed", Nothing));
    suite.check_all([
        ("DeleteObject", suite.sign(&bucket.delete_object(key)), "204", Nothing),
        ("DeleteObject: GetObject", suite.sign(&bucket.get_object(key)), "404 NoSuchKey", Nothing),
        ("DeleteObject again", suite.sign(&bucket.delete_object(key)), "204", Nothing),
    ]);
}
