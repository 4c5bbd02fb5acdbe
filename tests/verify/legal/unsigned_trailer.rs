//! Bodies in chunks with an unsigned trailer.

use presign::verify::{Payload, Refusal, SignedRequest};

use super::{Client, TRAILER};
use crate::fixtures::{credentials, now};
use crate::server::{HELLO, HOST, assert_refused, policy};

/// What current SDKs send over TLS.
#[test]
fn is_a_payload_of_its_own() {
    let signed = &[
        ("x-amz-content-sha256", TRAILER),
        ("x-amz-date", "20150830T123600Z"),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    ];
    let upload = Client { method: "PUT", signed, payload: TRAILER };
    let payload = upload.sends(signed).unwrap();
    assert_eq!(payload, Payload::UnsignedTrailer);
    let sentence = "the body is sent in chunks, which the server has not decoded (`chunks_with_credentials` does)";
    assert_refused(payload.check(b"5\r\nhello\r\n0\r\n\r\n"), sentence, "NotImplemented", 501);
    let authorization = upload.authorization();
    let headers = signed.iter().copied().chain([("host", HOST), ("authorization", authorization.as_str())]);
    let request = SignedRequest::parse("PUT", "/k", headers).unwrap().body(b"5\r\nhello\r\n0\r\n\r\n");
    let verified = request.verify_with_credentials(&credentials(), now(), &policy());
    assert_eq!(verified, Err(Refusal::ChunkedBody));
}

#[test]
fn each_payload_is_written_as_it_is_signed() {
    for name in ["UNSIGNED-PAYLOAD", HELLO, TRAILER, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"] {
        let signed = [("x-amz-content-sha256", name), ("x-amz-date", "20150830T123600Z")];
        let client = Client { method: "PUT", signed: &signed, payload: name };
        assert_eq!(client.sends(&signed).unwrap().to_string(), name);
    }
}
