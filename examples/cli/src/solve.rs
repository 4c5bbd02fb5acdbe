//! What a signature was made for, found with the secret.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use presign::Credentials;
use presign::explain::{self, Attempt, Change, Sent};
use presign::verify;
use serde::Serialize;

use crate::failure::Failure;
use crate::output;
use crate::values::Pair;

/// What `explain` is told for `--solve`.
#[derive(Args)]
pub(crate) struct Solve {
    /// Find what the signature was made for, with the credentials at hand: needs no answer of a server
    #[arg(id = "solve", long = "solve", requires = "url", group = "reason")]
    is_asked: bool,
    /// For --solve: the file with the body that was sent
    #[arg(long, value_name = "FILE", requires = "solve")]
    body: Option<PathBuf>,
    /// For --solve: another host that the signer may have known the server by, with a path that a proxy cuts off;
    /// may come again
    #[arg(long, value_name = "HOST[/PATH]", requires = "solve")]
    other_host: Vec<String>,
    /// For --solve: how many changed requests are tried at most
    #[arg(long, value_name = "NUMBER", requires = "solve", default_value_t = 5_000_000)]
    budget: u64,
}

/// What programs read about an attempt.
#[derive(Serialize)]
struct JsonAttempt<'a> {
    found: bool,
    tried: u64,
    sentence: String,
    changes: Vec<JsonChange<'a>>,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    kind: &'static str,
    line: &'a str,
    /// `null` if there was no such line.
    signed: Option<&'a str>,
    sent: Option<&'a str>,
}

impl Solve {
    pub(crate) fn is_asked(&self) -> bool {
        self.is_asked
    }

    pub(crate) fn run(
        &self,
        url: &str,
        method: Option<&str>,
        headers: &[Pair],
        credentials: &Credentials,
        json: bool,
    ) -> Result<(), Failure> {
        let read = |path: &PathBuf| fs::read(path).map_err(|error| Failure::Read { path: path.clone(), error });
        let body = self.body.as_ref().map(read).transpose()?;
        let headers: Vec<_> = headers.iter().map(|Pair { name, value }| (name.as_str(), value.as_str())).collect();
        let hosts: Vec<_> = self.other_host.iter().map(String::as_str).collect();
        let method = method.unwrap_or("GET");
        let sent = Sent { method, url, headers: &headers, body: body.as_deref(), hosts: &hosts };
        let attempt = explain::solve(&sent, credentials, self.budget).map_err(|error| refusal(&error))?;
        if json {
            output::print_json(&json_attempt(&attempt))?;
        } else {
            output::print(format!("{attempt}\n").as_bytes())?;
        }
        let is_right = attempt.solution.is_some_and(|solution| solution.changes.is_empty());
        if is_right { Ok(()) } else { Err(Failure::Told) }
    }
}

fn refusal(error: &verify::Error) -> Failure {
    Failure::Refused { reason: error.to_string(), code: error.code(), status: error.status() }
}

fn json_attempt(attempt: &Attempt) -> JsonAttempt<'_> {
    let changes = attempt.solution.as_ref().map(|solution| solution.changes.iter().map(json_change).collect());
    JsonAttempt {
        found: attempt.solution.is_some(),
        tried: attempt.tried,
        sentence: attempt.to_string(),
        changes: changes.unwrap_or_default(),
    }
}

fn json_change(change: &Change) -> JsonChange<'_> {
    let Change { kind, line, signed, sent, .. } = change;
    JsonChange { kind: kind.name(), line, signed: signed.as_deref(), sent: sent.as_deref() }
}
