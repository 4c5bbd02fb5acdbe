//! A verified request that is signed again with another key, for another host: what stays, what goes, and what is refused.

use std::time::Duration;

use presign::verify::{Payload, Policy, Refusal, SignedRequest, Verified};
use presign::{Credentials, HeaderSignedRequest, Request, Rules, Signed, Signer, SigningKey, Timestamp};
use proptest::prelude::*;

use crate::fixtures::{HOUR, at, credentials, now, signer};
use crate::server::{HOST, Verdict as _, assert_refused, policy, target};
use crate::strategies::{key, text};

const ORIGIN: &str = "https://s3.eu-west-1.amazonaws.com";

fn real() -> Credentials {
    Credentials::new("AKIDREAL", "another secret").with_session_token("real token")
}

fn upstream() -> Signer {
    Signer::new(real(), "eu-west-1", "s3").unwrap()
}

/// A request as the server that it was signed for receives it.
fn received(signed: &Signed) -> SignedRequest {
    let host = signed.url().split('/').nth(2).unwrap();
    let headers = signed.headers().chain([("host", host)]);
    SignedRequest::parse(signed.method(), target(signed.url()), headers).unwrap()
}

fn verified(request: &SignedRequest, time: Timestamp) -> Result<Verified, Refusal> {
    request.verify(&credentials(), time, &policy()).map(|(verified, _)| verified)
}

/// A request that was signed for the upstream, as it is there.
fn again(signed: &Signed) -> Verified {
    received(signed).verify(&real(), now(), &Policy::new("eu-west-1", "s3")).unwrap().0
}

fn resign(signed: &Signed, time: Timestamp) -> Result<Signed, Refusal> {
    verified(&received(signed), time)?.resign(&upstream(), ORIGIN, time)
}

fn verify_upstream(signed: &Signed, credentials: &Credentials, time: Timestamp) -> Result<Payload, Refusal> {
    received(signed).verify(credentials, time, &Policy::new("eu-west-1", "s3")).payload()
}

fn by_url(request: &Request<'_>) -> Signed {
    Signed::Url(request.presign(&signer("s3"), HOUR, now()).unwrap())
}

fn by_headers(request: &Request<'_>) -> Signed {
    Signed::Headers(request.sign(&signer("s3"), now()).unwrap())
}

/// The decoded parameters of a URL in their order, except those that signing adds.
fn query(signed: &Signed) -> Vec<(String, String)> {
    let url = url::Url::parse(signed.url()).unwrap();
    let pairs = url.query_pairs().filter(|(name, _)| !name.starts_with("X-Amz-"));
    pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn put() -> Request<'static> {
    Request::put(
        "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b/%C3%A9?uploadId=x&empty=&b=2&a=1&a=0&plus=%2B%26",
    )
    .unwrap()
    .header("content-type", "text/plain")
    .header("x-amz-meta-note", "kept  as it is")
    .header("x-amz-acl", "private")
}

#[test]
fn a_request_verifies_with_the_new_key_and_not_with_the_old() {
    for (signed, payload) in [(by_url(&put()), Payload::Unsigned), (by_headers(&put().body("hello")), hello())] {
        let again = resign(&signed, now()).unwrap();
        assert_eq!(matches!(signed, Signed::Url(_)), matches!(again, Signed::Url(_)));
        assert_eq!(verify_upstream(&again, &real(), now()), Ok(payload));
        let old_secret = Credentials::new("AKIDREAL", crate::fixtures::SECRET).with_session_token("real token");
        assert_eq!(verify_upstream(&again, &old_secret, now()), Err(Refusal::SignatureMismatch));
        assert_eq!(verify_upstream(&again, &credentials(), now()), Err(Refusal::UnknownAccessKeyId));
        let request = received(&again);
        assert_eq!(self::again(&again).path(), Ok("/a b/é"));
        assert_eq!(query(&again), query(&signed));
        let kept = ["content-type", "x-amz-acl", "x-amz-meta-note"];
        assert!(kept.iter().all(|name| request.signed_headers().iter().any(|signed| signed == name)));
    }
}

fn hello() -> Payload {
    Payload::Sha256(hex::decode(crate::server::HELLO).unwrap().try_into().unwrap())
}

