//! Values that S3 always refuses are refused before they are signed, by whichever way they come.

use std::collections::BTreeSet;

use presign::s3::{CopySource, Operation, PostObject};
use presign::{Error, ErrorKind};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};

const GIB: u64 = 1 << 30;

fn presign<O>(operation: &Operation<'_, O>) -> Result<String, Error> {
    operation.presign(&signer("s3"), HOUR, now()).map(String::from)
}

fn refusal<O>(operation: &Operation<'_, O>) -> String {
    presign(operation).expect_err("a refusal").to_string()
}

fn form_refusal(form: &PostObject<'_>) -> String {
    form.presign(&signer("s3"), HOUR, now()).expect_err("a refusal").to_string()
}

#[test]
fn headers_beyond_ascii() {
    let bucket = bucket();
    let sentence = |name: &str| {
        format!(
            "the header {name} has a character beyond ASCII, which clients send in different encodings: for a file name there is s3::attachment"
        )
    };
    for value in ["attachment; filename=a–b.md", "attachment; filename=é.md"] {
        for upload in [
            bucket.put_object("k").content_disposition(value),
            bucket.put_object("k").header("Content-Disposition", value),
            bucket.put_object("k").hoist_headers().content_disposition(value),
        ] {
            assert_eq!(refusal(&upload), sentence("content-disposition"));
        }
    }
    assert_eq!(refusal(&bucket.put_object("k").content_type("text/plain; charset=é")), sentence("content-type"));
    assert_eq!(refusal(&bucket.put_object("k").cache_control("é")), sentence("cache-control"));
    assert_eq!(refusal(&bucket.put_object("k").set("x-amz-website-redirect-location", "/é")), sentence(REDIRECT));
    assert_eq!(refusal(&bucket.put_object("k").header("x-amz-tagging", "a=é")), sentence("x-amz-tagging"));
    assert_eq!(refusal(&bucket.put_object("k").header("x-amz-copy-source", "b/é")), sentence("x-amz-copy-source"));
    assert_eq!(refusal(&bucket.get_object("k").hoist_headers().expected_bucket_owner("é")), sentence(OWNER));
    let error = presign(&bucket.put_object("k").cache_control("é")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);

    let sentence =
        "the metadata author has a character beyond ASCII: S3 accepts those only in the encoding of RFC 2047";
    assert_eq!(refusal(&bucket.put_object("k").metadata("author", "é")), sentence);
    assert_eq!(refusal(&bucket.put_object("k").header("X-Amz-Meta-author", "é")), sentence);
    // What is percent-encoded or base64 takes every character.
    let upload = bucket.put_object("k").tagging([("é", "–")]).sse_kms_encryption_context([("é", "–")]);
    let upload = upload.content_disposition(&presign::s3::attachment("a–b.md"));
    assert!(presign(&upload).is_ok());
    assert!(presign(&bucket.copy_object("k", &CopySource::new("b", "–"))).is_ok());
}

const REDIRECT: &str = "x-amz-website-redirect-location";
const OWNER: &str = "x-amz-expected-bucket-owner";

#[test]
fn response_parameters_beyond_latin_1() {
    let bucket = bucket();
    let sentence = |name: &str| {
        format!(
            "the parameter {name} has a character beyond ISO-8859-1, which S3 refuses: for a file name there is response_attachment"
        )
    };
    let get = || bucket.get_object("k");
    for (download, name) in [
        (get().response_content_disposition("attachment; filename=a–b.md"), "response-content-disposition"),
        (get().query("response-content-disposition", "attachment; filename=a–b.md"), "response-content-disposition"),
        (get().response_content_type("text/–"), "response-content-type"),
        (get().response_content_language("Ł"), "response-content-language"),
        (get().response_cache_control("Ł"), "response-cache-control"),
        (get().response_content_encoding("Ł"), "response-content-encoding"),
        (get().query("response-expires", "Ł"), "response-expires"),
    ] {
        assert_eq!(refusal(&download), sentence(name));
    }
    assert_eq!(presign(&get().response_content_type("Ł")).unwrap_err().kind(), ErrorKind::Request);
    // Within ISO-8859-1, as the cure, and where the value is no header of the response.
    assert!(presign(&get().response_content_disposition("attachment; filename=éÿ.md")).is_ok());
    assert!(presign(&get().response_attachment("a–b.md")).is_ok());
    assert!(presign(&bucket.list_objects_v2().prefix("–")).is_ok());
}

