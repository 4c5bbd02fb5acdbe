//! Percent-encoding: one set of unreserved bytes, with or without the slash.
//!
//! This is not `encodeURIComponent`, not form encoding and not RFC 3986's path rule: `! * ' ( )` are escaped, a space is
//! `%20`, hexadecimal digits are upper case, and `~` stays. Source: AWS, "Create a signed AWS API request" (`UriEncode`).

use alloc::string::String;
use alloc::vec::Vec;

/// The bytes that stay as they are. Everything else becomes `%XX`.
#[derive(Clone, Copy)]
pub(crate) struct Keep([bool; 256]);

/// `A-Z a-z 0-9 - . _ ~`: query names and values, credentials, session tokens.
pub(crate) const UNRESERVED: Keep =
    Keep(add([false; 256], b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"));
/// The same and `/`: paths.
pub(crate) const PATH: Keep = Keep(add(UNRESERVED.0, b"/"));

/// Everything that is one byte in UTF-8.
const ASCII: Keep = {
    let mut set = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        set[byte] = true;
        byte += 1;
    }
    Keep(set)
};

const fn add(mut set: [bool; 256], bytes: &[u8]) -> [bool; 256] {
    let mut i = 0;
    while i < bytes.len() {
        set[bytes[i] as usize] = true;
        i += 1;
    }
    set
}

/// Appends one byte, escaped unless it is kept.
#[inline]
pub(crate) fn push(out: &mut Vec<u8>, byte: u8, keep: &Keep) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    if keep.0[usize::from(byte)] {
        out.push(byte);
    } else {
        out.extend_from_slice(&[b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
}

/// Appends decoded bytes, percent-encoded.
pub(crate) fn encode(out: &mut Vec<u8>, decoded: &[u8], keep: &Keep) {
    for &byte in decoded {
        push(out, byte, keep);
    }
}

/// Appends percent-encoded text in the one spelling that is signed: `%2b` becomes `%2B`, `%41` becomes `A`, and what
/// should have been escaped is. A `%` without two digits behind it, which no checked text has, stays a percent sign.
pub(crate) fn reencode(out: &mut Vec<u8>, encoded: &[u8], keep: &Keep) {
    let mut rest = encoded;
    while let [byte, tail @ ..] = rest {
        if let Some(decoded) = escape(rest) {
            push(out, decoded, keep);
            rest = &rest[3..];
        } else {
            push(out, *byte, keep);
            rest = tail;
        }
    }
}

/// The text with each character beyond ASCII percent-encoded, and nothing else changed.
pub(crate) fn escape_beyond_ascii(text: &str) -> String {
    let mut out = Vec::with_capacity(3 * text.len());
    for &byte in text.as_bytes() {
        push(&mut out, byte, &ASCII);
    }
    // What is left is ASCII.
    String::from_utf8(out).unwrap_or_default()
}

/// The byte that the `%XX` at the start of `text` stands for, if there is one.
pub(crate) fn escape(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(*high)? << 4 | digit(*low)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn encoded(bytes: &[u8], keep: &Keep) -> String {
        let mut out = Vec::new();
        encode(&mut out, bytes, keep);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn every_byte_is_kept_or_escaped_as_the_obvious_model_says() {
        let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        for byte in 0..=u8::MAX {
            let kept = unreserved.as_bytes().contains(&byte);
            let model = |kept: bool| if kept { String::from(char::from(byte)) } else { format!("%{byte:02X}") };
            assert_eq!(encoded(&[byte], &UNRESERVED), model(kept));
            assert_eq!(encoded(&[byte], &PATH), model(kept || byte == b'/'));
        }
    }

    #[test]
    fn reencoding_spells_every_escape_one_way() {
        for byte in 0..=u8::MAX {
            for text in [format!("%{byte:02x}"), format!("%{byte:02X}")] {
                let mut out = Vec::new();
                reencode(&mut out, text.as_bytes(), &UNRESERVED);
                assert_eq!(String::from_utf8(out).expect("ASCII"), encoded(&[byte], &UNRESERVED));
            }
        }
    }
}
