//! The verifier: openings that it accepts, and every reason to refuse a stream.

use std::time::Duration;

use presign::verify::{EventDecoder, Keyring, Policy, Proof, Refusal, SignedRequest};
use presign::{
    ChunkedBody, Credentials, EventMessage, EventSigner, EventValue, Request, Scope, Signature, Signer, SigningKey,
    Timestamp, VerifyingKey,
};

use crate::fixtures::{HOUR, SECRET, at, credentials, now, signer};
use crate::hmac_sha256;
use crate::server::{assert_refused, audio, decode, policy, read, resumed, stream, websocket};

const EVENTS: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
const PREVIOUS: &str = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";

fn payloads(messages: &[EventMessage]) -> Vec<&[u8]> {
    messages.iter().map(EventMessage::payload).collect()
}

#[test]
fn a_stream_is_read_however_it_is_cut() {
    let (frames, decoder) = stream("/a", &[b"one", b"", &[7; 5000]]);
    let bytes = frames.concat();
    for piece in (1..100).chain([bytes.len()]) {
        let messages = read(decoder.clone(), &bytes, piece, now()).unwrap();
        assert_eq!(payloads(&messages), [&b"one"[..], b"", &[7; 5000]], "{piece}");
        assert_eq!(messages[0], audio(b"one"));
    }
}

/// The signed end alone ends a stream, and not a message without content.
#[test]
fn a_stream_ends_once() {
    let (frames, mut decoder) = stream("/a", &[b""]);
    assert_eq!(decode(&mut decoder, &frames[0], 1000, now()).1, Ok(()));
    assert!(!decoder.is_ended());
    let breaks_off = "the event stream breaks off after message 1, before its end";
    assert_refused(decoder.clone().finish(), breaks_off, "IncompleteBody", 400);
    assert_eq!(decode(&mut decoder, &frames[1], 1000, now()).1, Ok(()));
    assert!(decoder.is_ended());
    assert_eq!(decoder.clone().finish(), Ok(()));
    let after = "there are bytes after the end of the event stream";
    assert_refused(decode(&mut decoder, &[0], 1, now()).1, after, "IncompleteBody", 400);
    assert!(!decoder.is_ended());
    assert_refused(decoder.finish(), after, "IncompleteBody", 400);
    let (frames, decoder) = stream("/a", &[b"one", b"two"]);
    let breaks_off = "the event stream breaks off after message 2, before its end";
    let cut = &frames.concat()[..frames[0].len() + frames[1].len() + 50];
    assert_refused(read(decoder.clone(), cut, 1000, now()), breaks_off, "IncompleteBody", 400);
    let breaks_off = "the event stream breaks off after message 0, before its end";
    assert_refused(decoder.finish(), breaks_off, "IncompleteBody", 400);
}

#[test]
fn a_refusal_stays() {
    let (frames, mut decoder) = stream("/a", &[b"one"]);
    let mut broken = frames[0].clone();
    broken[20] ^= 1;
    let sentence = "message 1 of the event stream does not have its CRC-32";
    assert_refused(decode(&mut decoder, &broken, 1000, now()).1, sentence, "InvalidRequest", 400);
    assert_refused(decode(&mut decoder, &frames[0], 1000, now()).1, sentence, "InvalidRequest", 400);
    assert_refused(decoder.decode(&mut &[][..], now()), sentence, "InvalidRequest", 400);
    assert_refused(decoder.finish(), sentence, "InvalidRequest", 400);
}

/// The headers of a signed message, each of which may be left out or another.
fn sealed(headers: &[(&str, EventValue)], payload: &[u8]) -> Vec<u8> {
    let message = EventMessage::new(payload);
    headers.iter().fold(message, |message, (name, value)| message.header(name, value.clone())).encode().unwrap()
}

