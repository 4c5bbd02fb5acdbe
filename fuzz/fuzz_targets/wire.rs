//! Any request is read or refused, and none is verified: nobody can guess a signature.

#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::verify::{Policy, SignedRequest, Verified};
use presign::{Rules, SigningKey};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    method: &'a str,
    target: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
    now: u64,
    /// Puts good signing parameters after the target.
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
    let Ok(request) = SignedRequest::parse(input.method, &target, headers.clone()) else { return };
    let request = request.body(input.body);
    let policy = Policy::new("us-east-1", "s3");
    for now in [common::time(input.now), request.date()] {
        assert!(request.verify(&common::credentials(), now, &policy).is_err());
    }
    // What it asks for is told once it verifies: with the signature that it should have.
    if let Ok(text) = request.canonical_request(&Rules::S3).map(|text| request.string_to_sign(&text)) {
        let key = SigningKey::derive(&common::credentials(), request.scope());
        let target = target.replace(&"0".repeat(64), &key.sign(&text).to_string());
        if let Ok(again) = SignedRequest::parse(input.method, &target, headers.clone()) {
            if let Ok((verified, body)) = again.verify((&key, again.session_token()), again.date(), &policy) {
                ask(&verified);
                let _ = body.read(input.body);
            }
        }
    }
    assert!(!request.access_key_id().contains(char::is_control));
    for rules in [Rules::STANDARD, Rules::S3] {
        let _ = request.canonical_request(&rules);
    }
    let signature = "0".repeat(64);
    let is_elsewhere = format!("{input:?}").contains(&signature);
    assert!(is_elsewhere || !format!("{request:?}").contains(&signature));
});

fn ask(verified: &Verified) {
    let _ = (verified.parameters().map(Iterator::count), verified.subresources(), verified.instructions());
    let _ = (verified.path(), verified.link(), verified.headers_without_chunks());
    if let Ok(Some(source)) = verified.copy_source() {
        assert!(!source.bucket.is_empty() && !source.key.split('/').any(|segment| matches!(segment, "." | "..")));
    }
    let origin = "https://upstream.example";
    let (signer, now) = (common::signer("s3"), verified.request().date());
    let _ = (verified.resign(&signer, origin, now), verified.resign_by_headers(&signer, origin, now));
    let _ = verified.resign_chunks(&signer, origin, now);
}
