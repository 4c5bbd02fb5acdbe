//! What a signature was made for, found with the secret.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::ControlFlow;

use presign::explain::{self, Attempt, Change, Finding, Sent};
use serde::{Deserialize, Serialize};

use super::{Paste, parse, write};
use crate::boundary;
use crate::failure::Failure;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    evidence: Paste,
    credentials: Credentials,
    budget: u64,
    #[serde(default)]
    other_hosts: Vec<String>,
    body: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Credentials {
    access_key_id: String,
    pub(super) secret_access_key: String,
    session_token: Option<String>,
}

impl Credentials {
    pub(super) fn read(&self) -> presign::Credentials {
        let credentials = presign::Credentials::new(self.access_key_id.as_str(), self.secret_access_key.as_str());
        match self.session_token.as_deref() {
            Some(token) => credentials.with_session_token(token),
            None => credentials,
        }
    }
}

impl Drop for Credentials {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.secret_access_key);
    }
}

/// What `presign explain --json` prints under `solve`.
#[derive(Serialize)]
struct Proof<'a> {
    found: bool,
    tried: u64,
    changes_tried: usize,
    is_complete: bool,
    sentence: String,
    changes: Vec<Changed<'a>>,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Changed<'a> {
    kind: &'static str,
    line: &'a str,
    signed: Option<&'a str>,
    sent: Option<&'a str>,
    sentence: String,
}

/// Searches, and tells JavaScript how far it is.
pub(crate) fn solve(arguments: &str, out: &mut String) -> Result<(), Failure> {
    let arguments: Arguments = parse(arguments)?;
    let evidence = arguments.evidence.evidence();
    let headers: Vec<_> = evidence.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let hosts: Vec<_> = arguments.other_hosts.iter().map(String::as_str).collect();
    let Some(url) = evidence.url.as_deref() else {
        return Err(Failure::argument("there is no URL in this to search the signature of"));
    };
    let sent = Sent::new(evidence.method.as_deref().unwrap_or("GET"), url).headers(&headers).other_hosts(&hosts);
    let sent = arguments.body.as_ref().map_or(sent, |body| sent.body(body.as_bytes()));
    let watch = |tried| if boundary::stops(tried) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let attempt = explain::solve_watched(&sent, &arguments.credentials.read(), arguments.budget, watch)?;
    write(out, &Proof::of(&attempt))
}

impl<'a> Proof<'a> {
    fn of(attempt: &'a Attempt) -> Self {
        let changed = |change: &'a Change| Changed {
            kind: change.kind(),
            line: &change.line,
            signed: change.signed.as_deref(),
            sent: change.sent.as_deref(),
            sentence: change.to_string(),
        };
        Self {
            found: attempt.solution.is_some(),
            tried: attempt.tried,
            changes_tried: attempt.changes,
            is_complete: attempt.is_complete,
            sentence: attempt.to_string(),
            changes: attempt.solution.iter().flatten().map(changed).collect(),
            findings: &attempt.findings,
        }
    }
}