#[test]
fn values_of_signed_headers_are_kept() {
    let Signed::Headers(again) = resign(&by_headers(&put()), now()).unwrap() else { panic!("signed by headers") };
    for header in [("content-type", "text/plain"), ("x-amz-acl", "private"), ("x-amz-meta-note", "kept  as it is")] {
        assert!(again.headers().any(|sent| sent == header), "{header:?}");
    }
    assert!(again.url().starts_with("https://s3.eu-west-1.amazonaws.com/a%20b/%C3%A9?uploadId=x&empty=&"));
}

#[test]
fn the_old_token_and_unsigned_headers_are_not_passed_on() {
    let client = credentials().with_session_token("old token");
    let old = Signer::new(client.clone(), "us-east-1", "s3").unwrap();
    let url = format!("https://{HOST}/k");
    let request = Request::get(&url).unwrap();
    let url = Signed::Url(request.presign(&old, HOUR, now()).unwrap());
    for signed in [url, Signed::Headers(request.sign(&old, now()).unwrap())] {
        let (method, url, mut headers) = parts(&signed);
        headers.extend([("host".into(), HOST.into()), ("range".into(), "bytes=0-1".into()), ("te".into(), "x".into())]);
        let request = SignedRequest::parse(&method, target(&url), crate::server::borrowed(&headers)).unwrap();
        let (verified, _) = request.verify(&client, now(), &policy()).unwrap();
        let again = verified.resign(&upstream(), ORIGIN, now()).unwrap();
        assert_eq!(verify_upstream(&again, &real(), now()).as_ref(), Ok(verified.payload()));
        let (_, url, headers) = parts(&again);
        assert!(!format!("{url}{headers:?}").contains("old"));
        assert!(headers.iter().all(|(name, _)| name != "range" && name != "te"));
    }
}

fn parts(signed: &Signed) -> (String, String, Vec<(String, String)>) {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    (signed.method().into(), signed.url().into(), signed.headers().map(owned).collect())
}

#[test]
fn a_url_expires_when_the_first_one_does() {
    let signed = by_url(&put());
    for (time, left) in [("20150830T123600Z", 3600), ("20150830T133559Z", 1), ("20150830T122700Z", 4140)] {
        let Signed::Url(again) = resign(&signed, at(time)).unwrap() else { panic!("a URL") };
        assert!(again.as_str().contains(&format!("&X-Amz-Expires={left}&")), "{time}");
        assert_eq!(again.expires_at(), at("20150830T133600Z"));
    }
    let sentence = "the request expired at 20150830T133600Z";
    assert_refused(resign(&signed, at("20150830T133600Z")), sentence, "AccessDenied", 403);
    assert_refused(resign(&signed, at("20150830T133601Z")), sentence, "AccessDenied", 403);
    // Dated ahead and for as long as can be: what is left is more than a URL may have.
    let week = Signed::Url(put().presign(&signer("s3"), Duration::from_secs(604_800), now()).unwrap());
    let Signed::Url(again) = resign(&week, at("20150830T123500Z")).unwrap() else { panic!("a URL") };
    assert_eq!(again.expires_at(), at("20150906T123500Z"));
}

#[test]
fn a_url_that_would_outlive_the_request_is_refused() {
    let mqtt = Signer::new(real(), "eu-west-1", "iotdevicegateway").unwrap();
    let url = format!("https://{HOST}/k");
    let request = Request::get(&url).unwrap();
    let signed = Signed::Url(request.presign(&signer("s3"), Duration::from_secs(60), now()).unwrap());
    let again = verified(&received(&signed), now()).unwrap().resign(&mqtt, ORIGIN, now());
    let sentence = "the request cannot be signed again: the new URL would be valid after 20150830T123700Z, when the request expires";
    assert_refused(again, sentence, "NotImplemented", 501);
}

#[test]
fn payload_names_pass_except_signed_chunks() {
    for name in ["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", crate::server::HELLO] {
        let put = put().header("x-amz-content-sha256", name).header("x-amz-decoded-content-length", "5");
        let again = resign(&by_headers(&put), now()).unwrap();
        assert_eq!(verify_upstream(&again, &real(), now()).unwrap().to_string(), name);
    }
    for name in ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"] {
        let put = put().header("x-amz-content-sha256", name).header("x-amz-decoded-content-length", "5");
        let again = resign(&by_headers(&put), now());
        let sentence = "the request cannot be signed again: its body is signed chunk by chunk";
        assert_refused(again, sentence, "NotImplemented", 501);
    }
}

