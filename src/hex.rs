//! Lower-case hexadecimal digits, without `fmt`: two hashes are written for each URL.

use alloc::string::String;

/// The 64 digits of 32 bytes, computed and not looked up, since that is what compilers turn into a few wide instructions.
pub(crate) fn digits(bytes: &[u8; 32]) -> [u8; 64] {
    let digit = |value: u8| value + b'0' + if value > 9 { b'a' - b'9' - 1 } else { 0 };
    let mut digits = [0; 64];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = digit(byte >> 4);
        pair[1] = digit(byte & 15);
    }
    digits
}

/// The same as text.
pub(crate) fn to_string(bytes: &[u8; 32]) -> String {
    digits(bytes).map(char::from).iter().collect()
}

/// The 32 bytes of 64 lower-case digits; nothing else is read.
pub(crate) fn decode(text: &str) -> Option<[u8; 32]> {
    let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
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
            assert_eq!(decode(&text), Some(bytes));
        }
    }
}
