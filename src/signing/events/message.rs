//! A message of an event stream.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::error::{Error, Reason};
use crate::signing::events::frame::{self, Malformed};
use crate::signing::events::value::{self, Encoded, EventValue};

/// A message of an event stream (`application/vnd.amazon.eventstream`): headers and a payload. (Requires the feature
/// `event-stream`.)
///
/// An [`EventSigner`](crate::EventSigner) signs messages that are sent, and an
/// [`EventDecoder`](crate::verify::EventDecoder) verifies them. Answers of AWS are not signed: [`decode`](Self::decode)
/// reads one that is there as a whole, as a message of a WebSocket is, and an
/// [unsigned decoder](crate::verify::EventDecoder::unsigned) reads them from the body of an answer.
///
/// ```
/// use presign::EventMessage;
///
/// let audio = EventMessage::new([0; 320])
///     .header(":content-type", "application/octet-stream")
///     .header(":event-type", "AudioEvent")
///     .header(":message-type", "event");
/// assert_eq!(EventMessage::decode(&audio.encode()?)?, audio);
/// # Ok::<(), presign::Error>(())
/// ```
///
/// `Debug` shows the names of the headers and the length of the payload.
///
/// Source: Amazon Transcribe Developer Guide, "Setting up a streaming transcription" (event stream encoding).
#[derive(Clone, PartialEq, Eq)]
pub struct EventMessage {
    headers: Vec<(String, EventValue)>,
    payload: Vec<u8>,
}

impl EventMessage {
    /// Creates a message without headers.
    #[must_use]
    pub fn new(payload: impl Into<Vec<u8>>) -> Self {
        Self { headers: Vec::new(), payload: payload.into() }
    }

    /// Adds a header. AWS's own begin with a colon, such as `:message-type`. They are sent in the order in which they
    /// were added, and AWS expects each name once.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<EventValue>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the headers in their order.
    #[must_use]
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&str, &EventValue)> + DoubleEndedIterator {
        self.headers.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Returns the payload.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Returns the payload, without the rest.
    #[must_use]
    pub fn into_payload(self) -> Vec<u8> {
        self.payload
    }

    /// Writes the message as a frame, unsigned.
    ///
    /// # Errors
    /// - `event-message`: a header's name is empty or longer than 255 bytes; a value is longer than 32,767 bytes, all
    ///   headers are longer than 128 KiB, or the message is longer than 16 MiB.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        self.to_frame().map_err(|fault| Error(Reason::EventMessage(fault)))
    }

    fn to_frame(&self) -> Result<Vec<u8>, Malformed> {
        let mut headers = Vec::new();
        self.headers.iter().try_for_each(|(name, value)| value::append(&mut headers, name, value))?;
        frame::write(&headers, &self.payload)
    }

    /// Reads one frame, which must be whole and have nothing after it. It is not verified: its CRC-32s find what was
    /// broken, not what was changed.
    ///
    /// # Errors
    /// - `event-message`: the bytes are not a frame: a length or a CRC-32 is wrong, or a header is malformed, or longer
    ///   than [`encode`](Self::encode) allows.
    pub fn decode(frame: &[u8]) -> Result<Self, Error> {
        Self::of_frame(frame).map_err(|fault| Error(Reason::EventMessage(fault)))
    }

    pub(crate) fn of_frame(frame: &[u8]) -> Result<Self, Malformed> {
        let (mut rest, payload) = frame::split(frame)?;
        let mut headers = Vec::new();
        while !rest.is_empty() {
            let header = Encoded::take(&mut rest)?;
            headers.push((header.name.into(), header.to_value()?));
        }
        Ok(Self { headers, payload: payload.into() })
    }
}

impl fmt::Debug for EventMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers().map(|(name, _)| name).collect();
        let length = self.payload.len();
        f.debug_struct("EventMessage")
            .field("headers", &headers)
            .field("payload", &format_args!("{length} bytes"))
            .finish()
    }
}
