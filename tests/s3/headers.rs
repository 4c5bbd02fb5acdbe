//! Headers that move into the query, file names and copy sources of every kind, and what must not leak or allocate.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};
use presign::PresignedUrl;
use presign::s3::{CopySource, Operation, attachment};
use proptest::prelude::*;

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};
use crate::url_parts::{Url, decode};

const KEY: &[u8; 32] = b"12345678901234567890123456789012";

fn presign<O>(operation: &Operation<'_, O>) -> PresignedUrl {
    operation.presign(&signer("s3"), HOUR, now()).unwrap()
}

fn query(url: &PresignedUrl) -> Vec<String> {
    Url::parse(url.as_str()).callers_query().map(|(name, value)| format!("{name}={}", decode(value))).collect()
}

fn headers(url: &PresignedUrl) -> Vec<&str> {
    url.headers().map(|(name, _)| name).collect()
}

#[test]
fn nothing_moves_into_the_query_unasked() {
    let bucket = bucket();
    let url = presign(&bucket.put_object("k").acl("private").metadata("a", "b").request_payer());
    assert_eq!(query(&url), [""; 0]);
    assert_eq!(headers(&url), ["x-amz-acl", "x-amz-meta-a", "x-amz-request-payer"]);
}

#[test]
fn hoisting_moves_what_comes_later_too() {
    let bucket = bucket();
    let owner = "111122223333";
    let upload =
        || bucket.put_object("k").content_type("a/b").header("X-Amz-Request-Payer", "requester").acl("private");
    let before = presign(&upload().hoist_headers().expected_bucket_owner(owner));
    let after = presign(&upload().expected_bucket_owner(owner).hoist_headers());
    assert_eq!(query(&before), ["x-amz-request-payer=requester", "x-amz-expected-bucket-owner=111122223333"]);
    // Sorted, since headers are kept so.
    assert_eq!(query(&after), ["x-amz-expected-bucket-owner=111122223333", "x-amz-request-payer=requester"]);
    let signature = |url: &PresignedUrl| url.as_str().rsplit('=').next().unwrap().to_string();
    assert_eq!(signature(&before), signature(&after));
    assert_eq!(headers(&before), ["content-type", "x-amz-acl"]);
    assert!(headers(&before).eq(&headers(&after)));
}

#[test]
fn a_payload_hash_is_signed_with_and_without_hoisting() {
    let (bucket, hash) = (bucket(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for upload in [
        bucket.put_object("k").header("x-amz-content-sha256", hash),
        bucket.put_object("k").header("x-amz-content-sha256", hash).hoist_headers(),
    ] {
        let explanation = signer("s3").explain(upload.request(), HOUR, now()).unwrap();
        assert!(explanation.canonical_request.as_str().ends_with(hash));
    }
}

#[test]
fn a_customers_key_shows_in_no_debug_output() {
    let bucket = bucket();
    let upload = bucket.put_object("k").sse_customer_key(KEY);
    let shown = format!("{upload:?} {:?}", presign(&upload));
    assert!(!shown.contains("MTIz") && !shown.contains("dnF5"), "{shown}");
}

#[test]
fn copy_sources_are_encoded_and_their_slashes_kept() {
    for (bucket, key, expected) in [
        ("src", "key", "src/key"),
        ("src", "/a//b c+é?", "src//a//b%20c%2B%C3%A9%3F"),
        (
            "arn:aws:s3:us-west-2:123456789012:accesspoint/reports",
            "a b",
            "arn%3Aaws%3As3%3Aus-west-2%3A123456789012%3Aaccesspoint/reports/object/a%20b",
        ),
    ] {
        assert_eq!(CopySource::new(bucket, key).to_string(), expected);
    }
    assert_eq!(CopySource::new("src", "key").version_id("v/1").to_string(), "src/key?versionId=v%2F1");
}

/// Reads `filename="…"` as browsers without `filename*` do, and `filename*=UTF-8''…` as the others do.
fn file_names(disposition: &str) -> (&str, Option<String>) {
    let rest = disposition.strip_prefix("attachment; filename=\"").expect("an attachment");
    let (plain, rest) = rest.split_once('"').expect("a closing quote");
    assert!(plain.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\' && byte != b'%'), "{disposition}");
    let extended = (!rest.is_empty()).then(|| rest.strip_prefix("; filename*=UTF-8''").expect("the name again"));
    // RFC 8187's `attr-char`, and escapes.
    let is_extended = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~%".contains(&byte);
    assert!(extended.unwrap_or_default().bytes().all(is_extended), "{disposition}");
    (plain, extended.map(decode))
}

proptest! {
    #[test]
    fn an_encryption_context_is_json_in_base64(context in prop::collection::vec(any::<(String, String)>(), 0..4)) {
        let bucket = bucket();
        let pairs = context.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let url = presign(&bucket.put_object("k").sse_kms_encryption_context(pairs));
        let json = Base64::decode_vec(url.headers().next().unwrap().1).unwrap();
        prop_assert!(json.is_ascii());
        let parsed: BTreeMap<String, String> = serde_json::from_slice(&json).unwrap();
        prop_assert_eq!(parsed, context.into_iter().collect());
    }

    #[test]
    fn browsers_read_the_file_name_that_was_written(name in any::<String>()) {
        let disposition = attachment(&name);
        let (plain, extended) = file_names(&disposition);
        prop_assert_eq!(extended.as_deref().unwrap_or(plain), &name);
        prop_assert_eq!(plain.chars().count(), name.chars().count());
    }
}

#[test]
fn file_names_are_written_right() {
    for (name, expected) in [
        ("report.txt", r#"attachment; filename="report.txt""#),
        ("a;b,c='d'.txt", r#"attachment; filename="a;b,c='d'.txt""#),
        (r#"say "hi".txt"#, r#"attachment; filename="say _hi_.txt"; filename*=UTF-8''say%20%22hi%22.txt"#),
        (r"a\b.txt", r#"attachment; filename="a_b.txt"; filename*=UTF-8''a%5Cb.txt"#),
        ("100%41.txt", r#"attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt"#),
        ("a\r\nb.txt", r#"attachment; filename="a__b.txt"; filename*=UTF-8''a%0D%0Ab.txt"#),
        ("😀.txt", r#"attachment; filename="_.txt"; filename*=UTF-8''%F0%9F%98%80.txt"#),
        ("", r#"attachment; filename="""#),
    ] {
        assert_eq!(attachment(name), expected);
    }
}