#[test]
fn sizes_of_bodies() {
    let bucket = bucket();
    for bytes in [5 * GIB + 1, u64::MAX] {
        let sentence = format!(
            "the body has {bytes} bytes: one request uploads at most 5368709120 (5 GiB), a multipart upload more"
        );
        assert_eq!(refusal(&bucket.put_object("k").content_length(bytes)), sentence);
        assert_eq!(refusal(&bucket.upload_part("k", "id", 1).content_length(bytes)), sentence);
        assert_eq!(refusal(&bucket.put_object("k").header("Content-Length", &bytes.to_string())), sentence);
        assert_eq!(presign(&bucket.put_object("k").content_length(bytes)).unwrap_err().kind(), ErrorKind::Limit);
    }
    let overflow = bucket.put_object("k").header("content-length", "99999999999999999999");
    assert_eq!(presign(&overflow).unwrap_err().code(), "body-too-large");
    assert!(presign(&bucket.put_object("k").content_length(5 * GIB)).is_ok());
    assert!(presign(&bucket.upload_part("k", "id", 1).content_length(5 * GIB)).is_ok());

    let sentence = "the object has 53687091200001 bytes: S3 accepts at most 53687091200000 (10000 parts of 5 GiB)";
    assert_eq!(
        refusal(&bucket.complete_multipart_upload("k", "id").set("x-amz-mp-object-size", "53687091200001")),
        sentence
    );
    assert!(
        presign(&bucket.complete_multipart_upload("k", "id").set("x-amz-mp-object-size", "53687091200000")).is_ok()
    );
}

#[test]
fn ranges_of_copies() {
    let (bucket, source) = (bucket(), CopySource::new("src", "k"));
    let part = || bucket.upload_part_copy("k", "id", 1, &source);
    for (first, last) in [(0, 5 * GIB), (7, 7 + 5 * GIB), (1, 0), (0, u64::MAX)] {
        let sentence = format!(
            "the range of the copy source is bytes {first} to {last}: a part has 1 to 5368709120 (5 GiB) bytes"
        );
        assert_eq!(refusal(&part().copy_source_range(first, last)), sentence);
        let range = format!("bytes={first}-{last}");
        assert_eq!(refusal(&part().header("X-Amz-Copy-Source-Range", &range)), sentence);
    }
    for (first, last) in [(0, 0), (0, 5 * GIB - 1), (7, 6 + 5 * GIB)] {
        assert!(presign(&part().copy_source_range(first, last)).is_ok());
    }
}

#[test]
fn metadata_of_more_than_2_kb() {
    let bucket = bucket();
    let sentence = "the metadata has 2049 bytes in names and values: S3 accepts at most 2048 (2 KB)";
    let long = "v".repeat(2045);
    let upload = || bucket.put_object("k").metadata("a", &long).metadata("b", "v");
    assert_eq!(refusal(&upload().header("X-Amz-Meta-c", "")), sentence);
    assert_eq!(refusal(&upload().hoist_headers().metadata("c", "")), sentence);
    assert_eq!(refusal(&bucket.create_multipart_upload("k").metadata("abcd", &long)), sentence);
    assert_eq!(form_refusal(&bucket.post_object("k").field("x-amz-meta-abcd", &long)), sentence);
    // Hoisting does not count it twice, and other headers do not count.
    assert!(presign(&upload().hoist_headers().cache_control(&long)).is_ok());
    // White space at the ends is not stored.
    assert!(presign(&bucket.put_object("k").metadata("abc", &format!(" {long} "))).is_ok());
}

#[test]
fn tags() {
    let bucket = bucket();
    let upload = || bucket.put_object("k");
    let (key, value) = ("é".repeat(128), "😀".repeat(128));
    let numbers: Vec<_> = (0..11).map(|i| i.to_string()).collect();
    let many = |count: usize| numbers.iter().take(count).map(|number| (number.as_str(), ""));
    for (refused, sentence) in [
        (upload().tagging(many(11)), "the tags are more than 10: S3 accepts 10 for an object"),
        (upload().tagging([(&*format!("{key}e"), "")]), "the tags have a key of more than 128 characters"),
        (upload().tagging([("a", &*format!("{value}b"))]), "the tags have a value of more than 256 characters"),
        (upload().tagging([("a", "1"), ("a", "2")]), "the tags have a key twice"),
        (upload().header("X-Amz-Tagging", "a=1&b&%61=2"), "the tags have a key twice"),
        (upload().header("x-amz-tagging", &"a".repeat(129)), "the tags have a key of more than 128 characters"),
        (
            upload().header("x-amz-tagging", "0&1&2&3&4&5&6&7&8&9&a"),
            "the tags are more than 10: S3 accepts 10 for an object",
        ),
    ] {
        assert_eq!(refusal(&refused), sentence);
        assert_eq!(presign(&refused).unwrap_err().kind(), ErrorKind::Limit);
    }
    assert!(presign(&upload().tagging(many(10))).is_ok());
    assert!(presign(&upload().tagging([(key.as_str(), value.as_str())])).is_ok());
    assert!(presign(&upload().tagging([])).is_ok());
}

