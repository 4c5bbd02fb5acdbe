//! What is in a presigned URL, and why a server refused it.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use presign::explain::{self, Comparison, Evidence, Finding, Inspection};
use presign::{Credentials, Explanation, Request, Signer, Timestamp};
use serde::Serialize;

use crate::arrived;
use crate::causes::Cause;
use crate::codes::Entry;
use crate::columns;
use crate::encoding;
use crate::failure::Failure;
use crate::identity::Who;
use crate::output;
use crate::share;
use crate::solve::{JsonProof, Proof, Solve};
use crate::time;
use crate::values::{self, Pair};

/// A URL, a server's answer, or both.
#[derive(Args)]
pub(crate) struct Explain {
    /// What there is of the refused request, one or more of: the URL, the command that sent it (curl, wget, HTTPie,
    /// PowerShell), code with fetch or the like, headers as a browser or a log lists them, the server's answer, what an
    /// SDK printed; - reads it from standard input. Several are read as if they were pasted together. Or the code of an
    /// error of this program, such as empty-key, or a cause, such as encoded-twice
    #[arg(id = "url", value_name = "PASTE", required_unless_present = "error")]
    paste: Vec<String>,
    /// The server's answer, the XML of its body: say why the URL was refused; - reads it from standard input
    #[arg(long, value_name = "FILE|-")]
    error: Option<PathBuf>,
    /// The method that was sent. With the credentials at hand, what was signed in its place is found
    #[arg(long, requires = "url")]
    method: Option<String>,
    /// A header as it was sent; may come again. With the credentials at hand, what was signed in its place is found
    #[arg(long, value_name = "NAME: VALUE", value_parser = values::header, requires = "url")]
    header: Vec<Pair>,
    /// Look at the URL at this time, as in 20150830T123600Z or 2015-08-30T12:36:00Z [else: that of the answer, or now]
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long, conflicts_with = "share")]
    json: bool,
    /// Print a report for a public issue, without what the credentials are made of; the names of hosts, buckets and
    /// objects stay in it
    #[arg(long)]
    share: bool,
    /// Take the credentials from this profile of the shared credentials and config files
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    #[command(flatten)]
    solve: Solve,
}

/// What programs read: what the library found, and what the secret proves.
#[derive(Serialize)]
struct Json<'a, T> {
    #[serde(flatten)]
    of: &'a T,
    /// Of a URL alone, what is likely to be wrong besides. A comparison has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    causes: Option<Vec<JsonCause<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    solve: Option<JsonProof<'a>>,
}

/// A cause with what mends it, as the library serializes it too.
#[derive(Serialize)]
struct JsonCause<'a> {
    #[serde(flatten)]
    cause: &'a Finding,
    cures: Vec<JsonCure>,
}

#[derive(Serialize)]
struct JsonCure {
    tool: &'static str,
    line: &'static str,
}

