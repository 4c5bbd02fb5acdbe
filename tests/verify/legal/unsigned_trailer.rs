//! Bodies in chunks with an unsigned trailer.

use presign::verify::{Payload, SignedRequest};

use super::{Client, TRAILER};
use crate::fixtures::{credentials, now};
use crate::server::{HELLO, HOST, Verdict as _, assert_refused, policy, read};

/// What current SDKs send over TLS.
#[test]
fn is_a_payload_of_its_own() {
    let signed = &[
        ("x-amz-content-sha256", TRAILER),
        ("x-amz-date", "20150830T123600Z"),
        ("x-amz-decoded-content-length", "5"),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    ];
    let upload = Client { method: "PUT", signed, payload: TRAILER };
    assert_eq!(upload.sends(signed), Ok(Payload::UnsignedTrailer));
    let authorization = upload.authorization();
    let headers = signed.iter().copied().chain([("host", HOST), ("authorization", authorization.as_str())]);
    let request = SignedRequest::parse("PUT", "/k", headers).unwrap();
    let body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    assert_eq!(read(request.verify(&credentials(), now(), &policy()), body).unwrap(), b"hello");
    let verified = request.body(body).verify(&credentials(), now(), &policy()).payload();
    let sentence = "the body is sent in chunks, which cannot be compared before they are decoded";
    assert_refused(verified, sentence, "NotImplemented", 501);
}

#[test]
fn each_payload_is_written_as_it_is_signed() {
    for name in ["UNSIGNED-PAYLOAD", HELLO, TRAILER, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"] {
        let length = ("x-amz-decoded-content-length", "5");
        let signed = [("x-amz-content-sha256", name), ("x-amz-date", "20150830T123600Z"), length];
        let client = Client { method: "PUT", signed: &signed, payload: name };
        assert_eq!(client.sends(&signed).unwrap().to_string(), name);
    }
}
