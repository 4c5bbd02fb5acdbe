//! The signer of messages: what opens a stream, and when it signs nothing.

use std::time::Duration;

use presign::{
    Credentials, EventMessage, EventSigner, HeaderSignedRequest, PresignedUrl, Request, Scope, Signer, SigningKey,
    Timestamp,
};

use crate::fixtures::{HOUR, SECRET, at, credentials, now, signer};
use crate::refused::refused;
use crate::server::audio;

const EVENTS: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
const OTHER: &str =
    "an event stream is opened by a request that the same signer signed: access key id, region and service";

fn url(signer: &Signer) -> PresignedUrl {
    Request::get("wss://stream.example/a").unwrap().presign(signer, HOUR, now()).unwrap()
}

fn request(signer: &Signer) -> HeaderSignedRequest {
    Request::post("https://stream.example/a").unwrap().payload_hash(EVENTS).sign(signer, now()).unwrap()
}

/// Everyone who is not the signer of the opening.
fn others() -> Vec<Signer> {
    let new =
        |id: &str, region: &str, service: &str| Signer::new(Credentials::new(id, SECRET), region, service).unwrap();
    vec![
        new("AKIDEXAMPLE2", "us-east-1", "transcribe"),
        new("AKIDEXAMPL", "us-east-1", "transcribe"),
        new("EXAMPLE", "us-east-1", "transcribe"),
        new("AKIDEXAMPLE", "us-east-2", "transcribe"),
        new("AKIDEXAMPLE", "us-east-1", "transcribe2"),
        new("AKIDEXAMPLE", "us-east-1", "transcrib"),
    ]
}

#[test]
fn a_stream_is_opened_by_its_own_signer() {
    let ours = signer("transcribe");
    let (url, request) = (url(&ours), request(&ours));
    assert!(EventSigner::of_url(&ours, &url).is_ok());
    assert!(EventSigner::of_request(&ours, &request).is_ok());
    for other in others() {
        refused(EventSigner::of_url(&other, &url), "event-stream", OTHER);
        refused(EventSigner::of_request(&other, &request), "event-stream", OTHER);
    }
    // An id that needs percent-encoding.
    let slash = Signer::new(Credentials::new("a/b c", SECRET), "us-east-1", "transcribe").unwrap();
    assert!(EventSigner::of_url(&slash, &self::url(&slash)).is_ok());
    assert!(EventSigner::of_request(&slash, &self::request(&slash)).is_ok());
    refused(EventSigner::of_url(&slash, &url), "event-stream", OTHER);
}

/// A URL whose token follows the signature, as some services want it, and one whose own parameters look like those of
/// signing.
#[test]
fn the_signature_of_a_url_is_found_wherever_it_is() {
    let credentials = credentials().with_session_token("TOKEN");
    let signer = Signer::new(credentials, "eu-west-1", "iotdevicegateway").unwrap();
    let url = Request::get("wss://stream.example/mqtt")
        .unwrap()
        .query("a", "X-Amz-Signature=1&X-Amz-Credential=2")
        .presign(&signer, HOUR, now())
        .unwrap();
    let (_, rest) = url.as_str().split_once("&X-Amz-Signature=").unwrap();
    let (signature, token) = rest.split_once('&').unwrap();
    assert_eq!(token, "X-Amz-Security-Token=TOKEN");
    let resumed = EventSigner::resume(&signer, signature.parse().unwrap()).unwrap();
    let opened = EventSigner::of_url(&signer, &url).unwrap();
    assert_eq!(opened.finish(now()).unwrap(), resumed.finish(now()).unwrap());
}

#[test]
fn a_request_says_that_its_body_is_a_stream() {
    let signer = signer("transcribe");
    let sentence = "an event stream is opened by a request with the payload hash STREAMING-AWS4-HMAC-SHA256-EVENTS";
    let request = || Request::post("https://stream.example/a").unwrap();
    for other in [
        request(),
        request().body("x"),
        request().payload_hash("UNSIGNED-PAYLOAD"),
        request().payload_hash("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    ] {
        let signed = other.sign(&signer, now()).unwrap();
        refused(EventSigner::of_request(&signer, &signed), "event-stream", sentence);
    }
}

#[test]
fn sigv4a_has_no_streams() {
    let sentence = "an event stream cannot be signed with SigV4a";
    let several = Signer::multi_region(credentials(), "us-east-1", "transcribe").unwrap();
    let signature = several.explain_sign(&Request::get("https://stream.example/").unwrap(), now()).unwrap().signature;
    refused(EventSigner::of_url(&several, &url(&several)), "event-stream", sentence);
    refused(EventSigner::resume(&signer("transcribe"), signature), "event-stream", sentence);
    refused(EventSigner::resume(&several, signature), "event-stream", sentence);
}

#[test]
fn a_key_signs_on_its_day_and_credentials_until_they_expire() {
    let midnight = at("20150831T000000Z");
    let key = SigningKey::derive(&credentials(), &Scope::new(now(), "us-east-1", "transcribe").unwrap());
    let of_a_day = Signer::with_key("AKIDEXAMPLE", None, key).unwrap();
    let mut events = EventSigner::of_url(&of_a_day, &url(&of_a_day)).unwrap();
    events.sign(&audio(b"a"), midnight - Duration::from_secs(1)).unwrap();
    let sentence = "the signing key is for 20150830, but the request is signed on 20150831";
    refused(events.sign(&audio(b"b"), midnight), "signing-key-of-other-day", sentence);

    let expiring = credentials().with_expiry(midnight);
    let expiring = Signer::new(expiring, "us-east-1", "transcribe").unwrap();
    let mut events = EventSigner::of_url(&expiring, &url(&expiring)).unwrap();
    events.sign(&audio(b"a"), midnight - Duration::from_secs(1)).unwrap();
    let sentence = "the credentials expired at 20150831T000000Z";
    refused(events.sign(&audio(b"b"), midnight), "credentials-expired", sentence);
    refused(events.finish(midnight), "credentials-expired", sentence);
}

#[test]
fn a_message_that_was_refused_leaves_the_stream_as_it_was() {
    let signer = signer("transcribe");
    let events = || EventSigner::of_url(&signer, &url(&signer)).unwrap();
    let mut tried = events();
    let long = EventMessage::new(vec![0; 16 * 1024 * 1024 - 16]);
    let sentence = "the message of an event stream has more than 16777216 bytes (16 MiB)";
    refused(tried.sign(&long, now()), "event-message", sentence);
    let nameless = EventMessage::new([]).header("", "1");
    let sentence = "the message of an event stream has a header whose name is empty or longer than 255 bytes";
    refused(tried.sign(&nameless, now()), "event-message", sentence);
    assert_eq!(tried.finish(now()).unwrap(), events().finish(now()).unwrap());
}

#[test]
fn a_signer_shows_no_secret() {
    let events = EventSigner::of_url(&signer("transcribe"), &url(&signer("transcribe"))).unwrap();
    assert_eq!(format!("{events:?}"), "EventSigner { signer: Signer(AKIDEXAMPLE/us-east-1/transcribe), .. }");
}

#[test]
fn the_last_second_of_9999_is_signed() {
    let last = Timestamp::parse("99991231T235959Z").unwrap();
    let signer = signer("transcribe");
    let url = Request::get("wss://stream.example/a").unwrap().presign(&signer, HOUR, last).unwrap();
    assert_eq!(EventSigner::of_url(&signer, &url).unwrap().finish(last).unwrap().len(), 83);
}
