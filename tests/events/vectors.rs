//! Streams that other implementations signed or that were made to be judged, and the frames that AWS printed.

use presign::verify::{EventDecoder, Policy, Refusal, SignedRequest};
use presign::{Credentials, EventMessage, EventSigner, EventValue, Request, Scope, Signer, Timestamp};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::time::Duration;

use crate::server::decode;
use crate::vector_files::read;

#[derive(Deserialize)]
struct File {
    access_key_id: String,
    secret_access_key: String,
    stream: Vec<Stream>,
    received: Vec<Received>,
    printed: Vec<Printed>,
}

#[derive(Deserialize)]
struct Stream {
    name: String,
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    session_token: Option<String>,
    region: String,
    service: String,
    time: String,
    opening: Opening,
    message: Vec<Message>,
}

#[derive(Deserialize)]
struct Opening {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    expires: Option<u64>,
    signature: String,
}

#[derive(Deserialize)]
struct Message {
    time: String,
    headers: Option<Vec<Header>>,
    payload: Option<String>,
    repeated: Option<(u8, usize)>,
    signature: String,
    frame: Option<String>,
    frame_sha256: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    #[serde(flatten)]
    value: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Value {
    Bool(bool),
    Byte(i8),
    Short(i16),
    Integer(i32),
    Long(i64),
    Bytes(String),
    String(String),
    Timestamp(i64),
    Uuid(String),
}

impl Value {
    fn as_sent(&self) -> EventValue {
        match self {
            Self::Bool(value) => EventValue::Bool(*value),
            Self::Byte(value) => EventValue::Byte(*value),
            Self::Short(value) => EventValue::Short(*value),
            Self::Integer(value) => EventValue::Integer(*value),
            Self::Long(value) => EventValue::Long(*value),
            Self::Bytes(digits) => EventValue::Bytes(hex::decode(digits).unwrap()),
            Self::String(text) => EventValue::from(text.as_str()),
            Self::Timestamp(value) => EventValue::Timestamp(*value),
            Self::Uuid(digits) => EventValue::Uuid(hex::decode(digits).unwrap().try_into().unwrap()),
        }
    }
}

impl Message {
    /// None at the end.
    fn as_sent(&self) -> Option<EventMessage> {
        let payload = match (&self.payload, self.repeated) {
            (Some(digits), None) => hex::decode(digits).unwrap(),
            (None, Some((byte, count))) => vec![byte; count],
            _ => Vec::new(),
        };
        let headers = self.headers.as_ref()?;
        Some(
            headers.iter().fold(EventMessage::new(payload), |message, header| {
                message.header(&header.name, header.value.as_sent())
            }),
        )
    }

    fn time(&self) -> Timestamp {
        self.time.parse().unwrap()
    }
}

#[derive(Deserialize)]
struct Received {
    name: String,
    #[serde(default)]
    milliseconds: bool,
    region: String,
    service: String,
    now: String,
    previous: String,
    frames: Vec<String>,
    payloads: Vec<String>,
    refused_at: Option<usize>,
}

#[derive(Deserialize)]
struct Printed {
    name: String,
    frame: String,
    is_sound: bool,
}

fn file() -> File {
    let file: File = read("event-stream");
    let milliseconds = file.received.iter().filter(|row| row.milliseconds).count();
    assert_eq!((file.stream.len(), file.received.len(), milliseconds, file.printed.len()), (28, 22, 6, 2));
    file
}

impl Stream {
    fn credentials(&self, file: &File) -> Credentials {
        let id = self.access_key_id.as_ref().unwrap_or(&file.access_key_id);
        let secret = self.secret_access_key.as_ref().unwrap_or(&file.secret_access_key);
        Credentials::new(id, secret).with_session_token(self.session_token.clone().unwrap_or_default())
    }

