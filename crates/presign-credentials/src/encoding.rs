//! Files that other programs wrote: which encoding they are in.

use std::io::{Error, ErrorKind};

/// Removes the byte order mark that some editors and PowerShell begin a file in UTF-8 with. Refuses UTF-16, from the
/// beginning of which this function must be given two bytes.
///
/// # Errors
/// It is in UTF-16, or holds binary data.
pub fn without_mark(bytes: &mut Vec<u8>) -> Result<(), Error> {
    match bytes[..] {
        [0xEF, 0xBB, 0xBF, ..] => {
            bytes.drain(..3);
        }
        // A byte order mark, or else a character of ASCII: no setting, key or answer begins with a NUL.
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..] => {
            let sentence = "it is in UTF-16 or holds binary data: `iconv -f UTF-16 -t UTF-8` makes UTF-8 of UTF-16";
            return Err(Error::new(ErrorKind::InvalidData, sentence));
        }
        _ => {}
    }
    Ok(())
}
