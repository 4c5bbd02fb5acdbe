//! Reading the files in `tests/vectors`. Each test says with a type of its own which fields of the rows it reads.

use std::collections::BTreeMap;
use std::fs;
use std::slice;

use presign::{Credentials, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What all rows of a file have in common.
#[derive(Clone, Deserialize)]
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

/// The headers that a row signed.
#[derive(Deserialize)]
pub(crate) struct SignedHeaders(BTreeMap<String, Values>);

/// A header's value, or its values if it came several times.
#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

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
}

impl SignedHeaders {
    /// Names and values, each value on its own.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(name, values)| {
            let values = match values {
                Values::One(value) => slice::from_ref(value),
                Values::Many(values) => values,
            };
            values.iter().map(move |value| (name.as_str(), value.as_str()))
        })
    }
}
