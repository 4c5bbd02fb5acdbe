//! What is signed for a stranger.

use std::hint::black_box;
use std::time::Duration;

use presign::s3::Bucket;
use presign::{Body, CanonicalRequest, ChunkedBody, Request, Rules, Signer};

use super::{Row, Work, credentials, http_request, names, signed_at};

pub(super) const ROWS: &[Row] = &[
    ("Request::query, names falling", request_query),
    ("Request::header, names falling", request_header),
    ("Request::query, one payload hash often", |count| payload_hashes(count, true)),
    ("Request::header, one payload hash often", |count| payload_hashes(count, false)),
    ("Request::from_http_parts, headers: sign_http", sign_http),
    ("Operation::metadata, names falling", |count| metadata(names("", count).collect())),
    ("Operation::metadata, one name often", |count| metadata(vec!["a".to_string(); count])),
    ("Operation::query, then a setter", setter_after_query),
    ("Operation::tagging, tags", tagging),
    ("Operation, KMS context", kms_context),
    ("get_object_attributes, attributes", attributes),
    ("PostObject::field, fields", |count| post_object(count, false)),
    ("PostObject::starts_with, conditions", |count| post_object(count, true)),
    ("Bucket::presign_all, keys", presign_all),
    ("sign_chunked, headers", sign_chunked),
    ("Signer::multi_region, region set", multi_region),
];

fn request_query(count: usize) -> Work {
    let names: Vec<_> = names("p", count).collect();
    Box::new(move || {
        let request = Request::get("https://h/").expect("a URL");
        let request = names.iter().fold(request, |request, name| request.query(name, "1"));
        black_box(CanonicalRequest::new(&request, &Rules::S3).expect("a request"));
    })
}

fn request_header(count: usize) -> Work {
    let names: Vec<_> = names("x-", count).collect();
    Box::new(move || {
        let request = Request::get("https://h/").expect("a URL");
        let request = names.iter().fold(request, |request, name| request.header(name, "1"));
        black_box(CanonicalRequest::new(&request, &Rules::S3).expect("a request"));
    })
}

fn sign_http(count: usize) -> Work {
    let request = http_request(count);
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    Box::new(move || {
        let mut request = request.clone();
        signer.sign_http(&mut request, Body::Unsigned, signed_at()).expect("a request");
        black_box(request);
    })
}

fn payload_hashes(count: usize, in_query: bool) -> Work {
    let name = "x-amz-content-sha256";
    Box::new(move || {
        let request = Request::get("https://h/").expect("a URL");
        let request = (0..count).fold(request, |request, _| {
            if in_query { request.query(name, "UNSIGNED-PAYLOAD") } else { request.header(name, "UNSIGNED-PAYLOAD") }
        });
        black_box(CanonicalRequest::new(&request, &Rules::S3)).expect_err("more than one");
    })
}

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").expect("a bucket")
}

fn metadata(names: Vec<String>) -> Work {
    let bucket = bucket();
    Box::new(move || {
        let operation = bucket.put_object("k");
        black_box(names.iter().fold(operation, |operation, name| operation.metadata(name, "1")).request());
    })
}

fn setter_after_query(count: usize) -> Work {
    let bucket = bucket();
    Box::new(move || {
        let operation = bucket.list_objects_v2();
        let operation = (0..count).fold(operation, |operation, _| operation.query("prefix", "a"));
        black_box(operation.prefix("b").request());
    })
}

/// Names and values, as pairs.
fn pairs(names: &[String]) -> impl Iterator<Item = (&str, &str)> {
    names.iter().map(|name| (name.as_str(), "1"))
}

fn tagging(count: usize) -> Work {
    let (bucket, names) = (bucket(), names("t", count).collect::<Vec<_>>());
    Box::new(move || {
        black_box(bucket.put_object("k").tagging(pairs(&names)).request());
    })
}

fn kms_context(count: usize) -> Work {
    let (bucket, names) = (bucket(), names("t", count).collect::<Vec<_>>());
    Box::new(move || {
        black_box(bucket.put_object("k").sse_kms_encryption_context(pairs(&names)).request());
    })
}

fn attributes(count: usize) -> Work {
    let bucket = bucket();
    let attributes = vec!["ETag"; count];
    Box::new(move || {
        black_box(bucket.get_object_attributes("k", &attributes).request());
    })
}

fn post_object(count: usize, is_beginning: bool) -> Work {
    let (bucket, names) = (bucket(), names("x-amz-meta-", count).collect::<Vec<_>>());
    let signer = bucket.signer(credentials()).expect("credentials");
    Box::new(move || {
        let form = names.iter().fold(bucket.post_object("k"), |form, name| {
            if is_beginning { form.starts_with(name, "1").field(name, "1") } else { form.field(name, "1") }
        });
        // A few are a form, and thousands are too large for one.
        let _ = black_box(form.presign(&signer, Duration::from_secs(60), signed_at()));
    })
}

fn presign_all(count: usize) -> Work {
    let (bucket, names) = (bucket(), names("k", count).collect::<Vec<_>>());
    let signer = bucket.signer(credentials()).expect("credentials");
    Box::new(move || {
        let urls = bucket.presign_all(&names, &signer, Duration::from_secs(60), signed_at());
        assert_eq!(urls.flatten().count(), names.len());
    })
}

fn sign_chunked(count: usize) -> Work {
    let request = Request::put("https://h/").expect("a URL");
    let request = names("x-", count).fold(request, |request, name| request.header(&name, "1"));
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    Box::new(move || {
        let _ = black_box(request.sign_chunked(&signer, &ChunkedBody::signed(5), signed_at()).expect("a request"));
    })
}

fn multi_region(count: usize) -> Work {
    let regions = vec!["us-east-1"; count].join(",");
    Box::new(move || {
        let _ = black_box(Signer::multi_region(credentials(), &regions, "s3"));
    })
}
