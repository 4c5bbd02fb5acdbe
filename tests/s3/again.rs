//! Setters that are called again, and names that are given again: the last value counts, or the request is refused.

use std::collections::BTreeSet;

use presign::s3::{Bucket, CopySource};
use presign::{Checksum, ErrorKind, Request};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};
use crate::model::{model_names, setters_in_source};
use crate::operations::written;

/// A setter, a request on which it was called with two values, and one with the second value alone.
type Twice<'a> = (&'static str, Request<'a>, Request<'a>);

macro_rules! twice {
    ($start:expr; $($setter:ident($($first:expr),*), ($($second:expr),*);)*) => {
        vec![$((
            stringify!($setter),
            $start.$setter($($first),*).$setter($($second),*).request().clone(),
            $start.$setter($($second),*).request().clone(),
        )),*]
    };
}

/// The setters of the traits.
fn of_traits(bucket: &Bucket) -> Vec<Twice<'_>> {
    let later = presign::Timestamp::parse("20150831T123600Z").unwrap();
    let any = || bucket.request("PUT", "k");
    let mut rows = twice! { any();
        content_type("a/b"), ("c/d");
        content_encoding("gzip"), ("br");
        content_language("en"), ("de");
        content_disposition("inline"), ("attachment");
        cache_control("no-cache"), ("max-age=1");
        expires(now()), (later);
        metadata("Author", "me"), ("author", "you");
        tagging([("a", "b")]), ([("c", "d")]);
        storage_class("STANDARD"), ("GLACIER");
        set("x-amz-website-redirect-location", "/a"), ("x-amz-website-redirect-location", "/b");
        object_lock_mode("GOVERNANCE"), ("COMPLIANCE");
        object_lock_retain_until(now()), (later);
        object_lock_legal_hold(true), (false);
        set("x-amz-object-lock-event-hold", "ON"), ("x-amz-object-lock-event-hold", "OFF");
        set("x-amz-object-lock-event-hold-duration-days", "1"), ("x-amz-object-lock-event-hold-duration-days", "2");
        set("x-amz-object-lock-event-hold-duration-years", "1"), ("x-amz-object-lock-event-hold-duration-years", "2");
        acl("private"), ("public-read");
        set("x-amz-grant-read", "id=\"a\""), ("x-amz-grant-read", "id=\"b\"");
        set("x-amz-grant-read-acp", "id=\"a\""), ("x-amz-grant-read-acp", "id=\"b\"");
        set("x-amz-grant-write-acp", "id=\"a\""), ("x-amz-grant-write-acp", "id=\"b\"");
        set("x-amz-grant-full-control", "id=\"a\""), ("x-amz-grant-full-control", "id=\"b\"");
        set("x-amz-grant-write", "id=\"a\""), ("x-amz-grant-write", "id=\"b\"");
        content_length(1), (2);
        content_md5(&[0; 16]), (&[1; 16]);
        checksum(Checksum::Crc32([0; 4])), (Checksum::Crc32([1; 4]));
        checksum_algorithm("CRC32"), ("SHA1");
        checksum_type("COMPOSITE"), ("FULL_OBJECT");
        server_side_encryption("AES256"), ("aws:kms");
        sse_kms_key_id("a"), ("b");
        sse_kms_encryption_context([("a", "b")]), ([("c", "d")]);
        set("x-amz-server-side-encryption-bucket-key-enabled", "true"), ("x-amz-server-side-encryption-bucket-key-enabled", "false");
        sse_customer_key(&[0; 32]), (&[1; 32]);
        set("x-amz-mfa", "a 1"), ("x-amz-mfa", "b 2");
        set("x-amz-bypass-governance-retention", "true"), ("x-amz-bypass-governance-retention", "true");
        set("x-amz-bucket-object-lock-token", "a"), ("x-amz-bucket-object-lock-token", "b");
    };
    rows.extend(twice! { any();
        range("bytes=0-1"), ("bytes=5-6");
        part_number(1), (2);
        response_content_type("a/b"), ("c/d");
        response_content_language("en"), ("de");
        response_expires(now()), (later);
        response_cache_control("no-cache"), ("max-age=1");
        response_content_disposition("inline"), ("attachment");
        response_attachment("a.txt"), ("b.txt");
        response_content_encoding("gzip"), ("br");
        checksum_mode(), ();
        version_id("1"), ("2");
        if_match("\"a\""), ("\"b\"");
        if_none_match("\"a\""), ("*");
        set("x-amz-object-if-match", "\"a\""), ("x-amz-object-if-match", "\"b\"");
        if_modified_since(now()), (later);
        if_unmodified_since(now()), (later);
        set("x-amz-copy-source-if-match", "\"a\""), ("x-amz-copy-source-if-match", "\"b\"");
        set("x-amz-copy-source-if-none-match", "\"a\""), ("x-amz-copy-source-if-none-match", "\"b\"");
        set("x-amz-copy-source-if-modified-since", &now().to_http_date()), ("x-amz-copy-source-if-modified-since", &later.to_http_date());
        set("x-amz-copy-source-if-unmodified-since", &now().to_http_date()), ("x-amz-copy-source-if-unmodified-since", &later.to_http_date());
        set("x-amz-source-expected-bucket-owner", "111122223333"), ("x-amz-source-expected-bucket-owner", "444455556666");
        copy_source_sse_customer_key(&[0; 32]), (&[1; 32]);
        copy_source_range(0, 1), (5, 6);
        metadata_directive("COPY"), ("REPLACE");
        tagging_directive("COPY"), ("REPLACE");
        prefix("a"), ("");
        start_after("a"), ("b");
        delimiter("/"), ("-");
        encoding_type(), ();
        max_keys(1), (2);
        set("x-amz-optional-object-attributes", "RestoreStatus"), ("x-amz-optional-object-attributes", "Other");
        set("key-marker", "a"), ("key-marker", "b");
        continuation_token("a"), ("b");
        request_payer(), ();
        expected_bucket_owner("111122223333"), ("444455556666");
    });
    rows
}

