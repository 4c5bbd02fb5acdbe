//! Presigned requests that a server accepts, and every other reason to refuse one: its time, its place, its headers, and
//! what has changed since it was signed.

use std::time::Duration;

use presign::verify::{Payload, Policy, Refusal, SignedRequest};
use presign::{Request, Rules, Scope, Signer, SigningKey};

use crate::fixtures::{HOUR, at, credentials, now, signer};
use crate::sent::Sent;
use crate::server::{HOST, Verdict as _, assert_refused, key, policy, target};

#[test]
fn what_was_signed_is_verified() {
    assert_eq!(Sent::upload().verify(), Ok(Payload::Unsigned));
    let request = Sent::upload().parse().unwrap();
    let policy = policy();
    assert_eq!(request.verify(&credentials(), now(), &policy).payload(), Ok(Payload::Unsigned));
}

#[test]
fn a_mismatch_does_not_tell_the_signature_that_was_expected() {
    let right = Sent::upload();
    let signature = right.target.split("X-Amz-Signature=").nth(1).unwrap().to_string();
    let error = right.with_parameter("X-Amz-Signature", &"0".repeat(64)).verify().unwrap_err();
    assert_eq!(error, Refusal::SignatureMismatch);
    assert!(!format!("{error} {error:?}").contains(&signature[..8]));
}

#[test]
fn a_request_that_is_not_valid_yet_is_refused() {
    assert!(Sent::upload().at("20150830T122100Z").verify().is_ok());
    let sent = Sent::upload().at("20150830T122059Z");
    sent.is_refused("the request is dated 20150830T123600Z, which lies in the future", "AccessDenied", 403);
    let mut sent = Sent::upload().at("20150830T123559Z");
    sent.policy.clock_skew = Duration::ZERO;
    sent.is_refused("the request is dated 20150830T123600Z, which lies in the future", "AccessDenied", 403);
}

#[test]
fn an_expired_request_is_refused() {
    assert!(Sent::upload().at("20150830T133600Z").verify().is_ok());
    let sent = Sent::upload().at("20150830T133601Z");
    sent.is_refused("the request expired at 20150830T133600Z", "AccessDenied", 403);
    Sent::upload().at("99991231T235959Z").is_refused("the request expired at 20150830T133600Z", "AccessDenied", 403);
}

#[test]
fn the_life_of_a_url_that_names_none_is_the_servers() {
    let signer = signer("iotdevicegateway");
    let url = Request::get("https://example.com/mqtt").unwrap();
    let url = url.presign(&signer, HOUR, now()).unwrap();
    let request = SignedRequest::parse("GET", target(url.as_str()), [("host", "example.com")]).unwrap();
    assert_eq!(request.expires_at(), None);
    let mut policy = Policy::new("us-east-1", "iotdevicegateway");
    let verify = |policy: &Policy, now| request.verify(&credentials(), now, policy).payload();
    let refused = verify(&policy, now()).unwrap_err();
    assert_eq!(refused.to_string(), "the query has no X-Amz-Expires");
    policy.implied_expires = Some(Duration::from_secs(900));
    assert!(verify(&policy, at("20150830T125100Z")).is_ok());
    assert_eq!(verify(&policy, at("20150830T125101Z")), Err(Refusal::Expired(at("20150830T125100Z"))));
}

#[test]
fn another_region_is_refused() {
    let mut sent = Sent::upload();
    sent.policy.regions = vec!["eu-west-1".into(), "EU".into()];
    sent.is_malformed("the credential in the query is for the region us-east-1, but this server is in eu-west-1 or EU");
    sent.policy.regions.push("us-east-1".into());
    assert!(sent.verify().is_ok());
    sent.policy.regions.clear();
    sent.is_malformed("the credential in the query is for the region us-east-1, but this server is in ");
}

#[test]
fn another_service_is_refused() {
    let sent = Sent { policy: Policy::new("us-east-1", "s3express"), ..Sent::upload() };
    sent.is_malformed("the credential in the query is for the service s3, but this server is s3express");
}

#[test]
fn a_signed_header_must_be_there() {
    let sent = Sent::upload().without_header("Content-Type");
    sent.is_refused("the header content-type is signed but was not sent", "SignatureDoesNotMatch", 403);
}

#[test]
fn an_amazon_header_must_be_signed() {
    for name in ["x-amz-copy-source", "X-Amz-Acl", "X-AMZ-TAGGING", "x-amz-security-token", "x-amz-"] {
        let sentence = format!("the header {} was sent but is not signed", name.to_lowercase());
        Sent::upload().with_header(name, "x").is_refused(&sentence, "AccessDenied", 403);
    }
    let harmless = Sent::upload().with_header("User-Agent", "x").with_header("x-amzn-trace-id", "y");
    assert!(harmless.verify().is_ok());
}

