//! The frames of an event stream: lengths, headers, a payload, and the CRC-32s that find what was broken in transit.
//!
//! ```text
//! total length | headers length | CRC-32 of both | headers | payload | CRC-32 of all before it
//! ```
//!
//! Integers are big-endian. Source: Amazon Transcribe Developer Guide, "Setting up a streaming transcription" (event
//! stream encoding).

use alloc::vec::Vec;

/// What is wrong with a frame: it completes a sentence about the message.
pub(crate) type Malformed = &'static str;

/// The two lengths and their CRC-32.
pub(crate) const PRELUDE: usize = 12;
/// The bytes of a frame besides its headers and its payload.
const AROUND: usize = PRELUDE + 4;
/// The longest headers. It is the limit of `aws-c-event-stream`, which AWS's SDKs read with.
const MAX_HEADERS: usize = 128 * 1024;
/// The longest frame, as `aws-c-event-stream` had it before AWS raised it: what every reader accepts.
const MAX_FRAME: usize = 16 * 1024 * 1024;

/// Frames encoded headers and a payload. No length is ever cut off: a shorter one would make a good frame of other
/// headers.
pub(crate) fn write(headers: &[u8], payload: &[u8]) -> Result<Vec<u8>, Malformed> {
    if headers.len() > MAX_HEADERS {
        return Err("has headers of more than 131072 bytes (128 KiB)");
    }
    let total = AROUND + headers.len();
    let total = total.checked_add(payload.len()).filter(|total| *total <= MAX_FRAME);
    let lengths = total.and_then(|total| Some((u32::try_from(total).ok()?, u32::try_from(headers.len()).ok()?)));
    let (total, headers_length) = lengths.ok_or("has more than 16777216 bytes (16 MiB)")?;
    let mut frame = Vec::with_capacity(AROUND + headers.len() + payload.len());
    frame.extend_from_slice(&total.to_be_bytes());
    frame.extend_from_slice(&headers_length.to_be_bytes());
    frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
    frame.extend_from_slice(headers);
    frame.extend_from_slice(payload);
    frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
    Ok(frame)
}

/// Reads the length of a frame from its first [`PRELUDE`] bytes, and that of its headers. Both are checked by their
/// CRC-32, so that nobody waits or makes room for what was never announced.
pub(crate) fn lengths(prelude: &[u8]) -> Result<(usize, usize), Malformed> {
    let too_short = "is shorter than its first 12 bytes, which announce its length";
    let (total, headers) = (number(prelude, 0).ok_or(too_short)?, number(prelude, 4).ok_or(too_short)?);
    let crc = number(prelude, 8).ok_or(too_short)?;
    if prelude.get(..8).map(crc32fast::hash) != Some(crc) {
        return Err("has lengths that do not have their CRC-32");
    }
    let (Ok(total), Ok(headers)) = (usize::try_from(total), usize::try_from(headers)) else {
        return Err("is longer than the memory of this machine");
    };
    if headers > MAX_HEADERS {
        return Err("has headers of more than 131072 bytes (128 KiB)");
    }
    if total < AROUND + headers {
        return Err("announces headers that are longer than the whole");
    }
    Ok((total, headers))
}

/// Splits a whole frame into its encoded headers and its payload.
pub(crate) fn split(frame: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let (total, headers) = lengths(frame)?;
    if frame.len() != total {
        return Err("does not have the length that it announces");
    }
    // The lengths add up, or `lengths` would have refused them.
    let (signed, crc) = frame.split_at(total - 4);
    if number(crc, 0) != Some(crc32fast::hash(signed)) {
        return Err("does not have its CRC-32");
    }
    Ok(signed[PRELUDE..].split_at(headers))
}

/// Four bytes as a number.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}
