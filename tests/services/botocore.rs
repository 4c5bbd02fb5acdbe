//! Reading `botocore.toml`, which `botocore.py` wrote.

use std::fs;

use serde::de::DeserializeOwned;

pub(crate) fn read<T: DeserializeOwned>() -> T {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/services/botocore.toml");
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}
