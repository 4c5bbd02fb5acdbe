//! Strings in which there is a URL, as people paste them.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::{Finding, Kind};
use crate::text::percent::decode;

/// The URL in a string, and what was done to find it: taken out of quotes, HTML or JSON, joined, or decoded.
pub(in crate::explain) fn pasted_url(text: &str) -> (Cow<'_, str>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut url = Cow::Borrowed(text.trim());
    for (change, kind, sentence) in CHANGES {
        if let Some(changed) = change(&url) {
            url = Cow::Owned(changed);
            findings.push(Finding::new(kind, sentence));
        }
    }
    (url, findings)
}

/// Returns the URL in a string that was pasted: out of quotes, HTML, JSON or a command, joined from several lines, or
/// decoded if it was percent-encoded as a whole. It is the URL that [`inspect`](crate::explain::inspect) looks at.
///
/// The signature is in it: unlike what `inspect` returns, it cannot be shown to others.
///
/// ```
/// let url = presign::explain::repair_url("<https://example.com/?a=1&amp;b=2>");
/// assert_eq!(url, "https://example.com/?a=1&b=2");
/// ```
#[must_use]
pub fn repair_url(pasted: &str) -> Cow<'_, str> {
    pasted_url(pasted).0
}

/// A change, `None` where there is nothing to change.
type Change = (fn(&str) -> Option<String>, Kind, &'static str);

const CHANGES: [Change; 6] = [
    (
        unescape_json,
        Kind::Copied,
        "the URL was copied out of JSON: it has \\u0026 where & should be, or \\/ where / should be",
    ),
    (unwrap, Kind::Copied, "the URL was copied with something around it that is not a part of it"),
    (join, Kind::Copied, "the URL was copied with line breaks, which are not a part of it"),
    (unescape_html, Kind::HtmlEscaped, "the URL was copied out of HTML: it has &amp; where & should be"),
    (decode_whole, Kind::Copied, "the URL is percent-encoded as a whole, as a value in another URL is: decode it once"),
    (cut_tail, Kind::Copied, "the URL was copied with something after it that is not a part of it"),
];

fn unescape_json(text: &str) -> Option<String> {
    let is_escaped = ["\\u0026", "\\u003d", "\\/"].iter().any(|escape| text.contains(escape));
    is_escaped.then(|| text.replace("\\u0026", "&").replace("\\u003d", "=").replace("\\/", "/"))
}

/// Takes a URL out of quotes, brackets or a command.
fn unwrap(text: &str) -> Option<String> {
    let starts = ["https://", "http://", "wss://", "ws://", "https%3A", "https%3a"];
    let start = starts.iter().filter_map(|scheme| text.find(scheme)).min().filter(|start| *start > 0)?;
    let before = &text[..start];
    // A URL inside another one is not the one that was meant.
    if before.contains('?') || before.contains("://") {
        return None;
    }
    let end = match before.chars().next_back() {
        Some(quote @ ('"' | '\'' | '`')) => quote,
        Some('<') => '>',
        Some('(') => ')',
        Some('[') => ']',
        _ => ' ',
    };
    text[start..].split(end).next().map(Into::into)
}

/// Joins lines, and those that end in a backslash, as shells do.
fn join(text: &str) -> Option<String> {
    text.contains('\n').then(|| text.lines().map(|line| line.trim().trim_end_matches('\\').trim_end()).collect())
}

fn unescape_html(text: &str) -> Option<String> {
    let is_escaped = text.contains("&amp;") || text.contains("&#38;");
    is_escaped.then(|| text.replace("&amp;", "&").replace("&#38;", "&"))
}

fn decode_whole(text: &str) -> Option<String> {
    let is_whole = text.get(..20)?.to_ascii_lowercase().contains("%3a%2f%2f") && !text.contains("://");
    is_whole.then(|| String::from_utf8_lossy(&decode(text)).into_owned())
}

/// Cuts what follows a signature of Signature Version 4, which is hexadecimal digits.
fn cut_tail(text: &str) -> Option<String> {
    let (before, signature) = text.rsplit_once("X-Amz-Signature=")?;
    let is_tail = |c: char| c.is_whitespace() || "\"'`<>()[]{},;.\\".contains(c);
    let digits = signature.trim_end_matches(is_tail);
    let is_cut = digits.len() < signature.len() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_cut.then(|| [before, "X-Amz-Signature=", digits].concat())
}
