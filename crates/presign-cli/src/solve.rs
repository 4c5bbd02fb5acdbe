//! What a signature was made for, found with the secret.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;
use presign::explain::{self, Attempt, Change, Finding, Sent};
use presign::{Credentials, Timestamp, verify};
use serde::Serialize;

use crate::failure::Failure;
use crate::output;
use crate::values::{self, Pair};

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
    #[arg(long, value_name = "NUMBER", value_parser = values::number, requires = "solve",
        default_value_t = 5_000_000)]
    budget: u64,
}

/// What follows where nothing was found.
const NOT_FOUND: &str = "\
tried            another method, header, host, path, query, payload hash, session token, day, region or service, and a \
damaged secret: up to three of them at once
next             compare it with the server's answer by `presign explain URL --error FILE`; \
docs/signature-does-not-match.md (https://docs.rs/presign/latest/presign/explain/) lists the causes, the first of them \
another secret access key
";
const MORE: &str = "budget           used up: --budget NUMBER tries more\n";

/// What programs read about an attempt.
#[derive(Serialize)]
struct JsonAttempt<'a> {
    found: bool,
    tried: u64,
    sentence: String,
    changes: Vec<JsonChange<'a>>,
    findings: &'a [Finding],
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
        now: Timestamp,
        json: bool,
    ) -> Result<(), Failure> {
        let read = |path: &PathBuf| fs::read(path).map_err(|error| Failure::Read { path: path.clone(), error });
        let body = self.body.as_ref().map(read).transpose()?;
        let headers: Vec<_> = headers.iter().map(|Pair { name, value }| (name.as_str(), value.as_str())).collect();
        let hosts: Vec<_> = self.other_host.iter().map(String::as_str).collect();
        let method = method.unwrap_or("GET");
        let sent = Sent::new(method, url).headers(&headers).other_hosts(&hosts);
        let sent = body.as_deref().map_or(sent, |body| sent.body(body));
        let findings = explain::inspect(url, now).findings;
        let attempt = self.attempt(&sent, credentials)?;
        if json {
            output::print_json(&json_attempt(&attempt, &findings))?;
        } else {
            output::print(self.report(&attempt, &findings).as_bytes())?;
        }
        let is_right = attempt.solution.is_some_and(|solution| solution.changes.is_empty());
        if is_right && findings.is_empty() { Ok(()) } else { Err(Failure::Told) }
    }

    /// Tries, which can take seconds, and says so on standard error if that is a terminal.
    fn attempt(&self, sent: &Sent<'_>, credentials: &Credentials) -> Result<Attempt, Failure> {
        let bar = ProgressBar::new_spinner().with_message(format!("trying up to {} requests", self.budget));
        bar.enable_steady_tick(Duration::from_millis(200));
        let attempt = explain::solve(sent, credentials, self.budget);
        bar.finish_and_clear();
        attempt.map_err(|error| refusal(&error))
    }

    /// What people read: what is wrong with the URL as it is, the result, and what is next if there is none.
    fn report(&self, attempt: &Attempt, findings: &[Finding]) -> String {
        let mut text = String::new();
        for finding in findings {
            text.extend(["finding          ", &finding.sentence, "\n"]);
        }
        text.extend([&attempt.to_string(), "\n"]);
        if attempt.solution.is_none() {
            text.push_str(NOT_FOUND);
        }
        if attempt.solution.is_none() && attempt.tried >= self.budget {
            text.push_str(MORE);
        }
        text
    }
}

fn refusal(error: &verify::Refusal) -> Failure {
    Failure::Refused { reason: error.to_string(), code: error.code(), status: error.status() }
}

fn json_attempt<'a>(attempt: &'a Attempt, findings: &'a [Finding]) -> JsonAttempt<'a> {
    let changes = attempt.solution.as_ref().map(|solution| solution.changes.iter().map(json_change).collect());
    JsonAttempt {
        found: attempt.solution.is_some(),
        tried: attempt.tried,
        sentence: attempt.to_string(),
        changes: changes.unwrap_or_default(),
        findings,
    }
}

fn json_change(change: &Change) -> JsonChange<'_> {
    let Change { line, signed, sent, .. } = change;
    JsonChange { kind: change.kind(), line, signed: signed.as_deref(), sent: sent.as_deref() }
}
