//! 20,000 random messages of event streams, signed by this crate and by the published `aws-sigv4`, which must agree to the
//! byte; each reads what the other wrote, and the verifier accepts both, whatever the order of a message's headers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials as TheirCredentials;
use aws_sigv4::event_stream::{SigningParams, sign_empty_message, sign_message};
use aws_sigv4::sign::v4;
use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use aws_smithy_types::DateTime;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use fastrand::Rng;
use presign::verify::{EventDecoder, Policy, SignedRequest};
use presign::{Credentials, EventMessage, EventSigner, EventValue, Request, Signer, Timestamp};

const MESSAGES: usize = 20_000;

/// A message in both crates' types.
fn message(random: &mut Rng) -> (EventMessage, Message) {
    // Now and then one byte too many.
    let length = if random.u8(..) == 0 { random.usize(32_766..32_770) } else { random.usize(..200) };
    let payload: Vec<u8> = (0..random.usize(..300)).map(|_| random.u8(..)).collect();
    let (mut ours, mut theirs) = (EventMessage::new(payload.clone()), Message::new(payload));
    for number in 0..random.usize(..6) {
        let name = match random.u8(..4) {
            0 => format!(":event-type{number}"),
            1 => format!("Größe{number}"),
            2 => format!("{number}{}", "n".repeat(random.usize(250..257))),
            _ => format!("x-{number}"),
        };
        let (our_value, their_value) = value(random, length);
        ours = ours.header(&name, our_value);
        theirs = theirs.add_header(Header::new(name, their_value));
    }
    (ours, theirs)
}

fn value(random: &mut Rng, length: usize) -> (EventValue, HeaderValue) {
    match random.u8(..9) {
        0 => {
            let value = random.bool();
            (EventValue::Bool(value), HeaderValue::Bool(value))
        }
        1 => {
            let value = random.i8(..);
            (EventValue::Byte(value), HeaderValue::Byte(value))
        }
        2 => {
            let value = random.i16(..);
            (EventValue::Short(value), HeaderValue::Int16(value))
        }
        3 => {
            let value = random.i32(..);
            (EventValue::Integer(value), HeaderValue::Int32(value))
        }
        4 => {
            let value = random.i64(..);
            (EventValue::Long(value), HeaderValue::Int64(value))
        }
        5 => {
            let value: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
            (EventValue::Bytes(value.clone()), HeaderValue::ByteArray(value.into()))
        }
        6 => {
            let value = random.i64(-100_000_000_000_000..100_000_000_000_000);
            (EventValue::Timestamp(value), HeaderValue::Timestamp(DateTime::from_millis(value)))
        }
        7 => {
            let value = random.u128(..);
            (EventValue::Uuid(value.to_be_bytes()), HeaderValue::Uuid(value))
        }
        _ => {
            let value: String = (0..length).map(|_| random.alphanumeric()).collect();
            (EventValue::from(value.as_str()), HeaderValue::String(value.into()))
        }
    }
}

/// A stream whose opening is signed in the query or by headers.
struct Stream {
    region: &'static str,
    service: &'static str,
    secret: String,
    events: EventSigner,
    decoder: EventDecoder,
    /// The last signature, as `aws-sigv4` wants it.
    last: String,
}

impl Stream {
    fn open(random: &mut Rng, now: Timestamp) -> Self {
        let region = ["us-east-1", "eu-central-1", "cn-north-1"][random.usize(..3)];
        let service = ["transcribe", "lex", "bedrock", "polly"][random.usize(..4)];
        let secret: String = (0..40).map(|_| random.alphanumeric()).collect();
        let credentials = Credentials::new("AKIDEXAMPLE", &secret);
        let signer = Signer::new(credentials.clone(), region, service).expect("a signer");
        let policy = Policy::new(region, service);
        let (events, received, last) = if random.bool() {
            let request = Request::get("wss://stream.example:8443/a").expect("a request");
            let url = request.presign(&signer, Duration::from_mins(5), now).expect("a URL");
            let (_, target) = url.as_str().split_once(":8443").expect("a port");
            let received = SignedRequest::parse("GET", target, [("host", "stream.example:8443")]);
            let (_, last) = url.as_str().split_once("X-Amz-Signature=").expect("a signature");
            (EventSigner::of_url(&signer, &url), received, last.to_owned())
        } else {
            let request = Request::post("https://stream.example/a").expect("a request");
            let request = request.payload_hash("STREAMING-AWS4-HMAC-SHA256-EVENTS");
            let signed = request.sign(&signer, now).expect("a request");
            let headers = signed.headers().chain([("host", "stream.example")]);
            let (_, authorization) = signed.headers().next().expect("authorization");
            let (_, last) = authorization.split_once("Signature=").expect("a signature");
            let received = SignedRequest::parse("POST", "/a", headers);
            (EventSigner::of_request(&signer, &signed), received, last.to_owned())
        };
        let received = received.expect("a signed request");
        let (_, decoder) = received.verify_events(&credentials, now, &policy).expect("a good opening");
        Self { region, service, secret, events: events.expect("its own signer"), decoder, last }
    }

