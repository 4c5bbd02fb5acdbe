//! How two strings differ that were the same once.

use alloc::string::String;
use alloc::vec::Vec;

use crate::verify::wire::decode;

/// Whether the second string is the first one, percent-decoded once. Both are in canonical form, so only what remains
/// after decoding both completely can be compared.
pub(crate) fn is_decoded(encoded: &str, decoded: &str) -> bool {
    let once = decode(encoded);
    encoded.len() > decoded.len() && decode(&String::from_utf8_lossy(&once)) == decode(decoded)
}

pub(crate) fn is_plus(signed: &str, received: &str) -> bool {
    signed.replace("%2B", "%20") == received.replace("%2B", "%20")
}

/// The segments of a path after normalization by a proxy or a client.
pub(crate) fn segments(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments
}

/// Whether two percent-encoded strings differ only in how accents and Korean syllables are written: in one character, or
/// in several (Unicode, normalization forms C and D).
pub(crate) fn same_letters(signed: &str, received: &str) -> bool {
    let [signed, received] = [signed, received].map(|text| String::from_utf8_lossy(&decode(text)).into_owned());
    let (mut left, mut right) = (signed.chars().peekable(), received.chars().peekable());
    let mut differ = false;
    loop {
        match (left.next(), right.next()) {
            (None, None) => return differ,
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                let (composed, base, parts) = if a > b { (a, b, &mut right) } else { (b, a, &mut left) };
                let marks = core::iter::from_fn(|| parts.next_if(|mark| is_mark(*mark))).count();
                if composed.is_ascii() || marks == 0 || !(base.is_alphabetic()) {
                    return false;
                }
                differ = true;
            }
            _ => return false,
        }
    }
}

/// Marks that combine with the letter before: of European letters, of Japanese kana, and the later parts of Korean
/// syllables.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{1161}'..='\u{11ff}' | '\u{3099}' | '\u{309a}')
}
