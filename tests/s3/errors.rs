//! Every operation, bucket, multipart plan and form that is refused, and the sentence it gets.

use std::time::Duration;

use presign::s3::{Bucket, Configuration, CopySource, MultipartPlan, Operation, PostObject};
use presign::{ChunkedBody, Credentials, Error, ErrorKind, Request, Signer};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, credentials, now, signer};
use crate::refused::refused;

/// The sentence that an operation is refused with.
fn refusal<O>(operation: &Operation<'_, O>) -> String {
    operation.presign(&signer("s3"), HOUR, now()).expect_err("a refusal").to_string()
}

fn form_refusal(form: &PostObject<'_>) -> String {
    form.presign(&signer("s3"), HOUR, now()).expect_err("a refusal").to_string()
}

fn sign_object<O>(object: &Operation<'_, O>) -> Result<String, Error> {
    object.presign(&signer("s3"), HOUR, now()).map(String::from)
}

#[test]
fn keys_that_name_another_thing() {
    let bucket = bucket();
    refused(
        sign_object(&bucket.delete_object("")),
        "empty-key",
        "the key is empty: the URL would name the bucket itself",
    );
    let long = "é".repeat(513);
    refused(sign_object(&bucket.get_object(&long)), "key-too-long", "the key is 1026 bytes long: S3 allows 1024 bytes");
    assert!(sign_object(&bucket.get_object("é".repeat(512))).is_ok());
    let sentence = "a segment of the path is . or .., which HTTP clients rewrite: the URL would reach another object";
    for key in [".", "..", "a/..", "../a", "a/./b", "a/../b", "../../otherbucket/x", "/..", "a//../b", "./"] {
        refused(sign_object(&bucket.get_object(key)), "dot-segment", sentence);
    }
    for key in ["...", ".a", "a.", "a..b", "..a", "a/..b/c", "a/.b", "%2e%2e", "a\\..\\b"] {
        assert!(sign_object(&bucket.get_object(key)).is_ok(), "{key}");
    }
    // The same for S3 without a bucket, in each spelling that a client reads as a dot segment.
    let s3 = signer("s3");
    for path in ["a/../b", "%2e%2e/b", "a/.%2E", "a/%2e", "a%2f..%2fb"] {
        let url = format!("https://s3.amazonaws.com/{path}");
        refused(Request::get(&url).unwrap().presign(&s3, HOUR, now()), "dot-segment", sentence);
    }
}

#[test]
fn buckets_that_cannot_be() {
    let long = "a".repeat(256);
    for name in ["", ".", "..", "a b", "bück", "a?b", "a\n", &long] {
        refused(
            Bucket::new(name, "us-east-1"),
            "invalid-bucket",
            "the bucket name is empty, longer than 255 bytes, or has a character other than A-Z a-z 0-9 . _ -",
        );
    }
    let sentence = "the bucket name cannot be part of a host name: it needs path style";
    for name in ["my.dotted.bucket", "UPPER", "under_score", "ab", "abc-", "-abc", "192.168.5.4"] {
        let bucket = Bucket::new(name, "us-east-1").unwrap();
        refused(bucket.virtual_hosted_style(), "bucket-needs-path-style", sentence);
    }
    for endpoint in ["http://127.0.0.1:9000", "http://[::1]:9000"] {
        let bucket = bucket().endpoint(endpoint).unwrap();
        refused(bucket.virtual_hosted_style(), "bucket-needs-path-style", sentence);
    }
    // Dots before a host are for plain HTTP, where no certificate has to cover them.
    for (name, endpoint) in [
        ("my.dotted.bucket", "https://s3.example.com"),
        ("my.dotted.bucket", "http://127.0.0.1:9000"),
        ("192.168.5.4", "http://s3.example.com"),
        ("a..b", "http://s3.example.com"),
        ("ab.-b", "http://s3.example.com"),
        ("Up.per", "http://s3.example.com"),
        ("under_score.x", "http://s3.example.com"),
    ] {
        let bucket = Bucket::new(name, "us-east-1").unwrap().endpoint(endpoint).unwrap();
        refused(bucket.virtual_hosted_style(), "bucket-needs-path-style", sentence);
    }
    for name in ["my.dotted.bucket", "a.b"] {
        let bucket = Bucket::new(name, "us-east-1").unwrap().endpoint("http://localhost:9000").unwrap();
        assert_eq!(bucket.host(), "localhost:9000");
        assert_eq!(bucket.virtual_hosted_style().unwrap().host(), format!("{name}.localhost:9000"));
    }
    refused(bucket().endpoint("https://gw.example.com/?a=b"), "invalid-url", "the endpoint has a query");
    refused(
        bucket().endpoint("localhost:9000"),
        "invalid-url",
        "the URL does not begin with https://, http://, wss:// or ws://",
    );
}

