//! The lines between the chunks of a body.

use alloc::string::String;
use alloc::vec::Vec;
use core::str;

use crate::request::headers::is_token;
use crate::signing::Signature;
use crate::signing::chunks::chain::{ChunkForm, PADDING};
use crate::verify::chunks::fault::ChunkFault;

/// The longest line, with its end: six times as long as the longest that signers write.
const MAX_LINE: usize = 1024;

/// A line that arrives in pieces.
#[derive(Clone, Default)]
pub(super) struct Line {
    bytes: Vec<u8>,
    is_whole: bool,
}

impl Line {
    /// Takes the bytes up to the end of the line, and returns the line without `\r\n` once it is whole. The next call
    /// begins a new one.
    pub(super) fn read(&mut self, piece: &mut &[u8]) -> Result<Option<&[u8]>, ChunkFault> {
        if self.is_whole {
            self.bytes.clear();
            self.is_whole = false;
        }
        while !piece.is_empty() {
            let end = piece.iter().position(|byte| *byte == b'\n').map_or(piece.len(), |line_feed| line_feed + 1);
            if self.bytes.len() + end > MAX_LINE {
                return Err(ChunkFault::LineTooLong);
            }
            let (bytes, rest) = piece.split_at(end);
            *piece = rest;
            self.bytes.extend_from_slice(bytes);
            if self.bytes.ends_with(b"\r\n") {
                self.is_whole = true;
                return Ok(Some(&self.bytes[..self.bytes.len() - 2]));
            }
        }
        Ok(None)
    }
}

/// Reads the size of a chunk and, where they are signed, its signature: `10000;chunk-signature=…`.
pub(super) fn parse_chunk(line: &[u8], form: ChunkForm) -> Result<(u64, Option<Signature>), ChunkFault> {
    let semicolon = line.iter().position(|byte| *byte == b';').unwrap_or(line.len());
    let (digits, extension) = line.split_at(semicolon);
    let size = parse_size(digits).ok_or(ChunkFault::Size)?;
    if form.algorithm.is_none() {
        return if extension.is_empty() { Ok((size, None)) } else { Err(ChunkFault::Extension) };
    }
    if extension.is_empty() {
        return Err(ChunkFault::SignatureMissing);
    }
    let signature = extension.strip_prefix(b";chunk-signature=").ok_or(ChunkFault::Extension)?;
    if signature.contains(&b';') {
        return Err(ChunkFault::Extension);
    }
    parse_signature(signature, form).map(|signature| (size, Some(signature)))
}

/// Only digits: `+10`, `0x10` and ` 10` are numbers to some readers and not to others.
fn parse_size(digits: &[u8]) -> Option<u64> {
    let is_number = (1..=16).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit);
    u64::from_str_radix(str::from_utf8(digits).ok()?, 16).ok().filter(|_| is_number)
}

/// Reads a signature, which has as many characters as the form says.
fn parse_signature(text: &[u8], form: ChunkForm) -> Result<Signature, ChunkFault> {
    let malformed = ChunkFault::SignatureMalformed;
    if text.len() != form.signature_length() {
        return Err(malformed);
    }
    let digits = text.iter().rposition(|byte| *byte != PADDING).map_or(0, |last| last + 1);
    let signature = str::from_utf8(&text[..digits]).ok().and_then(|digits| Signature::parse(digits).ok());
    signature.filter(|signature| Some(signature.algorithm()) == form.algorithm).ok_or(malformed)
}

/// A line after the last chunk.
pub(super) enum TrailerLine {
    /// Nothing follows it.
    End,
    /// A name in lower case, and a value without white space at its ends.
    Header(String, String),
    Signature(Signature),
}

/// Reads `name:value`, `x-amz-trailer-signature:…` or an empty line.
///
/// AWS's page, and signers that follow it to the letter, write `\n\r\n` after a header.
pub(super) fn parse_trailer(line: &[u8], form: ChunkForm) -> Result<TrailerLine, ChunkFault> {
    if line.is_empty() {
        return Ok(TrailerLine::End);
    }
    let line = str::from_utf8(line.strip_suffix(b"\n").unwrap_or(line)).map_err(|_| ChunkFault::Trailer)?;
    let (name, value) = line.split_once(':').ok_or(ChunkFault::Trailer)?;
    let value = value.trim_matches([' ', '\t']);
    if name.is_empty() || !name.bytes().all(is_token) || value.chars().any(char::is_control) {
        return Err(ChunkFault::Trailer);
    }
    let name = name.to_ascii_lowercase();
    if name == "x-amz-trailer-signature" && form.algorithm.is_some() && form.has_trailer {
        return parse_signature(value.as_bytes(), form).map(TrailerLine::Signature);
    }
    Ok(TrailerLine::Header(name, value.into()))
}