#[test]
fn a_message_has_exactly_its_two_headers() {
    let date = || (":date", EventValue::Timestamp(1_440_938_160_000));
    let signature = || (":chunk-signature", EventValue::Bytes(vec![7; 32]));
    let rows = [
        (vec![], "has no :date"),
        (vec![signature()], "has no :date"),
        (vec![date()], "has no :chunk-signature"),
        (vec![(":date", EventValue::Long(0)), signature()], "has a :date that is not a timestamp"),
        (vec![(":date", EventValue::from("x")), signature()], "has a :date that is not a timestamp"),
        (
            vec![date(), (":chunk-signature", EventValue::Bytes(vec![7; 31]))],
            "has a :chunk-signature that is not an array of 32 bytes",
        ),
        (
            vec![date(), (":chunk-signature", EventValue::String("a".repeat(32)))],
            "has a :chunk-signature that is not an array of 32 bytes",
        ),
        (
            vec![date(), signature(), (":message-type", EventValue::from("event"))],
            "has a header other than :date and :chunk-signature",
        ),
        (
            vec![date(), signature(), (":Date", EventValue::Timestamp(0))],
            "has a header other than :date and :chunk-signature",
        ),
    ];
    for (headers, problem) in rows {
        let result = read(resumed(PREVIOUS, "20150830T000000Z"), &sealed(&headers, b""), 1000, now());
        assert_refused(result, &format!("message 1 of the event stream {problem}"), "InvalidRequest", 400);
    }
    let result = read(resumed(PREVIOUS, "20150830T000000Z"), &audio(b"bare").encode().unwrap(), 1000, now());
    let sentence = "message 1 of the event stream has a header other than :date and :chunk-signature";
    assert_refused(result, sentence, "InvalidRequest", 400);
    let result = read(resumed(PREVIOUS, "20150830T000000Z"), &sealed(&[date(), signature()], b""), 1000, now());
    let sentence = "the signature of message 1 of the event stream does not match";
    assert_refused(result, sentence, "SignatureDoesNotMatch", 403);
    for date in [-1, i64::MIN, 253_402_300_800_000, i64::MAX] {
        let frame = sealed(&[(":date", EventValue::Timestamp(date)), signature()], b"");
        let result = read(resumed(PREVIOUS, "20150830T000000Z"), &frame, 1000, now());
        let sentence = "message 1 of the event stream is dated before 1970 or after 9999";
        assert_refused(result, sentence, "InvalidRequest", 400);
    }
}

/// What is signed is a message; the signature of anything else is good, and it is refused all the same.
#[test]
fn what_is_signed_is_a_message() {
    // The signature over these bytes, by the rules and not by this crate's signer.
    let payload = b"not a frame";
    let date_header = [&b"\x05:date\x08"[..], &1_440_938_160_000_i64.to_be_bytes()].concat();
    let hash = |bytes: &[u8]| hex::encode(<sha2::Sha256 as sha2::Digest>::digest(bytes));
    let text = format!(
        "AWS4-HMAC-SHA256-PAYLOAD\n20150830T123600Z\n20150830/us-east-1/transcribe/aws4_request\n{PREVIOUS}\n{}\n{}",
        hash(&date_header),
        hash(payload)
    );
    let scope = Scope::new(now(), "us-east-1", "transcribe").unwrap();
    let key = SigningKey::derive(&credentials(), &scope);
    let signature = hmac_sha256::sign(&key, &text);
    let headers = [
        (":date", EventValue::Timestamp(1_440_938_160_000)),
        (":chunk-signature", EventValue::Bytes(hex::decode(signature).unwrap())),
    ];
    let result = read(resumed(PREVIOUS, "20150830T000000Z"), &sealed(&headers, payload), 1000, now());
    let sentence = "message 1 of the event stream holds a message that is shorter than its first 12 bytes, which announce its length";
    assert_refused(result, sentence, "InvalidRequest", 400);
}

