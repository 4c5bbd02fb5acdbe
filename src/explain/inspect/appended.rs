//! What was appended to a URL after it was signed.

use alloc::format;
use alloc::vec::Vec;

use crate::explain::inspect::url::Url;
use crate::explain::{Finding, Kind, shown};

/// Finds what stands where no signer puts anything: after the digits of the signature, after a second question mark,
/// and after the last parameter that was signed.
pub(super) fn find(url: &Url<'_>, findings: &mut Vec<Finding>) {
    let end = after_digits(url).or_else(|| second_mark(url));
    if let Some(sentence) = end {
        findings.retain(|found| found.kind != Kind::Malformed);
        findings.push(Finding::new(Kind::ParameterAdded, sentence));
        return;
    }
    for part in after_signature(url) {
        let name = shown::text(part.split('=').next().unwrap_or_default());
        // Another rule may know who adds it.
        if !findings.iter().any(|found| found.kind == Kind::ParameterAdded && found.sentence.contains(&*name)) {
            let sentence = format!(
                "the query parameter {name} stands after the signature, where signers put none: it was most likely added after \
                 signing, and every parameter is signed"
            );
            findings.push(Finding::new(Kind::ParameterAdded, sentence));
        }
    }
}

/// The signature is 64 hexadecimal digits, and all that follows in its value was appended.
fn after_digits(url: &Url<'_>) -> Option<alloc::string::String> {
    let value = url.query.split('&').find_map(|part| part.strip_prefix("X-Amz-Signature="))?;
    let digits = value.bytes().take_while(u8::is_ascii_hexdigit).count();
    let rest = value.get(64..).filter(|rest| digits == 64 && !rest.is_empty())?;
    let advice = match rest.as_bytes()[0] {
        b'?' => "a URL has one question mark, and further parameters would have to be signed",
        b'/' => "what is appended to a URL with a query is not a part of its path",
        _ => "every part of the URL is signed",
    };
    Some(format!("{} was appended after the signature: {advice}", shown::text(rest)))
}

/// A question mark in the query is a part of a value, into which a program put further parameters.
fn second_mark(url: &Url<'_>) -> Option<alloc::string::String> {
    let part = url.query.split('&').find(|part| part.starts_with("X-Amz-") && part.contains('?'))?;
    let (before, rest) = part.split_once('?')?;
    let name = before.split('=').next().unwrap_or_default();
    Some(format!(
        "?{} was appended to a URL that has a query already: after the second question mark it is a part of the value of {name}",
        shown::text(rest)
    ))
}

/// Parameters after the signature, which signers write last or in the order of the names.
fn after_signature<'a>(url: &'a Url<'_>) -> Vec<&'a str> {
    let parts: Vec<_> = url.query.split('&').filter(|part| !part.is_empty()).collect();
    let is_own = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default();
        !name.to_ascii_lowercase().starts_with("x-amz-") && name != "x-id"
    };
    let Some(at) = parts.iter().position(|part| part.starts_with("X-Amz-Signature=")) else { return Vec::new() };
    let (before, after) = (&parts[..at], &parts[at + 1..]);
    let name = |part: &str| part.split('=').next().unwrap_or_default().to_ascii_lowercase();
    // The order in which a signer sorts them all.
    if after.iter().any(|part| part.starts_with("X-Amz-SignedHeaders=")) || before.is_empty() {
        let all = parts.windows(2).filter(|pair| name(pair[0]) > name(pair[1]));
        return all.map(|pair| pair[1]).filter(|part| after.contains(part)).filter(is_own).collect();
    }
    after.iter().copied().filter(is_own).collect()
}