impl Explain {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        if self.paste.iter().any(|word| word == "curl") {
            return Err(Failure::CurlWithoutQuotes);
        }
        if let Some(explained) = self.explain_code() {
            return explained;
        }
        let mut evidence = self.evidence()?;
        let searched = arrived::completed(&evidence, self.now());
        let credentials = self.credentials(&searched)?;
        let proof = match &credentials {
            Some(credentials) => self.proof(&searched, credentials)?,
            None => None,
        };
        let compared = match (&self.error, &evidence.url, &self.method, &credentials) {
            (Some(_), Some(url), Some(method), Some(credentials)) => {
                self.compare(url, method, evidence.answer.as_deref().unwrap_or_default(), credentials)?
            }
            _ => None,
        };
        let is_signed = compared.is_some() || evidence.signed.is_some() || evidence.url.is_none();
        let mut comparison = compared.unwrap_or_else(|| explain::diagnose(&evidence, self.now()));
        let found = proof.as_ref().filter(|proof| proof.is_found());
        if let Some(proof) = found {
            arrived::tell_signed(&mut comparison, proof, &searched);
            // It is known what was signed with this secret: what was only concluded gives way.
            let guesses = if proof.is_right() { &GUESSES[..2] } else { &GUESSES[..] };
            comparison.causes.retain(|cause| !guesses.contains(&cause.kind()) || proof.has_kind(cause.kind()));
        }
        let is_url = self.error.is_none() && comparison.code.is_empty() && evidence.url.is_some();
        let (text, json, is_good) = if is_url {
            evidence.answer = None;
            let inspection = evidence.inspect(self.now());
            self.of_url(&inspection, &comparison, proof.as_ref())
        } else {
            let side = if is_signed || found.is_some() { "signed" } else { "sent" };
            self.of_refusal(&comparison, proof.as_ref(), side)
        };
        match (self.json, self.share) {
            (true, _) => output::print(json.as_bytes())?,
            (false, true) => output::print(share::report(&text, &evidence, credentials.as_ref()).as_bytes())?,
            (false, false) => output::print(text.as_bytes())?,
        }
        if is_good { Ok(()) } else { Err(Failure::Told) }
    }

    /// Explains a single word that is the code of an error, or nearly one, or the name of a cause.
    fn explain_code(&self) -> Option<Result<(), Failure>> {
        let [word] = &self.paste[..] else { return None };
        if self.error.is_some() {
            return None;
        }
        let found = Entry::find(word).map(|entry| entry.print(self.json));
        let found = found.or_else(|| Cause::find(word).map(|cause| cause.print(self.json)));
        found.or_else(|| Entry::near(word).map(|meant| Err(Failure::NoCode { meant })))
    }

    /// The credentials at hand: those that must be there, or those that happen to be.
    fn credentials(&self, evidence: &Evidence) -> Result<Option<Credentials>, Failure> {
        let is_needed = self.solve.is_asked() || self.profile.is_some();
        let identity = || Who::of_profile(self.profile.clone()).identity().map(|identity| identity.credentials);
        match (is_needed, &evidence.url) {
            (true, _) => identity().map(Some),
            (false, Some(_)) => Ok(identity().ok()),
            (false, None) => Ok(None),
        }
    }

    /// What the secret proves, if the request is signed with these credentials.
    fn proof(&self, evidence: &Evidence, credentials: &Credentials) -> Result<Option<Proof>, Failure> {
        if evidence.url.is_none() {
            return Ok(None);
        }
        match self.solve.attempt(evidence, credentials) {
            Ok(proof) => Ok(Some(proof)),
            Err(error) if self.solve.is_asked() => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// All that was handed in.
    fn evidence(&self) -> Result<Evidence, Failure> {
        let part = |word: &String| if word == "-" { read(Path::new("-")) } else { Ok(word.clone()) };
        let parts = self.paste.iter().map(part).collect::<Result<Vec<_>, _>>()?;
        let mut evidence = if parts.is_empty() { Evidence::default() } else { Evidence::read(&parts.join("\n")) };
        if let Some(method) = &self.method {
            evidence.method = Some(method.clone());
        }
        evidence.headers.extend(self.header.iter().map(|Pair { name, value }| (name.clone(), value.clone())));
        if let Some(error) = &self.error {
            evidence = evidence.with_answer(read(error)?);
        }
        Ok(evidence)
    }

    /// The time to look at the URL.
    fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(Timestamp::now)
    }

    /// Compares all that was signed, if that is what was handed in: only then signing it again gives the URL's signature.
    /// What is wrong with the URL as it was pasted is told besides.
    fn compare(
        &self,
        pasted: &str,
        method: &str,
        answer: &str,
        credentials: &Credentials,
    ) -> Result<Option<Comparison>, Failure> {
        let repaired = explain::repair_url(pasted);
        let explanation = self.sign_again(&repaired, method, credentials)?;
        if !repaired.contains(&explanation.signature.to_string()) {
            return Ok(None);
        }
        let mut comparison = explain::compare(&explanation, answer);
        let is_told = |finding: &Finding| comparison.causes.iter().chain(&comparison.findings).any(|it| it == finding);
        let pasting = ["copied", "html-escaped"];
        let findings = explain::inspect(pasted, Timestamp::now()).findings;
        let new: Vec<_> = findings.into_iter().filter(|it| pasting.contains(&it.kind()) && !is_told(it)).collect();
        comparison.findings.splice(..0, new);
        Ok(Some(comparison))
    }

    /// Signs what the URL was signed for, at the same time.
    fn sign_again(&self, url: &str, method: &str, credentials: &Credentials) -> Result<Explanation, Failure> {
        // The time does not matter: it is not asked what is left.
        let inspection = explain::inspect(url, Timestamp::now());
        let (Some(scope), Some(signed_at), Some(expires_at)) =
            (&inspection.scope, inspection.signed_at, inspection.expires_at)
        else {
            return Err(Failure::NotPresigned);
        };
        let theirs = inspection.access_key_id.unwrap_or_default();
        if credentials.access_key_id() != theirs {
            return Err(Failure::OtherAccessKey { theirs, ours: credentials.access_key_id().into() });
        }
        let unsigned = without_signature(url);
        let mut request = Request::new(method, &unsigned)?;
        for Pair { name, value } in &self.header {
            request = request.header(name, value);
        }
        let expires_in = Duration::from_secs(expires_at.unix_seconds() - signed_at.unix_seconds());
        let signer = Signer::new(credentials.clone(), scope.region(), scope.service())?;
        Ok(signer.explain(&request, expires_in, signed_at)?)
    }

    /// What the request says of itself, and what is likely to be wrong besides.
    fn of_url(
        &self,
        inspection: &Inspection,
        comparison: &Comparison,
        proof: Option<&Proof>,
    ) -> (String, String, bool) {
        let is_new = |cause: &&Finding| inspection.findings.iter().all(|finding| finding != *cause);
        let causes: Vec<_> = comparison.causes.iter().chain(&comparison.findings).filter(is_new).collect();
        let mut text = self.proved(proof);
        text.push_str(&inspection.to_string());
        for cause in &causes {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{:<17}{cause}", cause.certainty.to_string());
            for (tool, line) in comparison.cures(cause) {
                let _ = writeln!(text, "  {:<15}{tool}: {line}", "cure");
            }
        }
        if proof.is_none() {
            text.push_str(not_checked(inspection));
        }
        let is_good = inspection.findings.is_empty() && causes.is_empty() && is_good(proof);
        let causes = causes.into_iter().map(|cause| JsonCause {
            cause,
            cures: comparison.cures(cause).map(|(tool, line)| JsonCure { tool, line }).collect(),
        });
        (text, json(inspection, Some(causes.collect()), proof), is_good)
    }

    fn of_refusal(&self, comparison: &Comparison, proof: Option<&Proof>, side: &str) -> (String, String, bool) {
        let text = [self.proved(proof), comparison.to_string(), columns::table(&comparison.lines, side)].concat();
        let is_other = comparison.causes.iter().all(|cause| cause.kind() == "not-the-signature");
        let is_good = is_other && !comparison.causes.is_empty() && is_good(proof);
        (text, json(comparison, None, proof), is_good)
    }

    fn proved(&self, proof: Option<&Proof>) -> String {
        proof.map(|proof| proof.report(self.solve.is_asked())).unwrap_or_default()
    }
}

