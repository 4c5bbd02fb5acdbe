//! Reading the files in `tests/vectors`. Each test says with a type of its own which fields of the rows it reads.

use std::collections::BTreeMap;
use std::fs;
use std::slice;

use presign::{Credentials, Scope, Signer, SigningKey, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What all rows of a file have in common.
#[derive(Clone, Deserialize)]
pub struct Fixed {
    time: String,
    access_key_id: String,
    secret_access_key: String,
}

/// A file of vectors.
#[derive(Deserialize)]
pub struct VectorFile<C> {
    #[serde(flatten)]
    pub fixed: Fixed,
    #[serde(rename = "case")]
    pub cases: Vec<C>,
}

/// The headers that a row signed.
#[derive(Deserialize)]
pub struct SignedHeaders(BTreeMap<String, Values>);

/// A header's value, or its values if it came several times.
#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

/// Reads `tests/vectors/NAME.toml`.
pub fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/../vectors/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

impl Fixed {
    pub fn now(&self) -> Timestamp {
        Timestamp::parse(&self.time).expect("the file's time")
    }

    pub fn credentials(&self, session_token: Option<&str>) -> Credentials {
        Credentials::new(&self.access_key_id, &self.secret_access_key)
            .with_session_token(session_token.unwrap_or_default())
    }

    pub fn signer(&self, region: &str, service: &str, session_token: Option<&str>) -> Signer {
        Signer::new(self.credentials(session_token), region, service).expect("the file's credentials")
    }

    pub fn signing_key(&self, time: Timestamp, region: &str, service: &str) -> SigningKey {
        let scope = Scope::new(time, region, service).expect("a region and a service");
        SigningKey::derive(&self.credentials(None), &scope)
    }
}

impl SignedHeaders {
    /// Names and values, each value on its own.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(name, values)| {
            let values = match values {
                Values::One(value) => slice::from_ref(value),
                Values::Many(values) => values,
            };
            values.iter().map(move |value| (name.as_str(), value.as_str()))
        })
    }
}
