//! Percent-encoding: one set of unreserved bytes, with or without the slash.
//!
//! This is not `encodeURIComponent`, not form encoding and not RFC 3986's rule for paths: `! * ' ( )` are escaped, a
//! space becomes `%20`, hexadecimal digits are upper case, and `~` is kept. Source: AWS, "Create a signed AWS API
//! request" (`UriEncode`).

use alloc::string::String;
use alloc::vec::Vec;
use core::{array, str};

/// What each byte becomes: itself or `%XX`, padded to three bytes and followed by the number of bytes that count.
pub(crate) struct Encoding([[u8; 4]; 256]);

/// Keeps `A-Z a-z 0-9 - . _ ~`: query names and values, credentials, session tokens.
pub(crate) static UNRESERVED: Encoding =
    Encoding::keeping(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
/// Keeps `/` too: paths.
pub(crate) static PATH: Encoding =
    Encoding::keeping(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");

impl Encoding {
    const fn keeping(kept: &[u8]) -> Self {
        let digits = b"0123456789ABCDEF";
        let mut table = [[0; 4]; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = [b'%', digits[byte >> 4], digits[byte & 15], 3];
            byte += 1;
        }
        let mut i = 0;
        while i < kept.len() {
            table[kept[i] as usize] = [kept[i], 0, 0, 1];
            i += 1;
        }
        Self(table)
    }

    /// Whether every byte becomes itself, as in most names, values and keys.
    #[inline]
    pub(crate) fn keeps(&self, text: &str) -> bool {
        text.bytes().all(|byte| self.keeps_byte(byte))
    }

    #[inline]
    pub(crate) fn keeps_byte(&self, byte: u8) -> bool {
        self.0[usize::from(byte)][3] == 1
    }

    /// The length of the first byte or escape, if it is written as this encoding writes it; otherwise 0.
    #[inline]
    pub(crate) fn written(&self, text: &[u8]) -> usize {
        match text {
            [byte, ..] if self.keeps_byte(*byte) => 1,
            [b'%', _, _, ..] if escape(text).is_some_and(|byte| self.escapes_as(byte, &text[..3])) => 3,
            _ => 0,
        }
    }

    /// Whether a byte becomes these three.
    fn escapes_as(&self, byte: u8, escape: &[u8]) -> bool {
        let [encoded @ .., length] = &self.0[usize::from(byte)];
        *length == 3 && encoded == escape
    }

    /// What a byte becomes.
    pub(crate) fn of(&self, byte: u8) -> &str {
        let [escape @ .., length] = &self.0[usize::from(byte)];
        // Percent-encoded text is ASCII.
        str::from_utf8(&escape[..usize::from(*length)]).unwrap_or_default()
    }
}

/// Percent-encodes a decoded string and appends it. Inlined, because it is usually a single copy.
#[inline]
pub(crate) fn encode(out: &mut String, decoded: &str, encoding: &Encoding) {
    if encoding.keeps(decoded) {
        out.push_str(decoded);
    } else {
        encode_each(out, decoded.as_bytes(), encoding);
    }
}

/// The number of bytes that are encoded in one go.
const CHUNK: usize = 80;

/// No branch depends on the input: for each of its bytes, four bytes are copied, and the next copy overwrites those
/// that do not count. Four bytes are looked up before any of them is written, because a processor may delay a read
/// until it knows the addresses of all earlier writes; alternating reads and writes took up to four times as long.
fn encode_each(out: &mut String, decoded: &[u8], encoding: &Encoding) {
    // A chunk becomes at most 240 bytes, so the mask changes nothing; it only lets the compiler drop bounds checks.
    const MASK: usize = 255;
    let mut text = [0; MASK + 4];
    for chunk in decoded.chunks(CHUNK) {
        let mut end = 0;
        let mut write = |encoded: &[u8; 4]| {
            let start = end & MASK;
            text[start..start + 4].copy_from_slice(encoded);
            end += usize::from(encoded[3]);
        };
        let fours = chunk.chunks_exact(4);
        let rest = fours.remainder();
        for four in fours {
            let encoded: [_; 4] = array::from_fn(|i| encoding.0[usize::from(four[i])]);
            for encoded in &encoded {
                write(encoded);
            }
        }
        for byte in rest {
            write(&encoding.0[usize::from(*byte)]);
        }
        // Percent-encoded text is ASCII.
        out.push_str(str::from_utf8(&text[..end & MASK]).unwrap_or_default());
    }
}

/// Appends a percent-encoded string in the one spelling that is signed: `%2b` becomes `%2B`, `%41` becomes `A`, and
/// anything that should have been escaped is escaped. A `%` that two digits do not follow counts as a percent sign;
/// checked input never contains one.
pub(crate) fn reencode(out: &mut String, encoded: &str, encoding: &Encoding) {
    let bytes = encoded.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let kept = rest.iter().position(|byte| !encoding.keeps_byte(*byte)).unwrap_or(rest.len());
        if kept > 0 {
            out.push_str(&encoded[at..at + kept]);
            at += kept;
        } else if let Some(byte) = escape(rest) {
            out.push_str(encoding.of(byte));
            at += 3;
        } else {
            out.push_str(encoding.of(bytes[at]));
            at += 1;
        }
    }
}

/// The string with each character beyond ASCII percent-encoded and nothing else changed.
pub(crate) fn escape_beyond_ascii(text: &str) -> String {
    let mut out = String::with_capacity(3 * text.len());
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            encode(&mut out, character.encode_utf8(&mut [0; 4]), &UNRESERVED);
        }
    }
    out
}

