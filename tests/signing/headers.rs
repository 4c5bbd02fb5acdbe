//! What signing by headers adds for each service: the hash of the body and the session token, and whether they are signed.

use presign::s3::Bucket;
use presign::{HeaderSignedRequest, Request, Rules, Signer};

use crate::fixtures::{credentials, now, signer};

/// The SHA-256 of no bytes, and of `{}`, as `sha256sum` prints them.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const BRACES: &str = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

fn header<'a>(signed: &'a HeaderSignedRequest, name: &str) -> Option<&'a str> {
    signed.headers().find(|(other, _)| *other == name).map(|(_, value)| value)
}

/// The names in the header `authorization`.
fn signed_headers(signed: &HeaderSignedRequest) -> Vec<&str> {
    let authorization = header(signed, "authorization").unwrap();
    let (_, names) = authorization.split_once(" SignedHeaders=").unwrap();
    names.split_once(", Signature=").unwrap().0.split(';').collect()
}

/// S3 and VPC Lattice are told of every body, and read `UNSIGNED-PAYLOAD`; OpenSearch Serverless is told of every body
/// too; all others compute the hash themselves.
#[test]
fn the_hash_of_the_body_is_sent_to_services_that_want_it() {
    for (service, without_body) in [
        ("s3", Some(UNSIGNED)),
        ("s3express", Some(UNSIGNED)),
        ("s3-outposts", Some(UNSIGNED)),
        ("s3-object-lambda", Some(UNSIGNED)),
        ("vpc-lattice-svcs", Some(UNSIGNED)),
        ("aoss", Some(EMPTY)),
        ("dynamodb", None),
        ("execute-api", None),
    ] {
        let request = Request::get("https://example.amazonaws.com/").unwrap();
        let signed = request.sign(&signer(service), now()).unwrap();
        assert_eq!(header(&signed, "x-amz-content-sha256"), without_body, "{service}");
        assert_eq!(signed_headers(&signed).contains(&"x-amz-content-sha256"), without_body.is_some(), "{service}");

        // A body that is given is signed, and the header says so. VPC Lattice would refuse it: callers give it none.
        let request = Request::post("https://example.amazonaws.com/").unwrap().body("{}");
        let explanation = signer(service).explain_sign(&request, now()).unwrap();
        assert_eq!(explanation.canonical_request.payload_hash(), BRACES, "{service}");
        let signed = request.sign(&signer(service), now()).unwrap();
        assert_eq!(header(&signed, "x-amz-content-sha256"), Some(BRACES), "{service}");
        assert!(signed_headers(&signed).contains(&"x-amz-content-sha256"), "{service}");
    }
}

#[test]
fn a_session_token_is_signed_under_the_name_that_the_service_reads() {
    let temporary = || credentials().with_session_token("TOKEN");
    let bucket = Bucket::new("photos--use1-az4--x-s3", "us-east-1").unwrap();
    for (signer, name) in [
        (Signer::new(temporary(), "us-east-1", "s3").unwrap(), "x-amz-security-token"),
        (Signer::new(temporary(), "us-east-1", "dynamodb").unwrap(), "x-amz-security-token"),
        // In its URLs it is added after signing, in headers it is signed as everywhere.
        (Signer::new(temporary(), "us-east-1", "iotdevicegateway").unwrap(), "x-amz-security-token"),
        (Signer::new(temporary(), "us-east-1", "s3express").unwrap(), "x-amz-security-token"),
        (bucket.session_signer(temporary()).unwrap(), "x-amz-s3session-token"),
    ] {
        let request = Request::get("https://example.amazonaws.com/").unwrap();
        let signed = request.sign(&signer, now()).unwrap();
        let tokens: Vec<_> = signed.headers().filter(|(_, value)| *value == "TOKEN").collect();
        assert_eq!(tokens, [(name, "TOKEN")], "{signer:?}");
        assert!(signed_headers(&signed).contains(&name), "{signer:?}");
    }
}

#[test]
fn a_session_token_is_added_after_signing_where_the_rules_say_so() {
    let rules = Rules::STANDARD.sign_session_token(false);
    let request = Request::get("https://example.amazonaws.com/").unwrap();
    let after = Signer::new(credentials().with_session_token("TOKEN"), "us-east-1", "service").unwrap();
    let after = request.sign(&after.with_rules(rules), now()).unwrap();
    let without = request.sign(&signer("service"), now()).unwrap();
    assert_eq!(header(&after, "authorization"), header(&without, "authorization"));
    assert_eq!(header(&after, "x-amz-security-token"), Some("TOKEN"));
}