#[test]
fn an_unusable_origin_or_signer_is_the_gateways_fault() {
    let verified = verified(&received(&by_headers(&put())), now()).unwrap();
    let resign = |signer: &Signer, origin| verified.resign(signer, origin, now());
    let sentence = "the origin to sign for is not usable: the origin has a query";
    assert_refused(resign(&upstream(), "https://example.com/?x=y"), sentence, "InternalError", 500);
    for origin in
        ["", "example.com", "ftp://example.com", "https://", "https://example.com#x", "https://a:b@example.com"]
    {
        let error = resign(&upstream(), origin).err();
        assert!(matches!(error, Some(Refusal::Origin(_))), "{origin}: {error:?}");
    }
    let old = Signer::new(real().with_expiry(now()), "eu-west-1", "s3").unwrap();
    let sentence = "the request cannot be signed again: the credentials expired at 20150830T123600Z";
    assert_refused(resign(&old, ORIGIN), sentence, "InternalError", 500);
    let slash = resign(&upstream(), "http://localhost:9000/").unwrap();
    assert!(parts(&slash).1.starts_with("http://localhost:9000/a%20b/"));
    let path = resign(&upstream(), "https://example.com/storage/s3").unwrap();
    assert!(parts(&path).1.starts_with("https://example.com/storage/s3/a%20b/"));
}

proptest! {
    #[test]
    fn every_request_means_the_same_again(
        key in key(), is_url in any::<bool>(), after in 0..900_u64,
        pairs in prop::collection::vec((text().prop_filter("a name", |name| {
            !name.is_empty() && !name.to_ascii_lowercase().starts_with("x-amz-")
        }), text()), 0..4),
        headers in prop::collection::btree_map("x-[a-z]{1,3}", "[ -~é]{0,20}", 0..4),
    ) {
        let mut url = format!("https://{HOST}/");
        url.extend(key.bytes().map(|byte| if byte == b'/' { "/".into() } else { format!("%{byte:02X}") }));
        let mut request = Request::put(&url).unwrap();
        for (name, value) in &pairs {
            request = request.query(name, value);
        }
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let signed = if is_url { by_url(&request) } else { by_headers(&request) };
        let time = Timestamp::from_unix_seconds(now().unix_seconds() + after).unwrap();
        let again = resign(&signed, time).unwrap();
        prop_assert!(verify_upstream(&again, &real(), time).is_ok());
        let (before, after) = (verified(&received(&signed), time).unwrap(), received(&again));
        let (after, _) = after.verify(&real(), time, &Policy::new("eu-west-1", "s3")).unwrap();
        prop_assert_eq!(after.path(), before.path());
        prop_assert_eq!(query(&again), query(&signed));
        let sent = parts(&again).2;
        for (name, value) in &headers {
            let is_kept = sent.iter().any(|(other, kept)| other == name && kept == value.trim_matches(' '));
            prop_assert!(is_kept, "{}", name);
        }
        prop_assert!(parts(&again).1.starts_with(ORIGIN));
    }
}

/// Services other than S3 state the hash of the body in no header: it stays all the same.
#[test]
fn a_body_without_a_header_for_its_hash_stays_signed() {
    let request = Request::post("https://a.execute-api.us-east-1.amazonaws.com/items").unwrap().header("x-note", "1");
    let signed = Signed::Headers(request.body("hello").sign(&signer("execute-api"), now()).unwrap());
    let policy = Policy::new("us-east-1", "execute-api");
    let upstream = Signer::new(real(), "us-east-1", "execute-api").unwrap();
    let hash: [u8; 32] = hex::decode(crate::server::HELLO).unwrap().try_into().unwrap();
    let origin = "https://b.execute-api.us-east-1.amazonaws.com";
    let (verified, _) = received(&signed).body_hash(hash).verify(&credentials(), now(), &policy).unwrap();
    let again = verified.resign(&upstream, origin, now()).unwrap();
    assert_eq!(received(&again).body_hash(hash).verify(&real(), now(), &policy).payload(), Ok(hello()));
}

