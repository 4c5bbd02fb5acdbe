//! CloudFront's base64: the standard one with padding, whose `+`, `=` and `/` are written `-`, `_` and `~`.
//!
//! Source: Amazon CloudFront Developer Guide, "Create a signed URL using a custom policy".

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};

pub(super) fn encode(bytes: &[u8]) -> String {
    let written = |c| match c {
        '+' => '-',
        '=' => '_',
        '/' => '~',
        c => c,
    };
    Base64::encode_string(bytes).chars().map(written).collect()
}

/// The bytes of a string that has only one spelling: what stands for them in standard base64 is refused.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let meant = |c| match c {
        '-' => Some('+'),
        '_' => Some('='),
        '~' => Some('/'),
        'A'..='Z' | 'a'..='z' | '0'..='9' => Some(c),
        _ => None,
    };
    let standard: String = text.chars().map(meant).collect::<Option<_>>()?;
    Base64::decode_vec(&standard).ok()
}
