//! Percent-encoding: one set of unreserved bytes, with or without the slash.
//!
//! This is not `encodeURIComponent`, not form encoding and not RFC 3986's path rule: `! * ' ( )` are escaped, a space is
//! `%20`, hexadecimal digits are upper case, and `~` stays. Source: AWS, "Create a signed AWS API request" (`UriEncode`).

use alloc::string::String;
use alloc::vec::Vec;

/// What each byte becomes: itself or `%XX`, and behind these three bytes, how many of them count.
pub(crate) struct Encoding([[u8; 4]; 256]);

/// Keeps `A-Z a-z 0-9 - . _ ~`: query names and values, credentials, session tokens.
pub(crate) static UNRESERVED: Encoding =
    Encoding::keeping(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
/// Keeps `/` as well: paths.
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

    /// Whether all bytes become themselves, as in most names, values and keys.
    pub(crate) fn keeps(&self, text: &[u8]) -> bool {
        text.iter().all(|byte| self.keeps_byte(*byte))
    }

    pub(crate) fn keeps_byte(&self, byte: u8) -> bool {
        self.0[usize::from(byte)][3] == 1
    }
}

/// Appends one byte.
pub(crate) fn push(out: &mut Vec<u8>, byte: u8, encoding: &Encoding) {
    let [escape @ .., length] = encoding.0[usize::from(byte)];
    out.extend_from_slice(&escape[..usize::from(length)]);
}

/// Appends decoded bytes, percent-encoded. Inlined, since mostly it is one copy.
#[inline]
pub(crate) fn encode(out: &mut Vec<u8>, decoded: &[u8], encoding: &Encoding) {
    if encoding.keeps(decoded) {
        out.extend_from_slice(decoded);
    } else {
        encode_each(out, decoded, encoding);
    }
}

/// No branch depends on the text: four bytes are copied for each of its bytes, and the next overwrites what does not
/// count. Room is made for the longest outcome, and what is not needed is cut off.
fn encode_each(out: &mut Vec<u8>, decoded: &[u8], encoding: &Encoding) {
    let mut end = out.len();
    out.resize(end + 3 * decoded.len() + 1, 0);
    for byte in decoded {
        let text = &encoding.0[usize::from(*byte)];
        out[end..end + 4].copy_from_slice(text);
        end += usize::from(text[3]);
    }
    out.truncate(end);
}

/// Appends percent-encoded text in the one spelling that is signed: `%2b` becomes `%2B`, `%41` becomes `A`, and what
/// should have been escaped is. A `%` without two digits behind it, which no checked text has, stays a percent sign.
pub(crate) fn reencode(out: &mut Vec<u8>, encoded: &[u8], encoding: &Encoding) {
    let mut rest = encoded;
    loop {
        let kept = rest.iter().position(|byte| !encoding.keeps_byte(*byte)).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..kept]);
        let [byte, tail @ ..] = &rest[kept..] else { return };
        let decoded = escape(&rest[kept..]);
        push(out, decoded.unwrap_or(*byte), encoding);
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
}

/// The text with each character beyond ASCII percent-encoded, and nothing else changed.
pub(crate) fn escape_beyond_ascii(text: &str) -> String {
    let mut out = Vec::with_capacity(3 * text.len());
    for &byte in text.as_bytes() {
        if byte.is_ascii() {
            out.push(byte);
        } else {
            push(&mut out, byte, &UNRESERVED);
        }
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

    fn encoded(bytes: &[u8], encoding: &Encoding) -> String {
        let mut out = Vec::new();
        encode(&mut out, bytes, encoding);
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
