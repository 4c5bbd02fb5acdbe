//! Amazon's headers more than once.

use presign::verify::{Payload, Policy, Refusal, SignedRequest};
use presign::{CanonicalRequest, Request, Rules, StringToSign};

use crate::fixtures::{HOUR, credentials, now, signer};
use crate::server::{HOST, Verdict as _, assert_refused, key, policy, target};

/// A copy from this source, sent with these headers.
fn copy(source: &str, sent: &[(&str, &str)], policy: &Policy) -> Result<Payload, Refusal> {
    let url = format!("https://{HOST}/k");
    let request = Request::put(&url).unwrap().header("x-amz-copy-source", source);
    let url = request.presign(&signer("s3"), HOUR, now()).unwrap();
    let request = SignedRequest::parse("PUT", target(url.as_str()), sent.iter().copied().chain([("host", HOST)]))?;
    request.verify(&credentials(), now(), policy).payload()
}

#[test]
fn has_the_signature_of_the_values_joined_and_is_refused() {
    let mut policy = policy();
    let one = [("x-amz-copy-source", "a,b")];
    let two = [("x-amz-copy-source", "a"), ("X-Amz-Copy-Source", "b")];
    assert_eq!(copy("a,b", &one, &policy), Ok(Payload::Unsigned));
    let sentence = "the request has the header x-amz-copy-source more than once";
    assert_refused(copy("a,b", &two, &policy), sentence, "InvalidRequest", 400);
    policy.allow_repeated_headers = true;
    assert_eq!(copy("a,b", &two, &policy), Ok(Payload::Unsigned));
    let two = [("x-amz-copy-source", "b"), ("x-amz-copy-source", "a")];
    assert_eq!(copy("a,b", &two, &policy), Err(Refusal::SignatureMismatch));
}

/// White space at the ends of a value does not count, and inside it counts as one space.
#[test]
fn white_space_is_folded() {
    let policy = policy();
    assert_eq!(copy("a b", &[("x-amz-copy-source", " a  \t b\t")], &policy), Ok(Payload::Unsigned));
    assert_eq!(copy("a b", &[("x-amz-copy-source", "ab")], &policy), Err(Refusal::SignatureMismatch));
}

/// HTTP allows many headers to come more than once, and other headers are no instructions to S3.
#[test]
fn may_be_any_other() {
    let policy = policy();
    let sent = [("x-amz-copy-source", "a"), ("accept", "b"), ("accept", "c")];
    assert_eq!(copy("a", &sent, &policy), Ok(Payload::Unsigned));
}

#[test]
fn is_refused_in_a_header_signed_request() {
    let url = format!("https://{HOST}/k");
    let mut headers = vec![
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("x-amz-date", "20150830T123600Z"),
        ("x-amz-meta-a", "1"),
        ("x-amz-meta-a", "2"),
    ];
    let request = Request::put(&url).unwrap();
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
    let key = key();
    let scope = key.scope();
    let signature = key.sign(&StringToSign::new(now(), scope, &canonical_request));
    let names = "host;x-amz-content-sha256;x-amz-date;x-amz-meta-a";
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={signature}");
    headers.extend([("host", HOST), ("authorization", &authorization)]);
    let request = SignedRequest::parse("PUT", "/k", headers).unwrap();
    let mut policy = policy();
    let sentence = "the request has the header x-amz-meta-a more than once";
    assert_refused(request.verify(&key, now(), &policy), sentence, "InvalidRequest", 400);
    policy.allow_repeated_headers = true;
    assert_eq!(request.verify(&key, now(), &policy).payload(), Ok(Payload::Unsigned));
}
