//! Lines of input, many at once.

use std::io::{self, BufRead, ErrorKind};

/// Reads whole lines, as many as the reader has at hand: what comes slowly is passed on at once, and what comes fast is
/// taken in pieces of the reader's buffer.
pub(crate) struct Blocks<R> {
    input: R,
    /// What ends a line.
    end: u8,
    /// Whether the rest of a line is to be passed over.
    in_long_line: bool,
}

/// Some lines.
pub(crate) struct Block {
    /// The lines with their ends; only the input's last line may have none.
    pub(crate) text: Vec<u8>,
    /// How many bytes of input they took.
    pub(crate) read: u64,
}

/// No key has more than 1024 bytes. Of a line that is much longer the beginning is enough to refuse it, and memory
/// stays bounded whatever the input is.
const LONG_LINE: usize = 64 << 10;

impl<R: BufRead> Blocks<R> {
    pub(crate) fn new(input: R, end: u8) -> Self {
        Self { input, end, in_long_line: false }
    }

    /// The next lines, `None` at the input's end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Block>> {
        let mut block = Block { text: Vec::new(), read: 0 };
        loop {
            let bytes = match self.input.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                bytes => bytes?,
            };
            if bytes.is_empty() {
                return Ok((!block.text.is_empty()).then_some(block));
            }
            let last_end = bytes.iter().rposition(|byte| *byte == self.end);
            let whole = last_end.map_or(bytes.len(), |end| end + 1);
            let skipped = match bytes.iter().position(|byte| *byte == self.end) {
                _ if !self.in_long_line => 0,
                first_end => first_end.unwrap_or(whole),
            };
            block.text.extend_from_slice(&bytes[skipped..whole]);
            block.read += whole as u64;
            self.input.consume(whole);
            if last_end.is_some() {
                self.in_long_line = false;
                return Ok(Some(block));
            }
            // What is there now is the beginning of one line.
            if block.text.len() > LONG_LINE {
                block.text.truncate(LONG_LINE);
                self.in_long_line = true;
            }
        }
    }
}
