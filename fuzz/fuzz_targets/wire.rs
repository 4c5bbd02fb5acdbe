//! Any request is read or refused, and none is verified: nobody can guess a signature.

#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::Rules;
use presign::verify::{Policy, SignedRequest};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    method: &'a str,
    target: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
    now: u64,
    /// Puts good signing parameters behind the target.
    is_complete: bool,
}

const SIGNING: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2F\
    aws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=";

fuzz_target!(|input: Input<'_>| {
    let mut headers = input.headers.clone();
    let mut target = input.target.to_string();
    if input.is_complete {
        target = format!("/{target}?{SIGNING}{}", "0".repeat(64));
        headers.push(("host", "h"));
    }
    let Ok(request) = SignedRequest::parse(input.method, &target, headers) else { return };
    let request = request.body(input.body);
    let policy = Policy::new("us-east-1", "s3");
    for now in [common::time(input.now), request.date()] {
        assert!(request.verify_with_credentials(&common::credentials(), now, &policy).is_err());
        let origin = "https://upstream.example";
        assert!(request.resign(&common::credentials(), now, &policy, &common::signer("s3"), origin).is_err());
    }
    let _ = (request.parameters().map(Iterator::count), request.subresources(), request.instructions());
    if let Ok(Some(source)) = request.copy_source() {
        assert!(!source.bucket.is_empty() && !source.key.split('/').any(|segment| matches!(segment, "." | "..")));
    }
    assert!(!request.access_key_id().contains(char::is_control));
    for rules in [Rules::STANDARD, Rules::S3] {
        let _ = (request.decoded_path(&rules), request.canonical_request(&rules));
    }
    let signature = "0".repeat(64);
    let is_elsewhere = format!("{input:?}").contains(&signature);
    assert!(is_elsewhere || !format!("{request:?}").contains(&signature));
});
