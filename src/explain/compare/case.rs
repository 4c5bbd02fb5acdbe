//! A refused request: the answer, and what is known of the signing.

use alloc::format;
use alloc::string::String;

use crate::explain::compare::answer::Answer;
use crate::explain::compare::signed::Signed;
use crate::explain::inspect::Inspection;
use crate::explain::{Kind, shown};
use crate::timestamp::Timestamp;

/// What there is to find the cause in.
pub(super) struct Case<'a> {
    pub(super) answer: &'a Answer,
    pub(super) signed: Option<&'a Signed>,
    /// The URL, looked at when the server answered.
    pub(super) url: Option<&'a Inspection>,
}

impl Case<'_> {
    /// What the answer says in words, in lower case. The rest of a message is what the client sent.
    pub(super) fn said(&self) -> String {
        let line = |name| self.answer.field(name).and_then(|text| text.lines().next()).unwrap_or_default();
        format!("{}\n{}", line("Message"), line("Details")).to_lowercase()
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
        if self.url.is_some() { "URL" } else { "request" }
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
}
