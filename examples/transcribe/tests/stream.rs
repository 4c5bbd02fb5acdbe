//! Streams over loopback, whole and spoilt.

use std::time::Duration;

use presign::{Credentials, EventMessage, EventSigner, Request, Signer, Timestamp};
use transcribe::{Messages, Outcome, REGION, SERVICE, Server, transcribe};
use tungstenite::Message;

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

fn signer() -> Signer {
    Signer::new(credentials(), REGION, SERVICE).unwrap()
}

const AUDIO: &[&[u8]] = &[&[1; 320], &[2; 320], &[3; 100]];

#[test]
fn audio_is_heard_if_both_sides_agree_on_signatures() {
    for messages in [Messages::Signed, Messages::Unsigned] {
        let server = Server::start(credentials(), messages).unwrap();
        let answer = transcribe(&server.address(), &signer(), AUDIO, messages).unwrap();
        assert_eq!(answer.transcripts, ["{\"heard\":320}", "{\"heard\":640}", "{\"heard\":740}"]);
        assert_eq!((answer.exception, server.next_outcome()), (None, Some(Ok(740))));
    }
}

#[test]
fn messages_of_the_other_kind_are_refused() {
    let rows = [
        (
            Messages::Unsigned,
            Messages::Signed,
            "message 1 of the event stream has a header other than :date and :chunk-signature",
        ),
        (Messages::Signed, Messages::Unsigned, "a message is not an audio event"),
    ];
    for (sent, expected, sentence) in rows {
        let server = Server::start(credentials(), expected).unwrap();
        let answer = transcribe(&server.address(), &signer(), AUDIO, sent).unwrap();
        assert_eq!((answer.transcripts.len(), answer.exception.as_deref()), (0, Some(sentence)));
        assert_eq!(server.next_outcome(), Some(Err(sentence.into())));
    }
}

#[test]
fn a_url_that_was_signed_with_another_secret_opens_nothing() {
    let server = Server::start(credentials(), Messages::Signed).unwrap();
    let other = Signer::new(Credentials::new("AKIDEXAMPLE", "other"), REGION, SERVICE).unwrap();
    let error = transcribe(&server.address(), &other, AUDIO, Messages::Signed).unwrap_err();
    let Ok(error) = error.downcast::<tungstenite::Error>() else { panic!("not refused by the server") };
    let tungstenite::Error::Http(response) = *error else { panic!("{error}") };
    assert_eq!(response.status(), 403);
    assert_eq!(response.body().as_deref(), Some(&b"the signature does not match the request"[..]));
}

/// Sends what `spoil` makes of three signed messages and the end, and returns what becomes of them.
fn spoilt(spoil: impl FnOnce(&mut Vec<Vec<u8>>)) -> Outcome {
    let server = Server::start(credentials(), Messages::Signed).unwrap();
    let url = format!("ws://{}/stream", server.address());
    let url = Request::get(&url).unwrap().presign(&signer(), Duration::from_secs(60), Timestamp::now()).unwrap();
    let mut events = EventSigner::of_url(&signer(), &url).unwrap();
    let event = EventMessage::new("audio").header(":message-type", "event").header(":event-type", "AudioEvent");
    let mut frames: Vec<_> = (0..3).map(|_| events.sign(&event, Timestamp::now()).unwrap()).collect();
    frames.push(events.finish(Timestamp::now()).unwrap());
    spoil(&mut frames);
    let (mut socket, _) = tungstenite::connect(url.as_str()).unwrap();
    for frame in frames {
        // The server may have closed already.
        let _ = socket.send(Message::binary(frame));
    }
    let _ = socket.close(None);
    while socket.read().is_ok() {}
    server.next_outcome().unwrap()
}

#[test]
fn a_stream_that_is_not_as_it_was_signed_is_refused() {
    assert_eq!(spoilt(|_| ()), Ok(15));
    let broken = "the signature of message 2 of the event stream does not match";
    assert_eq!(spoilt(|frames| drop(frames.remove(1))), Err(broken.into()));
    assert_eq!(spoilt(|frames| frames.swap(1, 2)), Err(broken.into()));
    assert_eq!(spoilt(|frames| frames.insert(1, frames[0].clone())), Err(broken.into()));
    let cut = "the event stream breaks off after message 3, before its end";
    assert_eq!(spoilt(|frames| drop(frames.pop())), Err(cut.into()));
    let damaged = "message 1 of the event stream does not have its CRC-32";
    assert_eq!(spoilt(|frames| frames[0][100] ^= 1), Err(damaged.into()));
}
