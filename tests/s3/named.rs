//! Operations that are called by their names, with members by their names: what is refused, and how.

use presign::s3::{Operation, op};
use presign::{Error, PresignedUrl};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, now, signer};
use crate::model::{address, member, models};
use crate::operations::{Built, operations, regional, written};
use crate::refused::refused;

fn presign(operation: &Operation<'_, op::Any>) -> Result<PresignedUrl, Error> {
    operation.request().presign(&signer("s3"), HOUR, now())
}

const NONE: [(&str, &str); 0] = [];

#[test]
fn names_that_no_operation_has() {
    let bucket = bucket();
    for name in [
        "",
        " ",
        "GetObjekt",
        "getObject",
        "getobject",
        "GETOBJECT",
        "get_object",
        "get-object",
        " GetObject",
        "GetObject ",
        "GetObject\0",
        "s3:GetObject",
        "s3.GetObject",
        "GetObjectRequest",
        "Object",
        "GET",
        "ListObjectsV1",
        // Others have replaced them.
        "GetBucketLifecycle",
        "PutBucketLifecycle",
        "GetBucketNotification",
        "PutBucketNotification",
        // It is not sent to a bucket.
        "WriteGetObjectResponse",
        "G\u{e9}tObject",
        "\u{1b}[31m",
    ] {
        for key in [None, Some("k")] {
            let sentence = format!("no operation on buckets and objects has the name {name:?}");
            refused(presign(&bucket.operation(name, key, NONE)), "no-such-operation", &sentence);
        }
    }
}

/// Every operation without what it needs, and with a key that it does not have.
#[test]
fn keys_and_members_that_are_missing() {
    let (bucket, directory, models) = (bucket(), regional(), models());
    let (mut without_key, mut without_member) = (0, 0);
    for Built { name, request, .. } in operations(&bucket, &directory) {
        let bucket =
            if written(&request).parts.iter().any(|part| part.contains("rename")) { &directory } else { &bucket };
        let (model, plain) = (&models[name], written(&request));
        let needs: Vec<_> = plain.parts[address(model).len()..].iter().map(|part| member(part)).collect();
        let is_on_object = model.target == "object";
        if is_on_object {
            let sentence = format!("{name} needs an object key");
            refused(presign(&bucket.operation(name, None, needs.clone())), "missing-member", &sentence);
            refused(
                presign(&bucket.operation(name, Some(""), needs.clone())),
                "empty-key",
                "the key is empty: the URL would name the bucket itself",
            );
            without_key += 1;
        } else {
            let sentence = format!("{name} is not about an object, but was given a key");
            for key in ["k", ""] {
                refused(presign(&bucket.operation(name, Some(key), needs.clone())), "unexpected-key", &sentence);
            }
        }
        let key = is_on_object.then_some("k");
        for (missing, (need, _)) in needs.iter().enumerate() {
            let others = needs.iter().enumerate().filter(|(other, _)| *other != missing).map(|(_, member)| *member);
            let place = if plain.parts.iter().any(|part| part.starts_with(&format!("?{need}="))) {
                "parameter"
            } else {
                "header"
            };
            let sentence = format!("{name} needs the {place} {need}");
            let operation = bucket.operation(name, key, others);
            refused(presign(&operation), "missing-member", &sentence);
            // What is asked of the request itself is refused too: it would be another operation.
            refused(operation.request().presign(&signer("s3"), HOUR, now()), "missing-member", &sentence);
            without_member += 1;
        }
    }
    assert_eq!((without_key, without_member), (30, 26));
}

#[test]
fn members_are_set_by_their_names_in_the_request() {
    let bucket = bucket();
    let parts = |operation: &Operation<'_, op::Any>| written(operation.request()).parts;
    let put = || bucket.operation("PutObject", Some("k"), [("Content-Type", "a/b"), ("X-AMZ-META-Author", "me")]);
    assert_eq!(parts(&put()), ["content-type: a/b", "x-amz-meta-author: me"]);
    // The last value counts, whichever way it was set.
    let again = put().set("CONTENT-TYPE", "c/d").metadata("author", "you").set("content-type", "e/f");
    assert_eq!(parts(&again), ["content-type: e/f", "x-amz-meta-author: you"]);
    let twice = bucket.operation("ListObjectsV2", None, [("prefix", "a"), ("prefix", "b/ü")]);
    assert_eq!(parts(&twice), ["?list-type=2", "?prefix=b/ü"]);

    let belongs = |name: &str, to: &str| format!("the header or parameter {name} does not belong to {to}");
    for (name, shown) in [
        ("", ""),
        // Names of parameters have one spelling.
        ("PREFIX", "PREFIX"),
        ("Prefix", "Prefix"),
        // Names of other languages' SDKs.
        ("MaxKeys", "MaxKeys"),
        ("max_keys", "max_keys"),
        ("?prefix", "?prefix"),
        ("list-type", "list-type"),
        ("x-amz-meta-a", "x-amz-meta-a"),
        ("a\u{1b}b", "a\\u{1b}b"),
    ] {
        let list = bucket.operation("ListObjectsV2", None, [(name, "a")]);
        refused(presign(&list), "invalid-field", &belongs(shown, "ListObjectsV2"));
    }
    let metadata = put().set("x-amz-meta-", "a");
    refused(presign(&metadata), "invalid-field", &belongs("x-amz-meta-", "PutObject"));

    // An operation that only the caller knows may have any member that S3 has.
    let any = bucket.request("PUT", "k").set("x-amz-acl", "private").set("versionId", "1");
    assert_eq!(parts(&any), ["?versionId=1", "x-amz-acl: private"]);
    let sentence = "the header or parameter x-other belongs to no operation of S3";
    refused(presign(&bucket.request("PUT", "k").set("x-other", "1")), "invalid-field", sentence);
    // Values are looked at like those of setters.
    let copy = bucket.operation("CopyObject", Some("k"), [("x-amz-copy-source", "b")]);
    let sentence = "the header x-amz-copy-source is not a bucket and a key with a slash between them";
    refused(presign(&copy), "invalid-field", sentence);
    let part = bucket.operation("UploadPart", Some("k"), [("partNumber", "0"), ("uploadId", "id")]);
    refused(presign(&part), "part-number-out-of-range", "the part number is 0: S3 accepts 1 to 10000");
}
