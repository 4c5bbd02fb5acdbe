//! Every sentence that an operation, a multipart plan or a form is refused with.

use std::time::Duration;

use presign::s3::{Bucket, CopySource, MultipartPlan, Operation, PostObject};
use presign::{Credentials, Error, Signer, Timestamp};

const HOUR: Duration = Duration::from_secs(3600);

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").unwrap()
}

fn signer() -> Signer {
    bucket().signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")).unwrap()
}

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").unwrap()
}

/// The sentence that an operation is refused with.
fn refusal<O>(operation: &Operation<'_, O>) -> String {
    operation.presign(&signer(), HOUR, now()).expect_err("a refusal").to_string()
}

fn form_refusal(form: &PostObject<'_>) -> String {
    form.presign(&signer(), HOUR, now()).expect_err("a refusal").to_string()
}

#[test]
fn keys() {
    let (bucket, source) = (bucket(), CopySource::new("src", "key"));
    let empty = "the key is empty: the URL would name the bucket itself";
    assert_eq!(refusal(&bucket.copy_object("", &source)), empty);
    assert_eq!(refusal(&bucket.create_multipart_upload("")), empty);
    assert_eq!(refusal(&bucket.request("DELETE", "")), empty);
    assert_eq!(form_refusal(&bucket.post_object("")), empty);
    let long = "k".repeat(1025);
    assert_eq!(form_refusal(&bucket.post_object(&long)), "the key is 1025 bytes long: S3 allows 1024 bytes");
}

#[test]
fn methods() {
    let sentence = "the method is not an upper-case HTTP token such as GET or PUT";
    assert_eq!(refusal(&bucket().request("get", "k")), sentence);
    assert_eq!(refusal(&bucket().bucket_request("")), sentence);
}

#[test]
fn texts_that_must_not_be_empty() {
    let (bucket, source) = (bucket(), CopySource::new("src", "key"));
    for refusal in [
        refusal(&bucket.upload_part("k", "", 1)),
        refusal(&bucket.upload_part_copy("k", "", 1, &source)),
        refusal(&bucket.complete_multipart_upload("k", "")),
        refusal(&bucket.abort_multipart_upload("k", "")),
        refusal(&bucket.list_parts("k", "")),
    ] {
        // It would be PutObject, DeleteObject or GetObject.
        assert_eq!(refusal, "the upload id is empty");
    }
    assert_eq!(refusal(&bucket.delete_object("k").version_id("")), "the version id is empty");
    assert_eq!(refusal(&bucket.put_object("k").metadata("", "v")), "the metadata name is empty");
    assert_eq!(refusal(&bucket.put_object("k").tagging([("", "v")])), "the tag key is empty");
    assert_eq!(refusal(&bucket.get_object_attributes("k", &[])), "the list of attributes is empty");
}

#[test]
fn part_numbers() {
    let (bucket, source) = (bucket(), CopySource::new("src", "key"));
    for number in [0, 10_001, u32::MAX] {
        let sentence = format!("the part number is {number}: S3 takes 1 to 10000");
        assert_eq!(refusal(&bucket.upload_part("k", "id", number)), sentence);
        assert_eq!(refusal(&bucket.upload_part_copy("k", "id", number, &source)), sentence);
        assert_eq!(refusal(&bucket.get_object("k").part_number(number)), sentence);
    }
    for number in [1, 10_000] {
        assert!(bucket.upload_part("k", "id", number).presign(&signer(), HOUR, now()).is_ok());
    }
}

#[test]
fn copy_sources() {
    let bucket = bucket();
    let refused = |source: CopySource| refusal(&bucket.copy_object("k", &source));
    assert_eq!(refused(CopySource::new("src", "")), "the key is empty: the URL would name the bucket itself");
    assert_eq!(refused(CopySource::new("src", "key").version_id("")), "the version id is empty");
    let sentence = Error::InvalidBucketName.to_string();
    assert_eq!(refused(CopySource::new("", "key")), sentence);
}

#[test]
fn metadata() {
    let sentence = "the metadata author has a character beyond ASCII: S3 takes those only in the encoding of RFC 2047";
    assert_eq!(refusal(&bucket().put_object("k").metadata("author", "é")), sentence);
    let sentence = "the header name \"x-amz-meta-a b\" is not an HTTP token";
    assert_eq!(refusal(&bucket().put_object("k").metadata("a b", "v")), sentence);
    let sentence = "the value of the header x-amz-meta-a contains a control character";
    assert_eq!(refusal(&bucket().put_object("k").metadata("a", "v\nx-amz-acl: public-read")), sentence);
}

#[test]
fn hoisting_refuses_what_signing_a_header_refuses() {
    let bucket = bucket();
    for upload in [
        bucket.put_object("k").expected_bucket_owner("v\n").hoist_headers(),
        bucket.put_object("k").hoist_headers().expected_bucket_owner("v\n"),
    ] {
        let sentence = "the value of the header x-amz-expected-bucket-owner contains a control character";
        assert_eq!(refusal(&upload), sentence);
    }
    let upload = bucket.put_object("k").hoist_headers().metadata("a", "v\n");
    assert_eq!(refusal(&upload), "the value of the header x-amz-meta-a contains a control character");
    let sentence = "the header x-amz-date cannot be given: signing adds what it says";
    assert_eq!(refusal(&bucket.put_object("k").hoist_headers().header("X-Amz-Date", "20150830T123600Z")), sentence);
}

