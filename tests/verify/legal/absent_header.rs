//! A signed header that was not sent.

use presign::verify::{Payload, Refusal, SignedRequest};

use super::Client;
use crate::server::assert_refused;

/// As libs3 and arbiter sign, which have a fixed list of names.
const CLIENT: Client<'_> =
    Client { method: "GET", signed: &[("expires", ""), ("transfer-encoding", "")], payload: "UNSIGNED-PAYLOAD" };

#[test]
fn is_signed_as_an_empty_one() {
    assert_eq!(CLIENT.sends_url(&[]), Ok(Payload::Unsigned));
    let date = ("x-amz-date", "20150830T123600Z");
    let hash = ("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    let signed = &[("expires", ""), ("transfer-encoding", ""), hash, date];
    assert_eq!(Client { signed, ..CLIENT }.sends(&[hash, date]), Ok(Payload::Unsigned));
}

#[test]
fn cannot_be_sent_with_a_value_after_all() {
    let sent = CLIENT.sends_url(&[("transfer-encoding", "chunked"), ("expires", "")]);
    assert_eq!(sent, Err(Refusal::SignatureMismatch));
}

/// The upload was signed for this type and length.
#[test]
fn cannot_have_been_signed_with_a_value() {
    let signed = &[("content-length", "5"), ("content-type", "text/plain")];
    let client = Client { signed, ..CLIENT };
    assert_eq!(client.sends_url(signed), Ok(Payload::Unsigned));
    let sentence = "the header content-type is signed but was not sent";
    assert_refused(client.sends_url(&signed[..1]), sentence, "SignatureDoesNotMatch", 403);
    assert_refused(
        client.sends_url(&signed[1..]),
        "the header content-length is signed but was not sent",
        "SignatureDoesNotMatch",
        403,
    );
}

/// With no copy source the request is an upload, with an empty one it is a broken copy to some servers: the holder of
/// the URL must not choose.
#[test]
fn cannot_be_an_amazon_header() {
    for name in ["x-amz-acl", "x-amz-copy-source", "x-amz-content-sha256", "x-amz-security-token"] {
        let signed = [(name, "")];
        let client = Client { method: "PUT", signed: &signed, ..CLIENT };
        let sentence = format!("the header {name} is signed but was not sent");
        assert_refused(client.sends_url(&[]), &sentence, "SignatureDoesNotMatch", 403);
    }
    let client = Client { method: "PUT", signed: &[("x-amz-copy-source", "")], ..CLIENT };
    assert_eq!(client.sends_url(&[("x-amz-copy-source", "")]), Ok(Payload::Unsigned));
}

#[test]
fn cannot_be_the_host() {
    let client = Client { signed: &[], ..CLIENT };
    let refused = SignedRequest::parse("GET", &client.target(), []);
    assert_refused(refused, "the request has no header host", "InvalidRequest", 400);
}
