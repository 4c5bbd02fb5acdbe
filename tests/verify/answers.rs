//! Refusals as S3 and other services write them.

use presign::explain::read_answer;
use presign::verify::{Place, Refusal, SignedRequest};
use proptest::prelude::*;
use quick_xml::events::Event;

use crate::fixtures::{at, credentials, now};
use crate::sent::Sent;

/// The texts of a document's elements by their names, as a parser reads them that expands references.
fn elements(document: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let (mut open, mut found) = (Vec::new(), Vec::<(String, String)>::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => {
                open.push(start.name().as_ref().to_owned());
                found.push((open.last().unwrap().clone(), String::new()));
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => found.last_mut().map_or((), |(_, all)| all.push_str(&text)),
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref().unwrap() {
                    Some(c) => c,
                    None => match &*reference {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        other => panic!("&{other};"),
                    },
                };
                found.last_mut().unwrap().1.push(c);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    found
}

fn text(document: &str, name: &str) -> Option<String> {
    elements(document).into_iter().find(|(other, _)| other == name).map(|(_, text)| text)
}

/// One of each code that clients act on.
fn refusals() -> Vec<Refusal> {
    let parse = |target: &str| SignedRequest::parse("GET", target, [("host", "h")]).unwrap_err();
    let credential = "X-Amz-Credential=K/20150830/us-east-1/s3/aws4_request";
    vec![
        Refusal::NotSigned,
        Refusal::SignatureMismatch,
        Refusal::UnknownAccessKeyId,
        Refusal::SessionToken,
        Refusal::CredentialsExpired(now()),
        Refusal::Expired(now()),
        Refusal::NotYetValid(now()),
        Refusal::TimeTooSkewed { date: now(), now: at("20150830T143600Z") },
        Sent::upload().with("us-east-1", "eu-west-1").verify().unwrap_err(),
        Refusal::HostNotSigned(Place::Query),
        parse(&format!("/?X-Amz-Algorithm=x&{credential}")),
        Refusal::Body,
        Refusal::Credentials(presign::Request::get("").unwrap_err()),
        parse("/?X-Amz-Algorithm=AWS4-HMAC-SHA256"),
    ]
}

#[test]
fn s3_answers_with_code_message_and_what_it_knows() {
    for refusal in refusals() {
        let document = refusal.to_xml("/a<b>&c", "1\u{1}2\r\n");
        assert!(document.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"));
        assert_eq!(text(&document, "Code").as_deref(), Some(refusal.code()));
        assert_eq!(text(&document, "Message"), Some(refusal.to_string()));
        assert_eq!(text(&document, "Resource").as_deref(), Some("/a<b>&c"));
        assert_eq!(text(&document, "RequestId").as_deref(), Some("1\u{FFFD}2\r\n"));
        assert_eq!(text(&document, "Region").as_deref(), refusal.region());
    }
}

#[test]
fn a_client_is_told_the_region_and_the_time() {
    let mut sent = Sent::upload();
    sent.policy.regions = vec!["eu-west-1".into(), "eu".into()];
    let refusal = sent.verify().unwrap_err();
    assert_eq!(refusal.region(), Some("eu-west-1"));
    let document = refusal.to_xml("/", "1");
    assert_eq!(text(&document, "Region").as_deref(), Some("eu-west-1"));
    let document = Refusal::TimeTooSkewed { date: now(), now: at("20150830T143600Z") }.to_xml("/", "1");
    assert_eq!(text(&document, "RequestTime").as_deref(), Some("20150830T123600Z"));
    assert_eq!(text(&document, "ServerTime").as_deref(), Some("2015-08-30T14:36:00Z"));
    assert_eq!(read_answer(&document).causes[0].kind(), "clock");
}

/// The oracle is what reads the answers of AWS: it must find the same cause in each protocol.
#[test]
fn other_services_have_codes_of_their_own() {
    let table = [
        (Refusal::NotSigned, ["MissingAuthenticationToken", "MissingAuthenticationTokenException"]),
        (Refusal::SignatureMismatch, ["SignatureDoesNotMatch", "InvalidSignatureException"]),
        (Refusal::UnknownAccessKeyId, ["InvalidClientTokenId", "UnrecognizedClientException"]),
        (Refusal::SessionToken, ["InvalidClientTokenId", "UnrecognizedClientException"]),
        (Refusal::CredentialsExpired(now()), ["ExpiredToken", "ExpiredTokenException"]),
        (Refusal::Expired(now()), ["SignatureDoesNotMatch", "InvalidSignatureException"]),
        (
            refused("/", &[("authorization", "AWS4-HMAC-SHA256 x")]),
            ["IncompleteSignature", "IncompleteSignatureException"],
        ),
        (
            refused("/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x&X-Amz-Signature=x", &[]),
            ["IncompleteSignature", "IncompleteSignatureException"],
        ),
        (Refusal::UnsignedHeader("x-amz-a".into()), ["AccessDenied", "AccessDeniedException"]),
        (Refusal::Credentials(presign::Request::get("").unwrap_err()), ["InternalFailure", "InternalFailure"]),
        (refused("*", &[]), ["ValidationError", "ValidationException"]),
    ];
    for (refusal, [query, json]) in table {
        let document = refusal.to_query_xml("a&b");
        assert_eq!(text(&document, "Code").as_deref(), Some(query));
        assert_eq!(text(&document, "Message"), Some(refusal.to_string()));
        assert_eq!(text(&document, "RequestId").as_deref(), Some("a&b"));
        let is_ours = refusal.status() == 500;
        assert_eq!(text(&document, "Type").as_deref(), Some(if is_ours { "Receiver" } else { "Sender" }));
        let value: serde_json::Value = serde_json::from_str(&refusal.to_json()).unwrap();
        assert_eq!((value["__type"].as_str(), refusal.json_code()), (Some(json), json));
        assert_eq!(value["message"].as_str(), Some(refusal.to_string().as_str()));
    }
    for refusal in [Refusal::SignatureMismatch, Refusal::UnknownAccessKeyId, Refusal::CredentialsExpired(now())] {
        let kind = |document: &str| read_answer(document).causes.first().map(|cause| cause.kind().to_owned());
        let expected = kind(&refusal.to_xml("/", "1"));
        assert!(expected.is_some());
        assert_eq!(kind(&refusal.to_query_xml("1")), expected, "{refusal}");
        assert_eq!(kind(&refusal.to_json()), expected, "{refusal}");
    }
}

fn refused(target: &str, headers: &[(&str, &str)]) -> Refusal {
    let headers = headers.iter().copied().chain([("host", "a.example")]);
    SignedRequest::parse("GET", target, headers).unwrap_err()
}

proptest! {
    /// What the client sent is text, whatever it is.
    #[test]
    fn no_text_ends_its_element(name in any::<String>(), resource in any::<String>(), id in any::<String>()) {
        let refusal = Refusal::UnsignedHeader(name);
        let names = |document: &str| elements(document).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let document = refusal.to_xml(&resource, &id);
        prop_assert_eq!(names(&document), ["Error", "Code", "Message", "Resource", "RequestId"]);
        let document = refusal.to_query_xml(&id);
        prop_assert_eq!(names(&document), ["ErrorResponse", "Error", "Type", "Code", "Message", "RequestId"]);
        let value: serde_json::Value = serde_json::from_str(&refusal.to_json()).unwrap();
        prop_assert_eq!(value["message"].as_str().unwrap(), refusal.to_string());
    }

    #[test]
    fn what_xml_can_write_is_read_back(resource in "[ -~é\t\r\n\u{10000}]{0,40}") {
        let document = Refusal::NotSigned.to_xml(&resource, "1");
        prop_assert_eq!(text(&document, "Resource").unwrap(), resource);
    }
}

#[test]
fn no_answer_holds_a_secret() {
    let other = presign::Credentials::new("AKIDEXAMPLE", "another secret").with_session_token("the token");
    let sent = Sent::upload();
    let signed = sent.parse().unwrap().verify(&credentials(), now(), &sent.policy);
    assert!(signed.is_ok());
    let refusal = sent.parse().unwrap().verify(&other, now(), &sent.policy).unwrap_err();
    for document in [refusal.to_xml("/", "1"), refusal.to_query_xml("1"), refusal.to_json()] {
        assert!(!document.contains("another secret") && !document.contains("the token"), "{document}");
    }
}
