//! Headers of a signature whose names are misspelt.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::sight::Sight;
use crate::explain::{Finding, Kind, shown};

/// The headers of a signature, by the words of their names.
const OWN: [(&str, &[&str]); 4] = [
    ("x-amz-content-sha256", &["content", "sha256"]),
    ("x-amz-security-token", &["security", "token"]),
    ("x-amz-date", &["date"]),
    ("x-amz-target", &["target"]),
];

/// What people call the same.
const SAME: [(&str, &str); 7] = [
    ("body", "content"),
    ("payload", "content"),
    ("hash", "sha256"),
    ("sha", "sha256"),
    ("digest", "sha256"),
    ("session", "security"),
    ("datetime", "date"),
];

/// How the names of AWS's headers begin, however they are written.
const STARTS: [&str; 6] = ["x-amz", "x_amz", "xamz", "amz-", "x-aws", "aws-"];

/// The words of a name without those that say that it is AWS's, each as the right name has it.
fn words(name: &str) -> Vec<String> {
    let name = name.to_ascii_lowercase().replace("sha-256", "sha256").replace("sha_256", "sha256");
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    let own = parts.filter(|word| !["x", "amz", "amzn", "xamz", "aws", "amazon", ""].contains(word));
    own.map(|word| SAME.iter().find(|(other, _)| *other == word).map_or(word, |(_, right)| right).into()).collect()
}

/// Whether one letter is another one, missing or too many, or two are swapped.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let before = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let after = one[before..].iter().rev().zip(other[before..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[before..one.len() - after], &other[before..other.len() - after]);
    match (one, other) {
        ([_] | [], [_] | []) => true,
        ([a, b], [c, d]) => (a, b) == (d, c),
        _ => false,
    }
}

/// The right name of a header whose name is nearly one of a signature's. A name without a word of AWS's can be
/// anybody's, unless it says the whole of it.
fn misspelt(name: &str) -> Option<&'static str> {
    let words = words(name);
    let joined = words.concat();
    let is_ours = STARTS.iter().any(|start| name.starts_with(start));
    let is_same = |(right, own): &&(&'static str, &[&str])| {
        let whole = own.concat();
        // One word of two is enough where nothing else can be meant by it.
        let is_part = || own.len() > 1 && words.len() == 1 && words[0].len() > 4 && words[0] == own[own.len() - 1];
        let is_near = || joined.len() > 5 && is_near(&joined, &whole);
        let is_exact = own.len() > 1 && joined == whole;
        name != *right && (is_exact || is_ours && (joined == whole || is_near() || is_part()))
    };
    OWN.iter().find(is_same).map(|(right, _)| *right)
}

/// Headers of the signature that were sent with their names misspelt.
pub(super) fn names(sight: &Sight<'_>) -> Vec<Finding> {
    let sent = sight.case.evidence.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    let wrong = sent.filter_map(|name| misspelt(&name).map(|right| (name, right)));
    let wrong = wrong.filter(|(_, right)| sight.case.evidence.header(right).is_none());
    let sentence = |(name, right): (String, &str)| {
        let name = shown::text(&name);
        format!("the header {name} is sent, and its right name is {right}, without which nobody reads it")
    };
    wrong.map(|pair| Finding::new(Kind::Header, sentence(pair))).collect()
}