#[test]
fn a_message_is_dated_when_it_is_read() {
    let mut strict = policy();
    (strict.clock_skew, strict.max_age) = (Duration::from_secs(60), Duration::from_secs(300));
    let scope = Scope::new(now(), "us-east-1", "transcribe").unwrap();
    let previous = || PREVIOUS.parse::<Signature>().unwrap();
    let decoder = || EventDecoder::resume(&credentials(), &scope, previous(), &strict).unwrap();
    let frame = EventSigner::resume(&signer("transcribe"), previous()).unwrap().finish(now()).unwrap();
    for (read_at, is_good) in [
        (now() - Duration::from_secs(60), true),
        (now() - Duration::from_secs(61), false),
        (now() + Duration::from_secs(300), true),
        (now() + Duration::from_secs(301), false),
    ] {
        let result = read(decoder(), &frame, 1000, read_at);
        if is_good {
            assert_eq!(result, Ok(vec![]), "{read_at}");
        } else {
            let sentence = format!(
                "message 1 of the event stream is dated 20150830T123600Z, which is too far from the server's time {read_at}"
            );
            assert_refused(result, &sentence, "RequestTimeTooSkewed", 403);
        }
    }
    // A clock that was set back.
    let mut events = EventSigner::resume(&signer("transcribe"), previous()).unwrap();
    let first = events.sign(&audio(b"a"), now()).unwrap();
    let back = events.finish(now() - Duration::from_secs(1)).unwrap();
    assert!(read(decoder(), &[first, back].concat(), 1000, now()).is_ok());
}

#[test]
fn a_stream_goes_on_over_midnight_with_credentials_and_not_with_the_key_of_a_day() {
    let (before, after) = (at("20150830T235959Z"), at("20150831T000000Z"));
    let previous = || PREVIOUS.parse::<Signature>().unwrap();
    let mut events = EventSigner::resume(&signer("transcribe"), previous()).unwrap();
    let frames = [events.sign(&audio(b"a"), before).unwrap(), events.finish(after).unwrap()].concat();
    assert!(read(resumed(PREVIOUS, "20150830T235959Z"), &frames, 1000, after).is_ok());
    let scope = Scope::new(before, "us-east-1", "transcribe").unwrap();
    let key = SigningKey::derive(&credentials(), &scope);
    let decoder = EventDecoder::resume(&key, &scope, previous(), &policy()).unwrap();
    let sentence = "message 2 of the event stream is of a day that the server has no signing key for";
    assert_refused(read(decoder, &frames, 1000, after), sentence, "InternalError", 500);
    let ring = Keyring::new(10);
    let decoder = EventDecoder::resume((&credentials(), &ring), &scope, previous(), &policy()).unwrap();
    assert!(read(decoder, &frames, 1000, after).is_ok());
}

#[test]
fn a_message_after_the_credentials_have_expired_is_refused() {
    let expiring = credentials().with_expiry(now() + Duration::from_secs(60));
    let scope = Scope::new(now(), "us-east-1", "transcribe").unwrap();
    let decoder = EventDecoder::resume(&expiring, &scope, PREVIOUS.parse().unwrap(), &policy()).unwrap();
    let frame = |seconds| {
        let events = EventSigner::resume(&signer("transcribe"), PREVIOUS.parse().unwrap()).unwrap();
        events.finish(now() + Duration::from_secs(seconds)).unwrap()
    };
    assert!(read(decoder.clone(), &frame(59), 1000, now() + Duration::from_secs(59)).is_ok());
    let result = read(decoder, &frame(60), 1000, now() + Duration::from_secs(60));
    assert_refused(result, "the credentials expired at 20150830T123700Z", "ExpiredToken", 400);
}

#[test]
fn a_message_is_no_longer_than_the_policy_says() {
    let mut policy = policy();
    policy.max_chunk = 83;
    let scope = Scope::new(now(), "us-east-1", "transcribe").unwrap();
    let decoder = || EventDecoder::resume(&credentials(), &scope, PREVIOUS.parse().unwrap(), &policy).unwrap();
    let events = EventSigner::resume(&signer("transcribe"), PREVIOUS.parse().unwrap()).unwrap();
    assert!(read(decoder(), &events.clone().finish(now()).unwrap(), 1000, now()).is_ok());
    let frame = events.clone().sign(&EventMessage::new([]), now()).unwrap();
    let sentence = "message 1 of the event stream has 99 bytes: at most 83 bytes are allowed";
    assert_refused(read(decoder(), &frame, 1, now()), sentence, "InvalidChunkSizeError", 403);
    assert_refused(read(EventDecoder::unsigned(&policy), &frame, 1000, now()), sentence, "InvalidChunkSizeError", 403);
}