    /// Signs the opening, and returns the signer of the messages and the decoder that the server gets.
    fn open(&self, credentials: &Credentials) -> (EventSigner, EventDecoder) {
        let (opening, now): (_, Timestamp) = (&self.opening, self.time.parse().unwrap());
        let signer = Signer::new(credentials.clone(), &self.region, &self.service).unwrap();
        let request = Request::new(&opening.method, &opening.url).unwrap();
        let request = opening.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let (_, rest) = opening.url.split_once("://").unwrap();
        let (host, _) = rest.split_once('/').unwrap();
        let (events, received) = if let Some(seconds) = opening.expires {
            let expires_in = Duration::from_secs(seconds);
            let url = request.presign(&signer, expires_in, now).unwrap();
            let (_, target) = url.as_str().split_once(host).unwrap();
            let received = SignedRequest::parse(url.method(), target, [("host", host)]).unwrap();
            (EventSigner::of_url(&signer, &url).unwrap(), received)
        } else {
            let signed = request.payload_hash("STREAMING-AWS4-HMAC-SHA256-EVENTS").sign(&signer, now).unwrap();
            let (_, target) = signed.url().split_once(host).unwrap();
            let headers = signed.headers().chain([("host", host)]);
            (
                EventSigner::of_request(&signer, &signed).unwrap(),
                SignedRequest::parse(signed.method(), target, headers).unwrap(),
            )
        };
        let policy = Policy::new(&self.region, &self.service);
        let (_, decoder) = received.verify_events(credentials, now, &policy).unwrap();
        (events, decoder)
    }
}

#[test]
fn every_stream_is_signed_as_its_implementation_signed_it() {
    let file = file();
    for stream in &file.stream {
        let credentials = stream.credentials(&file);
        let (mut events, _) = stream.open(&credentials);
        for (number, message) in stream.message.iter().enumerate() {
            let place = format!("{} {number}", stream.name);
            let frame = match message.as_sent() {
                Some(sent) => events.sign(&sent, message.time()).unwrap(),
                // The stream is over, except that the rows do not consume it.
                None => events.clone().finish(message.time()).unwrap(),
            };
            let signed = EventMessage::decode(&frame).unwrap();
            let signature = EventValue::Bytes(hex::decode(&message.signature).unwrap());
            assert!(signed.headers().any(|header| header == (":chunk-signature", &signature)), "{place}");
            if let Some(expected) = &message.frame {
                assert_eq!(&hex::encode(&frame), expected, "{place}");
            }
            if let Some(expected) = &message.frame_sha256 {
                assert_eq!(&hex::encode(Sha256::digest(&frame)), expected, "{place}");
            }
        }
    }
}

#[test]
fn every_stream_is_verified() {
    let file = file();
    for stream in &file.stream {
        let credentials = stream.credentials(&file);
        let (mut events, mut decoder) = stream.open(&credentials);
        assert_eq!(stream.opening.signature.len(), 64);
        let mut is_ended = false;
        for message in &stream.message {
            let sent = message.as_sent();
            let frame = match (&message.frame, &sent) {
                (Some(digits), _) => hex::decode(digits).unwrap(),
                (None, Some(sent)) => events.clone().sign(sent, message.time()).unwrap(),
                (None, None) => events.clone().finish(message.time()).unwrap(),
            };
            let previous = message.signature.parse().unwrap();
            let signer = Signer::new(credentials.clone(), &stream.region, &stream.service).unwrap();
            events = EventSigner::resume(&signer, previous).unwrap();
            let (decoded, result) = decode(&mut decoder, &frame, 7, message.time());
            assert_eq!((decoded, result), (sent.iter().cloned().collect(), Ok(())), "{}", stream.name);
            is_ended = sent.is_none();
            assert_eq!(decoder.is_ended(), is_ended, "{}", stream.name);
        }
        assert_eq!(decoder.finish().is_ok(), is_ended, "{}", stream.name);
    }
}

#[test]
fn every_opening_has_the_signature_of_its_implementation() {
    let file = file();
    for stream in &file.stream {
        let credentials = stream.credentials(&file);
        let signer = Signer::new(credentials.clone(), &stream.region, &stream.service).unwrap();
        let (opened, _) = stream.open(&credentials);
        let resumed = EventSigner::resume(&signer, stream.opening.signature.parse().unwrap()).unwrap();
        let [opened, resumed] = [opened, resumed].map(|events| events.finish(stream.message[0].time()).unwrap());
        assert_eq!(opened, resumed, "{}", stream.name);
    }
}

#[test]
fn every_stream_that_was_received_is_judged_as_it_should_be() {
    let file = file();
    let credentials = Credentials::new(&file.access_key_id, &file.secret_access_key);
    for row in &file.received {
        let now: Timestamp = row.now.parse().unwrap();
        let scope = Scope::new(now, &row.region, &row.service).unwrap();
        let policy = Policy::new(&row.region, &row.service);
        let previous = row.previous.parse().unwrap();
        for piece in [1, 12, 100, usize::MAX] {
            let mut decoder = EventDecoder::resume(&credentials, &scope, previous, &policy).unwrap();
            let (mut payloads, mut result) = (Vec::new(), Ok(()));
            let mut refused_at = None;
            for (number, frame) in row.frames.iter().enumerate() {
                let (messages, outcome) = decode(&mut decoder, &hex::decode(frame).unwrap(), piece, now);
                payloads.extend(messages.into_iter().map(|message| hex::encode(message.payload())));
                if outcome.is_err() {
                    (refused_at, result) = (Some(number), outcome);
                    break;
                }
            }
            let ended = result.and_then(|()| decoder.finish());
            match (row.refused_at, &ended) {
                // A frame that is cut off is refused at the end of the stream.
                (Some(expected), Err(_)) => {
                    assert_eq!(refused_at.unwrap_or(row.frames.len() - 1), expected, "{}", row.name);
                }
                (None, Err(Refusal::Events(_))) if row.milliseconds => assert_eq!(refused_at, None, "{}", row.name),
                (None, ended) => assert_eq!(ended, &Ok(()), "{}", row.name),
                (Some(_), Ok(())) => panic!("{} is accepted", row.name),
            }
            assert_eq!(payloads, row.payloads, "{}", row.name);
        }
    }
}

#[test]
fn a_printed_frame_is_read_unless_it_is_damaged_in_print() {
    for row in file().printed {
        let frame = hex::decode(&row.frame).unwrap();
        match EventMessage::decode(&frame) {
            Ok(message) => {
                assert!(row.is_sound, "{}", row.name);
                let date = EventValue::Timestamp(1_548_726_977_291);
                assert_eq!(message.headers().next(), Some((":date", &date)));
                assert_eq!(message.payload(), b"");
                // The same bytes again.
                assert_eq!(message.encode().unwrap(), frame);
            }
            Err(error) => {
                assert!(!row.is_sound, "{}", row.name);
                assert_eq!(error.to_string(), "the message of an event stream does not have its CRC-32");
            }
        }
    }
}
