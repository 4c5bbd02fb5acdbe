//! The examples of AWS's own documentation.

mod support;

use core::time::Duration;

use presign::{CanonicalRequest, Request, Rules, StringToSign, Timestamp};
use serde::Deserialize;
use support::{Fixed, difference, read, sign, signing_difference};

/// All examples are in this region.
const REGION: &str = "us-east-1";

#[derive(Deserialize)]
struct Examples {
    #[serde(flatten)]
    fixed: Fixed,
    query: Vec<Example>,
    header: Vec<Example>,
    #[serde(default)]
    chunk: Vec<Piece>,
    #[serde(default)]
    policy: Vec<Form>,
    #[serde(default)]
    key: Vec<Derivation>,
}

/// A request that is signed in its query or in a header.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    service: String,
    method: String,
    target_url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    expires: Option<u64>,
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    authorization: Option<String>,
    url: Option<String>,
}

/// A piece of an upload whose headers are a `header` example.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    name: String,
    string_to_sign: String,
    signature: String,
    chunk_header: Option<String>,
}

/// An upload form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    name: String,
    time: String,
    #[allow(dead_code, reason = "for the reader of the file: base64 is what is signed")]
    policy_text: String,
    policy_base64: String,
    signature: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Derivation {
    name: String,
    date: String,
    region: String,
    service: String,
    key: String,
}

impl Example {
    fn request(&self) -> Request<'_> {
        let request = Request::new(&self.method, &self.target_url).expect(&self.name);
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }
}

fn examples() -> [Examples; 2] {
    ["documented-s3", "documented-iam"].map(read)
}

#[test]
fn there_are_19_examples() {
    let counts = |e: &Examples| [e.query.len(), e.header.len(), e.chunk.len(), e.policy.len(), e.key.len()];
    assert_eq!(examples().each_ref().map(counts), [[1, 6, 7, 1, 0], [1, 1, 0, 0, 2]]);
}

#[test]
fn requests_are_signed_in_the_query_as_documented() {
    for Examples { fixed, query, .. } in examples() {
        for example in query {
            let signer = fixed.signer(REGION, &example.service, None);
            let expires_in = Duration::from_secs(example.expires.expect(&example.name));
            let explanation = signer.explain(&example.request(), expires_in, fixed.now()).expect(&example.name);
            let Example { name, canonical_request, string_to_sign, signature, .. } = &example;
            let difference = signing_difference(&explanation, canonical_request, string_to_sign, signature);
            assert_eq!(difference, None, "{name}");
            if let Some(url) = &example.url {
                assert_eq!(explanation.url.as_str(), url, "{name}");
            }
        }
    }
}

#[test]
fn requests_are_signed_in_a_header_as_documented() {
    for Examples { fixed, header, .. } in examples() {
        for example in header {
            let key = fixed.signing_key(fixed.now(), REGION, &example.service);
            let rules = Rules::for_service(&example.service);
            let canonical_request = CanonicalRequest::new(&example.request(), &rules).expect(&example.name);
            let string_to_sign = StringToSign::new(fixed.now(), key.scope(), &canonical_request);
            let signature = key.sign(&string_to_sign).to_string();
            let difference = difference(&[
                ("canonical request", canonical_request.as_str(), &example.canonical_request),
                ("string to sign", string_to_sign.as_str(), &example.string_to_sign),
                ("signature", &signature, &example.signature),
            ]);
            assert_eq!(difference, None, "{}", example.name);
            let ends_right = |header: &String| header.ends_with(&format!("Signature={signature}"));
            assert!(example.authorization.as_ref().is_none_or(ends_right), "{}", example.name);
        }
    }
}

#[test]
fn signing_keys_are_derived_as_documented() {
    let [_, Examples { fixed, key, .. }] = examples();
    for Derivation { name, date, region, service, key } in key {
        let time = Timestamp::parse(&format!("{date}T000000Z")).expect(&name);
        assert_eq!(hex::encode(fixed.signing_key(time, &region, &service).secret_bytes()), key, "{name}");
    }
}

/// The crate has no string to sign for these; whoever makes one signs it with the key's bytes.
#[test]
fn the_signing_key_signs_chunks_and_policies_as_documented() {
    let [Examples { fixed, chunk, policy, .. }, _] = examples();
    for Piece { name, string_to_sign, signature, chunk_header } in chunk {
        assert_eq!(sign(&fixed.signing_key(fixed.now(), REGION, "s3"), &string_to_sign), signature, "{name}");
        assert!(chunk_header.is_none_or(|header| header.ends_with(&signature)), "{name}");
    }
    for Form { name, time, policy_base64, signature, .. } in policy {
        let time = Timestamp::parse(&time).expect(&name);
        assert_eq!(sign(&fixed.signing_key(time, REGION, "s3"), &policy_base64), signature, "{name}");
    }
}
