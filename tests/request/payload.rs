//! The payload hash: one for a request, wherever it is named.

use presign::verify::{Policy, SignedRequest};
use presign::{CanonicalRequest, Error, Explanation, Request, Rules, Scope, SigningKey};

use crate::fixtures::{HOUR, credentials, now, signer};

const URL: &str = "https://examplebucket.s3.amazonaws.com/k";
/// The SHA-256 of `Hello`.
const HELLO: &str = "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969";
/// The SHA-256 of nothing.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

fn explain(service: &str, request: &Request<'_>) -> Result<Explanation, Error> {
    signer(service).explain(request, HOUR, now())
}

/// The signed payload hash, and the value of the header that tells it.
fn signed(service: &str, request: &Request<'_>) -> (String, Option<String>) {
    let explanation = explain(service, request).unwrap();
    let hash = explanation.canonical_request.as_str().lines().last().unwrap().to_string();
    let mut headers = explanation.url().unwrap().headers().filter(|(name, _)| *name == "x-amz-content-sha256");
    let header = headers.next().map(|(_, value)| value.to_string());
    assert!(headers.next().is_none());
    (hash, header)
}

fn put() -> Request<'static> {
    Request::put(URL).unwrap()
}

/// Each way to name a payload hash. The URL's own query is one.
fn ways<'a>(hash: &str, url: &'a mut String) -> [(&'static str, Request<'a>); 4] {
    *url = format!("{URL}?a=1&x-amz-content-sha256={hash}");
    [
        ("payload_hash", put().payload_hash(hash)),
        ("header", put().header("X-Amz-Content-Sha256", &format!(" {hash} "))),
        ("query", put().query("X-Amz-Content-Sha256", hash)),
        ("url", Request::put(url).unwrap()),
    ]
}

#[test]
fn it_is_signed_wherever_it_is_named() {
    for (way, request) in ways(UNSIGNED, &mut String::new()) {
        assert_eq!(signed("sts", &request).0, UNSIGNED, "{way}");
        let header = (way == "header").then(|| UNSIGNED.to_string());
        assert_eq!(signed("s3", &request).1.map(|value| value.trim().to_string()), header, "{way}");
    }
    assert_eq!(signed("s3", &put()), (UNSIGNED.to_string(), None));
    assert_eq!(signed("sts", &put()), (EMPTY.to_string(), None));
    assert_eq!(signed("s3", &put().body("Hello")), (HELLO.to_string(), Some(HELLO.to_string())));
    assert_eq!(signed("sts", &put().body("Hello")), (HELLO.to_string(), None));
}

#[test]
fn a_hash_in_the_query_is_refused_when_a_url_is_signed() {
    let sentence =
        "the query names a payload hash other than UNSIGNED-PAYLOAD: it must be the header x-amz-content-sha256";
    for hash in [HELLO, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"] {
        for (way, request) in ways(hash, &mut String::new()) {
            for service in ["s3", "sts"] {
                let expected = matches!(way, "query" | "url").then_some(sentence);
                let error = explain(service, &request).err().map(|error| error.to_string());
                assert_eq!(error.as_deref(), expected, "{way}");
            }
        }
    }
}

#[test]
fn a_server_reads_it_in_the_query() {
    for (way, request) in ways(HELLO, &mut String::new()) {
        let canonical = CanonicalRequest::new(&request, &Rules::S3).unwrap();
        assert!(canonical.as_str().ends_with(&format!("\n{HELLO}")), "{way}");
    }
    // As the presigner of the SDK for JavaScript writes it.
    let request = put().query("X-Amz-Content-Sha256", UNSIGNED);
    let url = explain("s3", &request).unwrap().url().unwrap().as_str().to_string();
    let target = url.strip_prefix("https://examplebucket.s3.amazonaws.com").unwrap();
    let received = SignedRequest::parse("PUT", target, [("host", "examplebucket.s3.amazonaws.com")]).unwrap();
    let key = SigningKey::derive(&credentials(), &Scope::new(now(), "us-east-1", "s3").unwrap());
    assert!(received.verify(&key, now(), &Policy::new("us-east-1", "s3")).is_ok());
}

