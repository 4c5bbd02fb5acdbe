//! A whole URL as the request target.

use presign::verify::{Payload, Refusal, SignedRequest};

use super::Client;
use crate::fixtures::{credentials, now};
use crate::server::{HOST, Verdict as _, assert_refused, policy};

const CLIENT: Client<'_> = Client { method: "GET", signed: &[], payload: "UNSIGNED-PAYLOAD" };

fn sends(target: &str) -> Result<Payload, Refusal> {
    let request = SignedRequest::parse("GET", target, [("host", HOST)])?;
    request.verify(&credentials(), now(), &policy()).payload()
}

#[test]
fn is_the_same_request() {
    let target = CLIENT.target();
    for origin in [
        format!("http://{HOST}"),
        format!("https://{HOST}"),
        format!("HTTP://{HOST}"),
        format!("http://{}", HOST.to_uppercase()),
    ] {
        assert_eq!(sends(&format!("{origin}{target}")), Ok(Payload::Unsigned), "{origin}");
    }
}

#[test]
fn has_the_path_and_the_query_of_its_url() {
    let target = CLIENT.target();
    assert_eq!(sends(&format!("http://{HOST}{}", target.replace("/k", "/l"))), Err(Refusal::SignatureMismatch));
    assert_eq!(sends(&format!("http://{HOST}/{target}")), Err(Refusal::SignatureMismatch));
    let without_path = format!("http://{HOST}{}", target.strip_prefix("/k").unwrap());
    assert_eq!(sends(&without_path), Err(Refusal::SignatureMismatch));
    let request = SignedRequest::parse("GET", &without_path, [("host", HOST)]).unwrap();
    assert!(request.canonical_request(&presign::Rules::S3).unwrap().as_str().starts_with("GET\n/\nX-Amz-Algo"));
}

/// RFC 9112, section 3.2.2: the target's host counts, not the header's. Servers use either.
#[test]
fn cannot_name_another_host() {
    let target = CLIENT.target();
    for host in ["example.com", &format!("{HOST}:80"), &format!("user@{HOST}"), &format!("{HOST}#"), ""] {
        let sentence = "the request target and the header host name different hosts";
        assert_refused(sends(&format!("http://{host}{target}")), sentence, "InvalidRequest", 400);
    }
}

#[test]
fn is_a_url_of_http() {
    let target = CLIENT.target();
    for scheme in ["ftp", "ws", "", " http", "http:", "javascript"] {
        let sentence = "the request target does not begin with a slash";
        assert_refused(sends(&format!("{scheme}://{HOST}{target}")), sentence, "InvalidURI", 400);
    }
}