fn resign_by_headers(signed: &Signed) -> Result<HeaderSignedRequest, Refusal> {
    verified(&received(signed), now())?.resign_by_headers(&upstream(), ORIGIN, now())
}

/// Whatever the client did, what is signed with the real key is good for minutes, and its URL gives nothing away.
#[test]
fn nothing_of_the_real_key_is_in_a_url_that_is_signed_by_headers() {
    let get = Request::get("https://examplebucket.s3.us-east-1.amazonaws.com/a").unwrap();
    let week = Duration::from_secs(604_800);
    let table = [
        by_url(&put()),
        by_headers(&put()),
        by_url(&get),
        by_headers(&get),
        by_url(&get.clone().query("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD").query("response-expires", "0")),
        by_url(&put().header("x-amz-content-sha256", "UNSIGNED-PAYLOAD")),
        Signed::Url(put().presign(&signer("s3"), week, now()).unwrap()),
    ];
    for signed in table {
        let again = Signed::Headers(resign_by_headers(&signed).unwrap());
        assert_eq!(verify_upstream(&again, &real(), now()), Ok(Payload::Unsigned));
        assert!(verify_upstream(&again, &real(), at("20150830T125101Z")).is_err(), "good for 15 minutes");
        let (_, url, _) = parts(&again);
        for name in ["X-Amz-", "AKID", "token", "Signature"] {
            assert!(!url.contains(name), "{url}");
        }
        assert_eq!(query(&again), query(&signed));
        if matches!(signed, Signed::Headers(_)) {
            assert_eq!(parts(&again), parts(&resign(&signed, now()).unwrap()));
        }
    }
    let hello = resign_by_headers(&by_headers(&put().body("hello"))).unwrap();
    assert_eq!(verify_upstream(&Signed::Headers(hello), &real(), now()), Ok(self::hello()));
}

/// S3 obeys them in the query of a URL, and nobody says that it does together with a signature in the header.
#[test]
fn instructions_of_a_url_become_headers_with_the_signature() {
    let signed =
        by_url(&put().query("X-Amz-Copy-Source", "b/%C3%A9 a").query("x-amz-Meta-B", "").query("x-amz-meta-c", "é"));
    let again = Signed::Headers(resign_by_headers(&signed).unwrap());
    let (before, after) = (verified(&received(&signed), now()).unwrap(), self::again(&again));
    assert_eq!(after.instructions().unwrap(), before.instructions().unwrap());
    assert_eq!(after.copy_source().unwrap(), before.copy_source().unwrap());
    assert_eq!(after.parameters().unwrap().filter(|(name, _)| name.to_lowercase().starts_with("x-amz-")).count(), 0);
    // In a URL they stay where they are.
    let url = resign(&signed, now()).unwrap();
    assert!(parts(&url).1.contains("X-Amz-Copy-Source=b%2F%25C3%25A9%20a&x-amz-Meta-B=&"));

    let twice = by_url(&put().query("X-Amz-Acl", "private"));
    let sentence = "the request says x-amz-acl more than once, in its headers or its query";
    assert_refused(resign_by_headers(&twice), sentence, "InvalidArgument", 400);
    for value in [" a", "a ", "\ta", "a\t"] {
        let spaces = by_url(&put().query("x-amz-meta-a", value));
        let sentence =
            "the parameter \"x-amz-meta-a\" in the query cannot become a header: it has white space at its ends";
        assert_refused(resign_by_headers(&spaces), sentence, "InvalidArgument", 400);
    }
    let sentence =
        "the request cannot be signed again: the value of the header x-amz-meta-a contains a control character";
    let line = by_url(&put().query("x-amz-meta-a", "a\nhost:b"));
    assert_refused(resign_by_headers(&line), sentence, "InvalidRequest", 400);
    let sentence = "the request cannot be signed again: the header name \"x-amz-a:b\" is not an HTTP token";
    let name = by_url(&put().query("x-amz-a:b", ""));
    assert_refused(resign_by_headers(&name), sentence, "InvalidRequest", 400);
}

