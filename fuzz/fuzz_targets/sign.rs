//! Any request is signed or refused. What is signed can be taken apart again, and says what was asked for.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::{CanonicalRequest, Credentials, Request, Rules, Signer, Timestamp, s3::Bucket};

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    method: &'a str,
    url: &'a str,
    key: &'a str,
    query: Vec<(&'a str, &'a str)>,
    headers: Vec<(&'a str, &'a str)>,
    credentials: (&'a str, &'a str, &'a str),
    region: &'a str,
    service: &'a str,
    expires_in: u32,
    now: u64,
}

fuzz_target!(|input: Input<'_>| {
    let (id, secret, token) = input.credentials;
    let credentials = Credentials::new(id, secret).with_session_token(token);
    let Ok(signer) = Signer::new(credentials, input.region, input.service) else { return };
    let now = Timestamp::from_unix_seconds(input.now % 253_402_300_800).expect("below the year 10000");
    if let Ok(request) = Request::new(input.method, input.url) {
        sign(&signer, request, &input, now);
    }
    if let Ok(bucket) = Bucket::new("examplebucket", input.region) {
        sign(&signer, bucket.put_object(input.key).request().clone(), &input, now);
    }
});

fn sign(signer: &Signer, mut request: Request<'_>, input: &Input<'_>, now: Timestamp) {
    for (name, value) in &input.query {
        request = request.query(name, value);
    }
    for (name, value) in &input.headers {
        request = request.header(name, value);
    }
    let expires_in = Duration::from_secs(input.expires_in.into());
    let Ok(explanation) = signer.explain(&request, expires_in, now) else { return };
    let presigned = explanation.url().expect("a presign is explained");
    let url = presigned.as_str();
    assert!(url.is_ascii());

    // The URL as a server would take it apart has the canonical request that was signed.
    let mut received = Request::new(presigned.method(), url).expect("a presigned URL is a URL");
    for (name, value) in presigned.headers() {
        received = received.header(name, value);
    }
    let hash = explanation.canonical_request.as_str().rsplit('\n').next().expect("a last line");
    let received = received.payload_hash(hash);
    if Rules::for_service(input.service).sign_session_token {
        let canonical = CanonicalRequest::new(&received, signer.rules()).expect("what was signed is valid");
        assert_eq!(canonical.as_str(), explanation.canonical_request.as_str());
    }
}