#[test]
fn unsigned_messages_are_read_where_the_server_says_so() {
    let frames = [audio(b"one"), audio(b"")].map(|message| message.encode().unwrap());
    let bytes = frames.concat();
    for piece in [1, 10, 1000] {
        let messages = read(EventDecoder::unsigned(&policy()), &bytes, piece, now()).unwrap();
        assert_eq!(messages, [audio(b"one"), audio(b"")]);
    }
    let mut decoder = EventDecoder::unsigned(&policy());
    assert_eq!(decode(&mut decoder, &bytes[..bytes.len() - 1], 1000, now()).1, Ok(()));
    assert!(!decoder.is_ended());
    let sentence = "the event stream breaks off after message 1, before its end";
    assert_refused(decoder.finish(), sentence, "IncompleteBody", 400);
    let mut broken = frames[0].clone();
    broken[0] ^= 1;
    let sentence = "message 1 of the event stream has lengths that do not have their CRC-32";
    assert_refused(read(EventDecoder::unsigned(&policy()), &broken, 1000, now()), sentence, "InvalidRequest", 400);
    // Nothing but a signed stream passes where one is expected.
    let (_, decoder) = websocket("/a");
    assert!(read(decoder, &bytes, 1000, now()).is_err());
}

fn header_signed(signer: &Signer, request: &Request<'_>) -> SignedRequest {
    let signed = request.sign(signer, now()).unwrap();
    let headers = signed.headers().chain([("host", "stream.example")]);
    let target = signed.url().strip_prefix("https://stream.example").unwrap();
    SignedRequest::parse(signed.method(), target, headers).unwrap()
}

#[test]
fn a_request_by_headers_opens_a_stream_if_it_says_so() {
    let signer = signer("transcribe");
    let request = || Request::post("https://stream.example/a").unwrap();
    let opening = header_signed(&signer, &request().payload_hash(EVENTS));
    assert!(opening.verify_events(&credentials(), now(), &policy()).is_ok());
    let sentence = "the body is sent as STREAMING-AWS4-HMAC-SHA256-EVENTS, which is not supported";
    assert_refused(opening.verify(&credentials(), now(), &policy()), sentence, "NotImplemented", 501);
    let sentence = "the request opens no event stream: its payload hash is not STREAMING-AWS4-HMAC-SHA256-EVENTS";
    for other in [request(), request().body("x"), request().payload_hash("UNSIGNED-PAYLOAD")] {
        let other = header_signed(&signer, &other);
        assert_refused(other.verify_events(&credentials(), now(), &policy()), sentence, "InvalidRequest", 400);
    }
    for form in ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"] {
        let url = request().header("x-amz-content-sha256", form).presign(&signer, HOUR, now()).unwrap();
        let target = url.as_str().strip_prefix("https://stream.example").unwrap();
        let headers = [("host", "stream.example"), ("x-amz-content-sha256", form)];
        let url = SignedRequest::parse("POST", target, headers).unwrap();
        assert_refused(url.verify_events(&credentials(), now(), &policy()), sentence, "InvalidRequest", 400);
    }
    let (chunked, _) = request().sign_chunked(&signer, &ChunkedBody::signed(5), now()).unwrap();
    let headers = chunked.headers().chain([("host", "stream.example")]);
    let chunked = SignedRequest::parse("POST", "/a", headers).unwrap();
    assert_refused(chunked.verify_events(&credentials(), now(), &policy()), sentence, "InvalidRequest", 400);
}