/// It is no signing parameter, and might be one to the next server: it is neither signed again nor left out in silence.
#[test]
fn a_signing_parameter_with_other_capital_letters_is_refused() {
    for name in ["x-amz-security-token", "X-AMZ-SECURITY-TOKEN", "x-amz-region-set", "X-Amz-S3Session-Token"] {
        let url = by_url(&Request::get(&format!("https://{HOST}/k")).unwrap());
        let (_, url, _) = parts(&url);
        // Signed by hand: no signer of this crate makes such a URL.
        let query = url.split_once('?').unwrap().1.split_once("&X-Amz-Signature").unwrap().0;
        let target = format!("/k?{query}&{name}=t");
        let unsigned = format!("{target}&X-Amz-Signature={}", "0".repeat(64));
        let parse = |target: &str| SignedRequest::parse("GET", target, [("host", HOST)]);
        let Ok(request) = parse(&unsigned) else { panic!("{name}") };
        let text = request.string_to_sign(&request.canonical_request(&Rules::S3).unwrap());
        let signature = crate::server::key().sign(&text);
        let request = parse(&format!("{target}&X-Amz-Signature={signature}")).unwrap();
        let verified = verified(&request, now()).unwrap();
        let refused = verified.resign(&upstream(), ORIGIN, now());
        assert!(
            matches!(&refused, Err(Refusal::NotSignedAgain(error)) if error.code() == "reserved-parameter"),
            "{refused:?}"
        );
        let refused = verified.resign_by_headers(&upstream(), ORIGIN, now());
        assert!(
            matches!(&refused, Err(Refusal::NotSignedAgain(error)) if error.code() == "reserved-header"),
            "{refused:?}"
        );
    }
}

/// A request to this path, which need not be one that signers of this crate sign.
fn by_hand(path: &str, service: &str) -> SignedRequest {
    let parse = |signature: &str| {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={signature}"
        );
        let headers = [("host", HOST), ("x-amz-date", "20150830T123600Z"), ("authorization", &authorization)];
        SignedRequest::parse("GET", path, headers).unwrap()
    };
    let request = parse(&"0".repeat(64));
    let text = request.string_to_sign(&request.canonical_request(&Rules::for_service(service)).unwrap());
    parse(&SigningKey::derive(&credentials(), request.scope()).sign(&text).to_string())
}

/// A gateway authorizes the path that was signed: under rules that normalise it, another one may have been sent.
#[test]
fn the_path_that_was_signed_is_the_one_that_is_forwarded() {
    let policy = Policy::new("us-east-1", "execute-api");
    let upstream = Signer::new(real(), "us-east-1", "execute-api").unwrap();
    let origin = "https://b.execute-api.us-east-1.amazonaws.com";
    let table = [
        ("/b", "/b"),
        ("/admin/../b", "/b"),
        ("//b", "/b"),
        ("//admin//b", "/admin/b"),
        ("/a/./b", "/a/b"),
        ("/a//b/", "/a/b/"),
        ("/.", "/"),
        ("/..", "/"),
        ("/a/../../b/.", "/b"),
        ("/a%20b/%C3%A9", "/a%20b/%C3%A9"),
        ("/a%2Fb", "/a%2Fb"),
        ("/%25", "/%25"),
        ("/a/.../b", "/a/.../b"),
    ];
    for (sent, forwarded) in table {
        let request = by_hand(sent, "execute-api");
        let (verified, _) = request.verify(&credentials(), now(), &policy).expect(sent);
        let again = verified.resign(&upstream, origin, now()).unwrap();
        assert_eq!(parts(&again).1, format!("{origin}{forwarded}"), "{sent}");
        let (served, _) = received(&again).verify(&real(), now(), &policy).expect(sent);
        assert!(verified.path().is_ok() && served.path() == verified.path(), "{sent}");
        let by_headers = verified.resign_by_headers(&upstream, origin, now()).unwrap();
        assert_eq!(by_headers.url(), parts(&again).1);
    }
    // Clients resolve what is escaped, and it was not signed so.
    for sent in ["/a/%2e%2e/b", "/a/%2E./b", "/%2e%2e"] {
        let request = by_hand(sent, "execute-api");
        let (verified, _) = request.verify(&credentials(), now(), &policy).expect(sent);
        let refused = verified.resign(&upstream, origin, now());
        assert!(
            matches!(&refused, Err(Refusal::NotSignedAgain(error)) if error.code() == "resolved-path"),
            "{sent}: {refused:?}"
        );
    }
}