#[test]
fn plans() {
    let refused = |size, part_size| MultipartPlan::new(size, part_size).unwrap_err().to_string();
    let (mib, gib) = (1 << 20, 1 << 30);
    for part_size in [0, 5 * mib - 1, 5 * gib + 1] {
        let sentence =
            format!("the part size is {part_size} bytes: S3 takes 5242880 (5 MiB) to 5368709120 (5 GiB) bytes");
        assert_eq!(refused(gib, part_size), sentence);
    }
    let sentence = "the object has 53687091200001 bytes: S3 takes at most 53687091200000 (10000 parts of 5 GiB)";
    assert_eq!(refused(53_687_091_200_001, 5 * gib), sentence);
    assert_eq!(MultipartPlan::automatic(53_687_091_200_001).unwrap_err().to_string(), sentence);
    assert_eq!(
        refused(1024 * gib, 8 * mib),
        "1099511627776 bytes in parts of 8388608 bytes are more than 10000 parts: 109951163 bytes or more a part fit"
    );
    assert!(MultipartPlan::new(1024 * gib, 109_951_163).is_ok());
    assert!(MultipartPlan::new(1024 * gib, 109_951_162).is_err());
}

#[test]
fn a_plan_is_refused_as_its_parts_are() {
    let (bucket, plan) = (bucket(), MultipartPlan::automatic(1).unwrap());
    let refused = plan.presign(&signer(), HOUR, now(), |part| bucket.upload_part("k", "", part.number)).unwrap_err();
    assert_eq!(refused, Error::Empty("upload id"));
}

#[test]
fn forms() {
    let bucket = bucket();
    let form = || bucket.post_object("k");
    for name in ["key", "Key"] {
        assert_eq!(form_refusal(&form().field(name, "v")), format!("the form already has the field {name}"));
    }
    assert_eq!(form_refusal(&form().field("acl", "v").field("ACL", "v")), "the form already has the field ACL");
    for name in [
        "bucket",
        "file",
        "policy",
        "Policy",
        "x-amz-algorithm",
        "X-Amz-Credential",
        "x-amz-date",
        "x-amz-s3session-token",
        "x-amz-security-token",
        "x-amz-signature",
    ] {
        let sentence = format!("the form field {name} cannot be set: signing adds it, or it is the file or the bucket");
        assert_eq!(form_refusal(&form().field(name, "v")), sentence);
        assert_eq!(form_refusal(&form().starts_with(name, "v")), sentence);
    }
    let sentence = "the form field x-amz-meta-a has a control character in its name or its value";
    assert_eq!(form_refusal(&form().field("x-amz-meta-a", "1\n2")), sentence);
    assert_eq!(form_refusal(&form().starts_with("x-amz-meta-a", "1\n2")), sentence);
    let sentence = "the form field key has a control character in its name or its value";
    assert_eq!(form_refusal(&bucket.post_object("a\nb")), sentence);
    assert_eq!(form_refusal(&form().field("", "v")), "the name of a form field is empty");

    let sentence = "the value of the form field Content-Type does not begin as its starts-with condition demands";
    assert_eq!(
        form_refusal(&form().field("Content-Type", "text/plain").starts_with("content-type", "image/")),
        sentence
    );
    assert_eq!(
        form_refusal(&form().starts_with("content-type", "image/").field("Content-Type", "text/plain")),
        sentence
    );
    assert_eq!(
        form_refusal(&form().field("Content-Type", "an image/").starts_with("Content-Type", "image/")),
        sentence
    );
    let sentence = "the value of the form field key does not begin as its starts-with condition demands";
    assert_eq!(form_refusal(&bucket.post_object("b/${filename}").starts_with("key", "a/")), sentence);

    // The name of the file stands there by then.
    assert_eq!(form_refusal(&bucket.post_object("a/${filename}").starts_with("key", "a/${filename}")), sentence);

    assert_eq!(form_refusal(&form().content_length_range(2, 1)), "the content-length-range 2 to 1 is empty");
    assert!(form().content_length_range(2, 2).presign(&signer(), HOUR, now()).is_ok());
}

#[test]
fn a_form_is_refused_as_a_url_is() {
    let (bucket, signer) = (bucket(), signer());
    let form = bucket.post_object("k");
    let refused = |signer: &Signer, expires_in, now| form.presign(signer, expires_in, now).unwrap_err();
    assert_eq!(refused(&signer, Duration::ZERO, now()), Error::ExpiryZero);
    assert_eq!(refused(&signer, Duration::from_millis(1500), now()), Error::ExpiryFraction);
    assert_eq!(refused(&signer, Duration::from_secs(604_801), now()), Error::ExpiryTooLong(604_801));
    let expired = Credentials::new("AKIDEXAMPLE", "SECRET").with_expiry(now());
    assert_eq!(refused(&bucket.signer(expired).unwrap(), HOUR, now()), Error::CredentialsExpired(now()));
    let elsewhere = Signer::new(Credentials::new("AKIDEXAMPLE", "SECRET"), "eu-west-1", "s3").unwrap();
    let sentence = "the signer is for eu-west-1/s3, the bucket is in us-east-1/s3";
    assert_eq!(refused(&elsewhere, HOUR, now()).to_string(), sentence);
}
