//! Lower-case hexadecimal digits, without `fmt`: two hashes are written for each URL.

use alloc::string::String;
use alloc::vec::Vec;

/// The two digits of each byte.
const DIGITS: [[u8; 2]; 256] = {
    let digits = b"0123456789abcdef";
    let mut table = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    table
};

/// Appends the 64 digits of 32 bytes.
pub(crate) fn append(text: &mut Vec<u8>, bytes: &[u8; 32]) {
    let start = text.len();
    text.resize(start + 64, 0);
    for (pair, byte) in text[start..].chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&DIGITS[usize::from(*byte)]);
    }
}

/// The 64 digits of 32 bytes.
pub(crate) fn to_string(bytes: &[u8; 32]) -> String {
    bytes.iter().flat_map(|byte| DIGITS[usize::from(*byte)]).map(char::from).collect()
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
            let mut appended = b"=".to_vec();
            append(&mut appended, &bytes);
            assert_eq!(appended, format!("={text}").as_bytes());
            assert_eq!(decode(&text), Some(bytes));
        }
    }
}
