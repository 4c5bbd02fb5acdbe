//! The client.

use std::error::Error;
use std::time::Duration;

use presign::{EventMessage, EventSigner, Request, Signer, Timestamp};
use tungstenite::Message;

use crate::Messages;

/// What the server answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transcription {
    /// The transcripts, in their order.
    pub transcripts: Vec<String>,
    /// Why the server gave up, if it did.
    pub exception: Option<String>,
}

/// Opens a WebSocket at an address such as `127.0.0.1:8080`, sends audio piece by piece, and reads what comes back.
///
/// # Errors
/// The URL cannot be signed, or the server does not accept it.
pub fn transcribe(
    address: &str,
    signer: &Signer,
    audio: &[&[u8]],
    messages: Messages,
) -> Result<Transcription, Box<dyn Error>> {
    // At AWS: `presign::services::transcribe::StreamUrl`.
    let url = format!("ws://{address}/stream-transcription-websocket");
    let url = Request::get(&url)?
        .query("language-code", "en-US")
        .query("media-encoding", "pcm")
        .query("sample-rate", "16000")
        .presign(signer, Duration::from_secs(60), Timestamp::now())?;
    let mut events = EventSigner::of_url(signer, &url)?;
    let (mut socket, _) = tungstenite::connect(url.as_str())?;

    for piece in audio {
        let frame = match messages {
            Messages::Signed => events.sign(&event(piece), Timestamp::now())?,
            Messages::Unsigned => event(piece).encode()?,
        };
        socket.send(Message::binary(frame))?;
    }
    let end = match messages {
        Messages::Signed => events.finish(Timestamp::now())?,
        Messages::Unsigned => event(&[]).encode()?,
    };
    socket.send(Message::binary(end))?;

    // A client that streams from a microphone reads meanwhile.
    let mut answer = Transcription::default();
    while let Ok(message) = socket.read() {
        let Message::Binary(frame) = message else { continue };
        // Answers are not signed: TLS protects them.
        let message = EventMessage::decode(&frame)?;
        let text = String::from_utf8_lossy(message.payload()).into_owned();
        let kind = message.headers().find(|(name, _)| *name == ":message-type").and_then(|(_, value)| value.as_str());
        match kind {
            Some("event") => answer.transcripts.push(text),
            _ => answer.exception = Some(text),
        }
    }
    Ok(answer)
}

/// A piece of audio as Amazon Transcribe wants it.
fn event(audio: &[u8]) -> EventMessage {
    EventMessage::new(audio)
        .header(":content-type", "application/octet-stream")
        .header(":event-type", "AudioEvent")
        .header(":message-type", "event")
}