#[test]
fn a_header_cannot_be_called_signed() {
    let sent = Sent::upload().with_header("User-Agent", "x");
    sent.with_parameter("X-Amz-SignedHeaders", "content-type%3Bhost%3Buser-agent").is_mismatch();
}

#[test]
fn a_second_signature_is_refused() {
    let sent = Sent::upload().with_header("Authorization", "AWS4-HMAC-SHA256 Credential=x");
    sent.is_refused("the request is signed in its query and in the header Authorization", "InvalidArgument", 400);
}

#[test]
fn another_target_is_refused() {
    for target in ["", "*", "example.com:443", "a?b"] {
        let sent = Sent { target: target.into(), ..Sent::upload() };
        sent.is_refused("the request target does not begin with a slash", "InvalidURI", 400);
    }
}

#[test]
fn a_request_has_one_host() {
    Sent::upload().without_header("Host").is_refused("the request has no header host", "InvalidRequest", 400);
    let sent = Sent::upload().with_header("HOST", "example.com");
    sent.is_refused("the request has the header host more than once", "InvalidRequest", 400);
    // A slash in the host must not become part of the path.
    for host in ["", "a b", "a/b", "user@a", "a\nx-amz-acl:public-read", "é"] {
        let sent = Sent::upload().without_header("Host").with_header("Host", host);
        sent.is_refused("the header host has a character that no host has", "InvalidRequest", 400);
    }
}

#[test]
fn the_host_is_verified_as_it_was_sent() {
    for host in
        ["EXAMPLEBUCKET.s3.us-east-1.amazonaws.com", &format!("{HOST}:443"), &format!("{HOST}:80"), "example.com"]
    {
        Sent::upload().without_header("Host").with_header("Host", host).is_mismatch();
    }
    let spaced = Sent::upload().without_header("Host").with_header("Host", &format!(" {HOST}\t"));
    assert!(spaced.verify().is_ok());
}

#[test]
fn what_cannot_be_signed_is_refused() {
    let refused = |sent: Sent, sentence: &str, code: &str, status| sent.is_refused(sentence, code, status);
    let upload = Sent::upload;
    let lower = Sent { method: "put", ..upload() };
    refused(lower, "the method is not an upper-case HTTP token such as GET or PUT", "MethodNotAllowed", 405);
    let sentence = "the query contains a bare +: write %20 for a space or %2B for a plus sign";
    refused(upload().with("?", "?a=b+c&"), sentence, "InvalidURI", 400);
    let sentence = "the path of the URL contains a % that two hexadecimal digits do not follow";
    refused(upload().with("%20", "%zz"), sentence, "InvalidURI", 400);
    refused(upload().with("?", "?=b&"), "a query parameter has an empty name", "InvalidURI", 400);
    let fragment = "the URL has a fragment: a # that belongs to the path or the query is written %23";
    refused(upload().with("?", "#?"), fragment, "InvalidURI", 400);
    let sentence = "the header name \" x-amz-acl\" is not an HTTP token";
    refused(upload().with_header(" x-amz-acl", "x"), sentence, "InvalidRequest", 400);
    let sentence = "the value of the header content-type contains a control character";
    refused(upload().with_header("content-type", "a\nb"), sentence, "InvalidRequest", 400);
}

#[test]
fn every_change_of_what_was_signed_is_a_mismatch() {
    let upload = Sent::upload;
    Sent { method: "GET", ..upload() }.is_mismatch();
    upload().with("/a%20b.txt", "/a%20c.txt").is_mismatch();
    upload().with("/a%20b.txt", "//a%20b.txt").is_mismatch();
    upload().with("/a%20b.txt", "/a%2520b.txt").is_mismatch();
    upload().with("/a%20b.txt", "/x/../a%20b.txt").is_mismatch();
    upload().with("?", "?acl&").is_mismatch();
    upload().with("AKIDEXAMPLE", "AKIDEXAMPLF").is_mismatch();
    upload().with_parameter("X-Amz-Expires", "3601").is_mismatch();
    upload().with_parameter("X-Amz-Expires", "03600").is_mismatch();
    upload().with_parameter("X-Amz-Date", "20150830T123601Z").is_mismatch();
    upload().with_parameter("X-Amz-SignedHeaders", "host").is_mismatch();
    upload().with_parameter("X-Amz-Signature", &"0".repeat(64)).is_mismatch();
    upload().without_header("Content-Type").with_header("content-type", "text/html").is_mismatch();
    upload().with_header("content-type", "text/plain").is_mismatch();
    // Whatever token was handed out with the key.
    let with_token = upload().with("?", "?X-Amz-Security-Token=x&");
    let sentence = "the session token is not that of the access key";
    with_token.is_refused(sentence, "InvalidToken", 400);
    let verified = with_token.parse().unwrap().verify((&key(), Some("x")), now(), &policy());
    assert_refused(verified, "the signature does not match the request", "SignatureDoesNotMatch", 403);
}

