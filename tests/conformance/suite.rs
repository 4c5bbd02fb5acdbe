//! The files of `suite/`. README.md says what the fields mean.

use std::collections::BTreeMap;
use std::fs;

use presign::{Credentials, Rules};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct File<C> {
    cases: Vec<C>,
}

/// What must be done with a case.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Valid,
    Refuse,
    /// AWS does not say: it counts for nobody.
    Open,
}

#[derive(Deserialize)]
#[allow(clippy::struct_field_names, reason = "the names of the files")]
pub(crate) struct Key {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

impl Key {
    pub(crate) fn credentials(&self) -> Credentials {
        Credentials::new(&self.access_key_id, &self.secret_access_key)
            .with_session_token(self.session_token.as_deref().unwrap_or_default())
    }
}

#[derive(Deserialize)]
pub(crate) struct Encoding {
    encode_path: String,
    normalize_path: bool,
    sign_token: bool,
    token_parameter: Option<String>,
}

impl Encoding {
    /// The rules of the service, as the case has them.
    pub(crate) fn rules(&self, service: &str) -> Rules {
        let token = match self.token_parameter.as_deref() {
            Some("X-Amz-S3session-Token") => "X-Amz-S3session-Token",
            _ => "X-Amz-Security-Token",
        };
        Rules::for_service(service)
            .session_token_parameter(token)
            .encode_path_twice(self.encode_path == "twice")
            .normalize_path(self.normalize_path)
            .sign_session_token(self.sign_token)
            .refuse_dot_segments(false)
            .refuse_repeated_parameters(false)
    }
}

/// Reads a file of cases.
pub(crate) fn read<C: DeserializeOwned>(group: &str) -> Vec<C> {
    let path = format!("{}/tests/conformance/suite/{group}.json", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: File<C> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    file.cases
}

/// What went wrong, case by case, and how many were judged.
#[derive(Default)]
pub(crate) struct Score {
    judged: BTreeMap<Outcome, usize>,
    wrong: Vec<String>,
}

impl Score {
    pub(crate) fn judge(&mut self, id: &str, wanted: Outcome, done: Result<(), String>) {
        *self.judged.entry(wanted).or_default() += 1;
        match (wanted, done) {
            (Outcome::Valid, Err(why)) => self.wrong.push(format!("{id}: {why}")),
            (Outcome::Refuse, Ok(())) => self.wrong.push(format!("{id}: is not refused")),
            _ => (),
        }
    }

    pub(crate) fn assert_all(self, least: usize) {
        assert!(self.wrong.is_empty(), "{} cases:\n{}", self.wrong.len(), self.wrong.join("\n"));
        assert!(self.judged.values().sum::<usize>() >= least, "{:?}", self.judged);
    }
}

/// What an error says.
pub(crate) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