#[test]
fn parameters_of_any_operation() {
    let bucket = bucket();
    for (number, shown) in [("0", 0), ("10001", 10_001), ("99999999999999999999", u32::MAX)] {
        let sentence = format!("the part number is {shown}: S3 accepts 1 to 10000");
        assert_eq!(refusal(&bucket.get_object("k").query("partNumber", number)), sentence);
        assert_eq!(refusal(&bucket.request("PUT", "k").query("partNumber", number)), sentence);
    }
    assert_eq!(refusal(&bucket.get_object("k").query("versionId", "")), "the version id is empty");
    assert_eq!(refusal(&bucket.request("DELETE", "k").query("uploadId", "")), "the upload id is empty");
    for number in ["one", "-1", "1.5"] {
        let sentence = "the parameter partNumber is not a number in decimal digits";
        assert_eq!(refusal(&bucket.get_object("k").query("partNumber", number)), sentence);
    }
    assert!(presign(&bucket.get_object("k").query("partNumber", "10000").query("versionId", "null")).is_ok());
}

#[test]
fn copy_sources_that_are_no_objects() {
    let bucket = bucket();
    let refused = |bucket_name: &str, key: &str| refusal(&bucket.copy_object("k", &CopySource::new(bucket_name, key)));
    let sentence = "the bucket name is empty, longer than 255 bytes, or has a character other than A-Z a-z 0-9 . _ -";
    for name in ["..", "sr c", "a:b:c", ":b", "a:"] {
        assert_eq!(refused(name, "k"), sentence, "{name}");
    }
    assert_eq!(refused("src", &"k".repeat(1025)), "the key is 1025 bytes long: S3 allows 1024 bytes");
    assert_eq!(CopySource::new("acme:src", "k").to_string(), "acme%3Asrc/k");
}

#[test]
fn forms_of_more_than_20_kb() {
    let bucket = bucket();
    let form = bucket.post_object("k").field("success_action_redirect", &"x".repeat(20_480));
    let refused = form_refusal(&form);
    let (start, end) = ("the form has ", " bytes without the file: S3 accepts at most 20480 (20 KB)");
    let bytes = refused.strip_prefix(start).and_then(|rest| rest.strip_suffix(end)).expect(&refused);
    let bytes: usize = bytes.parse().unwrap();
    assert!(bytes > 20_480);
    // Forms of all sizes around the limit: what is in a field is in the policy too, in base64, and a quote with an escape.
    let sizes: BTreeSet<usize> = (1..8)
        .flat_map(|key| (8_400..8_600).map(move |value| ("\"".repeat(key), "x".repeat(value))))
        .filter_map(|(key, value)| {
            let form = bucket.post_object(key).field("success_action_redirect", &value);
            form.presign(&signer("s3"), HOUR, now()).ok()
        })
        .map(|form| form.fields().iter().map(|(name, value)| name.len() + value.len()).sum())
        .collect();
    assert_eq!(sizes.last(), Some(&20_480));
}

#[test]
fn a_copy_reads_through_an_access_point_too() {
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    let copy =
        bucket().copy_object("dst", &CopySource::new(arn, "a b.txt")).presign(&signer("s3"), HOUR, now()).unwrap();
    let source = "arn%3Aaws%3As3%3Aus-west-2%3A123456789012%3Aaccesspoint/reports/object/a%20b.txt";
    assert!(copy.headers().eq([("x-amz-copy-source", source)]));
}

#[test]
fn a_form_shows_the_names_of_its_fields() {
    let form = bucket().post_object("k").presign(&signer("s3"), HOUR, now()).unwrap();
    let names: Vec<_> = form.fields().iter().map(|(name, _)| name).collect();
    let shown = format!(
        "PresignedForm {{ url: {:?}, fields: {names:?}, expires_at: {:?}, .. }}",
        form.url(),
        form.expires_at()
    );
    assert_eq!(format!("{form:?}"), shown);
    let form = format!("{:?}", bucket().post_object("k").field("x-amz-meta-a", "SECRET"));
    assert!(form.starts_with("PostObject {") && form.contains("x-amz-meta-a") && !form.contains("SECRET"), "{form}");
}