#[test]
fn an_opening_is_verified_as_any_request() {
    let signer = signer("transcribe");
    let opening = header_signed(&signer, &Request::post("https://stream.example/a").unwrap().payload_hash(EVENTS));
    let refused =
        |proof: Proof<'_>, now: Timestamp, policy: &Policy| opening.verify_events(proof, now, policy).unwrap_err();
    let other = Credentials::new("AKIDEXAMPLE", "other");
    assert_eq!(refused((&other).into(), now(), &policy()), Refusal::SignatureMismatch);
    let late = now() + HOUR;
    assert!(matches!(refused((&credentials()).into(), late, &policy()), Refusal::TimeTooSkewed { .. }));
    let elsewhere = Policy::new("us-east-2", "transcribe");
    assert!(matches!(refused((&credentials()).into(), now(), &elsewhere), Refusal::Region { .. }));
    let (verified, _) = opening.verify_events(&credentials(), now(), &policy()).unwrap();
    assert_eq!((verified.path(), verified.payload().to_string().as_str()), (Ok("/a"), EVENTS));
}

/// The key of the day and the keyring open a stream too.
#[test]
fn every_proof_opens_a_stream() {
    let signer = signer("transcribe");
    let signed = Request::post("https://stream.example/a").unwrap().payload_hash(EVENTS).sign(&signer, now()).unwrap();
    let opening = SignedRequest::parse("POST", "/a", signed.headers().chain([("host", "stream.example")])).unwrap();
    let frame = EventSigner::of_request(&signer, &signed).unwrap().finish(now()).unwrap();
    let (credentials, ring) = (credentials(), Keyring::new(10));
    let key = SigningKey::derive(&credentials, opening.scope());
    let proofs: [Proof<'_>; 4] =
        [(&credentials).into(), (&key).into(), (&credentials, &ring).into(), (&credentials, &ring).into()];
    for proof in proofs {
        let (_, decoder) = opening.verify_events(proof, now(), &policy()).unwrap();
        assert!(read(decoder, &frame, 1000, now()).is_ok());
    }
}

#[test]
fn sigv4a_opens_no_stream() {
    let several = Signer::multi_region(credentials(), "us-east-1", "transcribe").unwrap();
    let opening = header_signed(&several, &Request::post("https://stream.example/a").unwrap().payload_hash(EVENTS));
    let sentence = "the header Authorization names an algorithm that cannot be verified here";
    let code = "AuthorizationHeaderMalformed";
    assert_refused(opening.verify_events(&credentials(), now(), &policy()), sentence, code, 400);
    let previous: Signature = PREVIOUS.parse().unwrap();
    let scope = Scope::multi_region(now(), "transcribe").unwrap();
    let resumed = EventDecoder::resume(&credentials(), &scope, previous, &policy());
    assert_refused(resumed, sentence, code, 400);
    let key = VerifyingKey::derive(&credentials());
    let scope = Scope::new(now(), "us-east-1", "transcribe").unwrap();
    assert_refused(EventDecoder::resume(&key, &scope, previous, &policy()), sentence, code, 400);
}

#[test]
fn a_proof_that_is_not_usable_resumes_nothing() {
    let previous: Signature = PREVIOUS.parse().unwrap();
    let scope = Scope::new(now(), "us-east-1", "transcribe").unwrap();
    let empty = Credentials::new("AKIDEXAMPLE", "");
    let sentence = "the server's credentials are not usable: the secret access key is empty";
    assert_refused(EventDecoder::resume(&empty, &scope, previous, &policy()), sentence, "InternalError", 500);
    let other = Scope::new(now(), "us-east-1", "polly").unwrap();
    let key = SigningKey::derive(&Credentials::new("AKIDEXAMPLE", SECRET), &other);
    let sentence = "the server's signing key is for 20150830/us-east-1/polly/aws4_request, but the request needs one for 20150830/us-east-1/transcribe/aws4_request";
    assert_refused(EventDecoder::resume(&key, &scope, previous, &policy()), sentence, "InternalError", 500);
}

#[test]
fn a_decoder_shows_no_secret() {
    let (_, decoder) = websocket("/a");
    assert_eq!(format!("{decoder:?}"), "EventDecoder { is_signed: true, count: 0, .. }");
}
