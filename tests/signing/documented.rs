//! The examples of AWS's own documentation.

use std::time::Duration;

use presign::{Request, Timestamp};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::difference::signing_difference;
use crate::hmac_sha256::sign;
use crate::vector_files::{Fixed, read};

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
    /// For readers of the file: base64 is what is signed.
    #[serde(rename = "policy_text")]
    _policy_text: IgnoredAny,
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
                assert_eq!(explanation.url().unwrap().as_str(), url, "{name}");
            }
        }
    }
}

#[test]
fn requests_are_signed_in_a_header_as_documented() {
    for Examples { fixed, header, .. } in examples() {
        for example in header {
            let signer = fixed.signer(REGION, &example.service, None);
            let added = |name: &str| name.eq_ignore_ascii_case("x-amz-date");
            let request = Request::new(&example.method, &example.target_url).expect(&example.name);
            let headers = example.headers.iter().filter(|(name, _)| !added(name));
            let request = headers.fold(request, |request, (name, value)| request.header(name, value));
            let explanation = signer.explain_sign(&request, fixed.now()).expect(&example.name);
            let Example { name, canonical_request, string_to_sign, signature, .. } = &example;
            let difference = signing_difference(&explanation, canonical_request, string_to_sign, signature);
            assert_eq!(difference, None, "{name}");
            let signed = request.sign(&signer, fixed.now()).expect(name);
            let (_, authorization) = signed.headers().find(|(name, _)| *name == "authorization").expect(name);
            // S3's pages write it without the spaces after the commas.
            let unspaced = |text: &str| text.replace(", ", ",");
            if let Some(expected) = &example.authorization {
                assert_eq!(unspaced(authorization), unspaced(expected), "{name}");
            }
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

/// The crate has no string to sign for these: callers sign theirs with the bytes of the key.
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
