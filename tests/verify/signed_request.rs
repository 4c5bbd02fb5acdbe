//! A request of either form: where its signature is found, and where a policy accepts it.

use presign::Request;
use presign::verify::{Payload, Place, Policy, Refusal, SignedRequest};

use crate::fixtures::{HOUR, credentials, now, signer};
use crate::sent::Sent;
use crate::server::{HELLO, HOST, Verdict as _, assert_refused, borrowed, key, policy, target};

/// An `http::Request` of these, as a server has it.
fn parts(method: &str, uri: &str, headers: &[(&str, &[u8])]) -> http::request::Parts {
    let mut request = http::Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, http::HeaderValue::from_bytes(value).unwrap());
    }
    request.body(()).unwrap().into_parts().0
}

fn presigned() -> String {
    let url = Request::get(&format!("https://{HOST}/k")).unwrap().presign(&signer("s3"), HOUR, now()).unwrap();
    url.into_string()
}

#[test]
fn a_presigned_request_is_verified() {
    let sent = Sent::upload();
    let request = SignedRequest::parse(sent.method, &sent.target, borrowed(&sent.headers)).unwrap();
    assert_eq!((request.place(), request.access_key_id()), (Place::Query, "AKIDEXAMPLE"));
    assert_eq!(request.expires_at(), sent.parse().unwrap().expires_at());
    assert_eq!(request.verify(&key(), now(), &policy()).payload(), Ok(Payload::Unsigned));
    assert!(format!("{request:?}").starts_with("SignedRequest { method: \"PUT\", path: \"/a%20b.txt\", "));
}

#[test]
fn a_header_signed_request_is_verified() {
    let url = format!("https://{HOST}/k");
    let signed = Request::put(&url).unwrap().body("hello").sign(&signer("s3"), now()).unwrap();
    let headers = || signed.headers().chain([("host", HOST)]);
    let request = SignedRequest::parse("PUT", "/k", headers()).unwrap();
    assert_eq!((request.place(), request.expires_at()), (Place::Authorization, None));
    let payload = request.verify(&credentials(), now(), &policy()).payload().unwrap();
    assert_eq!(payload.to_string(), HELLO);
    let refused = SignedRequest::parse("PUT", "/other", headers()).unwrap().verify(&key(), now(), &policy()).payload();
    assert_eq!(refused, Err(Refusal::SignatureMismatch));
}

#[test]
fn no_signature_and_two_are_refused() {
    let headers = [("host", HOST), ("authorization", "AWS4-HMAC-SHA256 Credential=x")];
    let sentence = "the request is not signed: it has neither a header Authorization nor X-Amz-Algorithm in its query";
    assert_refused(SignedRequest::parse("GET", "/k?x=y", [headers[0]]), sentence, "AccessDenied", 403);
    let sentence = "the request is signed in its query and in the header Authorization";
    assert_refused(SignedRequest::parse("GET", target(&presigned()), headers), sentence, "InvalidArgument", 400);
    // Whatever else is wrong with either.
    let parsed = SignedRequest::parse("GET", "/k?X-Amz-Signature=x", headers);
    assert_refused(parsed, sentence, "InvalidArgument", 400);
    for headers in [&[headers[0], ("authorization", "AWS AKID:x")][..], &headers[..1]] {
        let parsed = SignedRequest::parse("GET", "/k?AWSAccessKeyId=x&Signature=y", headers.iter().copied());
        let sentence = "the request is signed with Signature Version 2, which is not verified here";
        assert_refused(parsed, sentence, "InvalidRequest", 400);
    }
    let missing = SignedRequest::parse("GET", "/k?X-Amz-Signature=x", [("host", HOST)]);
    assert_refused(missing, "the query has no X-Amz-Algorithm", "AuthorizationQueryParametersError", 400);
}

#[test]
fn the_host_of_an_http_request_is_the_headers_or_the_uris() {
    let url = presigned();
    let host = ("host", HOST.as_bytes());
    let verify = |parts: &http::request::Parts| {
        SignedRequest::from_http_parts(parts)?.verify(&key(), now(), &policy()).payload()
    };
    assert_eq!(verify(&parts("GET", target(&url), &[host])), Ok(Payload::Unsigned));
    // HTTP/2.
    assert_eq!(verify(&parts("GET", &url, &[])), Ok(Payload::Unsigned));
    assert_eq!(verify(&parts("GET", &url, &[host])), Ok(Payload::Unsigned));
    let sentence = "the request target and the header host name different hosts";
    assert_refused(verify(&parts("GET", &url, &[("host", b"other")])), sentence, "InvalidRequest", 400);
    let sentence = "the request has no header host";
    assert_refused(verify(&parts("GET", target(&url), &[])), sentence, "InvalidRequest", 400);
    assert_eq!(verify(&parts("GET", &url.replace(HOST, "other"), &[])), Err(Refusal::SignatureMismatch));
}

