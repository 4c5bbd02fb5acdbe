//! Requests with the header `Authorization`: what the server reads from them, and every reason to refuse one.

use presign::verify::{Payload, Refusal, SignedRequest};
use presign::{CanonicalRequest, Request, Rules, StringToSign};

use crate::fixtures::{at, credentials, now};
use crate::server::{HELLO, HOST, Verdict as _, assert_refused, borrowed, key, policy, read};

/// The headers of an upload of `hello`, signed, and these others.
fn upload_headers(others: &[(&str, &str)]) -> Vec<(String, String)> {
    let key = key();
    let url = format!("https://{HOST}/k");
    let mut headers = vec![("x-amz-content-sha256", HELLO), ("x-amz-date", "20150830T123600Z")];
    headers.extend(others);
    let request = Request::put(&url).unwrap();
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
    let signature = key.sign(&StringToSign::new(now(), key.scope(), &canonical_request));
    let names = canonical_request.as_str().rsplit('\n').nth(1).unwrap().to_string();
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{},SignedHeaders={names},  Signature={signature}",
        key.scope()
    );
    headers.extend([("host", HOST), ("authorization", &authorization)]);
    headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

fn parse(headers: &[(String, String)]) -> Result<SignedRequest, Refusal> {
    SignedRequest::parse("PUT", "/k", borrowed(headers))
}

fn verify(headers: &[(String, String)]) -> Result<Payload, Refusal> {
    parse(headers)?.verify(&credentials(), now(), &policy()).payload()
}

/// The upload with one header changed by hand, after signing.
fn changed(name: &str, change: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let mut headers = upload_headers(&[]);
    let (_, value) = headers.iter_mut().find(|(other, _)| other == name).unwrap();
    *value = change(value);
    headers
}

#[track_caller]
fn is_refused(headers: &[(String, String)], sentence: &str, code: &str, status: u16) {
    assert_refused(verify(headers), sentence, code, status);
}

#[track_caller]
fn is_malformed(headers: &[(String, String)], sentence: &str) {
    is_refused(headers, sentence, "AuthorizationHeaderMalformed", 400);
}

#[test]
fn what_was_signed_is_verified() {
    let headers = upload_headers(&[("range", "bytes=0-9"), ("x-amz-acl", "private")]);
    let verified = || parse(&headers)?.verify(&credentials(), now(), &policy());
    assert_eq!(read(verified(), b"hello").unwrap(), b"hello");
    assert_eq!(read(verified(), b"hellO"), Err(Refusal::Body));
}

#[test]
fn a_request_tells_what_it_claims() {
    let request = parse(&upload_headers(&[("x-amz-security-token", "token")])).unwrap();
    assert_eq!(request.access_key_id(), "AKIDEXAMPLE");
    assert_eq!(request.scope().as_str(), "20150830/us-east-1/s3/aws4_request");
    assert_eq!(request.date(), now());
    assert_eq!(request.signed_headers(), ["host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"]);
    assert_eq!(request.session_token(), Some("token"));
    let expected = "SignedRequest { method: \"PUT\", path: \"/k\", access_key_id: \"AKIDEXAMPLE\", \
                    scope: \"20150830/us-east-1/s3/aws4_request\", date: 20150830T123600Z, signed_headers: [\"host\", \
                    \"x-amz-content-sha256\", \"x-amz-date\", \"x-amz-security-token\"], .. }";
    assert_eq!(format!("{request:?}"), expected);
}

#[test]
fn what_changed_on_the_way_is_refused() {
    let hash = |headers: &mut Vec<(String, String)>| headers[0].1 = HELLO.replace('2', "3");
    let mut headers = upload_headers(&[]);
    hash(&mut headers);
    assert_eq!(verify(&headers), Err(Refusal::SignatureMismatch));
    assert_eq!(verify(&changed("x-amz-date", |_| "20150830T123601Z".into())), Err(Refusal::SignatureMismatch));
    assert_eq!(verify(&changed("host", str::to_uppercase)), Err(Refusal::SignatureMismatch));
    let late = changed("authorization", |value| value.replace("Signature=", "Signature=0")[..value.len()].into());
    assert_eq!(verify(&late), Err(Refusal::SignatureMismatch));
}

#[test]
fn a_header_is_missing() {
    let without = |name: &str| {
        let mut headers = upload_headers(&[]);
        headers.retain(|(other, _)| other != name);
        headers
    };
    let sentence = "the request is not signed: it has neither a header Authorization nor X-Amz-Algorithm in its query";
    is_refused(&without("authorization"), sentence, "AccessDenied", 403);
    is_refused(&without("x-amz-date"), "the request has no header x-amz-date", "AccessDenied", 403);
    is_refused(&without("host"), "the request has no header host", "InvalidRequest", 400);
    let sentence = "the request has no header x-amz-content-sha256";
    is_refused(&without("x-amz-content-sha256"), sentence, "InvalidRequest", 400);
}

#[test]
fn a_header_comes_twice() {
    for name in ["authorization", "x-amz-date", "host", "x-amz-content-sha256"] {
        let mut headers = upload_headers(&[]);
        let again = headers.iter().find(|(other, _)| other == name).unwrap().1.clone();
        headers.push((name.to_uppercase(), again));
        is_refused(&headers, &format!("the request has the header {name} more than once"), "InvalidRequest", 400);
    }
}