/// Kinds of causes that are concluded from two signatures that differ, and that the secret at hand may refute.
const GUESSES: [&str; 3] = ["secret", "signature", "unknown"];

fn is_good(proof: Option<&Proof>) -> bool {
    proof.is_none_or(|proof| proof.is_right() && proof.findings().next().is_none())
}

fn json<'a>(of: &'a impl Serialize, causes: Option<Vec<JsonCause<'a>>>, proof: Option<&'a Proof>) -> String {
    output::json(&Json { of, causes, solve: proof.map(Proof::json) })
}

/// A line that says so, if the URL has a signature.
fn not_checked(inspection: &Inspection) -> &'static str {
    match inspection.signed_with {
        Some("Signature Version 4") => {
            "signature        not checked: with the secret access key at hand, `presign verify METHOD URL` checks it, and \
             `presign explain --solve URL` finds what it was made for\n"
        }
        Some(_) => "signature        not checked\n",
        None => "",
    }
}

/// A file, or standard input.
fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.and_then(|mut bytes| encoding::without_mark(&mut bytes).map(|()| bytes));
    let bytes = bytes.map_err(|error| Failure::Read { path: path.into(), error })?;
    // What is not UTF-8 is nothing that was signed; the rest can still be read.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The URL without what signing added.
fn without_signature(url: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let added = [
        "Algorithm",
        "Credential",
        "Date",
        "Expires",
        "SignedHeaders",
        "Signature",
        "Security-Token",
        "S3session-Token",
    ];
    let is_callers = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or_default();
        !name.strip_prefix("X-Amz-").is_some_and(|name| added.contains(&name))
    };
    format!("{address}?{}", query.split('&').filter(is_callers).collect::<Vec<_>>().join("&"))
}