#[test]
fn a_policy_says_where_a_signature_may_be() {
    let url = presigned();
    let signed = Request::get(&format!("https://{HOST}/k")).unwrap().sign(&signer("s3"), now()).unwrap();
    let in_query = SignedRequest::parse("GET", target(&url), [("host", HOST)]).unwrap();
    let in_header = SignedRequest::parse("GET", "/k", signed.headers().chain([("host", HOST)])).unwrap();
    for places in [vec![], vec![Place::Query], vec![Place::Authorization], vec![Place::Authorization, Place::Query]] {
        let mut policy = policy();
        policy.places.clone_from(&places);
        for (request, place, name) in
            [(&in_query, Place::Query, "query"), (&in_header, Place::Authorization, "header Authorization")]
        {
            assert_eq!(request.place(), place);
            let verified = request.verify(&credentials(), now(), &policy);
            if places.contains(&place) {
                assert!(verified.is_ok(), "{places:?} {place}");
            } else {
                let sentence = format!("the request is signed in the {name}, where this server accepts no signature");
                assert_refused(verified, &sentence, "AccessDenied", 403);
            }
        }
    }
}

#[test]
fn a_header_that_is_not_utf_8_is_refused() {
    let parts = parts("GET", &presigned(), &[("x-note", b"\xff")]);
    let sentence = "the value of the header x-note is not UTF-8";
    assert_refused(SignedRequest::from_http_parts(&parts), sentence, "InvalidRequest", 400);
}

/// A hash that is computed while the body streams in, for a service that names none in a header.
#[test]
fn a_hash_stands_for_the_body() {
    let request = Request::post("https://example.com/items").unwrap().body("hello");
    let url = request.presign(&signer("execute-api"), HOUR, now()).unwrap();
    let request = SignedRequest::parse("POST", target(url.as_str()), [("host", "example.com")]).unwrap();
    let policy = Policy::new("us-east-1", "execute-api");
    let verify = |request: SignedRequest| request.verify(&credentials(), now(), &policy).payload();
    let hash: [u8; 32] = hex::decode(HELLO).unwrap().try_into().unwrap();
    assert_eq!(verify(request.clone()), Err(Refusal::SignatureMismatch));
    assert_eq!(verify(request.clone().body_hash([0; 32])), Err(Refusal::SignatureMismatch));
    assert_eq!(verify(request.body_hash(hash)), Ok(Payload::Sha256(hash)));
}

#[test]
fn a_body_is_checked_as_it_streams() {
    let decoder = |hash: &str| {
        let url = format!("https://{HOST}/k");
        let request = Request::put(&url).unwrap().payload_hash(hash);
        let signed = request.sign(&signer("s3"), now()).unwrap();
        let request = SignedRequest::parse("PUT", "/k", signed.headers().chain([("host", HOST)])).unwrap();
        request.verify(&credentials(), now(), &policy()).unwrap().1
    };
    let receive = |hash: &str, pieces: &[&str]| {
        let (mut decoder, mut given) = (decoder(hash), String::new());
        for piece in pieces {
            let mut piece = piece.as_bytes();
            while let Some(bytes) = decoder.decode(&mut piece)? {
                given.push_str(std::str::from_utf8(bytes).unwrap());
            }
            assert!(piece.is_empty());
        }
        assert_eq!(decoder.finish()?, []);
        Ok(given)
    };
    assert_eq!(receive(HELLO, &["he", "", "llo"]), Ok("hello".into()));
    for pieces in [&[][..], &["hell"], &["hello", "!"]] {
        assert_eq!(receive(HELLO, pieces), Err(Refusal::Body));
    }
    assert_eq!(receive("UNSIGNED-PAYLOAD", &["any"]), Ok("any".into()));
    assert_eq!(decoder(HELLO).bytes_left(), None);
    assert_eq!(format!("{:?}", decoder(HELLO)), "BodyDecoder { .. }");
}
