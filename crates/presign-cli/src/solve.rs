//! What a signature was made for, found with the secret.

use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use presign::explain::{self, Attempt, Change, Evidence, Finding, Sent};
use presign::{Credentials, verify};
use serde::Serialize;

use crate::failure::Failure;
use crate::values;

/// What `explain` is told for `--solve`.
#[derive(Args)]
pub(crate) struct Solve {
    /// Find what the signature was made for, with the credentials at hand. This is tried for a moment in any case; with
    /// this option for up to ten seconds
    #[arg(id = "solve", long = "solve")]
    is_asked: bool,
    /// The file with the body that was sent
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Another host that the signer may have known the server by, with a path that a proxy cuts off; may come again
    #[arg(long, value_name = "HOST[/PATH]")]
    other_host: Vec<String>,
    /// How many changed requests are tried at most [else: 60000; with --solve: 3000000]
    #[arg(long, value_name = "NUMBER", value_parser = values::number)]
    budget: Option<u64>,
}

/// Less than a second.
const MOMENT: u64 = 60_000;
/// Up to ten seconds.
const LONG: u64 = 3_000_000;

/// What the secret tells of a request.
pub(crate) struct Proof {
    attempt: Attempt,
    /// Whether it is known what was sent: of a URL alone, nobody says the method and the headers.
    is_known: bool,
    budget: u64,
    /// What else may be given.
    advice: Vec<&'static str>,
}

/// What programs read about an attempt.
#[derive(Serialize)]
pub(crate) struct JsonProof<'a> {
    found: bool,
    tried: u64,
    is_complete: bool,
    sentence: String,
    changes: Vec<JsonChange<'a>>,
    findings: Vec<&'a Finding>,
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

    /// Tries, which can take seconds, and says so on standard error if that is a terminal.
    pub(crate) fn attempt(&self, evidence: &Evidence, credentials: &Credentials) -> Result<Proof, Failure> {
        let read = |path: &PathBuf| fs::read(path).map_err(|error| Failure::Read { path: path.clone(), error });
        let body = self.body.as_ref().map(read).transpose()?;
        let headers: Vec<_> = evidence.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let hosts: Vec<_> = self.other_host.iter().map(String::as_str).collect();
        let method = evidence.method.as_deref().unwrap_or("GET");
        let sent = Sent::new(method, evidence.url.as_deref().unwrap_or_default()).headers(&headers).other_hosts(&hosts);
        let sent = body.as_deref().map_or(sent, |body| sent.body(body));
        let budget = self.budget.unwrap_or(if self.is_asked { LONG } else { MOMENT });
        // On a terminal alone, and on standard error.
        let bar = if self.is_asked { ProgressBar::new(budget) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:40} {percent}% of the requests to try, {elapsed}");
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let attempt = explain::solve_watched(&sent, credentials, budget, |tried| {
            bar.set_position(tried);
            ControlFlow::Continue(())
        });
        bar.finish_and_clear();
        let attempt = attempt.map_err(|error| refusal(&error))?;
        let advice = [
            ("--error FILE", "compares it with the server's answer", evidence.answer.is_none()),
            (
                "--other-host HOST",
                "tries the host that the signer knows the server by, if a proxy hides it",
                hosts.is_empty(),
            ),
            ("--method METHOD", "says what was sent, if it was not a GET", evidence.method.is_none()),
            ("--header 'NAME: VALUE'", "says the headers that were sent", headers.is_empty()),
            ("--body FILE", "tries the hash of the body", body.is_none() && !["GET", "HEAD"].contains(&method)),
        ];
        let advice = advice.into_iter().filter(|(.., is_open)| *is_open);
        let advice = advice.flat_map(|(option, words, _)| [option, words]).collect();
        Ok(Proof { attempt, is_known: evidence.method.is_some() || !headers.is_empty(), budget, advice })
    }
}

impl Proof {
    /// Whether the signature is that of the request, as far as it is known.
    pub(crate) fn is_right(&self) -> bool {
        let is_open =
            |change: &Change| !self.is_known && (change.line == "method" || change.line.starts_with("header "));
        self.attempt.solution.as_ref().is_some_and(|changes| changes.iter().all(is_open))
    }

    /// What was signed in this line instead of what was sent, if that is another value.
    pub(crate) fn change(&self, line: &str) -> Option<&Change> {
        self.attempt.solution.iter().flatten().find(|change| change.line == line)
    }

    pub(crate) fn is_found(&self) -> bool {
        self.attempt.solution.is_some()
    }

    /// Whether a change is of this kind.
    pub(crate) fn has_kind(&self, kind: &str) -> bool {
        let changes = self.attempt.solution.iter().flatten();
        changes.map(Change::kind).any(|other| other == kind)
    }

    /// What is to be seen of the request besides. Of a URL alone nobody says which headers were sent.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.attempt.findings.iter().filter(|finding| self.is_known || finding.kind() != "header")
    }

    /// What people read, the result first.
    pub(crate) fn report(&self, is_asked: bool) -> String {
        let mut text = String::new();
        // Writing to a `String` cannot fail.
        match &self.attempt.solution {
            Some(changes) => {
                let is_guessed = self.is_right() && !changes.is_empty();
                let note = if is_guessed { ": what was sent is not known, --method and --header tell it" } else { "" };
                let _ = writeln!(text, "{:<17}{}{note}", "proved", self.attempt);
            }
            None => {
                let _ = writeln!(text, "{:<17}{}", "search", self.attempt);
            }
        }
        for finding in self.findings() {
            let _ = writeln!(text, "{:<17}{finding}", finding.certainty.to_string());
        }
        match &self.attempt.solution {
            None if is_asked => self.vain(&mut text),
            None => {
                let _ = writeln!(text, "{:<17}--solve tries more requests, and says what was tried", "next");
            }
            Some(_) => {}
        }
        text
    }

    /// What was tried in vain, and what is next.
    fn vain(&self, text: &mut String) {
        let Attempt { changes, is_complete, .. } = self.attempt;
        let extent = if is_complete {
            "all alone and in pairs, and the common ones by three"
        } else {
            "as many as the budget allows"
        };
        let _ = writeln!(
            text,
            "{:<17}{changes} changes of method, headers, host, path, query, payload hash, session token, day, region, \
             service, secret and the steps of signing: {extent}",
            "tried"
        );
        if !is_complete {
            let _ = writeln!(text, "{:<17}{} requests, used up: --budget NUMBER tries more", "budget", self.budget);
        }
        for advice in self.advice.chunks(2) {
            let _ = writeln!(text, "{:<17}{}", "next", advice.join(" "));
        }
        let _ = writeln!(
            text,
            "{:<17}the first cause to think of is another secret access key, or a header signed with a value that only \
             its signer knows: give that value with --header",
            "next"
        );
    }

    pub(crate) fn json(&self) -> JsonProof<'_> {
        let changes = self.attempt.solution.iter().flatten();
        JsonProof {
            found: self.is_found(),
            tried: self.attempt.tried,
            is_complete: self.attempt.is_complete,
            sentence: self.attempt.to_string(),
            changes: changes.map(json_change).collect(),
            findings: self.findings().collect(),
        }
    }
}

fn refusal(error: &verify::Refusal) -> Failure {
    Failure::Refused { reason: error.to_string(), code: error.code(), status: error.status() }
}

fn json_change(change: &Change) -> JsonChange<'_> {
    let Change { line, signed, sent, .. } = change;
    JsonChange { kind: change.kind(), line, signed: signed.as_deref(), sent: sent.as_deref() }
}
