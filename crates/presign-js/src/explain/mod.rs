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

use crate::fields::Fields;

// As in `js/explain.js`.
const EXPLAIN: u32 = 11;
const SOLVE: u32 = 12;
const MAKE: u32 = 13;

/// What lasts from one call to the next: nothing.
pub(crate) struct Kept;

impl Kept {
    pub(crate) const fn new() -> Self {
        Self
    }
}

/// Calls a function.
pub(crate) fn run(
    function: u32,
    _handle: u32,
    fields: &mut Fields<'_>,
    _kept: &mut Kept,
    out: &mut String,
) -> Result<(), Failure> {
    let arguments = fields.required()?;
    match function {
        EXPLAIN => explain(arguments, out),
        SOLVE => solve::solve(arguments, out),
        MAKE => make::make(arguments, out),
        _ => Err(Failure::argument("the module has no such function")),
    }
}

/// What there is of a request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Paste {
    #[serde(rename = "paste")]
    text: String,
    answer: Option<String>,
    method: Option<String>,
    #[serde(default)]
    headers: alloc::vec::Vec<(String, String)>,
    now: u64,
}

impl Paste {
    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::read(&self.text);
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
fn explain(arguments: &str, out: &mut String) -> Result<(), Failure> {
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
