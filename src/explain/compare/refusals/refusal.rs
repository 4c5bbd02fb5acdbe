//! One way in which servers refuse.

use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::{Certainty, Kind};

/// A way in which servers refuse a request. The rows of the tables begin with [`code`], [`says`] or [`any`].
pub(super) struct Refusal {
    /// The codes that it has; none where any does.
    pub(super) codes: &'static [&'static str],
    /// What the message says, in lower case.
    pub(super) says: &'static str,
    /// Of these, one is said, in lower case; any message does where there are none.
    pub(super) says_one_of: &'static [&'static str],
    pub(super) kind: Kind,
    pub(super) tell: Tell,
    /// What in the URL would be the reason.
    pub(super) reasons: &'static [Kind],
    pub(super) certainty: Certainty,
}

/// How the sentence is made. Where that cannot be, for want of a field, the refusal is another.
pub(super) enum Tell {
    /// With `{message}` and fields of the answer such as `{Region}`.
    Say(&'static str),
    Make(fn(&Case<'_>) -> String),
    Ask(fn(&Case<'_>) -> Option<String>),
}

/// An answer with one of these codes.
pub(super) const fn code(codes: &'static [&'static str]) -> Refusal {
    Refusal { codes, ..any() }
}

/// An answer with these words, in lower case.
pub(super) const fn says(words: &'static str) -> Refusal {
    any().says(words)
}

/// An answer with one of these wordings, in lower case.
pub(super) const fn says_one_of(wordings: &'static [&'static str]) -> Refusal {
    any().says_one_of(wordings)
}

/// Any answer that the question at the end of the row has a sentence for.
pub(super) const fn any() -> Refusal {
    Refusal {
        codes: &[],
        says: "",
        says_one_of: &[],
        kind: Kind::Unknown,
        tell: Tell::Say(""),
        reasons: &[],
        certainty: Certainty::Told,
    }
}

impl Refusal {
    pub(super) const fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    pub(super) const fn says_one_of(self, says_one_of: &'static [&'static str]) -> Self {
        Self { says_one_of, ..self }
    }

    /// Whether the answer has one of the codes, and the words.
    pub(super) fn applies(&self, code: &str, said: &str) -> bool {
        said.contains(self.says)
            && (self.says_one_of.is_empty() || self.says_one_of.iter().any(|words| said.contains(words)))
            && (self.codes.is_empty() || self.codes.contains(&code))
    }

    pub(super) const fn is(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    pub(super) const fn say(self, sentence: &'static str) -> Self {
        Self { tell: Tell::Say(sentence), ..self }
    }

    pub(super) const fn make(self, sentence: fn(&Case<'_>) -> String) -> Self {
        Self { tell: Tell::Make(sentence), ..self }
    }

    pub(super) const fn ask(self, sentence: fn(&Case<'_>) -> Option<String>) -> Self {
        Self { tell: Tell::Ask(sentence), ..self }
    }

    pub(super) const fn because(self, reasons: &'static [Kind]) -> Self {
        Self { reasons, ..self }
    }

    /// The server does not say it: it is what most often causes the answer.
    pub(super) const fn likely(self) -> Self {
        Self { certainty: Certainty::Likely, ..self }
    }
}

/// Reasons: a URL whose query did not arrive as it was signed.
pub(super) const QUERY: &[Kind] = &[
    Kind::EmptyVariable,
    Kind::HtmlEscaped,
    Kind::Copied,
    Kind::EncodedTwice,
    Kind::SignedTwice,
    Kind::NotSigned,
    Kind::OtherScheme,
    Kind::SignatureVersion2,
    Kind::Malformed,
    Kind::ExpiryTooLong,
    Kind::Service,
    Kind::Region,
    Kind::Endpoint,
];
