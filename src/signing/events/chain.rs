//! What is signed of each message of an event stream, together with the signature before it.
//!
//! A signed message is the payload of another one, which has two headers: `:date` and `:chunk-signature`. The end of
//! the stream is one without a payload.
//!
//! Source: Amazon Transcribe Developer Guide, "Setting up an HTTP/2 stream". Where its two versions differ in the first
//! line, this is the one by which the signatures that AWS published come out (AWS SDK for Java, test of the event
//! stream signer).

use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::signing::events::frame::{self, Malformed};
use crate::signing::events::value::{BYTES, Encoded, TIMESTAMP};
use crate::signing::{Scope, Signature};
use crate::text::hex;
use crate::text::scratch::Scratch;
use crate::timestamp::Timestamp;

/// The payload hash of a request whose body is an event stream.
pub(crate) const EVENTS: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

const DATE: &str = ":date";
const SIGNATURE: &str = ":chunk-signature";

/// A signed message as it is sent.
pub(crate) struct Sealed<'a> {
    /// When it was signed, in milliseconds since 1970.
    pub(crate) milliseconds: i64,
    /// The header `:date` as it was sent, which is what is signed: some signers write milliseconds there, and the
    /// string to sign has none.
    pub(crate) date_header: &'a [u8],
    pub(crate) signature: [u8; 32],
    /// The frame of the message, or nothing at the end.
    pub(crate) payload: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// Reads a frame with exactly the two headers, in either order.
    pub(crate) fn read(frame: &'a [u8]) -> Result<Self, Malformed> {
        let (mut headers, payload) = frame::split(frame)?;
        let (mut date, mut signature) = (None, None);
        while !headers.is_empty() {
            let header = Encoded::take(&mut headers)?;
            let is_new = match header.name {
                DATE => {
                    let milliseconds = header.milliseconds().ok_or("has a :date that is not a timestamp")?;
                    date.replace((milliseconds, header.bytes)).is_none()
                }
                SIGNATURE => {
                    let bytes = header.array().ok_or("has a :chunk-signature that is not an array of 32 bytes")?;
                    signature.replace(bytes).is_none()
                }
                _ => return Err("has a header other than :date and :chunk-signature"),
            };
            if !is_new {
                return Err("has a header that is repeated");
            }
        }
        let (milliseconds, date_header) = date.ok_or("has no :date")?;
        let signature = signature.ok_or("has no :chunk-signature")?;
        Ok(Self { milliseconds, date_header, signature, payload })
    }
}

/// The header `:date`, encoded.
pub(super) fn date_header(now: Timestamp) -> Vec<u8> {
    // A time of the year 9999 has 48 bits.
    let milliseconds = i64::try_from(now.unix_milliseconds()).unwrap_or_default();
    header(DATE, &[&[TIMESTAMP], &milliseconds.to_be_bytes()])
}

/// Frames the payload with its two headers, in the order of `aws-sigv4`.
pub(super) fn seal(date_header: &[u8], signature: &Signature, payload: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut headers = header(SIGNATURE, &[&[BYTES, 0, 32], signature.as_bytes()]);
    headers.extend_from_slice(date_header);
    frame::write(&headers, payload)
}

fn header(name: &str, value: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64);
    // Both names are short.
    bytes.extend(u8::try_from(name.len()));
    bytes.extend_from_slice(name.as_bytes());
    for part in value {
        bytes.extend_from_slice(part);
    }
    bytes
}

/// The string to sign of a message within the scope of its own day.
pub(crate) fn string_to_sign(
    scope: &Scope,
    date: Timestamp,
    previous: &Signature,
    date_header: &[u8],
    payload: &[u8],
) -> Scratch {
    let mut text = Scratch::new();
    text.push(scope.algorithm().name());
    text.push("-PAYLOAD\n");
    text.push(scope.time(date));
    text.push("\n");
    text.push(scope.as_str());
    text.push("\n");
    text.push(previous.digits(&mut [0; Signature::MAX_DIGITS]));
    text.push("\n");
    text.push(hex::digits(&Sha256::digest(date_header).into()));
    text.push("\n");
    text.push(hex::digits(&Sha256::digest(payload).into()));
    text
}
