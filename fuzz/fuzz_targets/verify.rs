//! Any request and any form is verified or refused, any URL taken apart, any answer compared. What is signed is verified,
//! and a changed signature never is.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::explain::{compare, compare_url, inspect, read_answer};
use presign::verify::{HeaderSignedRequest, Policy, PostForm, PresignedRequest};
use presign::{Credentials, Request, Rules, Signer, Timestamp};

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    method: &'a str,
    target: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
    answer: &'a str,
    now: u64,
    /// Puts good signing parameters behind the target and a good `Authorization` among the headers.
    is_complete: bool,
}

const SIGNING: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2F\
    aws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=";
const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request, \
    SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=";

fuzz_target!(|input: Input<'_>| {
    let now = Timestamp::from_unix_seconds(input.now % 253_402_300_800).expect("below the year 10000");
    let signature = "0".repeat(64);
    let authorization = format!("{AUTHORIZATION}{signature}");
    let mut headers = input.headers.clone();
    let mut target = input.target.to_string();
    if input.is_complete {
        target = format!("/{target}?{SIGNING}{signature}");
        headers.push(("host", "h"));
    }
    verify(&input, &target, &headers, now);
    if input.is_complete {
        headers.extend([("authorization", authorization.as_str()), ("x-amz-date", "20150830T123600Z")]);
        verify(&input, &format!("/{}", input.target), &headers, now);
    }
    explain(&input, &target, now);
    sign_and_verify(&input, now);
});

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

/// Nobody can guess a signature, so nothing of this is ever verified.
fn verify(input: &Input<'_>, target: &str, headers: &[(&str, &str)], now: Timestamp) {
    let policy = Policy::new("us-east-1", "s3");
    if let Ok(request) = PresignedRequest::parse(input.method, target, headers.iter().copied()) {
        let request = request.body(input.body);
        let times = [now, request.date()];
        assert!(times.iter().all(|now| request.verify_with_credentials(&credentials(), *now, &policy).is_err()));
        let _ = (
            request.canonical_request(&Rules::STANDARD),
            request.decoded_path(&Rules::STANDARD),
            format!("{request:?}"),
        );
    }
    if let Ok(request) = HeaderSignedRequest::parse(input.method, target, headers.iter().copied()) {
        let times = [now, request.date()];
        assert!(times.iter().all(|now| request.verify_with_credentials(&credentials(), *now, &policy).is_err()));
    }
    if let Ok(form) = PostForm::parse("b", headers.iter().copied()) {
        assert!(form.verify_with_credentials(&credentials(), form.date(), &policy, 0).is_err());
    }
}

fn explain(input: &Input<'_>, target: &str, now: Timestamp) {
    for url in [input.target, &format!("https://h{target}")] {
        let inspection = inspect(url, now);
        let _ = (inspection.to_string(), compare_url(url, input.answer).to_string());
    }
    assert!(!read_answer(input.answer).causes.is_empty());
    let text = input.answer.replace('&', "&amp;").replace('<', "&lt;");
    let answer =
        format!("<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>{text}</CanonicalRequest></Error>");
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("good credentials");
    let request = Request::get("https://h/k?a=b%20c").expect("a good URL");
    let explanation = signer.explain(&request, Duration::from_secs(60), now).expect("a good request");
    for answer in [input.answer, &answer] {
        assert!(!compare(&explanation, answer).causes.is_empty());
    }
    let url = explanation.url().expect("a presign is explained");
    assert!(!compare_url(url.as_str(), &answer).causes.is_empty());
}

/// What this crate signs, it verifies, unless it is a header that no signer signs twice.
fn sign_and_verify(input: &Input<'_>, now: Timestamp) {
    let url = format!("https://h/{}", input.target);
    let Ok(mut request) = Request::new(input.method, &url) else { return };
    for (name, value) in &input.headers {
        request = request.header(name, value);
    }
    let signer = Signer::new(credentials(), "us-east-1", "execute-api").expect("good credentials");
    let Ok(presigned) = signer.presign(&request.body(input.body), Duration::from_secs(60), now) else { return };
    let target = &presigned.as_str()["https://h".len()..];
    let headers = presigned.headers().chain([("host", "h")]);
    let received = PresignedRequest::parse(input.method, target, headers).expect("what was signed is read");
    let verified = received.body(input.body).verify_with_credentials(
        &credentials(),
        now,
        &Policy::new("us-east-1", "execute-api"),
    );
    if let Err(error) = verified {
        // Some headers may come once only, and the body may be named by one of them.
        assert_ne!(error.code(), "SignatureDoesNotMatch", "{error}");
    }
}
