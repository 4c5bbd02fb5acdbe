//! The request as a server's answer shows it: what nobody handed in of it is taken from there.

use presign::Timestamp;
use presign::explain::{self, Comparison, Difference, Evidence};

use crate::solve::Proof;

/// What stands for a secret that the library does not show.
const CUT: char = '…';

/// The request to search the signature of: the evidence, with the method, the headers and the address that arrived where
/// nobody said what was sent.
pub(crate) fn completed(evidence: &Evidence, now: Timestamp) -> Evidence {
    let mut completed = evidence.clone();
    if evidence.answer.is_none() || evidence.signed.is_some() {
        return completed;
    }
    let lines = explain::diagnose(evidence, now).lines;
    if lines.iter().any(is_cut) {
        return completed;
    }
    let arrived = |it: &'_ Difference| it.received.clone().map(|value| (it.line.clone(), value));
    let lines: Vec<_> = lines.iter().filter_map(arrived).collect();
    let find = |line: &str| lines.iter().find(|(name, _)| name == line).map(|(_, value)| value.clone());
    if completed.url.is_none() && completed.headers.is_empty() {
        completed.url = url(&lines, evidence.answer.as_deref().unwrap_or_default());
    }
    if completed.url.is_none() {
        return completed;
    }
    completed.method = completed.method.or_else(|| find("method"));
    for (line, value) in &lines {
        let name = line.strip_prefix("header ").filter(|name| *name != "host");
        if let Some(name) = name.filter(|name| header(evidence, name).is_none()) {
            completed.headers.push((name.to_owned(), value.clone()));
        }
    }
    completed
}

fn header<'a>(evidence: &'a Evidence, name: &str) -> Option<&'a str> {
    let mut headers = evidence.headers.iter();
    headers.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Whether a line is not shown as it arrived.
fn is_cut(line: &Difference) -> bool {
    line.line.contains(CUT) || line.received.as_ref().is_some_and(|value| value.contains(CUT))
}

/// The URL that arrived, from the canonical request and the signature in the answer.
fn url(lines: &[(String, String)], answer: &str) -> Option<String> {
    let value = |line: &str| lines.iter().find(|(name, _)| name == line).map(|(_, value)| value.as_str());
    let query = lines.iter().filter_map(|(line, value)| Some(format!("{}={value}", line.strip_prefix("query ")?)));
    let query = query.collect::<Vec<_>>().join("&");
    let (_, rest) = answer.split_once("SignatureProvided")?;
    let signature = rest.get(..80).unwrap_or(rest).split(|c: char| !c.is_ascii_hexdigit()).find(|it| it.len() == 64)?;
    let (host, path) = (value("header host")?, value("path")?);
    query.contains("X-Amz-Credential=").then(|| format!("https://{host}{path}?{query}&X-Amz-Signature={signature}"))
}

/// Tells as signed what the secret proves to have been signed.
pub(crate) fn tell_signed(comparison: &mut Comparison, proof: &Proof, searched: &Evidence) {
    for it in &mut comparison.lines {
        let sent = match it.line.strip_prefix("header ") {
            Some(name) => header(searched, name),
            None if it.line == "method" => searched.method.as_deref(),
            None => None,
        };
        match proof.change(&it.line) {
            Some(change) => it.signed.clone_from(&change.signed),
            None if it.signed.is_none() => it.signed = sent.map(Into::into),
            None => {}
        }
    }
}