#[test]
fn a_malformed_authorization_is_refused() {
    let sentence = "the header Authorization is not AWS4-HMAC-SHA256 with a Credential, SignedHeaders and a Signature";
    is_malformed(&changed("authorization", |_| String::new()), sentence);
    is_malformed(&changed("authorization", |_| "AWS4-HMAC-SHA256".into()), sentence);
    is_malformed(&changed("authorization", |_| "AWS4-HMAC-SHA256 x".into()), sentence);
    is_malformed(&changed("authorization", |value| format!("{value}, Realm=x")), sentence);
    is_malformed(&changed("authorization", |value| value.replace("Signature", "signature")), sentence);
    let basic = changed("authorization", |_| "Basic QWxhZGRpbjpvcGVu".into());
    is_malformed(&basic, "the header Authorization names an algorithm that cannot be verified here");
    let missing = changed("authorization", |value| value.split(",  ").next().unwrap().into());
    is_malformed(&missing, "the header Authorization has no Signature");
    let double = changed("authorization", |value| format!("{value},Credential=x"));
    is_malformed(&double, "the header Authorization has Credential more than once");
}

#[test]
fn a_malformed_part_is_refused() {
    let replaced = |from: &str, to: &str| changed("authorization", |value| value.replace(from, to));
    is_malformed(
        &replaced("aws4_request", "aws4"),
        "the credential in the header Authorization is not an access key id, a date, a region, a service and aws4_request",
    );
    is_malformed(
        &replaced("20150830", "20150831"),
        "the credential in the header Authorization is for the day 20150831, but the signature is dated 20150830T123600Z",
    );
    is_malformed(
        &replaced("us-east-1", "us-east-2"),
        "the credential in the header Authorization is for the region us-east-2, but this server is in us-east-1",
    );
    is_malformed(
        &replaced("/s3/", "/sts/"),
        "the credential in the header Authorization is for the service sts, but this server is s3",
    );
    is_malformed(
        &replaced("host;", "Host;"),
        "the signed headers in the header Authorization are not names in lower case and in order, each once, between \
         semicolons",
    );
    let sentence = "the signed headers in the header Authorization do not include host";
    is_refused(&replaced("host;", ""), sentence, "AccessDenied", 403);
    let sentence = "the signature in the header Authorization is not 64 lower-case hexadecimal digits";
    is_refused(&replaced("Signature=", "Signature=0"), sentence, "SignatureDoesNotMatch", 403);
    let sentence = "the date of the signature in the header Authorization is not written as in 20150830T123600Z";
    is_malformed(&changed("x-amz-date", |_| "Sun, 30 Aug 2015 12:36:00 GMT".into()), sentence);
}

#[test]
fn an_amazon_header_must_be_signed() {
    let mut headers = upload_headers(&[]);
    headers.push(("X-Amz-Acl".into(), "public-read".into()));
    is_refused(&headers, "the header x-amz-acl was sent but is not signed", "AccessDenied", 403);
    // Most of all the date, on which the server relies.
    let unsigned = changed("authorization", |value| value.replace(";x-amz-date", ""));
    is_refused(&unsigned, "the header x-amz-date was sent but is not signed", "AccessDenied", 403);
}

#[test]
fn a_clock_may_be_off_by_15_minutes() {
    let request = parse(&upload_headers(&[])).unwrap();
    let verify = |now| request.verify(&credentials(), at(now), &policy());
    assert!(verify("20150830T122100Z").is_ok());
    assert!(verify("20150830T125100Z").is_ok());
    for now in ["20150830T122059Z", "20150830T125101Z"] {
        let sentence = format!("the request is dated 20150830T123600Z, which is too far from the server's time {now}");
        assert_refused(verify(now), &sentence, "RequestTimeTooSkewed", 403);
    }
}

#[test]
fn a_second_signature_is_refused() {
    let headers = upload_headers(&[]);
    for query in ["X-Amz-Signature=0", "X-Amz-Algorithm=AWS4-HMAC-SHA256"] {
        let refused = SignedRequest::parse("PUT", &format!("/k?{query}"), borrowed(&headers));
        let sentence = "the request is signed in its query and in the header Authorization";
        assert_refused(refused, sentence, "InvalidArgument", 400);
    }
}

#[test]
fn the_session_token_must_be_the_one_that_was_handed_out() {
    let request = parse(&upload_headers(&[("x-amz-security-token", "token")])).unwrap();
    let verify = |token: &str| {
        let credentials = credentials().with_session_token(token);
        request.verify(&credentials, now(), &policy()).payload()
    };
    assert!(verify("token").is_ok());
    assert_eq!(verify("other"), Err(Refusal::SessionToken));
    assert_eq!(verify(""), Err(Refusal::SessionToken));
}

#[test]
fn a_body_that_was_handed_in_is_compared() {
    let request = parse(&upload_headers(&[])).unwrap();
    let verify = |body: &str| {
        let request = request.clone().body(body);
        request.verify(&credentials(), now(), &policy()).payload()
    };
    assert!(verify("hello").is_ok());
    assert_eq!(verify("hellO"), Err(Refusal::Body));
}
