//! What a server reads, except forms.

use std::hint::black_box;
use std::time::Duration;

use presign::verify::{Policy, SignedRequest};
use presign::{CanonicalRequest, Request, Rules, Signer, SigningKey, StringToSign};

use super::{Headers, Row, Work, credentials, headers, http_request, key, names, parameters, signed_at, target};

pub(super) const ROWS: &[Row] = &[
    ("presigned, parameters: parse", |count| presigned(&parameters(count), Headers::new(), false)),
    ("presigned, parameters: verify", |count| presigned(&parameters(count), Headers::new(), true)),
    ("presigned, double parameters: parse", double_parameters),
    ("presigned, unsigned headers: verify", |count| presigned("", headers("x-", count), true)),
    ("presigned, signed headers: verify", |count| signed_headers("x-", count)),
    ("presigned, x-amz-meta- headers: verify", |count| signed_headers("x-amz-meta-", count)),
    ("presigned, one header often: verify", one_header),
    ("presigned, absent signed headers: verify", |count| absent_headers("x-", count)),
    ("presigned, absent x-amz- headers: verify", |count| absent_headers("x-amz-", count)),
    ("presigned, absent: canonical_request", absent_canonical_request),
    ("presigned, path /a/..: verify", path),
    ("presigned, credential with slashes: parse", credential),
    ("chunks, trailers announced: decode", |count| trailers(count, 0)),
    ("chunks, trailers sent: decode", |count| trailers(count, count)),
    ("presigned, checksums: verify", checksums),
    ("Authorization, parts: parse", authorization_parts),
    ("Authorization, SignedHeaders: verify", authorization_names),
    ("asked, parameters: subresources", |count| asked(&parameters(count), &Headers::new())),
    ("asked, x-amz- parameters: instructions", |count| asked(&amz_parameters(count), &Headers::new())),
    ("asked, x-amz- headers: instructions", |count| asked("", &headers("x-amz-meta-", count))),
    ("asked, segments of the copy source", |count| asked(&copy_source(count), &Headers::new())),
    ("resign, parameters", |count| resign(&parameters(count), &Headers::new())),
    ("resign, x-amz- parameters", |count| resign(&amz_parameters(count), &Headers::new())),
    ("resign, signed headers", |count| resign("", &headers("x-", count))),
    ("SigV4a, region set: verify", region_set),
    ("SigV4a, digits of the signature: parse", ecdsa_digits),
    ("from_http_parts, headers", http_parts),
];

fn parse(target: &str, headers: &Headers) -> SignedRequest {
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("host", "h")]);
    SignedRequest::parse("GET", target, headers).expect("a presigned URL")
}

/// Verifies the request, which is good unless signed headers are absent.
fn verify(request: &SignedRequest, key: &SigningKey) {
    let _ = black_box(request.verify(key, signed_at(), &Policy::new("us-east-1", "s3")));
}

fn presigned(query: &str, headers: Headers, verifies: bool) -> Work {
    let (target, key) = (target(query, &Headers::new()), key());
    Box::new(move || {
        let request = black_box(parse(&target, &headers));
        if verifies {
            verify(&request, &key);
        }
    })
}

fn double_parameters(count: usize) -> Work {
    let target = format!("/?{}", "X-Amz-Algorithm=AWS4-HMAC-SHA256&".repeat(count));
    Box::new(move || {
        let _ = black_box(SignedRequest::parse("GET", &target, [("host", "h")]));
    })
}

fn signed_headers(beginning: &str, count: usize) -> Work {
    let headers = headers(beginning, count);
    let (target, key) = (target("", &headers), key());
    Box::new(move || verify(&parse(&target, &headers), &key))
}

fn one_header(count: usize) -> Work {
    let headers = vec![("x-a".to_string(), "1".to_string()); count];
    let (target, key) = (target("", &headers), key());
    Box::new(move || verify(&parse(&target, &headers), &key))
}

fn absent_headers(beginning: &str, count: usize) -> Work {
    let (target, key) = (target("", &headers(beginning, count)), key());
    Box::new(move || verify(&parse(&target, &Headers::new()), &key))
}

fn absent_canonical_request(count: usize) -> Work {
    let target = target("", &headers("x-", count));
    Box::new(move || {
        let request = parse(&target, &Headers::new());
        black_box(request.canonical_request(&Rules::S3).expect("a request"));
    })
}

fn path(count: usize) -> Work {
    let target = target("", &Headers::new()).replacen('/', &"/a/..".repeat(count), 1);
    let key = key();
    Box::new(move || {
        let request = parse(&target, &Headers::new());
        verify(&request, &key);
        let _ = black_box(request.canonical_request(&Rules::STANDARD));
    })
}

fn credential(count: usize) -> Work {
    let target = target("", &Headers::new()).replacen("AKIDEXAMPLE", &"a%2F".repeat(count), 1);
    Box::new(move || {
        black_box(parse(&target, &Headers::new()));
    })
}