/// The byte that a `%XX` at the start of `text` stands for, if there is one.
pub(crate) fn escape(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(*high)? << 4 | digit(*low)?)
}

/// Percent-decodes; a `+` is a plus sign.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    if !text.contains('%') {
        return text.into();
    }
    let mut rest = text.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let [byte, tail @ ..] = rest {
        let escaped = escape(rest);
        decoded.push(escaped.unwrap_or(*byte));
        rest = if escaped.is_some() { &rest[3..] } else { tail };
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    fn encoded(bytes: &[u8], encoding: &Encoding) -> String {
        let mut out = String::new();
        encode_each(&mut out, bytes, encoding);
        if let Ok(text) = str::from_utf8(bytes) {
            let mut same = String::new();
            encode(&mut same, text, encoding);
            assert_eq!(same, out);
        }
        out
    }

    /// AWS's unreserved characters, for the crate that the crate `url` uses.
    const UNRESERVED_SET: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    const PATH_SET: &AsciiSet = &UNRESERVED_SET.remove(b'/');

    #[test]
    fn every_byte_is_kept_or_escaped_as_in_the_model() {
        for byte in 0..=u8::MAX {
            for (encoding, set) in [(&UNRESERVED, UNRESERVED_SET), (&PATH, PATH_SET)] {
                assert_eq!(encoding.of(byte), percent_encode(&[byte], set).to_string());
                // Shorter than one chunk, longer, and on the boundary.
                for length in [1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
                    let bytes = [byte].repeat(length);
                    assert_eq!(encoded(&bytes, encoding), percent_encode(&bytes, set).to_string());
                }
            }
        }
    }

    /// All 256 bytes next to each other, from each beginning, so that each has others before and after it.
    #[test]
    fn bytes_next_to_each_other_are_encoded_as_in_the_model() {
        let bytes: Vec<u8> = (0..=u8::MAX).chain(0..=u8::MAX).collect();
        for start in 0..256 {
            let bytes = &bytes[start..start + 256];
            assert_eq!(encoded(bytes, &UNRESERVED), percent_encode(bytes, UNRESERVED_SET).to_string());
        }
    }

    #[test]
    fn reencoding_spells_every_escape_in_one_way() {
        for byte in 0..=u8::MAX {
            for text in [format!("%{byte:02x}"), format!("%{byte:02X}")] {
                let mut out = String::new();
                reencode(&mut out, &text, &UNRESERVED);
                assert_eq!(out, encoded(&[byte], &UNRESERVED));
            }
        }
    }
}
