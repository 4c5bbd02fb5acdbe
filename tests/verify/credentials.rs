//! The credentials with which a server verifies, and their session tokens.

use std::time::Duration;

use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{Credentials, Request, Signer};

use crate::bucket::bucket;
use crate::fixtures::{HOUR, SECRET, at, credentials, now};
use crate::sent::Sent;
use crate::server::{Verdict as _, assert_refused, target};

#[track_caller]
fn credentials_are_refused(credentials: &Credentials, sent: &Sent, sentence: &str, code: &str, status: u16) {
    let verified = sent.parse().unwrap().verify(credentials, sent.now, &sent.policy);
    assert_refused(verified, sentence, code, status);
}

#[test]
fn other_credentials_are_refused() {
    let sent = Sent::upload();
    let other = Credentials::new("AKIDOTHER", SECRET);
    credentials_are_refused(&other, &sent, "the access key id is not known", "InvalidAccessKeyId", 403);
    let other = Credentials::new("AKIDEXAMPLE", "another secret");
    let sentence = "the signature does not match the request";
    credentials_are_refused(&other, &sent, sentence, "SignatureDoesNotMatch", 403);
    // Anyone can sign with nothing.
    let none = Credentials::new("AKIDEXAMPLE", "");
    let sentence = "the server's credentials are not usable: the secret access key is empty";
    credentials_are_refused(&none, &sent, sentence, "InternalError", 500);
}

#[test]
fn the_session_token_must_be_the_one_that_was_handed_out() {
    let bucket = bucket();
    let temporary = credentials().with_session_token("token+with/special==").with_expiry(at("20150830T130000Z"));
    let signer = bucket.signer(temporary.clone()).unwrap();
    let url = bucket.get_object("k").presign(&signer, HOUR, now()).unwrap();
    let target = target(url.as_str()).to_string();
    let sent = Sent { method: "GET", target, ..Sent::upload().without_header("Content-Type") };

    let request = sent.parse().unwrap();
    assert_eq!(request.session_token(), Some("token+with/special=="));
    assert!(request.verify(&temporary, now(), &sent.policy).is_ok());

    let sentence = "the session token is not that of the access key";
    let other = credentials().with_session_token("another");
    credentials_are_refused(&other, &sent, sentence, "InvalidToken", 400);
    credentials_are_refused(&credentials(), &sent, sentence, "InvalidToken", 400);
    credentials_are_refused(&temporary, &Sent::upload(), sentence, "InvalidToken", 400);
    let late = sent.at("20150830T130000Z");
    credentials_are_refused(&temporary, &late, "the credentials expired at 20150830T130000Z", "ExpiredToken", 400);
}

/// A token that is appended to the signed URL is not part of what was signed.
#[test]
fn an_unsigned_token_is_left_out_of_the_signature() {
    let temporary = credentials().with_session_token("token");
    let signer = Signer::new(temporary.clone(), "us-east-1", "iotdevicegateway").unwrap();
    let url = Request::get("https://example.com/mqtt").unwrap();
    let url = url.presign(&signer, HOUR, now()).unwrap();
    let request = SignedRequest::parse("GET", target(url.as_str()), [("host", "example.com")]).unwrap();
    let mut policy = Policy::new("us-east-1", "iotdevicegateway");
    policy.implied_expires = Some(Duration::from_secs(900));
    assert!(request.verify(&temporary, now(), &policy).is_ok());
    let other = request.verify(&credentials().with_session_token("other"), now(), &policy).payload();
    assert_eq!(other, Err(Refusal::SessionToken));
    // A second token is nobody's, right or wrong.
    let verify_with = |name: &str, value: &str| {
        let headers = [("host", "example.com"), (name, value)];
        let request = SignedRequest::parse("GET", target(url.as_str()), headers).unwrap();
        request.verify(&temporary, now(), &policy).payload()
    };
    for value in ["x", "token", ""] {
        let refused = Err(Refusal::UnsignedHeader("x-amz-security-token".into()));
        assert_eq!(verify_with("X-Amz-Security-Token", value), refused);
    }
    assert_eq!(verify_with("x-amz-acl", "x"), Err(Refusal::UnsignedHeader("x-amz-acl".into())));
}
