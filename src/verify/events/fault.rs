//! The reasons to refuse an event stream, one sentence each.

use crate::signing::events::frame;
use crate::timestamp::Timestamp;

/// What is wrong with an event stream, as [`Refusal::Events`](crate::verify::Refusal::Events) holds it.
///
/// Each variant is one reason and displays as one sentence. Messages are counted from 1, the end included.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::verify) enum EventFault {
    /// A request that is signed by its headers, with a body that is something else.
    #[error("the request opens no event stream: its payload hash is not STREAMING-AWS4-HMAC-SHA256-EVENTS")]
    NotAnOpening,

    /// Not a frame, or not one with the headers of a signed message. A message that is not signed is such a one.
    #[error("message {0} of the event stream {1}")]
    Frame(u64, frame::Malformed),

    /// What was signed is not a frame.
    #[error("message {0} of the event stream holds a message that {1}")]
    Inner(u64, frame::Malformed),

    /// More than the policy lets the decoder keep until the message is verified.
    #[error("message {number} of the event stream has {length} bytes: at most {max} bytes are allowed")]
    TooLong {
        /// Which.
        number: u64,
        /// Its length in bytes.
        length: u64,
        /// What the policy allows.
        max: u64,
    },

    /// A time that no timestamp has.
    #[error("message {0} of the event stream is dated before 1970 or after 9999")]
    DateRange(u64),

    /// Too old, or dated too far ahead.
    #[error("message {number} of the event stream is dated {date}, which is too far from the server's time {now}")]
    Date {
        /// Which.
        number: u64,
        /// Its date.
        date: Timestamp,
        /// The server's time.
        now: Timestamp,
    },

    /// The server's own fault: it has the key of one day, and the stream has come to the next.
    #[error("message {0} of the event stream is of a day that the server has no signing key for")]
    Day(u64),

    /// The message is not the one that was signed, or not after the one before it.
    #[error("the signature of message {0} of the event stream does not match")]
    Signature(u64),

    /// Bytes that nobody signed.
    #[error("there are bytes after the end of the event stream")]
    AfterEnd,

    /// The stream breaks off: its end was not sent, or was cut off in transit.
    #[error("the event stream breaks off after message {0}, before its end")]
    BreaksOff(u64),
}

impl EventFault {
    /// S3's error code of the same meaning.
    pub(in crate::verify) fn code(&self) -> &'static str {
        match self {
            Self::NotAnOpening | Self::Frame(..) | Self::Inner(..) | Self::DateRange(_) => "InvalidRequest",
            Self::TooLong { .. } => "InvalidChunkSizeError",
            Self::Date { .. } => "RequestTimeTooSkewed",
            Self::Day(_) => "InternalError",
            Self::Signature(_) => "SignatureDoesNotMatch",
            Self::AfterEnd | Self::BreaksOff(_) => "IncompleteBody",
        }
    }
}
