//! Signed headers that change in transit.

use presign::verify::{Payload, Policy, Refusal, SignedRequest};
use serde::Deserialize;

use super::{Client, hello, verify};
use crate::server::{HELLO, HOST, read as read_body};
use crate::vector_files::{VectorFile, read};

/// Headers that current signers do not sign.
const NAMES: [&str; 14] = [
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "sec-websocket-key",
    "sec-websocket-protocol",
    "sec-websocket-version",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];

#[test]
fn is_verified_if_it_was_signed() {
    for name in NAMES {
        let signed = [(name, "a b")];
        let client = Client { method: "GET", signed: &signed, payload: "UNSIGNED-PAYLOAD" };
        assert_eq!(client.sends_url(&[(name, " a  b ")]), Ok(Payload::Unsigned), "{name}");
    }
}

#[test]
fn cannot_be_changed_or_dropped_if_it_was_signed() {
    for name in NAMES {
        let signed = [(name, "a")];
        let client = Client { method: "GET", signed: &signed, payload: "UNSIGNED-PAYLOAD" };
        assert_eq!(client.sends_url(&[(name, "b")]), Err(Refusal::SignatureMismatch), "{name}");
        assert_eq!(client.sends_url(&[(name, "a"), (name, "a")]), Err(Refusal::SignatureMismatch), "{name}");
        assert_eq!(client.sends_url(&[]), Err(Refusal::SignedHeaderAbsent(name.into())));
    }
}

/// Signed by boto 2.49.0 (PyPI), with the clock set: its `canonical_request` has the same lines.
#[test]
fn is_signed_by_boto_2() {
    let authorization = |names: &str, signature: &str| {
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request,SignedHeaders={names},\
             Signature={signature}"
        )
    };
    let upload = authorization(
        "content-length;content-type;expect;host;user-agent;x-amz-content-sha256;x-amz-date",
        "cfc8f047b45732172620984e42b44e847f0c9351fbe3792aeb7d87da6c39a051",
    );
    let headers = [
        ("Host", HOST),
        ("Accept-Encoding", "identity"),
        ("Expect", "100-Continue"),
        ("Content-Type", "text/plain"),
        ("Content-Length", "5"),
        ("User-Agent", "Boto/2.49.0 Python/3.11.7 Linux/6.1"),
        ("x-amz-content-sha256", HELLO),
        ("X-Amz-Date", "20150830T123600Z"),
        ("Authorization", &upload),
    ];
    assert_eq!(verify("PUT", "/a%20b.txt", headers.into()), Ok(hello()));
    let download = authorization(
        "host;user-agent;x-amz-content-sha256;x-amz-date",
        "c81ddd23b7ffb166d4b62a8b68e6641b2efc4046b910bacde7a66c25b888b970",
    );
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let headers = [
        ("Host", HOST),
        ("User-Agent", "Boto/2.49.0 Python/3.11.7 Linux/6.1"),
        ("x-amz-content-sha256", empty),
        ("X-Amz-Date", "20150830T123600Z"),
        ("Authorization", &download),
    ];
    assert_eq!(verify("GET", "/a%20b.txt", headers.into()).unwrap().to_string(), empty);
}

#[derive(Deserialize)]
struct Edge {
    name: String,
    #[serde(default)]
    url: String,
}

/// Its list of headers to leave out has `connection`, and overwrites it.
#[test]
fn is_signed_by_the_common_runtime() {
    let VectorFile { fixed, cases } = read::<VectorFile<Edge>>("edge");
    let case = cases.iter().find(|case| case.name == "header-connection-is-signed-by-crt").unwrap();
    let target = case.url.strip_prefix("https://example.amazonaws.com").unwrap();
    let verify = |connection| {
        let headers = [("host", "example.amazonaws.com"), ("connection", connection)];
        let request = SignedRequest::parse("GET", target, headers)?;
        let policy = Policy::new("us-east-1", "service");
        read_body(request.verify(&fixed.credentials(None), fixed.now(), &policy), b"")
    };
    assert_eq!(verify("keep-alive"), Ok(Vec::new()));
    assert_eq!(verify("close"), Err(Refusal::SignatureMismatch));
}
