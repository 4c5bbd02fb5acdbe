//! The bodies of presigned requests, and the payload hashes that they are compared with.

use presign::verify::{Payload, Policy, Refusal, SignedRequest};
use presign::{ChunkedBody, Request};

use crate::fixtures::{HOUR, credentials, now, signer};
use crate::sent::Sent;
use crate::server::{HOST, Verdict as _, assert_refused, key, policy, read, target};

/// A POST to a service that signs the body, with the body as its argument.
fn posted(body: &str) -> (SignedRequest, Policy) {
    let signer = signer("execute-api");
    let url = Request::post("https://example.com/items").unwrap().body(body);
    let url = url.presign(&signer, HOUR, now()).unwrap();
    let request = SignedRequest::parse("POST", target(url.as_str()), [("host", "example.com")]).unwrap();
    (request, Policy::new("us-east-1", "execute-api"))
}

#[test]
fn a_body_that_the_service_signs_is_verified() {
    let (request, policy) = posted("hello");
    let verify = |request: &SignedRequest| request.verify(&credentials(), now(), &policy);
    assert!(request.needs_body(&policy) && !request.clone().body("hello").needs_body(&policy));
    assert_eq!(verify(&request).payload(), Err(Refusal::SignatureMismatch));
    assert_eq!(verify(&request.clone().body("hellO")).payload(), Err(Refusal::SignatureMismatch));
    let request = request.body("hello");
    assert_eq!(read(verify(&request), b"hello").unwrap(), b"hello");
    assert_eq!(read(verify(&request), b"hellO"), Err(Refusal::Body));
}

#[test]
fn a_body_whose_hash_is_named_is_compared_with_it() {
    let url = format!("https://{HOST}/k");
    let request = Request::put(&url).unwrap().body("hello");
    let url = request.presign(&signer("s3"), HOUR, now()).unwrap();
    let (_, hash) = url.headers().next().unwrap();
    let headers = [("host", HOST), ("x-amz-content-sha256", hash)];
    let request = SignedRequest::parse("PUT", target(url.as_str()), headers).unwrap();
    let verify = |request: &SignedRequest| request.verify(&key(), now(), &policy()).payload();

    assert!(!request.needs_body(&policy()));
    let payload = verify(&request).unwrap();
    assert!(matches!(payload, Payload::Sha256(_)));
    assert_eq!(read(request.verify(&key(), now(), &policy()), b"hello").unwrap(), b"hello");
    assert_eq!(verify(&request.clone().body("hello")), Ok(payload));
    let sentence = "the body is not the one whose SHA-256 is signed";
    assert_refused(verify(&request.body("hellO")), sentence, "XAmzContentSHA256Mismatch", 400);
}

/// The SDK for JavaScript puts it there.
#[test]
fn a_payload_hash_in_the_query_counts() {
    let signer = signer("execute-api");
    let url = Request::post("https://example.com/").unwrap().query("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
    let url = url.presign(&signer, HOUR, now()).unwrap();
    let request = SignedRequest::parse("POST", target(url.as_str()), [("host", "example.com")]).unwrap();
    let policy = Policy::new("us-east-1", "execute-api");
    assert_eq!(request.body("any").verify(&credentials(), now(), &policy).payload(), Ok(Payload::Unsigned));
}

#[test]
fn a_malformed_payload_hash_is_refused() {
    let sent = Sent::upload().with("?", "?X-Amz-Content-Sha256=x&");
    let sentence = "the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…";
    sent.is_refused(sentence, "InvalidArgument", 400);
}

#[test]
fn a_body_in_chunks_is_not_compared_as_it_comes() {
    let url = format!("https://{HOST}/k");
    let signed = Request::put(&url).unwrap().sign_chunked(&signer("s3"), &ChunkedBody::signed(0), now()).unwrap().0;
    let request = SignedRequest::parse("PUT", "/k", signed.headers().chain([("host", HOST)])).unwrap();
    let sentence = "the body is sent in chunks, which cannot be compared before they are decoded";
    for request in [request.clone().body(b""), request.body_hash([0; 32])] {
        assert_refused(request.verify(&key(), now(), &policy()), sentence, "NotImplemented", 501);
    }
}
