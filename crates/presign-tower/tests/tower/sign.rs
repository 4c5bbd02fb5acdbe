//! The layer for clients, and a server that verifies what it sends.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use presign::verify::Policy;
use presign::{Credentials, SharedSigner, Signer};
use presign_tower::{SignError, SignLayer, VerifyLayer};
use tower::{Layer, ServiceExt};

use crate::forms::{ALICE, BOB, now, signer};
use crate::server::{Store, answer, keys, policy, run};

/// What S3 signs as it is, and other services do not.
const PATHS: [&str; 6] = ["/alice/a", "/alice/a%20b.txt", "/alice//t/a", "/alice/a+b", "/alice/%C3%A9", "/alice/(a)"];

fn put(origin: &str, path: &str, body: &'static str) -> Request<Full<Bytes>> {
    Request::put(format!("{origin}{path}")).body(Full::from(body)).unwrap()
}

#[test]
fn a_server_accepts_what_is_signed() {
    let store = Store::default();
    let verify = VerifyLayer::new(keys, policy()).clock(now);
    let signer = Arc::new(SharedSigner::new(signer(ALICE)));
    for origin in ["http://s3.example", "https://s3.example", "http://s3.example:9000"] {
        let client = SignLayer::new(Arc::clone(&signer)).clock(now).layer(verify.layer(store.clone()));
        for path in PATHS {
            for body in ["", "hello"] {
                let answer = run(answer(client.clone(), put(origin, path, body)));
                assert_eq!(answer.status, 200, "{origin}{path} {}", answer.text);
                let stored = store.take().pop().unwrap();
                assert_eq!(stored.given, body.as_bytes());
                // What a body is signed as.
                let is_unsigned = stored.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD";
                assert_eq!(is_unsigned, origin.starts_with("https") && !body.is_empty(), "{origin}");
            }
        }
    }
}

#[test]
fn other_services_have_their_own_rules() {
    let policy = Policy::new("us-east-1", "dynamodb");
    let verify = VerifyLayer::new(keys, policy).clock(now);
    let dynamodb = Signer::new(Credentials::new(ALICE.0, ALICE.1), "us-east-1", "dynamodb").unwrap();
    let dynamodb = Arc::new(SharedSigner::new(dynamodb));
    let store = Store::default();
    let client = SignLayer::new(dynamodb).clock(now).layer(verify.layer(store.clone()));
    for path in ["/", "/a%20b", "/a//b"] {
        let answer = run(answer(client.clone(), put("https://dynamodb.example", path, "{}")));
        assert_eq!(answer.status, 200, "{path} {}", answer.text);
        assert_eq!(store.take().pop().unwrap().given, b"{}");
    }
}

#[test]
fn the_signer_is_replaced_while_requests_run() {
    let current = Arc::new(SharedSigner::new(signer(ALICE)));
    let store = Store::default();
    let verify = VerifyLayer::new(keys, policy()).clock(now).layer(store.clone());
    let client = SignLayer::new(Arc::clone(&current)).clock(now).layer(verify);
    for (key, user) in [(ALICE, "alice"), (BOB, "bob"), (ALICE, "alice")] {
        current.renew(Credentials::new(key.0, key.1)).unwrap();
        assert_eq!(run(answer(client.clone(), put("http://s3.example", "/a", "hello"))).status, 200);
        assert_eq!(store.take().pop().unwrap().user, Some(user));
    }
}

#[test]
fn what_cannot_be_signed_is_not_sent() {
    let store = Store::default();
    let verify = VerifyLayer::new(keys, policy()).clock(now).layer(store.clone());
    let signer = Arc::new(SharedSigner::new(signer(ALICE)));
    let client = SignLayer::new(signer).clock(now).kept_body_limit(4).layer(verify);
    let sentence = |request| run(client.clone().oneshot(request)).unwrap_err().to_string();
    assert_eq!(
        sentence(put("http://s3.example", "/a", "hello")),
        "the body is longer than 4 bytes, which is the most that is kept to sign it"
    );
    let signed =
        Request::put("http://s3.example/a").header("authorization", "a").body(Full::<Bytes>::from("a")).unwrap();
    let error = run(client.clone().oneshot(signed)).unwrap_err();
    assert!(matches!(error, SignError::Sign(_)), "{error}");
    // HTTP clients would send another path.
    let dots = run(client.clone().oneshot(put("http://s3.example", "/alice/x/../a", "a"))).unwrap_err();
    assert!(matches!(dots, SignError::Sign(error) if error.code() == "dot-segment"));
    assert!(sentence(put("", "/a", "a")).starts_with("the request cannot be signed: "));
    assert!(store.take().is_empty());
}