#[test]
fn two_that_agree_are_one() {
    for (way, request) in ways(UNSIGNED, &mut String::new()) {
        assert_eq!(signed("s3", &request.clone().payload_hash(UNSIGNED)).0, UNSIGNED, "{way}");
        let request = if way == "header" { request } else { request.header("x-amz-content-sha256", UNSIGNED) };
        assert_eq!(signed("s3", &request).0, UNSIGNED, "{way}");
    }
    let hash = put().body("Hello").header("x-amz-content-sha256", HELLO).payload_hash(HELLO).body("Hello");
    assert_eq!(signed("s3", &hash), (HELLO.to_string(), Some(HELLO.to_string())));
}

#[test]
fn two_that_differ_are_refused() {
    for (way, request) in ways(UNSIGNED, &mut String::new()) {
        let contradictions = [
            request.clone().body("Hello"),
            request.clone().payload_hash(EMPTY),
            request.clone().header("x-amz-content-sha256", HELLO),
            request.clone().query("x-amz-content-sha256", HELLO),
        ];
        for request in contradictions {
            for service in ["s3", "sts", "vpc-lattice-svcs", "aoss"] {
                assert_eq!(
                    explain(service, &request).map_err(|error| error.code()).err(),
                    Some("several-payload-hashes"),
                    "{way}"
                );
            }
            assert_eq!(
                CanonicalRequest::new(&request, &Rules::S3).map_err(|error| error.code()).err(),
                Some("several-payload-hashes"),
                "{way}"
            );
        }
        // The other way round.
        let request = put().body("Hello").header("x-amz-content-sha256", UNSIGNED);
        assert_eq!(explain("s3", &request).map_err(|error| error.code()).err(), Some("several-payload-hashes"));
    }
    assert_eq!(
        explain("s3", &put().body("a").body("b")).map_err(|error| error.code()).err(),
        Some("several-payload-hashes")
    );
}

#[test]
fn the_header_or_the_parameter_twice_is_refused_though_they_agree() {
    let twice = put().header("x-amz-content-sha256", UNSIGNED).header("X-Amz-Content-Sha256", UNSIGNED);
    assert_eq!(explain("s3", &twice).map_err(|error| error.code()).err(), Some("several-payload-hashes"));
    let twice = put().query("x-amz-content-sha256", UNSIGNED).query("X-Amz-Content-Sha256", UNSIGNED);
    assert_eq!(explain("s3", &twice).map_err(|error| error.code()).err(), Some("several-payload-hashes"));
    let url = format!("{URL}?x-amz-content-sha256={UNSIGNED}&X-Amz-Content-Sha256={UNSIGNED}");
    assert_eq!(Request::get(&url).map_err(|error| error.code()).err(), Some("several-payload-hashes"));
}

#[test]
fn one_that_is_none_is_refused_in_the_urls_own_query_too() {
    for hash in ["", "x", "unsigned-payload", "UNSIGNED%2DPAYLOAD%20", &HELLO.to_uppercase()] {
        let url = format!("{URL}?X-Amz-Content-Sha256={hash}");
        assert_eq!(Request::get(&url).map_err(|error| error.code()).err(), Some("invalid-payload-hash"), "{hash}");
        let request = put().query("X-Amz-Content-Sha256", hash);
        assert_eq!(explain("s3", &request).map_err(|error| error.code()).err(), Some("invalid-payload-hash"), "{hash}");
    }
    // Only the spelling differs.
    let url = format!("{URL}?X-Amz-Content-Sha256=UNSIGNED%2dPAYLOAD");
    assert_eq!(signed("sts", &Request::get(&url).unwrap()).0, UNSIGNED);
}

#[test]
fn a_service_that_must_be_told_is_told_in_the_header() {
    for service in ["vpc-lattice-svcs", "aoss"] {
        for (way, request) in ways(UNSIGNED, &mut String::new()) {
            let (hash, header) = signed(service, &request);
            assert_eq!((hash.as_str(), header.as_deref().map(str::trim)), (UNSIGNED, Some(UNSIGNED)), "{way}");
        }
    }
    assert_eq!(signed("aoss", &put()), (EMPTY.to_string(), Some(EMPTY.to_string())));
    assert_eq!(signed("aoss", &put().body("Hello")), (HELLO.to_string(), Some(HELLO.to_string())));
}
