//! What is known of a request once it has been verified: its identity, and its headers without the chunks.

use std::collections::BTreeSet;

use presign::verify::{Policy, SignedRequest, Verified};
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, Request, Signer};

use crate::fixtures::{HOUR, at, credentials, now, signer};
use crate::server::{HOST, policy, target};

fn verified(method: &str, target: &str, headers: &[(&str, &str)]) -> Verified {
    let headers = headers.iter().copied().chain([("host", HOST)]);
    SignedRequest::parse(method, target, headers).unwrap().verify(&credentials(), now(), &policy()).unwrap().0
}

#[test]
fn a_link_is_the_same_however_it_is_spelled() {
    let url = format!("https://{HOST}/a%20b?prefix=x");
    let url = Request::get(&url).unwrap().presign(&signer("s3"), HOUR, now()).unwrap();
    let sent = target(url.as_str());
    let (path, query) = sent.split_once('?').unwrap();
    let turned: Vec<_> = query.split('&').rev().collect();
    let spelled = [
        sent.to_owned(),
        format!("{path}?{}", turned.join("&")),
        sent.replace("prefix", "%70refix"),
        sent.replace("%2F", "%2f"),
        format!("https://{HOST}{sent}"),
    ];
    let links: BTreeSet<_> = spelled.iter().map(|target| verified("GET", target, &[]).link()).collect();
    assert_eq!(links.len(), 1);
    let more = verified("GET", sent, &[("range", "bytes=0-1"), ("user-agent", "x")]);
    assert_eq!(Some(&more.link()), links.first());
    assert_eq!((more.not_after(), more.request().place()), (at("20150830T133600Z"), presign::verify::Place::Query));
}

/// Two signatures hold for one request under SigV4a, and it is one link.
#[test]
fn a_link_is_not_its_signature() {
    let signer = Signer::multi_region(credentials(), "*", "s3").unwrap();
    let url = format!("https://{HOST}/a");
    let url = Request::get(&url).unwrap().presign(&signer, HOUR, now()).unwrap();
    let (start, signature) = url.as_str().split_once("X-Amz-Signature=").unwrap();
    let ours = p256::ecdsa::Signature::from_der(&hex::decode(signature).unwrap()).unwrap();
    let (r, s) = ours.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(*r, -*s).unwrap();
    let other = hex::encode(other.to_der().as_bytes());
    assert_ne!(other, signature);
    let links = [signature, &other].map(|signature| {
        let target = format!("{}X-Amz-Signature={signature}", target(start));
        verified("GET", &target, &[]).link()
    });
    assert_eq!(links[0], links[1]);
}

#[test]
fn no_two_requests_are_one_link() {
    let mut links = BTreeSet::new();
    let mut count = 0;
    for (id, path, method, expires, time) in [
        ("AKIDEXAMPLE", "/a", "GET", 60, "20150830T123600Z"),
        ("AKIDOTHER", "/a", "GET", 60, "20150830T123600Z"),
        ("AKIDEXAMPLE", "/b", "GET", 60, "20150830T123600Z"),
        ("AKIDEXAMPLE", "/a", "PUT", 60, "20150830T123600Z"),
        ("AKIDEXAMPLE", "/a", "GET", 61, "20150830T123600Z"),
        ("AKIDEXAMPLE", "/a", "GET", 60, "20150830T123601Z"),
    ] {
        let credentials = Credentials::new(id, "secret");
        let signer = Signer::new(credentials.clone(), "us-east-1", "s3").unwrap();
        let url = format!("https://{HOST}{path}");
        let request = Request::new(method, &url).unwrap();
        let presigned = request.presign(&signer, std::time::Duration::from_secs(expires), at(time)).unwrap();
        let by_headers = request.sign(&signer, at(time)).unwrap();
        let received = [
            SignedRequest::parse(method, target(presigned.as_str()), [("host", HOST)]),
            SignedRequest::parse(method, path, by_headers.headers().chain([("host", HOST)])),
        ];
        for (at_header, request) in received.into_iter().enumerate() {
            // An expiry is no part of a request that is signed by its headers.
            count += usize::from(at_header == 0 || expires == 60);
            let (verified, _) = request.unwrap().verify(&credentials, at(time), &policy()).unwrap();
            links.insert(verified.link());
        }
    }
    assert_eq!(links.len(), count);
}

#[test]
fn the_headers_of_the_chunks_go_with_them() {
    let changes = |encodings: &[&str], body: &ChunkedBody| {
        let url = format!("https://{HOST}/a");
        let mut request = Request::put(&url).unwrap();
        if let [encoding] = encodings {
            request = request.header("content-encoding", encoding);
        }
        let (signed, _) = request.sign_chunked(&signer("s3"), body, now()).unwrap();
        verified("PUT", "/a", &signed.headers().collect::<Vec<_>>()).headers_without_chunks()
    };
    let gone = |name| (name, None);
    for (encodings, left) in [(&[][..], None), (&["gzip"], Some("gzip")), (&["gzip, br"], Some("gzip, br"))] {
        for body in [
            ChunkedBody::signed(5),
            ChunkedBody::signed(5).checksum(ChecksumAlgorithm::Crc32),
            ChunkedBody::unsigned(5).checksum(ChecksumAlgorithm::Sha256),
            ChunkedBody::signed(5).without_content_encoding(),
        ] {
            let expected = [
                ("content-encoding", left.map(str::to_owned)),
                ("content-length", Some("5".to_owned())),
                gone("transfer-encoding"),
                gone("x-amz-content-sha256"),
                gone("x-amz-decoded-content-length"),
                gone("x-amz-trailer"),
            ];
            assert_eq!(changes(encodings, &body), expected);
        }
    }
    let signed = Request::put(&format!("https://{HOST}/a")).unwrap().body("hello").sign(&signer("s3"), now()).unwrap();
    assert!(verified("PUT", "/a", &signed.headers().collect::<Vec<_>>()).headers_without_chunks().is_empty());
}

#[test]
fn what_is_shown_has_no_query_and_no_token() {
    let credentials = credentials().with_session_token("TOKEN");
    let signer = Signer::new(credentials.clone(), "us-east-1", "s3").unwrap();
    let url = Request::get(&format!("https://{HOST}/a?b=SECRET")).unwrap().presign(&signer, HOUR, now()).unwrap();
    let request = SignedRequest::parse("GET", target(url.as_str()), [("host", HOST)]).unwrap();
    let (verified, _) = request.verify(&credentials, now(), &Policy::new("us-east-1", "s3")).unwrap();
    let shown = format!("{verified:?} {:?}", presign::verify::Proof::from(&credentials));
    assert!(!shown.contains("TOKEN") && !shown.contains("SECRET"), "{shown}");
}
