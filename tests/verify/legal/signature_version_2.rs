//! Signature Version 2, which is not verified.

use presign::verify::{Refusal, SignedRequest};

use super::{Client, verify};
use crate::server::{HOST, assert_refused};

const SENTENCE: &str = "the request is signed with Signature Version 2, which is not verified here";

#[test]
fn has_an_error_of_its_own() {
    // Of `aws s3 presign` with a custom endpoint, and of `s3cmd signurl`.
    for target in [
        "/b/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=bWq2s1WEIj%2BYdj0vQ697zp%2BIXMU%3D&Expires=1440941760",
        "/k?Signature=x&Expires=1&AWSAccessKeyId=A",
    ] {
        let refused = SignedRequest::parse("GET", target, [("host", HOST)]);
        assert_refused(refused, SENTENCE, "InvalidRequest", 400);
        assert_refused(verify("GET", target, vec![("host", HOST)]), SENTENCE, "InvalidRequest", 400);
    }
    let headers = [("host", HOST), ("authorization", "AWS AKIDEXAMPLE:bWq2s1WEIj+Ydj0vQ697zp+IXMU=")];
    assert_refused(verify("GET", "/k", headers.into()), SENTENCE, "InvalidRequest", 400);
    assert_refused(SignedRequest::parse("GET", "/k", headers), SENTENCE, "InvalidRequest", 400);
}

/// A half of it, or both versions.
#[test]
fn is_not_seen_where_it_is_not() {
    let refused = |target| SignedRequest::parse("GET", target, [("host", HOST)]).unwrap_err();
    assert_eq!(refused("/k?Signature=x"), Refusal::NotSigned);
    assert_eq!(refused("/k?awsaccesskeyid=x&signature=x"), Refusal::NotSigned);
    let client = Client { method: "GET", signed: &[], payload: "UNSIGNED-PAYLOAD" };
    let sent = client.sends_url(&[("authorization", "AWS AKIDEXAMPLE:x")]);
    let sentence = "the request is signed in its query and in the header Authorization";
    assert_refused(sent, sentence, "InvalidArgument", 400);
}