/// What people give for a bucket's name that has more than the name: each is told what belongs where.
#[test]
fn names_that_have_more_than_the_name() {
    let address = "the bucket name is an address (s3://BUCKET/KEY): give BUCKET alone, and KEY as the key";
    let url = "the bucket name is a URL: give the bucket's name alone, and the URL of its server as the endpoint";
    let host =
        "the bucket name is a host name of S3: give the bucket's name alone, as in BUCKET.s3.REGION.amazonaws.com";
    let folder = "the bucket name has a slash: give the bucket's name alone, since what follows the slash, a folder, is \
                  the beginning of the key";
    let arn = "the ARN has a resource other than accesspoint/NAME: a bucket itself goes by its name";
    for (name, expected) in [
        ("s3://photos", address),
        ("s3://photos/", address),
        ("s3://photos/2026/a.jpg", address),
        ("s3a://photos", address),
        ("https://photos.s3.amazonaws.com", url),
        ("https://s3.eu-west-1.amazonaws.com/photos", url),
        ("http://localhost:9000", url),
        ("https://0123abcd.r2.cloudflarestorage.com/photos", url),
        ("photos.s3.amazonaws.com", host),
        ("photos.s3.eu-west-1.amazonaws.com", host),
        ("photos.S3.eu-west-1.amazonaws.com", host),
        ("photos.s3-eu-west-1.amazonaws.com", host),
        ("photos.s3.cn-north-1.amazonaws.com.cn", host),
        ("photos.s3-website.eu-west-3.amazonaws.com", host),
        ("photos.s3-accelerate.amazonaws.com", host),
        ("s3.amazonaws.com/photos", host),
        ("photos/2026", folder),
        ("photos/", folder),
        ("/photos", folder),
        ("/", folder),
        ("photos/a/b/c.jpg", folder),
        ("photos\\2026", folder),
        ("localhost:9000/photos", folder),
    ] {
        refused(Bucket::new(name, "eu-west-1"), "invalid-bucket", expected);
        let source = CopySource::new(name, "k");
        assert_eq!(refusal(&bucket().copy_object("k", &source)), expected, "{name}");
    }
    for name in ["arn:aws:s3:::photos", "arn:aws:s3:::photos/2026/a.jpg"] {
        let arn_of = Bucket::new(name, "eu-west-1").unwrap_err();
        assert_eq!((arn_of.to_string().as_str(), arn_of.kind()), (arn, ErrorKind::Address), "{name}");
    }
    // Names like those of hosts are names, too: a bucket of a website is named like its host.
    for name in ["media.example.com", "s3.example.com", "amazonaws.com", "photos.s3", "s3-photos.amazonaws.com"] {
        assert!(Bucket::new(name, "eu-west-1").is_ok(), "{name}");
    }
}

#[test]
fn names_that_aws_has_in_other_regions() {
    let refusal = |name: &str, region| {
        let bucket = Bucket::new(name, region).unwrap();
        bucket.get_object("k").presign(&bucket.signer(credentials()).unwrap(), HOUR, now())
    };
    let sentence = "the bucket name has upper case, an underscore or more than 63 characters: on AWS only buckets in \
                    us-east-1 have such names";
    for name in ["Photos", "under_score", &"a".repeat(64)] {
        refused(refusal(name, "us-west-2"), "invalid-bucket", sentence);
        assert!(refusal(name, "us-east-1").is_ok(), "{name}");
        let elsewhere = Bucket::new(name, "us-east-1").unwrap().endpoint("http://localhost:9000").unwrap();
        assert!(sign_object(&elsewhere.get_object("k")).is_ok(), "{name}");
    }
    refused(
        refusal("photos-111122223333-eu-west-1-an", "us-east-1"),
        "bucket-of-other-region",
        "the bucket's name says that it is in eu-west-1, and it was said to be in us-east-1",
    );
    for name in [
        "photos-111122223333-us-east-1-an",
        // No account, no region, and another suffix.
        "photos-11112222333-eu-west-1-an",
        "photos-111122223333-europe-an",
        "photos-111122223333-eu-west-1-am",
        "111122223333-eu-west-1-an",
    ] {
        assert!(refusal(name, "us-east-1").is_ok(), "{name}");
    }
}

