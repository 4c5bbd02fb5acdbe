//! How two strings differ that were the same once.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::letters::decomposed;
use crate::text::percent::decode;

/// Whether the second string is the first one, percent-decoded once. Both are in canonical form, so only what remains
/// after decoding both completely can be compared.
pub(super) fn is_decoded(encoded: &str, decoded: &str) -> bool {
    let once = decode(encoded);
    encoded.len() > decoded.len() && decode(&String::from_utf8_lossy(&once)) == decode(decoded)
}

pub(super) fn is_plus(signed: &str, received: &str) -> bool {
    signed.replace("%2B", "%20") == received.replace("%2B", "%20")
}

/// The segments of a path after normalization by a proxy or a client.
pub(super) fn segments(path: &str) -> Vec<&str> {
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

/// Whether two percent-encoded strings are the same letters in different spellings of Unicode, such as an accented
/// letter in one character or in two. Source: Unicode Standard Annex 15, "Unicode Normalization Forms".
pub(super) fn same_letters(signed: &str, received: &str) -> bool {
    let [signed, received] = [signed, received].map(|text| String::from_utf8_lossy(&decode(text)).into_owned());
    signed != received && decomposed(&signed) == decomposed(&received)
}
