//! A server that reads event streams.

use presign::verify::{EventDecoder, Policy, Refusal, SignedRequest};
use presign::{EventMessage, EventSigner, Request, Signature, Timestamp};

use crate::fixtures::{HOUR, at, credentials, now, signer};

/// The region is that of [`signer`].
pub(crate) fn policy() -> Policy {
    Policy::new("us-east-1", "transcribe")
}

/// An audio event, as Amazon Transcribe wants them.
pub(crate) fn audio(payload: &[u8]) -> EventMessage {
    EventMessage::new(payload)
        .header(":content-type", "application/octet-stream")
        .header(":event-type", "AudioEvent")
        .header(":message-type", "event")
}

/// The signer and the decoder of a stream that a WebSocket carries; the path makes it another one.
pub(crate) fn websocket(path: &str) -> (EventSigner, EventDecoder) {
    let signer = signer("transcribe");
    let address = format!("wss://stream.example{path}");
    let url = Request::get(&address).unwrap().presign(&signer, HOUR, now()).unwrap();
    let target = url.as_str().strip_prefix("wss://stream.example").unwrap();
    let request = SignedRequest::parse("GET", target, [("host", "stream.example")]).unwrap();
    let (_, decoder) = request.verify_events(&credentials(), now(), &policy()).unwrap();
    (EventSigner::of_url(&signer, &url).unwrap(), decoder)
}

/// A stream of the test suite's day: its frames, the end included, and its decoder.
pub(crate) fn stream(path: &str, payloads: &[&[u8]]) -> (Vec<Vec<u8>>, EventDecoder) {
    let (mut signer, decoder) = websocket(path);
    let mut frames: Vec<_> = payloads.iter().map(|payload| signer.sign(&audio(payload), now()).unwrap()).collect();
    frames.push(signer.finish(now()).unwrap());
    (frames, decoder)
}

/// The decoder of a stream after a signature that is the same each time.
pub(crate) fn resumed(previous: &str, day: &str) -> EventDecoder {
    let previous: Signature = previous.parse().unwrap();
    let scope = presign::Scope::new(at(day), "us-east-1", "transcribe").unwrap();
    EventDecoder::resume(&credentials(), &scope, previous, &policy()).unwrap()
}

/// Hands in bytes in pieces of at most so many, and returns what is decoded before the first refusal, and that.
pub(crate) fn decode(
    decoder: &mut EventDecoder,
    bytes: &[u8],
    piece: usize,
    now: Timestamp,
) -> (Vec<EventMessage>, Result<(), Refusal>) {
    let mut messages = Vec::new();
    for mut piece in bytes.chunks(piece.max(1)) {
        loop {
            match decoder.decode(&mut piece, now) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(refusal) => return (messages, Err(refusal)),
            }
        }
        assert!(piece.is_empty(), "all of a piece is used");
    }
    (messages, Ok(()))
}

/// Decodes a whole stream.
pub(crate) fn read(
    mut decoder: EventDecoder,
    bytes: &[u8],
    piece: usize,
    now: Timestamp,
) -> Result<Vec<EventMessage>, Refusal> {
    let (messages, result) = decode(&mut decoder, bytes, piece, now);
    result.and_then(|()| decoder.finish()).map(|()| messages)
}

/// Asserts a refusal: its sentence, its code and its status.
#[track_caller]
pub(crate) fn assert_refused<T>(result: Result<T, Refusal>, sentence: &str, code: &str, status: u16) {
    let error = result.err().expect(sentence);
    assert_eq!((error.to_string().as_str(), error.code(), error.status()), (sentence, code, status));
}
