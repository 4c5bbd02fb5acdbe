//! What a refusal looks like on the wire and in a log, whatever was refused.

use presign::verify::{Policy, PostForm, Refusal, SignedRequest};
use presign::{ChunkedBody, HeaderSignedRequest, Request, Rules, SigningKey};
use proptest::prelude::*;

use crate::fixtures::{credentials, now, signer};
use crate::server::{HOST, policy, target};

fn verdict(sent: &HeaderSignedRequest, body: Option<&[u8]>) -> Refusal {
    let headers = sent.headers().chain([("host", "examplebucket.s3.amazonaws.com")]);
    let received = SignedRequest::parse(sent.method(), target(sent.url()), headers).unwrap();
    let received = if let Some(body) = body { received.body(body) } else { received };
    received.verify(&credentials(), now(), &policy()).unwrap_err()
}

/// botocore takes a first line of fewer than three words for no answer. Oracle: the table of the crate `http`.
#[test]
fn every_status_has_its_reason_phrase() {
    let put = || Request::put("https://examplebucket.s3.amazonaws.com/k").unwrap();
    let in_chunks = put().sign_chunked(&signer("s3"), &ChunkedBody::signed(5), now()).unwrap().0;
    let of_no_length = put().payload_hash("STREAMING-AWS4-HMAC-SHA256-PAYLOAD").sign(&signer("s3"), now()).unwrap();
    let errors = [
        SignedRequest::parse("GET", "*", [("host", HOST)]).unwrap_err(),
        Refusal::SignatureMismatch,
        Refusal::Request(Request::new("get", "https://a.example/").unwrap_err()),
        verdict(&of_no_length, None),
        Refusal::Credentials(Request::get("").unwrap_err()),
        verdict(&in_chunks, Some(b"hello")),
    ];
    let mut statuses: Vec<_> = errors.iter().map(Refusal::status).collect();
    for error in errors {
        let canonical = http::StatusCode::from_u16(error.status()).unwrap().canonical_reason();
        assert_eq!(Some(error.reason()), canonical);
        assert!(format!("HTTP/1.1 {} {}", error.status(), error.reason()).split(' ').count() >= 3);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [400, 403, 405, 411, 500, 501]);
}

/// Line breaks, escape sequences of terminals, and what turns text around.
fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof!["[a-z0-9/*,;=_-]{0,6}", "[\\x00-\\x20\\x7f-\\u{9f}]{1,2}", "\u{1b}\\[2J|\r\n"],
        0..4,
    )
    .prop_map(|parts| parts.concat())
}

/// A line break in a refusal is a line of a log that nobody wrote.
fn assert_plain(error: &Refusal) {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(char::is_control), "{shown:?}");
}

fn escaped(text: &str) -> String {
    let escapes: Vec<_> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    escapes.concat()
}

proptest! {
    #[test]
    fn no_refusal_writes_control_characters(texts in prop::collection::vec(hostile(), 8), at in 0..12_usize, ecdsa: bool) {
        let mut parts = ["AKIDEXAMPLE", "20150830", "us-east-1", "s3", "aws4_request"].map(str::to_owned);
        if let Some(part) = parts.get_mut(at) {
            part.clone_from(&texts[0]);
        }
        let pick = |index: usize, usual: &str| if at == index { texts[1].clone() } else { usual.to_owned() };
        let (algorithm, signature) = if ecdsa {
            parts[2].clear();
            ("AWS4-ECDSA-P256-SHA256", "3006020101020101".to_owned())
        } else {
            ("AWS4-HMAC-SHA256", "0".repeat(64))
        };
        let credential = parts.join("/").replace("//s3", "/s3");
        let query = [
            ("X-Amz-Algorithm", pick(5, algorithm)),
            ("X-Amz-Credential", credential.clone()),
            ("X-Amz-Date", pick(6, "20150830T123600Z")),
            ("X-Amz-Expires", pick(7, "60")),
            ("X-Amz-Region-Set", pick(8, "eu-west-1")),
            ("X-Amz-SignedHeaders", pick(9, "host")),
            ("X-Amz-Content-Sha256", pick(10, "UNSIGNED-PAYLOAD")),
            ("X-Amz-Signature", pick(11, &signature)),
            ("x-amz-copy-source", texts[2].clone()),
            (&texts[3], texts[4].clone()),
        ];
        let written: Vec<_> = query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let target = format!("/k?{}", written.join("&"));
        match SignedRequest::parse("GET", &target, [("host", HOST)]) {
            Err(error) => assert_plain(&error),
            Ok(request) => {
                for policy in [policy(), Policy::new("eu-west-2", "sts"), Policy::new("eu-west-2", "s3")] {
                    if let Err(error) = request.verify(&credentials(), now(), &policy) {
                        assert_plain(&error);
                    }
                }
                // What it asks for is only told once it is signed.
                if let Ok(text) = request.canonical_request(&Rules::S3).map(|text| request.string_to_sign(&text)) {
                    let key = SigningKey::derive(&credentials(), request.scope());
                    let target = format!("{}{}", &target[..target.len() - signature.len()], key.sign(&text));
                    let signed = SignedRequest::parse("GET", &target, [("host", HOST)]);
                    if let Ok((verified, _)) = signed.and_then(|signed| signed.verify(&key, now(), &policy())) {
                        let asked = [
                            verified.copy_source().err(), verified.instructions().err(), verified.subresources().err(),
                            verified.parameter(&texts[3]).err(), verified.path().err(),
                        ];
                        asked.iter().flatten().for_each(assert_plain);
                        let shown = format!("{verified:?}");
                        prop_assert!(!shown.contains(char::is_control));
                    }
                }
                let shown = format!("{request:?}");
                prop_assert!(!shown.contains(char::is_control));
            }
        }
        let authorization = format!("{} Credential={credential}, SignedHeaders={}, Signature={}", query[0].1, query[5].1, query[7].1);
        let headers = [
            ("host", HOST), ("x-amz-date", &query[2].1), ("x-amz-region-set", &query[4].1), ("authorization", &authorization),
            ("x-amz-content-sha256", &query[6].1), (&texts[5], &texts[6]),
        ];
        match SignedRequest::parse(&texts[7], "/k", headers) {
            Err(error) => assert_plain(&error),
            Ok(request) => {
                if let Err(error) = request.verify(&credentials(), now(), &policy()) {
                    assert_plain(&error);
                }
            }
        }
        let names = ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "key", &texts[5], "x-amz-signature"];
        let values = [&query[0].1, &credential, &query[2].1, &texts[6], &texts[7], &texts[2], &query[7].1];
        match PostForm::parse("b", names.into_iter().zip(values.map(String::as_str))) {
            Err(error) => assert_plain(&error),
            Ok(form) => {
                if let Err(error) = form.verify(&credentials(), now(), &policy(), 1) {
                    assert_plain(&error);
                }
            }
        }
    }
}
