//! What the runners share: the cases, and a line of JSON for each. `cases.py` next to this package says what a line is.
#![allow(
    missing_docs,
    missing_debug_implementations,
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    reason = "the files of the suite"
)]
#![allow(clippy::missing_panics_doc, clippy::missing_errors_doc, reason = "what is wrong ends the run")]

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

#[derive(Deserialize)]
pub struct Key {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: Option<String>,
}

#[derive(Deserialize)]
pub struct Rules {
    pub encode_path: String,
    pub normalize_path: bool,
    pub sign_token: bool,
    pub token_parameter: Option<String>,
}

#[derive(Deserialize)]
pub struct Request {
    pub method: String,
    #[serde(alias = "target")]
    pub url: String,
    pub headers: Vec<(String, String)>,
    #[serde(default)]
    pub body: String,
}

/// A case for signers.
#[derive(Deserialize)]
pub struct Sign {
    pub id: String,
    pub place: String,
    pub credentials: Key,
    pub time: String,
    pub region: String,
    pub service: String,
    pub rules: Rules,
    pub payload: String,
    pub expires: Option<u64>,
    pub request: Request,
}

/// A case for servers.
#[derive(Deserialize)]
pub struct Verify {
    pub id: String,
    pub now: String,
    pub region: String,
    pub service: String,
    pub rules: Rules,
    pub keys: Vec<Key>,
    pub request: Request,
}

#[derive(Deserialize)]
struct File<C> {
    cases: Vec<C>,
}

pub enum Made {
    Url(String),
    Headers(Vec<(String, String)>),
    /// Whether a request is accepted.
    Accepted,
}

pub enum No {
    /// There is no way to ask for it.
    Cannot(&'static str),
    Refused(String),
}

impl<E: std::fmt::Display> From<E> for No {
    fn from(error: E) -> Self {
        Self::Refused(error.to_string())
    }
}

/// The cases of a file that is the program's first argument.
#[must_use]
pub fn cases<C: DeserializeOwned>() -> Vec<C> {
    let path = std::env::args().nth(1).expect("the file of cases");
    let text = std::fs::read_to_string(path).expect("the file of cases");
    serde_json::from_str::<File<C>>(&text).expect("cases").cases
}

pub fn say(id: &str, made: Result<Made, No>) {
    let line = match made {
        Ok(Made::Url(url)) => json!({ "id": id, "url": url }),
        Ok(Made::Headers(headers)) => {
            let headers: serde_json::Map<_, _> =
                headers.into_iter().map(|(name, value)| (name, value.into())).collect();
            json!({ "id": id, "headers": headers })
        }
        Ok(Made::Accepted) => json!({ "id": id, "accepted": true }),
        Err(No::Cannot(why)) => json!({ "id": id, "cannot": why }),
        Err(No::Refused(why)) => json!({ "id": id, "refused": why }),
    };
    println!("{line}");
}

/// Nothing here waits.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Seconds since 1970 of `YYYYMMDDTHHMMSSZ`.
#[must_use]
pub fn seconds(time: &str) -> i64 {
    chrono::NaiveDateTime::parse_from_str(time, "%Y%m%dT%H%M%SZ").expect("a time").and_utc().timestamp()
}

impl Sign {
    /// Whether this is how S3 signs a presigned URL, which is all that some crates can.
    #[must_use]
    pub fn is_s3_url(&self) -> bool {
        self.place == "query" && self.service == "s3" && self.rules.encode_path == "once" && !self.rules.normalize_path
    }
}
