//! Times in POST policies and in S3's error documents.

use alloc::format;

use crate::timestamp::Timestamp;

/// Reads `2015-08-30T12:36:00Z`; a fraction of a second is dropped.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix('Z')?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let [_, _, _, _, b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _] = seconds.as_bytes() else {
        return None;
    };
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Timestamp::parse(&format!("{}Z", seconds.replace(['-', ':'], ""))).ok()
}