#[test]
fn a_signer_of_another_region_or_service() {
    let bucket = bucket();
    for (region, service) in [("eu-west-1", "s3"), ("us-east-1", "sts")] {
        let signer = Signer::new(credentials(), region, service).unwrap();
        let sentence = format!("the signer is for {region}/{service}, the bucket is in us-east-1/s3");
        let get = bucket.get_object("k");
        refused(get.presign(&signer, HOUR, now()), "signer-mismatch", &sentence);
        refused(get.presign_stable(&signer, HOUR, HOUR, now()), "signer-mismatch", &sentence);
        refused(get.sign(&signer, now()), "signer-mismatch", &sentence);
        let mut page = "before".to_owned();
        refused(get.presign_into(&mut page, &signer, HOUR, now()), "signer-mismatch", &sentence);
        assert_eq!(page, "before");
        let put = bucket.put_object("k").sign_chunked(&signer, &ChunkedBody::signed(5), now());
        refused(put.map(drop), "signer-mismatch", &sentence);
    }
    // A signer that may sign appends what is presigned.
    let signer = bucket.signer(credentials()).unwrap();
    let mut page = "before ".to_owned();
    let end = bucket.get_object("k").presign_into(&mut page, &signer, HOUR, now()).unwrap();
    let url = bucket.get_object("k").presign(&signer, HOUR, now()).unwrap();
    assert_eq!((page, end), (format!("before {url}"), url.expires_at()));
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
fn strings_that_must_not_be_empty() {
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
    for name in ["GetObjectAnnotation", "PutObjectAnnotation", "DeleteObjectAnnotation"] {
        // Without a name, GetObjectAnnotation is ListObjectAnnotations.
        let annotation = bucket.operation(name, Some("k"), [("annotationName", "")]);
        assert_eq!(refusal(&annotation), "the parameter annotationName is empty");
    }
    let metrics = bucket.configuration(Configuration::Metrics).id("").get();
    // It would be ListBucketMetricsConfigurations.
    assert_eq!(refusal(&metrics), "the configuration id is empty");
}

#[test]
fn part_numbers() {
    let (bucket, source) = (bucket(), CopySource::new("src", "key"));
    for number in [0, 10_001, u32::MAX] {
        let sentence = format!("the part number is {number}: S3 accepts 1 to 10000");
        assert_eq!(refusal(&bucket.upload_part("k", "id", number)), sentence);
        assert_eq!(refusal(&bucket.upload_part_copy("k", "id", number, &source)), sentence);
        assert_eq!(refusal(&bucket.get_object("k").part_number(number)), sentence);
    }
    for number in [1, 10_000] {
        assert!(bucket.upload_part("k", "id", number).presign(&signer("s3"), HOUR, now()).is_ok());
    }
}

#[test]
fn copy_sources() {
    let bucket = bucket();
    let refused = |source: CopySource| refusal(&bucket.copy_object("k", &source));
    assert_eq!(refused(CopySource::new("src", "")), "the key is empty: the URL would name the bucket itself");
    assert_eq!(refused(CopySource::new("src", "key").version_id("")), "the version id is empty");
    let sentence = "the bucket name is empty, longer than 255 bytes, or has a character other than A-Z a-z 0-9 . _ -";
    assert_eq!(refused(CopySource::new("", "key")), sentence);
}

#[test]
fn metadata() {
    let sentence =
        "the metadata author has a character beyond ASCII: S3 accepts those only in the encoding of RFC 2047";
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
            format!("the part size is {part_size} bytes: S3 accepts 5242880 (5 MiB) to 5368709120 (5 GiB) bytes");
        assert_eq!(refused(gib, part_size), sentence);
    }
    let sentence = "the object has 53687091200001 bytes: S3 accepts at most 53687091200000 (10000 parts of 5 GiB)";
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
    let refused =
        plan.presign(&signer("s3"), HOUR, now(), |part| bucket.upload_part("k", "", part.number)).unwrap_err();
    assert_eq!(refused.code(), "empty-value");
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

    // By then the name of the file is in its place.
    assert_eq!(form_refusal(&bucket.post_object("a/${filename}").starts_with("key", "a/${filename}")), sentence);

    assert_eq!(form_refusal(&form().content_length_range(2, 1)), "the content-length-range 2 to 1 is empty");
    assert!(form().content_length_range(2, 2).presign(&signer("s3"), HOUR, now()).is_ok());
}

