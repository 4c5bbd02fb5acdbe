//! One way in which servers refuse.

use alloc::string::String;

use crate::explain::Kind;
use crate::explain::compare::case::Case;

/// A way in which servers refuse a request.
pub(super) struct Refusal {
    /// The codes that it has; none where any does.
    pub(super) codes: &'static [&'static str],
    /// What the message says, in lower case.
    pub(super) says: &'static str,
    pub(super) kind: Kind,
    pub(super) tell: Tell,
    /// What in the URL would be the reason.
    pub(super) reasons: &'static [Kind],
}

/// How the sentence is made. Where that cannot be, for want of a field, the refusal is another.
pub(super) enum Tell {
    /// With `{message}` and fields of the answer such as `{Region}`.
    Say(&'static str),
    Make(fn(&Case<'_>) -> String),
    Ask(fn(&Case<'_>) -> Option<String>),
}

pub(super) const fn refusal(
    codes: &'static [&'static str],
    says: &'static str,
    kind: Kind,
    tell: Tell,
    reasons: &'static [Kind],
) -> Refusal {
    Refusal { codes, says, kind, tell, reasons }
}

/// No reasons.
pub(super) const NONE: &[Kind] = &[];
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
/// Any code.
pub(super) const ANY: &[&str] = &[];
