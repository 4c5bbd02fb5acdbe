//! Stores of keys: closures, futures that are not `Send`, derived keys, and other services than S3.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use http::StatusCode;
use presign::verify::{Policy, SignedRequest};
use presign::{Credentials, Rules, SigningKey};
use presign_tower::{Found, Key, Refusal, VerifyLayer};
use tower::Layer;

use crate::forms::{ALICE, FORMS, HOST, Sent, now, upload};
use crate::server::{Store, User, answer, keys, policy, run};

/// A server with a thread for each core keeps what it has without locks.
#[test]
fn a_store_need_not_be_send() {
    let secrets = Rc::new(HashMap::from([ALICE]));
    let keys = move |request: Arc<SignedRequest>| {
        let secrets = Rc::clone(&secrets);
        async move {
            tokio::task::yield_now().await;
            let found = secrets.get_key_value(request.access_key_id());
            Ok::<_, Refusal>(found.map(|(id, secret)| Found::new(Credentials::new(*id, *secret), "alice")))
        }
    };
    let store = Store::default();
    let service = VerifyLayer::new(keys, policy()).clock(now).layer(store.clone());
    for form in FORMS {
        let answer = run(answer(service.clone(), upload(form, ALICE, "/alice/a", b"hello").request()));
        assert_eq!(answer.status, 200);
    }
    assert_eq!(store.take().len(), FORMS.len());
}

#[test]
fn the_keys_may_be_derived_elsewhere() {
    let token = Some("the-token".to_string());
    for (given, expected) in [(None, 200), (token, 400)] {
        let keys = move |request: Arc<SignedRequest>| {
            let key = SigningKey::derive(&Credentials::new(ALICE.0, ALICE.1), request.scope());
            let key = Key::Derived { key, session_token: given.clone() };
            async move { Ok::<_, Refusal>(Some(Found::new(key, "alice"))) }
        };
        let service = VerifyLayer::new(keys, policy()).clock(now).layer(Store::default());
        for form in FORMS {
            let answer = run(answer(service.clone(), upload(form, ALICE, "/alice/a", b"hello").request()));
            assert_eq!(answer.status, expected);
        }
    }
}

#[cfg(feature = "sigv4a")]
#[test]
fn a_public_key_verifies_what_holds_in_several_regions() {
    use presign::{Signer, VerifyingKey};

    for (secret, expected) in [(ALICE.1, 200), ("another-secret", 403)] {
        let keys = move |_| {
            let key = VerifyingKey::derive(&Credentials::new(ALICE.0, ALICE.1));
            std::future::ready(Ok::<_, Refusal>(Some(Found::new(Key::Public { key, session_token: None }, "alice"))))
        };
        let service = VerifyLayer::new(keys, policy()).clock(now).layer(Store::default());
        let signer = Signer::multi_region(Credentials::new(ALICE.0, secret), "*", "s3").unwrap();
        let url = format!("http://{HOST}/alice/a");
        let signed = presign::Request::put(&url).unwrap().body("hello").sign(&signer, now()).unwrap();
        let mut head = http::Request::put("/alice/a").header("host", HOST);
        for (name, value) in signed.headers() {
            head = head.header(name, value);
        }
        let sent = Sent { head: head.body(()).unwrap(), body: b"hello".to_vec() };
        assert_eq!(run(answer(service, sent.request())).status, expected);
    }
}

#[test]
fn a_store_may_refuse() {
    let keys = async |_| Err::<Option<Found<User>>, _>(Refusal::unavailable("the database does not answer"));
    let service = VerifyLayer::new(keys, policy()).clock(now).layer(Store::default());
    let answer = run(answer(service, upload(FORMS[0], ALICE, "/alice/a", b"hello").request()));
    assert_eq!((answer.status, answer.code.as_str()), (503, "ServiceUnavailable"));
    assert_eq!(answer.head.headers["connection"], "close");
}

#[test]
fn no_secret_is_in_debug() {
    let found = Found::new(Credentials::new(ALICE.0, ALICE.1), "alice");
    assert_eq!(format!("{found:?}"), "Found { key: Credentials, identity: \"alice\" }");
    let layer = VerifyLayer::new(keys, policy());
    assert!(!format!("{layer:?}").contains("secret"));
}

/// A POST to DynamoDB, as the SDKs of AWS sign it: with the hash of its body, which is in no header.
fn table(body: &str, is_tampered: bool) -> Sent {
    let credential = format!("{}/20150830/us-east-1/dynamodb/aws4_request", ALICE.0);
    let authorization = |signature: &str| {
        format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date, Signature={signature}")
    };
    let (zeros, date) = (authorization(&"0".repeat(64)), now().to_string());
    let headers = [("host", HOST), ("x-amz-date", &date), ("authorization", &zeros)];
    let request = SignedRequest::parse("POST", "/", headers).unwrap().body(body);
    let text = request.string_to_sign(&request.canonical_request(&Rules::STANDARD).unwrap());
    let key = SigningKey::derive(&Credentials::new(ALICE.0, ALICE.1), request.scope());
    let head = http::Request::post("/").header("host", HOST).header("x-amz-date", date);
    let head = head.header("authorization", authorization(&key.sign(&text).to_string())).body(()).unwrap();
    let body = if is_tampered { body.replace('a', "b") } else { body.to_string() };
    Sent { head, body: body.into_bytes() }
}

#[test]
fn a_body_whose_hash_no_header_names_is_kept_until_it_is_verified() {
    let policies = |_: &http::request::Parts, signed: &SignedRequest| {
        (signed.scope().service() == "dynamodb").then(|| Arc::new(Policy::new("us-east-1", "dynamodb")))
    };
    let store = Store::default();
    let layer = VerifyLayer::new(keys, policy()).clock(now).policy_for(policies).kept_body_limit(20);
    let service = layer.layer(store.clone());
    let body = "{\"a\":1}";
    let cases = [
        (table(body, false), StatusCode::OK, ""),
        (table("", false), StatusCode::OK, ""),
        (table(body, true), StatusCode::FORBIDDEN, "SignatureDoesNotMatch"),
        (Sent { body: vec![], ..table(body, false) }, StatusCode::FORBIDDEN, "SignatureDoesNotMatch"),
        (Sent { body: vec![1], ..table("", false) }, StatusCode::FORBIDDEN, "SignatureDoesNotMatch"),
        (table("123456789012345678901", false), StatusCode::BAD_REQUEST, "EntityTooLarge"),
        // The policy of another service holds for everything else.
        (upload(FORMS[0], ALICE, "/alice/a", b"{\"a\":1}"), StatusCode::OK, ""),
    ];
    for (sent, status, code) in cases {
        for piece in [1, usize::MAX] {
            let answer = run(answer(service.clone(), sent.in_pieces(piece)));
            assert_eq!((answer.head.status, answer.code.as_str()), (status, code), "{}", answer.text);
            let stored = store.take();
            assert_eq!(stored.len(), usize::from(status == StatusCode::OK));
            assert!(stored.iter().all(|stored| stored.given == sent.body && stored.is_whole));
        }
    }
}
