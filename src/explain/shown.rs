//! What may be shown to others: no secrets, and nothing that draws on a terminal. Also durations in words.
//!
//! Everything that leaves this room passes through here, since whoever wrote the URL or the answer may be hostile.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use crate::text::percent::decode;
use crate::text::secrets::{SECRETS, is_secret};
use crate::text::{names, shapes};

/// The signature of Azure's URLs. As a part of other words it is no secret.
const AZURE: &str = "sig";

/// What can stand between a name and its value: in a URL, a header, XML or JSON, and percent-encoded or escaped.
const SEPARATORS: [&str; 10] = ["=", ":", ">", "%3d", "%3a", "%253d", "%253a", "\\u003d", "&#61;", "&#x3d;"];

/// What follows a part of a header `Authorization` that services quote.
const QUOTED_CREDENTIAL: &str = " not a valid key=value pair";

/// Parts of the names of headers and parameters whose values look random and are public.
const PUBLIC: [&str; 4] = ["checksum", "content-sha256", "content-md5", "etag"];

/// What stands for a secret.
pub(super) const CUT: &str = "…";

/// The value of a header or parameter in a form that may be shown. Its name is percent-encoded or not.
pub(super) fn value<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    let name = String::from_utf8_lossy(&decode(name)).into_owned();
    let lower = name.to_ascii_lowercase();
    let is_secret = lower == AZURE || is_secret(&lower) || names::is_secret(&name);
    // Checksums are as random as keys.
    if PUBLIC.iter().any(|word| lower.contains(word)) {
        return visible(value);
    }
    // An empty value hides nothing, and is worth seeing.
    if is_secret && !value.is_empty() { CUT.into() } else { text(value) }
}

/// Any string in a form that may be shown: cut after the first name of a secret that has a value, without what looks
/// like a secret, and with control characters and others that are invisible escaped as in Rust.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find(QUOTED_CREDENTIAL).unwrap_or(0);
    let end = secret(&lower[start..]).map_or(text.len(), |end| start + end);
    let kept = without_secrets(&text[start..end]);
    if start == 0 && end == text.len() && matches!(kept, Cow::Borrowed(_)) {
        return visible(text);
    }
    let before = if start == 0 { "" } else { CUT };
    let after = if end == text.len() { "" } else { CUT };
    [before, &visible(&kept), after].concat().into()
}

/// An access key ID in a form that may be shown: where a secret stands in its place, that is not.
pub(super) fn access_key_id(id: &str) -> Cow<'_, str> {
    if shapes::is_secret_key(id) { CUT.into() } else { text(id) }
}

/// With `…` for each secret, by its shape or by its name.
fn without_secrets(text: &str) -> Cow<'_, str> {
    let mut secrets = shapes::secrets(text);
    secrets.extend(names::values(text));
    if secrets.is_empty() {
        return text.into();
    }
    secrets.sort_unstable_by_key(|range| range.start);
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for range in secrets.into_iter().filter(|range| !range.is_empty()) {
        if range.end <= at {
            continue;
        }
        if range.start >= at {
            shown.push_str(&text[at..range.start]);
            shown.push_str(CUT);
        }
        at = range.end;
    }
    shown.push_str(&text[at..]);
    shown.into()
}

/// With control characters and others that are invisible escaped as in Rust.
fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_visible) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_visible(character) {
            shown.push(character);
        } else {
            shown.extend(character.escape_debug());
        }
    }
    shown.into()
}

/// Where the first name of a secret ends that has a value.
fn secret(lower: &str) -> Option<usize> {
    let is_azure = |at: usize| lower[..at].ends_with(['&', '?']);
    let azure = lower.match_indices(AZURE).filter(|(at, _)| is_azure(*at));
    let names = SECRETS.iter().flat_map(|name| lower.match_indices(name)).chain(azure);
    names.map(|(at, name)| at + name.len()).filter(|end| has_value(&lower[*end..])).min()
}

/// Whether a value follows that is not cut yet: `=abc`, `: abc`, `": "abc"`, ` header: 'abc'`, and in conditions of a
/// POST policy `", "abc"`.
fn has_value(rest: &str) -> bool {
    let rest = rest.strip_prefix(" header").unwrap_or(rest);
    let unquoted = rest.trim_start_matches(['\\', '"', '\'']);
    let is_quoted = unquoted.len() < rest.len();
    let after_name = unquoted.trim_start();
    let value = SEPARATORS.iter().find_map(|separator| after_name.strip_prefix(separator));
    let value = value.or(after_name.strip_prefix(',').filter(|_| is_quoted));
    value.is_some_and(|value| !value.trim_start().starts_with(CUT))
}

/// Whether a terminal shows the character, and does nothing else.
fn is_visible(character: char) -> bool {
    match character {
        ' '..='~' => true,
        // Escapes control, format, private and unassigned characters, other spaces, and marks that join the one before.
        _ => character.escape_debug().len() == 1,
    }
}

/// A length of time as people say it, rounded down.
pub(super) fn duration(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0..=119 => (seconds, "second"),
        120..=7_199 => (seconds / 60, "minute"),
        7_200..=172_799 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}
