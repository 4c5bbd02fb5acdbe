//! Any request of the crate `http` is read as its text is, or refused, and signed so that it is verified.

#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::verify::{Policy, SignedRequest};
use presign::{Body, Request};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    method: &'a str,
    uri: &'a str,
    headers: Vec<(&'a str, &'a [u8])>,
    /// Whether the header `host` is there.
    has_host: bool,
}

fuzz_target!(|input: Input<'_>| {
    let mut request = http::Request::builder().method(input.method).uri(input.uri);
    if input.has_host {
        request = request.header("host", "h.example");
    }
    for (name, value) in &input.headers {
        request = request.header(*name, *value);
    }
    let Ok(request) = request.body(()) else { return };
    let (parts, ()) = request.into_parts();

    let headers: Option<Vec<_>> = parts
        .headers
        .iter()
        .map(|(name, value)| Some((name.as_str(), std::str::from_utf8(value.as_bytes()).ok()?)))
        .collect();
    let read = SignedRequest::from_http_parts(&parts);
    assert!(headers.is_some() || read.is_err());
    if let (Some(headers), true) = (headers, parts.headers.contains_key("host")) {
        let text = SignedRequest::parse(parts.method.as_str(), &parts.uri.to_string(), headers);
        assert_eq!(format!("{read:?}"), format!("{text:?}"));
    }

    let (signer, now) = (common::signer("execute-api"), common::time(1_440_938_160));
    let _ = Request::from_http_parts(&parts).map(|request| request.sign(&signer, now));
    let mut request = http::Request::from_parts(parts, ());
    if signer.sign_http(&mut request, Body::Unsigned, now).is_ok() {
        let (parts, ()) = request.into_parts();
        // Signing spells the target anew, and a header may be one that only one of the two sides refuses.
        if let Ok(read) = SignedRequest::from_http_parts(&parts) {
            let policy = Policy::new("us-east-1", "execute-api");
            let verified = read.verify(&common::credentials(), now, &policy);
            assert_ne!(verified.err(), Some(presign::verify::Refusal::SignatureMismatch));
        }
    }
});
