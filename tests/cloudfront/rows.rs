//! The rows of `tests/vectors/cloudfront.toml`.

use std::collections::BTreeMap;

use presign::cloudfront::{Hash, PrivateKey, PublicKey};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    pub(crate) keys: BTreeMap<String, Key>,
    #[serde(rename = "case")]
    pub(crate) cases: Vec<Case>,
    #[serde(rename = "match")]
    pub(crate) matches: Vec<Match>,
    pub(crate) verify: Vec<Received>,
    pub(crate) refuse: Vec<Refuse>,
    pub(crate) documented: Vec<Documented>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    pub(crate) public: String,
    form: Option<String>,
    private: Option<String>,
    pub(crate) id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) by: String,
    pub(crate) key: String,
    pub(crate) key_pair_id: String,
    hash: String,
    pub(crate) kind: String,
    pub(crate) input: Input,
    pub(crate) policy: String,
    pub(crate) cookie_policy: Option<String>,
    pub(crate) signature: String,
    pub(crate) url: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    pub(crate) url: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) date_less_than: Option<u64>,
    pub(crate) date_greater_than: Option<u64>,
    pub(crate) ip_address: Option<String>,
    #[serde(rename = "policy")]
    _policy: Option<String>,
    pub(crate) curve: Option<String>,
    pub(crate) key_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Match {
    pub(crate) resource: String,
    pub(crate) url: String,
    #[serde(rename = "match")]
    pub(crate) covers: Option<bool>,
    pub(crate) basis: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Received {
    pub(crate) name: String,
    pub(crate) key: String,
    pub(crate) url: String,
    pub(crate) now: u64,
    pub(crate) source_ip: String,
    pub(crate) accept: bool,
    pub(crate) because: String,
    #[serde(default)]
    pub(crate) cookies: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refuse {
    pub(crate) name: String,
    pub(crate) input: Input,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Documented {
    #[serde(rename = "source")]
    _source: String,
    pub(crate) base64: String,
    pub(crate) policy: String,
}

pub(crate) fn rows() -> Rows {
    crate::vector_files::read("cloudfront")
}

impl Rows {
    pub(crate) fn private_key(&self, name: &str) -> PrivateKey {
        PrivateKey::from_pem(&self.keys[name].private_pem()).unwrap()
    }

    pub(crate) fn public_key(&self, name: &str) -> PublicKey {
        PublicKey::from_pem(&self.keys[name].public).unwrap()
    }
}

impl Key {
    /// The private key with the lines of PEM.
    pub(crate) fn private_pem(&self) -> String {
        let label = if self.form.as_deref() == Some("PKCS#1") { "RSA PRIVATE KEY" } else { "PRIVATE KEY" };
        pem(label, self.private.as_deref().expect("a private key"))
    }
}

impl Case {
    pub(crate) fn hash(&self) -> Hash {
        if self.hash == "SHA1" { Hash::Sha1 } else { Hash::Sha256 }
    }
}

/// Base64 of DER in PEM, with 64 characters a line.
pub(crate) fn pem(label: &str, base64: &str) -> String {
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