#[test]
fn a_setter_that_is_called_again_replaces_its_value() {
    let bucket = bucket();
    let rows = of_traits(&bucket);
    for (setter, again, once) in &rows {
        assert_eq!(written(again).parts, written(once).parts, "{setter}");
    }
    let named: BTreeSet<_> = rows.iter().map(|(setter, ..)| (*setter).to_string()).collect();
    let in_source = setters_in_source(|line| (line.contains("> Operation<'") && line.contains(", O> {")).then_some(""));
    let in_source: BTreeSet<_> = in_source.into_values().flatten().collect();
    // These have no value of their own, or another test.
    let others = [
        "body",
        "payload_hash",
        "query",
        "header",
        "hoist_headers",
        "into_owned",
        "presign",
        "presign_into",
        "presign_stable",
        "sign",
        "sign_chunked",
        "request",
    ];
    assert_eq!(
        in_source.iter().filter(|name| !others.contains(&name.as_str())).cloned().collect::<BTreeSet<_>>(),
        named
    );
}

#[test]
fn setters_of_one_name_replace_each_other() {
    let bucket = bucket();
    let parts = |request: &Request<'_>| written(request).parts;
    let get = || bucket.get_object("k").response_content_disposition("inline").response_attachment("a.txt");
    assert_eq!(parts(get().request()), ["?response-content-disposition=attachment; filename=\"a.txt\""]);
    assert_eq!(parts(get().response_content_disposition("inline").request()), ["?response-content-disposition=inline"]);
    // S3 accepts one checksum of the body, whatever its algorithm. The setters of its properties are no checksums.
    let put = bucket.request("PUT", "k").checksum_algorithm("SHA1").checksum_type("FULL_OBJECT").checksum_mode();
    let put = put.checksum(Checksum::Crc32([0; 4])).checksum(Checksum::Sha1([0; 20]));
    let names: Vec<_> =
        put.presign(&signer("s3"), HOUR, now()).unwrap().headers().map(|(name, _)| name.to_owned()).collect();
    let kinds = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-sha1", "x-amz-checksum-type"];
    assert_eq!(names, kinds);
    // Metadata that is replaced is not counted twice.
    let long = "v".repeat(2047);
    let put = bucket.put_object("k").metadata("a", &long).metadata("A", &long);
    assert!(put.presign(&signer("s3"), HOUR, now()).is_ok());
    assert_eq!(CopySource::new("b", "a?b").version_id("1").version_id("2").to_string(), "b/a%3Fb?versionId=2");
    // A header that has moved into the query is replaced there.
    let get = bucket.get_object("k").expected_bucket_owner("111122223333").hoist_headers();
    let get = get.expected_bucket_owner("444455556666").request_payer().request_payer();
    assert_eq!(parts(get.request()), ["?x-amz-expected-bucket-owner=444455556666", "?x-amz-request-payer=requester"]);
    // Other parameters keep their places, other headers their values.
    let list = bucket.list_objects_v2().prefix("a").query("x", "1").query("x", "0").delimiter("/").prefix("b");
    assert_eq!(parts(list.request()), ["?list-type=2", "?x=1", "?x=0", "?delimiter=/", "?prefix=b"]);
    let put = bucket.put_object("k").acl("private").content_type("a/b").header("x-other", "1").content_type("c/d");
    assert_eq!(parts(put.request()), ["content-type: c/d", "x-amz-acl: private", "x-other: 1"]);
}

