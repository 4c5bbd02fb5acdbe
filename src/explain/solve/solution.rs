//! What was found.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::explain::solve::reasons;
use crate::explain::{Finding, Kind};
use crate::request::payload::EMPTY_PAYLOAD;

/// What [`solve`](crate::explain::solve) found, and how far it looked.
///
/// `Display` writes one sentence: that of the solution, with the reason where the changes show it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// How the request that was signed differs from the one that was sent, if it was found. It is proved by the
    /// signature. No change: the signature is right for what was sent.
    pub solution: Option<Vec<Change>>,
    /// The number of requests that were tried.
    pub tried: u64,
    /// The number of changes that were tried one at a time.
    pub changes: usize,
    /// Whether nothing is left to try: all pairs of changes, and all triples of common ones.
    pub is_complete: bool,
    /// What is wrong with the request besides, such as an `x-amz-` header that is not signed.
    pub findings: Vec<Finding>,
}

/// One difference between the request that was signed and the one that was sent.
///
/// The fields hold no secrets and no session token, and control characters are escaped. `Display` writes it as in
/// `with the method PUT instead of GET`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    pub(in crate::explain) kind: Kind,
    /// What differs, such as `method` or `header content-type`.
    pub line: String,
    /// What was signed; `None` if it was not signed.
    pub signed: Option<String>,
    /// What was sent; `None` if it was not sent, or was not among the signed headers.
    pub sent: Option<String>,
}

impl Change {
    /// Returns what it is, for programs: one of the names of [`Finding::kind`](crate::explain::Finding::kind).
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind.name()
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(changes) = &self.solution else {
            return write!(f, "none of the {} requests that were tried has this signature", self.tried);
        };
        if changes.is_empty() {
            return f.write_str("the signature is right for what was sent");
        }
        f.write_str("the signature is right for a request ")?;
        for (at, change) in changes.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { " and " })?;
            change.fmt(f)?;
        }
        let reason = |change: &Change| reasons::of(&change.line, change.signed.as_deref()?, change.sent.as_deref()?);
        changes.iter().filter_map(reason).try_for_each(|reason| write!(f, ": {reason}"))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = &self.line;
        let shown = |value: &Option<String>| match value.as_deref().unwrap_or_default() {
            "" => String::from("(empty)"),
            EMPTY_PAYLOAD => [EMPTY_PAYLOAD, " (of an empty body)"].concat(),
            value => value.into(),
        };
        match (&self.signed, &self.sent) {
            (signed @ Some(_), sent @ Some(_)) => {
                write!(f, "with the {line} {} instead of {}", shown(signed), shown(sent))
            }
            (signed, None) => write!(f, "with the {line} {} added", shown(signed)),
            (None, sent) => write!(f, "without the {line} {}", shown(sent)),
        }
    }
}
