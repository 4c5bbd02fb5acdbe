//! Names with values, as programs print them and write them: JSON, the objects of JavaScript, Python, Ruby, Go and PHP.

use alloc::string::String;
use alloc::vec::Vec;

/// What stands between a name and its value, the longest first. Go's `Set("a", "b")` has a comma.
const SEPARATORS: [&str; 5] = ["=>", ":=", ":", "=", ","];

/// Scans for names that are followed by a quoted value, or by a list whose first item is one. A name without such a
/// value has none. Nothing is validated: the text may be cut off, or be a part of something else.
pub(in crate::explain) fn pairs(text: &str) -> Vec<(String, Option<String>)> {
    let mut pairs = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '"' | '\'')) {
        // A quotation mark inside a word is an apostrophe.
        let is_apostrophe =
            rest[start..].starts_with('\'') && rest[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
        let after = &rest[start..];
        let (name, after) = match after.as_bytes()[0] {
            _ if is_apostrophe => (String::new(), &after[1..]),
            quote @ (b'"' | b'\'') => quoted_name(&after[1..], char::from(quote)),
            _ => word(after),
        };
        let Some(separated) = separated(after).filter(|_| is_name(&name)) else {
            // What was taken for a string may be the gap between two: go on inside. A word has nothing inside.
            let is_word = rest.as_bytes()[start].is_ascii_alphabetic() || rest[start..].starts_with('_');
            rest = if is_word || is_name(&name) { after } else { &rest[start + 1..] };
            continue;
        };
        let is_word = separated.starts_with(|c: char| c.is_ascii_lowercase());
        let (value, next) = value(separated);
        // A name of a program that is given a word, such as a call, is none with an object.
        if value.is_some() || !is_word {
            pairs.push((name, value));
        }
        rest = next;
    }
    pairs
}

/// A name in quotation marks. It has no escapes, so that no more than its length is looked at.
fn quoted_name(text: &str, quote: char) -> (String, &str) {
    let stops = |(at, c): &(usize, char)| *c == quote || !c.is_ascii() || *c == '\\' || *at > LONGEST;
    let end = text.char_indices().find(stops).map_or(text.len(), |(at, _)| at);
    match text[end..].strip_prefix(quote) {
        Some(after) if end <= LONGEST => (text[..end].into(), after),
        _ => (String::new(), text),
    }
}

/// The longest name.
const LONGEST: usize = 64;

/// Whether it may be the name of a field or header.
fn is_name(name: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.' | b'$' | b'#' | b' ');
    !name.is_empty() && name.len() <= LONGEST && name.bytes().all(is_part)
}

fn word(text: &str) -> (String, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(text.len());
    (text[..end].into(), &text[end..])
}

/// What follows the separator, if there is one.
fn separated(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\t']);
    SEPARATORS.iter().find_map(|separator| text.strip_prefix(separator)).map(str::trim_start)
}

/// The value, and what follows it: strings that `+` or nothing joins are one.
fn value(text: &str) -> (Option<String>, &str) {
    let text = text.trim_start_matches(['[', '(']).trim_start();
    // Python's `b'…'` and `u'…'`.
    let prefix = text.strip_prefix(['b', 'u', 'r', 'f']).filter(|rest| rest.starts_with(['"', '\'']));
    let start = prefix.unwrap_or(text);
    let mut rest = start;
    let mut joined: Option<String> = None;
    while let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`')) {
        let (part, after) = quoted(&rest[1..], quote);
        joined.get_or_insert_default().push_str(&part);
        rest = after;
        let next = after.trim_start().strip_prefix('+').map(str::trim_start);
        match next.filter(|next| next.starts_with(['"', '\'', '`'])) {
            Some(next) => rest = next,
            None => break,
        }
    }
    // What is followed by a value of its own is a name: that of the first field of an inner object.
    let is_name = joined.is_some() && ["=>", ":"].iter().any(|mark| rest.trim_start().starts_with(mark));
    if is_name { (None, start) } else { (joined, rest) }
}

/// Reads a string up to its closing quotation mark, with the escapes that most languages share.
pub(in crate::explain) fn quoted(text: &str, quote: char) -> (String, &str) {
    let mut string = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            _ if character == quote => break,
            '\\' => match characters.next() {
                Some('n') => string.push('\n'),
                Some('r') => string.push('\r'),
                Some('t') => string.push('\t'),
                Some(length @ ('u' | 'x')) => {
                    let digits = if length == 'u' { 4 } else { 2 };
                    let hex = characters.as_str().get(..digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                    match hex.and_then(char::from_u32) {
                        Some(decoded) => {
                            string.push(decoded);
                            characters = characters.as_str()[digits..].chars();
                        }
                        None => string.push(length),
                    }
                }
                next => string.extend(next),
            },
            _ => string.push(character),
        }
    }
    (string, characters.as_str())
}