#[test]
fn a_form_is_refused_as_a_url_is() {
    let (bucket, signer) = (bucket(), signer("s3"));
    let form = bucket.post_object("k");
    let refused = |signer: &Signer, expires_in, now| form.presign(signer, expires_in, now).unwrap_err();
    assert_eq!(refused(&signer, Duration::ZERO, now()).code(), "expiry-zero");
    assert_eq!(refused(&signer, Duration::from_millis(1500), now()).code(), "expiry-fraction");
    assert_eq!(refused(&signer, Duration::from_secs(604_801), now()).code(), "expiry-too-long");
    let expired = Credentials::new("AKIDEXAMPLE", "SECRET").with_expiry(now());
    assert_eq!(refused(&bucket.signer(expired).unwrap(), HOUR, now()).code(), "credentials-expired");
    let elsewhere = Signer::new(Credentials::new("AKIDEXAMPLE", "SECRET"), "eu-west-1", "s3").unwrap();
    let sentence = "the signer is for eu-west-1/s3, the bucket is in us-east-1/s3";
    assert_eq!(refused(&elsewhere, HOUR, now()).to_string(), sentence);
}

#[test]
fn what_is_no_bucket_is_not_created_deleted_or_listed() {
    let refusal = |bucket: &Bucket| {
        let signer = bucket.signer(credentials()).unwrap();
        [
            bucket.create_bucket().presign(&signer, HOUR, now()).err().map(|error| error.to_string()),
            bucket.delete_bucket().presign(&signer, HOUR, now()).err().map(|error| error.to_string()),
            bucket.list_buckets().presign(&signer, HOUR, now()).err().map(|error| error.to_string()),
        ]
    };
    let names = ["CreateBucket", "DeleteBucket", "ListBuckets"];
    for (bucket, what) in [
        (bucket().accelerate(), "S3 Transfer Acceleration"),
        (Bucket::new("arn:aws:s3:us-east-1:123456789012:accesspoint/reports", "us-east-1"), "an access point"),
    ] {
        let expected = names.map(|name| Some(format!("{what} cannot be combined with {name}")));
        assert_eq!(refusal(&bucket.unwrap()), expected);
    }
    let custom = bucket().custom_domain("https://media.example.com").unwrap();
    assert_eq!(refusal(&custom), [None, None, Some("a custom domain cannot be combined with ListBuckets".to_owned())]);
    assert_eq!(refusal(&bucket()), [None, None, None]);
}

#[test]
fn what_only_directory_buckets_have() {
    assert_eq!(refusal(&bucket().rename_object("k", "old")), "only a directory bucket has RenameObject");
    assert_eq!(
        refusal(&bucket().operation("ListDirectoryBuckets", None, [])),
        "only a directory bucket has ListDirectoryBuckets"
    );
    // Another server may have it for every bucket.
    let elsewhere = bucket().endpoint("http://localhost:9000").unwrap();
    assert!(sign_object(&elsewhere.rename_object("k", "old")).is_ok());
    let photos = Bucket::new("photos--use1-az4--x-s3", "us-east-1").unwrap();
    refused(
        photos.delete_bucket().presign(&signer("s3express"), HOUR, now()),
        "needs-regional-endpoint",
        "a directory bucket accepts this at its Regional endpoint: call Bucket::regional_endpoint first",
    );
    assert_eq!(
        photos.rename_object("k", "").presign(&signer("s3express"), HOUR, now()).unwrap_err().code(),
        "empty-key",
        "the source"
    );
}