/// To HTTP and S3 each of these is the same request.
#[test]
fn another_spelling_of_the_same_request_is_the_same_request() {
    let upload = Sent::upload;
    let same = [
        upload().with("%2Fus-east-1", "%2fus-east-1"),
        upload().with("/a%20b.txt", "/%61%20b.txt"),
        upload().with("?", "?&"),
        upload().with("content-type%3Bhost", "content-type;host"),
        upload().without_header("Content-Type").with_header("CONTENT-TYPE", "  text/plain "),
    ];
    for sent in same {
        assert_eq!(sent.verify(), Ok(Payload::Unsigned), "{}", sent.target);
    }
}

#[test]
fn a_key_of_another_scope_is_the_servers_fault() {
    let other = SigningKey::derive(&credentials(), &Scope::new(now(), "us-east-2", "s3").unwrap());
    let refused = Sent::upload().parse().unwrap().verify(&other, now(), &policy());
    let sentence = "the server's signing key is for 20150830/us-east-2/s3/aws4_request, \
                    but the request needs one for 20150830/us-east-1/s3/aws4_request";
    assert_refused(refused, sentence, "InternalError", 500);
}

#[test]
fn dot_segments_are_keys_to_s3_and_steps_to_others() {
    let sign = |service: &str, path: &str| {
        let rules = Rules::for_service(service).refuse_dot_segments(false);
        let signer = signer(service).with_rules(rules);
        let url = format!("https://example.com{path}");
        let url = Request::get(&url).unwrap().presign(&signer, HOUR, now()).unwrap();
        target(url.as_str()).to_string()
    };
    let verify = |service: &str, target: &str| {
        let request = SignedRequest::parse("GET", target, [("host", "example.com")]).unwrap();
        request.verify(&credentials(), now(), &Policy::new("us-east-1", service)).payload()
    };
    let target = sign("s3", "/a/../b");
    assert!(verify("s3", &target).is_ok());
    assert_eq!(verify("s3", &target.replacen("/a/../b", "/b", 1)), Err(Refusal::SignatureMismatch));
    let target = sign("execute-api", "/a/../b");
    assert!(verify("execute-api", &target).is_ok());
    assert!(verify("execute-api", &target.replacen("/a/../b", "/b", 1)).is_ok());
}

/// The management of Outposts is signed by other rules than their objects, under one name of a service.
#[test]
fn requests_to_outposts_are_verified_by_the_rules_that_their_signer_follows() {
    let signer = Signer::new(credentials(), "us-west-2", "s3-outposts").unwrap();
    let policy = Policy::new("us-west-2", "s3-outposts");
    for url in [
        "https://s3-outposts.us-west-2.amazonaws.com/S3Outposts/ListEndpoints?maxResults=2",
        "https://s3-outposts-fips.us-west-2.amazonaws.com/S3Outposts/List%20Outposts/a",
        "https://reports-123456789012.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com/S3Outposts/a%20key",
        "https://s3-outposts.us-west-2.amazonaws.com/v20180820/bucket/reports",
    ] {
        let host = url.split('/').nth(2).unwrap();
        let request = Request::get(url).unwrap();
        let presigned = request.presign(&signer, HOUR, now()).unwrap();
        let received = SignedRequest::parse("GET", target(presigned.as_str()), [("host", host)]).unwrap();
        assert!(received.verify(&credentials(), now(), &policy).is_ok(), "{url}");
        let signed = request.sign(&signer, now()).unwrap();
        let received =
            SignedRequest::parse("GET", target(signed.url()), signed.headers().chain([("host", host)])).unwrap();
        let (verified, _) = received.verify(&credentials(), now(), &policy).expect(url);
        let path = target(url).split('?').next().unwrap().replace("%20", " ");
        assert_eq!(verified.path(), Ok(path.as_str()));
    }
    // The path that is decoded is that of the rules that the signature follows.
    let host = "s3-outposts.us-west-2.amazonaws.com";
    let url = Request::get(&format!("https://{host}/S3Outposts/x")).unwrap().presign(&signer, HOUR, now()).unwrap();
    let target = target(url.as_str()).replace("/S3Outposts/x", "/S3Outposts/../S3Outposts/./x");
    let received = SignedRequest::parse("GET", &target, [("host", host)]).unwrap();
    let (verified, _) = received.verify(&credentials(), now(), &policy).unwrap();
    assert_eq!(verified.path(), Ok("/S3Outposts/x"));
}