    /// Signs by `aws-sigv4`, and returns the frame.
    fn sign_by_them(&mut self, message: Option<&Message>, now: Timestamp) -> Option<Vec<u8>> {
        let identity = TheirCredentials::new("AKIDEXAMPLE", &self.secret, None, None, "differential").into();
        // What is less than a second is cut off by both.
        let time: SystemTime = UNIX_EPOCH + Duration::from_millis(now.unix_milliseconds() + 999);
        let builder = v4::SigningParams::builder().identity(&identity).region(self.region).name(self.service);
        let parameters: SigningParams<'_> = builder.time(time).settings(()).build().expect("all parameters");
        let signed = match message {
            Some(message) => sign_message(message, &self.last, &parameters),
            None => sign_empty_message(&self.last, &parameters),
        };
        let (signed, signature) = signed.ok()?.into_parts();
        let mut frame = Vec::new();
        write_message_to(&signed, &mut frame).expect("a frame");
        self.last = signature;
        Some(frame)
    }

    /// Verifies a frame, and returns the message in it.
    fn verify(&mut self, frame: &[u8], now: Timestamp) -> Option<EventMessage> {
        let mut piece = frame;
        let message = self.decoder.decode(&mut piece, now).expect("a good message");
        assert_eq!((piece.len(), self.decoder.is_ended()), (0, message.is_none()));
        message
    }
}

/// The same message with its headers the other way round.
fn reordered(frame: &[u8]) -> Vec<u8> {
    let message = EventMessage::decode(frame).expect("a frame");
    let empty = EventMessage::new(message.payload());
    let reversed = message.headers().rev().fold(empty, |reversed, (name, value)| reversed.header(name, value.clone()));
    reversed.encode().expect("as long as before")
}

#[test]
fn messages_of_event_streams_agree_in_both_directions() {
    let mut random = Rng::with_seed(3);
    let (mut signed, mut refused, mut days) = (0, 0, 0);
    while signed < MESSAGES {
        // Up to two minutes before midnight.
        let mut now = Timestamp::from_unix_seconds(1_440_979_200 - random.u64(..120)).expect("a time");
        let mut stream = Stream::open(&mut random, now);
        for _ in 0..random.usize(1..12) {
            let day = now.unix_seconds() / 86_400;
            now = now + Duration::from_secs(random.u64(..60));
            days += usize::from(now.unix_seconds() / 86_400 > day);
            let (ours, theirs) = message(&mut random);
            let (our_frame, their_frame) = (stream.events.sign(&ours, now), stream.sign_by_them(Some(&theirs), now));
            let Some(their_frame) = their_frame else {
                assert_eq!(our_frame.expect_err("refused by both").code(), "event-message");
                refused += 1;
                continue;
            };
            assert_eq!(our_frame.as_ref(), Ok(&their_frame), "{theirs:?}");
            let received = if random.bool() { reordered(&their_frame) } else { their_frame };
            assert_eq!(stream.verify(&received, now), Some(ours.clone()));
            let bare = ours.encode().expect("it was signed");
            assert_eq!(read_message_from(&mut &bare[..]).expect("a frame"), theirs);
            signed += 1;
        }
        let their_end = stream.sign_by_them(None, now).expect("the end");
        assert_eq!(stream.events.clone().finish(now), Ok(their_end.clone()));
        assert_eq!(stream.verify(&reordered(&their_end), now), None);
        stream.decoder.finish().expect("a whole stream");
        signed += 1;
    }
    println!("{signed} messages agree, {refused} are refused by both, {days} are the first of a day");
    assert!(refused > 50 && days > 500, "{refused} {days}");
}
