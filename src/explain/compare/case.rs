//! A refused request: the answer, and what is known of the signing.

use alloc::format;
use alloc::string::String;

use crate::explain::compare::answer::Answer;
use crate::explain::compare::signed::Signed;
use crate::explain::inspect::Inspection;
use crate::explain::{Evidence, Kind, shown};
use crate::timestamp::Timestamp;

/// What there is to find the cause in.
pub(super) struct Case<'a> {
    pub(super) answer: &'a Answer,
    pub(super) signed: Option<&'a Signed>,
    /// The URL, looked at when the server answered.
    pub(super) url: Option<&'a Inspection>,
    /// All that was handed in.
    pub(super) evidence: &'a Evidence,
}

impl Case<'_> {
    /// What the answer says in words, in lower case.
    pub(super) fn said(&self) -> String {
        let words = |name| self.answer.field(name).map(until_canonical).unwrap_or_default();
        let message = words("Message");
        // A line of a log has others around it, which are not of the server.
        let message = if self.answer.is_line() { message.lines().next().unwrap_or_default() } else { message };
        let plain;
        let message = if self.answer.is_text() {
            plain = without_signing(message);
            &plain
        } else {
            message
        };
        // A URL in the message has the names of parameters, which the server does not speak of.
        let said = without_urls(&format!("{message}\n{}", words("Details"))).to_lowercase();
        // Some programs print two spaces where the service says one.
        if said.contains("  ") { said.replace("  ", " ") } else { said }
    }

    /// The whole text that was handed in next to the request, in lower case.
    pub(super) fn text(&self) -> String {
        self.evidence.texts().flat_map(|text| [text, "\n"]).collect::<String>().to_lowercase()
    }

    /// The host that the request went to, in lower case, with its port: that of the header, or of the URL.
    pub(super) fn host(&self) -> Option<String> {
        let of_url = || self.url.map(|url| url.host.to_lowercase()).filter(|host| !host.is_empty());
        self.evidence.header("host").map(str::to_lowercase).or_else(of_url)
    }

    /// A field in a form that may be shown.
    pub(super) fn shown(&self, name: &str) -> Option<String> {
        if name == "message" {
            return Some(self.answer.message());
        }
        self.answer.field(name).map(|text| shown::text(text).into_owned())
    }

    /// What is signed, as far as that is known.
    pub(super) fn noun(&self) -> &'static str {
        if self.url.is_some_and(|url| !url.is_signed_by_headers) { "URL" } else { "request" }
    }

    /// When the request was signed, by the signer's clock.
    pub(super) fn signed_at(&self) -> Option<Timestamp> {
        let of_signing = || Timestamp::parse(self.signed?.string_to_sign.split('\n').nth(1)?).ok();
        self.url.and_then(|url| url.signed_at).or_else(of_signing)
    }

    /// Whether the URL has this fault.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.url.is_some_and(|url| url.findings.iter().any(|finding| finding.kind == kind))
    }

    /// The method that was sent, as far as it is known.
    pub(super) fn method(&self) -> Option<&str> {
        self.evidence.method.as_deref()
    }
}

/// A text without the URLs in it.
fn without_urls(text: &str) -> String {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>');
    let is_url =
        |word: &str| word.contains("://") || word.contains(['?', '&']) && word.contains("X-Amz-") && word.contains('=');
    text.split_inclusive(is_end).filter(|word| !is_url(word)).collect()
}

/// A text without the lines of what a client logs while it signs, which no server said: canonical headers, and the
/// names of the signed ones.
fn without_signing(text: &str) -> String {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let is_signing = |line: &&str| {
        let line = line.trim().trim_matches(['"', '\'']);
        let is_header = line
            .split_once(':')
            .is_some_and(|(name, value)| is_name(name) && name.starts_with("x-amz-") && !value.starts_with(' '));
        is_header || line.contains(';') && line.split(';').all(is_name)
    };
    text.split_inclusive('\n').filter(|line| !is_signing(line)).collect()
}

/// A message up to the strings that the client sent, which services other than S3 put into it.
fn until_canonical(message: &str) -> &str {
    message.split("The Canonical String for this request").next().unwrap_or_default().trim()
}
