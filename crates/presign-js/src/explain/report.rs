//! What is known of a paste.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write as _;

use presign::Rules;
use presign::Timestamp;
use presign::explain::{Comparison, Evidence, Finding, Inspection, redact, repair_url};
use presign::verify::SignedRequest;
use serde::Serialize;

/// Everything that a page shows of a paste. Nothing in it is secret, except what `redact` leaves: names of hosts, buckets
/// and objects.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    read: Read,
    inspection: Option<Inspection>,
    /// Of a URL without an answer, what is likely to be wrong besides what the inspection found.
    causes: Vec<Cause<'a>>,
    comparison: Option<&'a Comparison>,
    signed: Option<Strings>,
    text: String,
    share: String,
    is_good: bool,
}

/// What the paste is.
#[derive(Serialize)]
struct Read {
    /// In words, such as `a presigned URL and a server's answer`.
    what: String,
    /// Which of `url`, `method`, `headers`, `signed` and `answer` are in it.
    parts: Vec<&'static str>,
    /// The method that was sent.
    method: Option<String>,
    /// The names of the headers that were sent.
    headers: Vec<String>,
}

/// The strings that the server makes of the request, as far as it can be told from what was sent.
#[derive(Serialize)]
struct Strings {
    canonical_request: String,
    string_to_sign: String,
    /// Whether a secret in them was replaced, so that the hash of the one is not in the other.
    is_masked: bool,
}

#[derive(Serialize)]
struct Cause<'a> {
    #[serde(flatten)]
    cause: &'a Finding,
    cures: Vec<Cure>,
}

#[derive(Serialize)]
struct Cure {
    tool: &'static str,
    line: &'static str,
}

impl<'a> Report<'a> {
    pub(super) fn new(evidence: &Evidence, comparison: &'a Comparison, now: Timestamp) -> Self {
        let is_url = comparison.code.is_empty() && evidence.url.is_some();
        let inspection = evidence.url.as_ref().map(|_| {
            let mut alone = evidence.clone();
            alone.answer = None;
            alone.inspect(now)
        });
        let found = inspection.iter().flat_map(|inspection| &inspection.findings);
        let is_new = |cause: &&Finding| !found.clone().any(|finding| finding == *cause);
        let causes = comparison.causes.iter().chain(&comparison.findings).filter(is_new).filter(|_| is_url);
        let causes: Vec<_> = causes.map(|cause| Cause::of(comparison, cause)).collect();
        let text = match &inspection {
            Some(inspection) if is_url => [inspection.to_string(), lines(&causes)].concat(),
            _ => comparison.to_string(),
        };
        let read = Read::of(evidence, comparison);
        let is_good = is_url && causes.is_empty() && found.clone().next().is_none();
        let comparison = (!is_url).then_some(comparison);
        let share = redact(&text, evidence, None);
        Self { read, inspection, causes, comparison, signed: Strings::of(evidence), text, share, is_good }
    }
}

impl<'a> Cause<'a> {
    fn of(comparison: &Comparison, cause: &'a Finding) -> Self {
        Self { cause, cures: comparison.cures(cause).map(|(tool, line)| Cure { tool, line }).collect() }
    }
}

/// As the command line prints them.
fn lines(causes: &[Cause<'_>]) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    for Cause { cause, cures } in causes {
        let _ = writeln!(text, "{:<17}{cause}", cause.certainty.to_string());
        for Cure { tool, line } in cures {
            let _ = writeln!(text, "  {:<15}{tool}: {line}", "cure");
        }
    }
    text
}

impl Read {
    fn of(evidence: &Evidence, comparison: &Comparison) -> Self {
        // Any text is taken as an answer where there is nothing else.
        let is_answer = !comparison.causes.iter().any(|cause| cause.kind() == "no-answer");
        let is_signed = evidence.url.as_deref().is_some_and(|url| url.to_ascii_lowercase().contains("signature="));
        let names = [
            (if is_signed { "a presigned URL" } else { "a URL" }, "url", evidence.url.is_some()),
            ("a method", "method", evidence.method.is_some()),
            ("headers", "headers", !evidence.headers.is_empty()),
            ("what a client says it signed", "signed", evidence.signed.is_some()),
            ("a server's answer", "answer", evidence.answer.is_some() && is_answer),
        ];
        let there: Vec<_> = names.into_iter().filter(|(.., is_there)| *is_there).collect();
        let words: Vec<_> = there.iter().map(|(words, ..)| *words).collect();
        let what = match words.split_last() {
            None => String::from("nothing that is known here"),
            Some((last, [])) => (*last).to_string(),
            Some((last, others)) => [&others.join(", "), " and ", last].concat(),
        };
        Self {
            what,
            parts: there.iter().map(|(_, part, _)| *part).collect(),
            method: evidence.method.clone(),
            headers: evidence.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect(),
        }
    }
}

impl Strings {
    fn of(evidence: &Evidence) -> Option<Self> {
        let url = repair_url(evidence.url.as_deref()?);
        let (_, rest) = url.split_once("://")?;
        let slash = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, target) = rest.split_at(slash);
        let target = if target.starts_with('/') { target.to_string() } else { ["/", target].concat() };
        let headers = evidence.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let has_host = evidence.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = Some(("host", host)).filter(|_| !has_host);
        let method = evidence.method.as_deref().unwrap_or("GET");
        let request = SignedRequest::parse(method, &target, headers.chain(host)).ok()?;
        let canonical = request.canonical_request(&Rules::for_service(request.scope().service())).ok()?;
        let string_to_sign = request.string_to_sign(&canonical).as_str().to_string();
        let shown = masked(canonical.as_str());
        let is_masked = shown != canonical.as_str();
        Some(Self { canonical_request: shown, string_to_sign, is_masked })
    }
}

/// Without session tokens and customers' keys.
pub(super) fn masked(canonical: &str) -> String {
    const NAMES: [&str; 4] =
        ["X-Amz-Security-Token=", "x-amz-security-token:", "X-Amz-S3session-Token=", "x-amz-s3session-token:"];
    const KEY: &str = "server-side-encryption-customer-key:";
    let mut text = String::with_capacity(canonical.len());
    for line in canonical.split_inclusive('\n') {
        let mut rest = line;
        while let Some((at, name)) = NAMES.iter().chain([&KEY]).filter_map(|name| Some((rest.find(name)?, name))).min()
        {
            let (before, value) = rest.split_at(at + name.len());
            text.push_str(before);
            text.push('…');
            rest = &value[value.find(['&', '\n']).unwrap_or(value.len())..];
        }
        text.push_str(rest);
    }
    text
}
