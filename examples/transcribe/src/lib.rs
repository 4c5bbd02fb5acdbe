//! A client and a server of an event stream over a WebSocket, as Amazon Transcribe has it: each message is signed together
//! with the one before it, and the server believes no message before it has verified it.

mod client;
mod server;

pub use client::{Transcription, transcribe};
pub use server::{Outcome, Server};

/// Whether the messages are signed, or only the URL that opens the WebSocket. The server decides what it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Messages {
    /// As AWS's SDK for JavaScript sends them.
    Signed,
    /// As the guide of Amazon Transcribe describes them.
    Unsigned,
}

/// The region and the service of the example.
pub const REGION: &str = "us-east-1";
/// See [`REGION`].
pub const SERVICE: &str = "transcribe";