fn parse_authorization(authorization: &str, key: &SigningKey) {
    let headers = [
        ("host", "h"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("x-amz-date", "20150830T123600Z"),
        ("authorization", authorization),
    ];
    if let Ok(request) = SignedRequest::parse("GET", "/", headers) {
        let _ = black_box(request.verify(key, signed_at(), &Policy::new("us-east-1", "s3")));
    }
}

/// A body of no bytes that announces so many headers after it, and has the last of them.
fn trailers(announced: usize, sent: usize) -> Work {
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    let request = Request::put("https://h/k").expect("a URL").payload_hash("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    let list = names("t-", announced).collect::<Vec<_>>().join(",");
    let request = request.header("x-amz-decoded-content-length", "0").header("x-amz-trailer", &list);
    let signed = request.sign(&signer, signed_at()).expect("a request");
    let lines = names("t-", announced).take(sent).map(|name| format!("{name}:1\r\n")).collect::<Vec<_>>().concat();
    let (key, body) = (key(), format!("0\r\n{lines}\r\n"));
    Box::new(move || {
        let headers = signed.headers().chain([("host", "h")]);
        let request = SignedRequest::parse("PUT", "/k", headers).expect("a request");
        let policy = Policy::new("us-east-1", "s3");
        let (_, mut chunks) = request.verify(&key, signed_at(), &policy).expect("a request in chunks");
        let is_good = chunks.decode(&mut body.as_bytes()).is_ok();
        assert_eq!(is_good, sent == announced);
        let _ = black_box(chunks.finish());
    })
}

/// So many checksums, of which one is allowed.
fn checksums(count: usize) -> Work {
    let headers = vec![("content-md5".to_string(), "1B2M2Y8AsgTpgAmY7PhCfg==".to_string()); count];
    let (target, key) = (target("", &Headers::new()), key());
    Box::new(move || verify(&parse(&target, &headers), &key))
}

fn authorization_parts(count: usize) -> Work {
    let authorization = format!("AWS4-HMAC-SHA256 {}", "Signature=0, ".repeat(count));
    let key = key();
    Box::new(move || parse_authorization(&authorization, &key))
}

/// A good signature over headers that are absent.
fn authorization_names(count: usize) -> Work {
    let request = Request::get("https://h/").expect("a URL");
    let request = request.header("x-amz-content-sha256", "UNSIGNED-PAYLOAD").header("x-amz-date", "20150830T123600Z");
    let request = names("a-", count).fold(request, |request, name| request.header(&name, ""));
    let canonical_request = CanonicalRequest::new(&request, &Rules::S3).expect("a request");
    let key = key();
    let signature = key.sign(&StringToSign::new(signed_at(), key.scope(), &canonical_request));
    let names = canonical_request.as_str().lines().rev().nth(1).expect("the names");
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{}, SignedHeaders={names}, Signature={signature}",
        key.scope()
    );
    Box::new(move || parse_authorization(&authorization, &key))
}

fn amz_parameters(count: usize) -> String {
    names("x-amz-meta-", count).map(|name| name + "=1&").collect()
}

fn copy_source(count: usize) -> String {
    format!("x-amz-copy-source={}", "%2561%252F".repeat(count))
}

/// The request that a gateway receives, all of it well signed.
fn signed_request(query: &str, headers: &Headers) -> SignedRequest {
    let target = target(query, headers);
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("host", "h")]);
    SignedRequest::parse("GET", &target, headers).expect("a presigned URL")
}

fn asked(query: &str, headers: &Headers) -> Work {
    let policy = Policy::new("us-east-1", "s3");
    let (request, _) = signed_request(query, headers).verify(&key(), signed_at(), &policy).expect("good");
    Box::new(move || {
        black_box(request.subresources().expect("each once"));
        black_box(request.instructions().expect("each once"));
        black_box((request.instruction("x-amz-acl").expect("none"), request.parameter("prefix").expect("none")));
        black_box((request.signed_header("range").expect("none"), request.signed_header_values().count()));
        black_box(request.copy_source().expect("one or none"));
    })
}

fn resign(query: &str, headers: &Headers) -> Work {
    let request = signed_request(query, headers);
    let signer = Signer::new(credentials(), "us-east-1", "s3").expect("credentials");
    let policy = Policy::new("us-east-1", "s3");
    Box::new(move || {
        let (verified, _) = request.verify(&credentials(), signed_at(), &policy).expect("good");
        black_box(verified.resign(&signer, "https://up", signed_at()).expect("good"));
        black_box(verified.resign_by_headers(&signer, "https://up", signed_at()).expect("good"));
    })
}

/// The target of a URL that is signed with SigV4a for these regions.
fn ecdsa_target(region_set: &str) -> String {
    let signer = Signer::multi_region(credentials(), "*", "s3").expect("credentials");
    let url = Request::get("https://h/").expect("a URL").presign(&signer, Duration::from_secs(60), signed_at());
    let url = url.expect("a request");
    url.as_str()["https://h".len()..].replace("Region-Set=%2A", &format!("Region-Set={region_set}"))
}

/// None of them is the server's, so that all are looked at.
fn region_set(count: usize) -> Work {
    let target = ecdsa_target(&"us-gov-west-*%2C".repeat(count));
    Box::new(move || {
        let request = parse(&target, &Headers::new());
        black_box(request.verify(&credentials(), signed_at(), &Policy::new("us-east-1", "s3")))
            .expect_err("another region");
    })
}

fn ecdsa_digits(count: usize) -> Work {
    let target = format!("{}{}", ecdsa_target("%2A"), "0".repeat(count));
    Box::new(move || {
        black_box(SignedRequest::parse("GET", &target, [("host", "h")])).expect_err("too long");
    })
}

fn http_parts(count: usize) -> Work {
    let mut request = http_request(count);
    *request.uri_mut() = target("", &Headers::new()).parse().expect("a target");
    let (parts, ()) = request.into_parts();
    Box::new(move || {
        black_box(SignedRequest::from_http_parts(&parts).expect("a presigned URL"));
    })
}
