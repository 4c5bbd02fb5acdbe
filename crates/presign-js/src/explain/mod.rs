//! What a page shows: why a request was refused, what its signature was made for, and each step of a signature. Arguments
//! and results are JSON.

mod make;
mod report;
mod solve;

use alloc::format;
use alloc::string::String;

use presign::Timestamp;
use presign::explain::{self, Evidence};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

pub(crate) use make::make;
pub(crate) use solve::solve;

/// What there is of a request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Paste {
    paste: String,
    answer: Option<String>,
    method: Option<String>,
    #[serde(default)]
    headers: alloc::vec::Vec<(String, String)>,
    now: u64,
}

impl Paste {
    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::read(&self.paste);
        if let Some(method) = &self.method {
            evidence.method = Some(method.clone());
        }
        evidence.headers.extend(self.headers.iter().cloned());
        match &self.answer {
            Some(answer) => evidence.with_answer(answer.clone()),
            None => evidence,
        }
    }
}

/// Explains a paste.
pub(crate) fn explain(arguments: &str, out: &mut String) -> Result<(), Failure> {
    let paste: Paste = parse(arguments)?;
    let (evidence, now) = (paste.evidence(), Timestamp::from_unix_seconds(paste.now)?);
    let comparison = explain::diagnose(&evidence, now);
    write(out, &report::Report::new(&evidence, &comparison, now))
}

fn parse<T: DeserializeOwned>(arguments: &str) -> Result<T, Failure> {
    serde_json::from_str(arguments).map_err(|error| Failure::argument(format!("{error}")))
}

fn write(out: &mut String, value: &impl Serialize) -> Result<(), Failure> {
    *out = serde_json::to_string(value).map_err(|error| Failure::argument(format!("{error}")))?;
    Ok(())
}