/// What a generic call, or the text of a URL, adds to what is there.
#[test]
fn a_name_that_is_given_again_is_refused_if_it_holds_a_single_value() {
    let bucket = bucket();
    let sign = |request: &Request<'_>| {
        let results = [
            request.presign(&signer("s3"), HOUR, now()).map(drop),
            request.sign(&signer("s3"), now()).map(drop),
            signer("s3").explain(request, HOUR, now()).map(drop),
            signer("s3").explain_sign(request, now()).map(drop),
            request.sign_chunked(&signer("s3"), &presign::ChunkedBody::signed(0), now()).map(drop),
        ];
        assert!(results.iter().all(|result| *result == results[0]), "{results:?}");
        results.into_iter().next().unwrap()
    };
    let refused = |request: &Request<'_>, sentence: &str| {
        let error = sign(request).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.kind()), (sentence, ErrorKind::Request));
    };
    let (headers, parameters) = model_names();
    let sentence = |part: &str, name: &str| format!("the {part} {name} is repeated, but it holds a single value");
    for name in &parameters {
        let url = format!("https://examplebucket.s3.amazonaws.com/k?{name}=1&b&{name}=2");
        refused(&Request::get(&url).unwrap(), &sentence("parameter", name));
        // Another service may have lists of that name.
        assert!(Request::get(&url).unwrap().presign(&signer("execute-api"), HOUR, now()).is_ok(), "{name}");
        let get = bucket.bucket_request("GET").query(name, "1");
        // Only repetition is asked about here.
        if sign(get.request()).is_err() {
            continue;
        }
        refused(get.clone().query(name, "1").request(), &sentence("parameter", name));
        refused(get.query("zzz", "").query(name, "1").request(), &sentence("parameter", name));
    }
    let lists = [
        "cache-control",
        "content-encoding",
        "content-language",
        "if-match",
        "if-none-match",
        "x-amz-object-attributes",
        "x-amz-optional-object-attributes",
        "x-amz-meta-",
    ];
    for name in headers.iter().filter(|name| *name != "x-amz-content-sha256") {
        let name = if name == "x-amz-meta-" { "x-amz-meta-a" } else { name };
        let is_list = lists.iter().any(|list| name.starts_with(list)) || name.starts_with("x-amz-grant-");
        for (service, second) in [("s3", "1"), ("sqs", "2")] {
            let request = Request::put("https://example.amazonaws.com/k").unwrap();
            let request = request.header(name, "1").header(&name.to_ascii_uppercase(), second);
            let signed = request.sign(&signer(service), now()).map(drop);
            let refused = format!("the header {name} is repeated, but it holds a single value");
            let expected = if is_list { Ok(()) } else { Err(refused) };
            assert_eq!(signed.map_err(|error| error.to_string()), expected, "{name}");
        }
    }
    // A setter replaces what was given by name; what is given by name replaces nothing.
    let put = bucket.put_object("k").header("Content-Type", "a/b").content_type("c/d");
    assert_eq!(written(put.request()).parts, ["content-type: c/d"]);
    refused(put.header("Content-Type", "a/b").request(), &sentence("header", "content-type"));
    refused(
        bucket.get_object("k").version_id("1").query("versionId", "1").request(),
        &sentence("parameter", "versionId"),
    );
    refused(
        bucket
            .put_object("k")
            .checksum(Checksum::Crc32([0; 4]))
            .header("X-Amz-Checksum-SHA1", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
            .request(),
        "the header x-amz-checksum-sha1 is a second checksum: S3 accepts one",
    );
    let owner = "x-amz-expected-bucket-owner";
    let hoisted = bucket.get_object("k").hoist_headers().header(owner, "111122223333").header(owner, "111122223333");
    refused(hoisted.request(), &sentence("parameter", owner));
    refused(
        &Request::get("https://b.s3.amazonaws.com/?X-Amz-Acl=a&X-Amz-Acl=b").unwrap(),
        &sentence("parameter", "X-Amz-Acl"),
    );
    // Lists of other servers, and what no server is known to read.
    let events =
        bucket.bucket_request("GET").query("events", "s3:ObjectCreated:*").query("events", "s3:ObjectRemoved:*");
    assert_eq!(sign(events.query("x-id", "1").query("x-id", "2").request()), Ok(()));
    // The names are looked for among many others too, which are sorted late.
    let names: Vec<_> = (0..200).rev().map(|i| format!("x-n{i:03}")).collect();
    let many = |request: Request<'static>| {
        names.iter().fold(request, |request, name| request.header(name, "v").query(name, "v"))
    };
    let request = || Request::put("https://b.s3.amazonaws.com/k").unwrap();
    assert_eq!(sign(&many(request())), Ok(()));
    refused(
        &many(request().header("content-type", "a/b")).header("content-type", "a/b"),
        &sentence("header", "content-type"),
    );
    refused(&many(request().query("versionId", "1")).query("versionId", "2"), &sentence("parameter", "versionId"));
}

#[test]
fn forms_name_a_field_and_its_conditions_once() {
    let bucket = bucket();
    let form = || bucket.post_object("k");
    let policy = |form: presign::s3::PostObject<'_>| {
        form.presign(&signer("s3"), HOUR, now()).map(|form| form.policy().to_owned())
    };
    let range = form().content_length_range(1, 2);
    assert_eq!(policy(range.clone().content_length_range(3, 4)), policy(form().content_length_range(3, 4)));
    assert_ne!(policy(range), policy(form().content_length_range(3, 4)));
    assert_eq!(policy(form().policy("{}").policy("[]")), Ok("[]".into()));
    for (again, sentence) in [
        (form().field("acl", "private").field("ACL", "private"), "the form already has the field ACL"),
        (
            form().starts_with("acl", "p").starts_with("Acl", ""),
            "the form already has a starts-with condition on the field Acl",
        ),
    ] {
        let error = policy(again).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.kind()), (sentence, ErrorKind::Request));
    }
    assert!(policy(form().field("acl", "private").starts_with("acl", "p")).is_ok());
}
