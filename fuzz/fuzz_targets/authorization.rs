//! Any header `Authorization` is read or refused, and what is read is what it says.

#![no_main]

use libfuzzer_sys::fuzz_target;
use presign::verify::{Policy, SignedRequest};

#[path = "common.rs"]
mod common;

fuzz_target!(|value: &str| {
    let headers = [
        ("host", "h"),
        ("x-amz-date", "20150830T123600Z"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("authorization", value),
    ];
    let Ok(request) = SignedRequest::parse("GET", "/k", headers) else { return };
    let credential = format!("{}/{}", request.access_key_id(), request.scope());
    assert!(value.contains(&credential), "{credential}");
    assert!(value.contains(&request.signed_headers().join(";")));
    let policy = Policy::new("us-east-1", "s3");
    assert!(request.verify(&common::credentials(), request.date(), &policy).is_err());
});
