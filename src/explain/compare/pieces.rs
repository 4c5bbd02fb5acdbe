//! Strings to sign that are not a request's, but those of a piece of its body.

use crate::explain::{Certainty, Finding, Kind};
use crate::request::payload::EMPTY_PAYLOAD;

/// Names what a string to sign is of, unless it is of a request. It has the signature before it in its fourth line, so
/// that the request, and the pieces before this one, were signed right.
///
/// Source: Amazon S3, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks
/// (Chunked Upload)"; Amazon Transcribe Developer Guide, "Setting up an HTTP/2 stream".
pub(super) fn finding(string_to_sign: &str) -> Option<Finding> {
    let mut lines = string_to_sign.split('\n');
    let kind = lines.next()?.strip_prefix("AWS4-")?;
    let sentence = match lines.nth(3)? {
        _ if kind.ends_with("-TRAILER") => {
            "the string to sign is that of the headers after the last chunk of a body in chunks (aws-chunked): a trailing \
             header, or the line break after it, is not the one that was signed"
        }
        EMPTY_PAYLOAD if kind.ends_with("-PAYLOAD") => {
            "the string to sign is that of one chunk of a body (aws-chunked), not of the request: the bytes of the chunk, \
             or the chunks before it, are not those that were signed"
        }
        _ if kind.ends_with("-PAYLOAD") => {
            "the string to sign is that of one message of an event stream, not of the request: the message, its header \
             :date as it was sent, or the messages before it, are not those that were signed"
        }
        _ => return None,
    };
    Some(Finding::new(Kind::Payload, sentence).with(Certainty::Told))
}
