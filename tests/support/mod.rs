//! Reading the files in `tests/vectors`, and comparing a signing with what they say.

#![allow(dead_code, reason = "every test reads other parts of the files")]

pub(crate) mod client;

use std::collections::BTreeMap;
use std::fs;

use hmac::{Hmac, KeyInit, Mac};
use presign::{Credentials, Explanation, Scope, Signer, SigningKey, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

/// What all rows of a file have in common.
#[derive(Deserialize)]
pub(crate) struct Fixed {
    time: String,
    access_key_id: String,
    secret_access_key: String,
}

/// A file of vectors.
#[derive(Deserialize)]
pub(crate) struct VectorFile<C> {
    #[serde(flatten)]
    pub(crate) fixed: Fixed,
    #[serde(rename = "case")]
    pub(crate) cases: Vec<C>,
}

/// A presigned URL that another implementation made. The head of each file says what the fields mean.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) implementation: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) session_token: Option<String>,
    #[serde(default)]
    pub(crate) input: toml::Table,
    pub(crate) method: String,
    pub(crate) service: String,
    pub(crate) region: String,
    pub(crate) payload_hash: String,
    pub(crate) double_encode_path: bool,
    pub(crate) normalize_path: bool,
    signed_headers: BTreeMap<String, Values>,
    #[serde(default)]
    pub(crate) unsigned_query_parameters: Vec<String>,
    pub(crate) token: Option<String>,
    pub(crate) expiry_ms: Option<u64>,
    pub(crate) decoded_url: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) signature_in_url: Option<String>,
    pub(crate) canonical_request: String,
    pub(crate) string_to_sign: String,
    pub(crate) signature: String,
}

/// A header's value, or its values if it came several times.
#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

/// A URL in parts, each as it is written.
pub(crate) struct Url<'a> {
    pub(crate) scheme: &'a str,
    pub(crate) authority: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Vec<(&'a str, &'a str)>,
}

/// The parameters that signing adds to a URL.
const SIGNING_PARAMETERS: [&str; 8] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-S3session-Token",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

/// Reads `tests/vectors/NAME.toml`.
pub(crate) fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/tests/vectors/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

impl Fixed {
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::parse(&self.time).expect("the file's time")
    }

    pub(crate) fn credentials(&self, session_token: Option<&str>) -> Credentials {
        Credentials::new(&self.access_key_id, &self.secret_access_key)
            .with_session_token(session_token.unwrap_or_default())
    }

    pub(crate) fn signer(&self, region: &str, service: &str, session_token: Option<&str>) -> Signer {
        Signer::new(self.credentials(session_token), region, service).expect("the file's credentials")
    }

    pub(crate) fn signing_key(&self, time: Timestamp, region: &str, service: &str) -> SigningKey {
        let scope = Scope::new(time, region, service).expect("a region and a service");
        SigningKey::derive(&self.credentials(None), &scope)
    }
}

impl Case {
    /// The headers that were signed, each value on its own.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.signed_headers.iter().flat_map(|(name, values)| {
            let values = match values {
                Values::One(value) => std::slice::from_ref(value),
                Values::Many(values) => values,
            };
            values.iter().map(move |value| (name.as_str(), value.as_str()))
        })
    }

    /// The host that was signed.
    pub(crate) fn host(&self) -> &str {
        self.headers().find(|(name, _)| matches!(*name, "host" | ":authority")).expect("a signed host").1
    }
}

impl<'a> Url<'a> {
    pub(crate) fn parse(text: &'a str) -> Self {
        let (scheme, rest) = text.split_once("://").unwrap_or_else(|| panic!("no scheme: {text}"));
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = address.split_at(address.find('/').unwrap_or(address.len()));
        let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
        let query = parameters.map(|parameter| parameter.split_once('=').unwrap_or((parameter, ""))).collect();
        Self { scheme, authority, path, query }
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(other, _)| *other == name).map(|(_, value)| decode(value))
    }

    /// The seconds in `X-Amz-Expires`.
    pub(crate) fn expires(&self) -> Option<u64> {
        self.parameter("X-Amz-Expires").map(|seconds| seconds.parse().expect("seconds"))
    }

    /// Each `name=value`, decoded, without regard to their order.
    pub(crate) fn parameters(&self) -> Vec<String> {
        let mut parameters: Vec<_> = self.query.iter().map(|(n, v)| format!("{}={}", decode(n), decode(v))).collect();
        parameters.sort();
        parameters
    }

    /// The parameters that were there before signing, as they are written.
    pub(crate) fn callers_query(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.query.iter().copied().filter(|(name, _)| !SIGNING_PARAMETERS.contains(name))
    }
}

/// Percent-decodes; a `+` is a plus sign.
pub(crate) fn decode(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap_or_else(|_| panic!("bad escape: {text}")));
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| panic!("not UTF-8: {text}"))
}

/// The first of some texts, each named, that is not as expected: what was made, then what was expected.
pub(crate) fn difference(texts: &[(&str, &str, &str)]) -> Option<String> {
    let (what, ours, expected) = texts.iter().find(|(_, ours, expected)| ours != expected)?;
    Some(format!("another {what}\n--- ours:\n{ours}\n--- expected:\n{expected}\n"))
}

/// How a signing differs from the three texts that every vector has.
pub(crate) fn signing_difference(
    explanation: &Explanation,
    canonical_request: &str,
    string_to_sign: &str,
    signature: &str,
) -> Option<String> {
    difference(&[
        ("canonical request", explanation.canonical_request.as_str(), canonical_request),
        ("string to sign", explanation.string_to_sign.as_str(), string_to_sign),
        ("signature", &explanation.signature.to_string(), signature),
    ])
}

/// A key's signature over any text, which the crate itself only makes over its own strings to sign.
pub(crate) fn sign(key: &SigningKey, text: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(key.secret_bytes()).expect("HMAC takes a key of any length");
    hex::encode(mac.chain_update(text).finalize().into_bytes())
}
