//! What a command shows that was pasted whole.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::{Certainty, Finding, Kind};

fn proved(kind: Kind, sentence: impl AsRef<str>) -> Finding {
    Finding::new(kind, sentence).with(Certainty::Proved)
}

/// A shell ends the command at the first ampersand.
pub(super) fn unquoted(sight: &Sight<'_>) -> Vec<Finding> {
    let sentence = "the URL in the command is not in quotes: a shell ends it at the first &, so that the rest of the query, with \
                    the signature, is not sent";
    sight.case.evidence.is_unquoted.then(|| proved(Kind::NotSigned, sentence)).into_iter().collect()
}

/// Signed headers that the command does not send.
pub(super) fn unsent(sight: &Sight<'_>) -> Vec<Finding> {
    let Some(url) = sight.case.url.filter(|_| sight.case.evidence.is_command) else { return Vec::new() };
    let names = url.headers_to_send.iter().filter(|name| sight.case.evidence.header(name).is_none());
    // The program sends these itself.
    let names = names.filter(|name| !["accept", "content-length", "user-agent"].contains(&name.as_str()));
    let sentence = |name: &String| {
        format!("the header {name} is signed, and the command does not send it: send it with the value that was signed")
    };
    names.map(|name| proved(Kind::Header, sentence(name))).collect()
}

/// Headers of AWS's that S3 refuses where they are not signed.
pub(super) fn unsigned(sight: &Sight<'_>) -> Vec<Finding> {
    let is_signed =
        |url: &crate::explain::Inspection| url.version == Some(crate::explain::inspect::SignatureVersion::V4);
    let Some(url) = sight.case.url.filter(|url| is_signed(url) && sight.case.evidence.is_command) else {
        return Vec::new();
    };
    let sent = sight.case.evidence.headers.iter().map(|(name, _)| name);
    let unsigned = sent.filter(|name| name.starts_with("x-amz-") && !url.headers_to_send.contains(name));
    let sentence = |name: &String| {
        format!(
            "the header {name} is sent, and it is not signed: S3 refuses x-amz- headers that are not signed; sign it, or do not send it"
        )
    };
    unsigned.map(|name| proved(Kind::UnsignedHeader, sentence(name))).collect()
}
