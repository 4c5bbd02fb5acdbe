//! The header `x-amz-content-sha256`.

use presign::verify::{Payload, Refusal};

use super::{Client, TRAILER, hello};
use crate::server::{HELLO, assert_refused};

const UPLOAD: Client<'_> = Client { method: "PUT", signed: &[], payload: HELLO };

#[test]
fn may_be_sent_unsigned_in_a_url() {
    assert_eq!(UPLOAD.sends_url(&[("x-amz-content-sha256", HELLO)]), Ok(hello()));
    let unsigned = Client { payload: "UNSIGNED-PAYLOAD", ..UPLOAD };
    assert_eq!(unsigned.sends_url(&[("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD")]), Ok(Payload::Unsigned));
}

#[test]
fn may_be_sent_unsigned_in_a_header_signed_request() {
    let date = ("x-amz-date", "20150830T123600Z");
    let upload = Client { signed: &[date], ..UPLOAD };
    assert_eq!(upload.sends(&[date, ("x-amz-content-sha256", HELLO)]), Ok(hello()));
    let length = ("x-amz-decoded-content-length", "5");
    let chunks = Client { payload: TRAILER, signed: &[date, length], ..UPLOAD };
    let sent = [date, length, ("x-amz-content-sha256", TRAILER)];
    assert_eq!(chunks.sends(&sent), Ok(Payload::UnsignedTrailer));
}

/// Its value is signed as the last line of the canonical request.
#[test]
fn cannot_be_changed_added_or_dropped() {
    let other = HELLO.replace('2', "3");
    let unsigned = Client { payload: "UNSIGNED-PAYLOAD", ..UPLOAD };
    for (client, header) in [
        (&UPLOAD, Some(other.as_str())),
        (&UPLOAD, Some("UNSIGNED-PAYLOAD")),
        (&UPLOAD, None),
        (&unsigned, Some(HELLO)),
    ] {
        let headers: Vec<_> = header.map(|value| ("x-amz-content-sha256", value)).into_iter().collect();
        assert_eq!(client.sends_url(&headers), Err(Refusal::SignatureMismatch), "{header:?}");
    }
    let date = ("x-amz-date", "20150830T123600Z");
    let upload = Client { signed: &[date], ..UPLOAD };
    for value in [other.as_str(), "UNSIGNED-PAYLOAD", TRAILER] {
        assert_eq!(upload.sends(&[date, ("x-amz-content-sha256", value)]), Err(Refusal::SignatureMismatch));
    }
}

#[test]
fn cannot_come_twice() {
    let twice = [("x-amz-content-sha256", HELLO), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")];
    let sentence = "the request has the header x-amz-content-sha256 more than once";
    assert_refused(UPLOAD.sends_url(&twice), sentence, "InvalidRequest", 400);
}

#[test]
fn must_be_a_payload_hash() {
    let sentence = "the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…";
    assert_refused(UPLOAD.sends_url(&[("x-amz-content-sha256", "x")]), sentence, "InvalidArgument", 400);
}

/// Otherwise a server that reads the header later would take the body apart.
#[test]
fn cannot_call_the_body_of_a_url_chunked() {
    for name in [TRAILER, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"] {
        let sentence = "the header x-amz-content-sha256 was sent but is not signed";
        for client in [Client { payload: name, ..UPLOAD }, Client { payload: "UNSIGNED-PAYLOAD", ..UPLOAD }] {
            assert_refused(client.sends_url(&[("x-amz-content-sha256", name)]), sentence, "AccessDenied", 403);
        }
    }
}
