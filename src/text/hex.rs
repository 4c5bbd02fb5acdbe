//! The 64 lower-case hexadecimal digits of a SHA-256 hash or a signature.

use alloc::string::String;

use base16ct::lower;

/// The 64 digits of 32 bytes.
pub(crate) fn digits(bytes: &[u8; 32]) -> [u8; 64] {
    let mut digits = [0; 64];
    // It fits: there are twice as many digits as bytes.
    let _ = lower::encode(bytes, &mut digits);
    digits
}

/// The 64 digits of 32 bytes, as a string.
pub(crate) fn to_string(bytes: &[u8; 32]) -> String {
    lower::encode_string(bytes)
}

/// The 32 bytes that 64 lower-case digits stand for; `None` for any other string.
pub(crate) fn decode(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() {
        return None;
    }
    lower::decode(text, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn every_byte_is_written_as_fmt_writes_it_and_read_back() {
        for byte in 0..=u8::MAX {
            let bytes = [byte; 32];
            let text = format!("{byte:02x}").repeat(32);
            assert_eq!(to_string(&bytes), text);
            assert_eq!(digits(&bytes), text.as_bytes());
            assert_eq!(decode(&text), Some(bytes));
            if text.contains(|c: char| c.is_ascii_lowercase()) {
                assert_eq!(decode(&text.to_ascii_uppercase()), None);
            }
        }
    }

    #[test]
    fn only_64_digits_are_accepted() {
        for length in [0, 1, 2, 62, 63, 65, 66, 128] {
            assert_eq!(decode(&"a".repeat(length)), None, "{length}");
        }
        assert_eq!(decode(&"g".repeat(64)), None);
    }
}
