//! SigV4a: what its signatures open, and what they do not.

use presign::verify::{Payload, Place, Policy, Refusal, SignedRequest};
use presign::{Credentials, Request, Signer, SigningKey, VerifyingKey};

use crate::fixtures::{HOUR, credentials, now};
use crate::server::{Verdict as _, assert_refused};

/// S3's code for the query.
const MALFORMED: &str = "AuthorizationQueryParametersError";

const HOST: &str = "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com";

fn signer(region_set: &str) -> Signer {
    Signer::multi_region(credentials(), region_set, "s3").unwrap()
}

fn request() -> Request<'static> {
    Request::get("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/a%20b.txt").unwrap()
}

/// The target of a URL for these regions.
fn target(region_set: &str) -> String {
    let url = request().presign(&signer(region_set), HOUR, now()).unwrap();
    url.as_str().split_once(".com").unwrap().1.to_owned()
}

fn parse(target: &str) -> Result<SignedRequest, Refusal> {
    SignedRequest::parse("GET", target, [("host", HOST)])
}

fn verify(target: &str) -> Result<Payload, Refusal> {
    parse(target)?.verify(&credentials(), now(), &Policy::new("eu-west-1", "s3")).payload()
}

/// The headers of a request that is signed by headers.
fn headers(region_set: &str) -> Vec<(String, String)> {
    let signed = request().sign(&signer(region_set), now()).unwrap();
    let sent = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
    sent.chain([("host".to_owned(), HOST.to_owned())]).collect()
}

fn parse_headers(headers: &[(String, String)]) -> Result<SignedRequest, Refusal> {
    SignedRequest::parse("GET", "/a%20b.txt", headers.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

#[test]
fn both_forms_are_verified_with_every_kind_of_key() {
    let (policy, public) = (Policy::new("eu-west-1", "s3"), VerifyingKey::derive(&credentials()));
    let presigned = parse(&target("*")).unwrap();
    assert_eq!((presigned.scope().as_str(), presigned.scope().region()), ("20150830/s3/aws4_request", ""));
    let key = SigningKey::derive(&credentials(), presigned.scope());
    assert_eq!(presigned.verify(&key, now(), &policy).payload(), Ok(Payload::Unsigned));
    assert_eq!(presigned.verify(&public, now(), &policy).payload(), Ok(Payload::Unsigned));
    assert_eq!(presigned.verify(&credentials(), now(), &policy).payload(), Ok(Payload::Unsigned));
    let signed = parse_headers(&headers("*")).unwrap();
    assert_eq!(signed.verify(&key, now(), &policy).payload(), Ok(Payload::Unsigned));
    assert_eq!(signed.verify(&public, now(), &policy).payload(), Ok(Payload::Unsigned));
}

#[test]
fn other_keys_are_refused() {
    let (policy, other) = (Policy::new("eu-west-1", "s3"), Credentials::new("AKIDEXAMPLE", "another"));
    let request = parse(&target("*")).unwrap();
    let refused = Err(Refusal::SignatureMismatch);
    assert_eq!(request.verify(&other, now(), &policy).payload(), refused);
    assert_eq!(request.verify(&VerifyingKey::derive(&other), now(), &policy).payload(), refused);
    // The public key of one algorithm says nothing about the other.
    let regional = Signer::new(credentials(), "eu-west-1", "s3").unwrap();
    let ordinary = Request::get("https://examplebucket.s3.eu-west-1.amazonaws.com/a%20b.txt").unwrap();
    let url = ordinary.presign(&regional, HOUR, now()).unwrap();
    let request = parse(url.as_str().split_once(".com").unwrap().1).unwrap();
    let public = VerifyingKey::derive(&credentials());
    let sentence = "the query names an algorithm that cannot be verified here";
    assert_refused(request.verify(&public, now(), &policy), sentence, MALFORMED, 400);
}

#[test]
fn a_region_set_opens_the_regions_that_it_names() {
    for (region_set, is_open) in [
        ("*", true),
        ("eu-*", true),
        ("eu-west-1", true),
        ("us-east-1,eu-west-1", true),
        ("us-east-1,eu-*", true),
        ("eu-west-1*", true),
        ("us-*", false),
        ("eu-west-2", false),
        ("eu-west", false),
        ("eu-west-10", false),
    ] {
        let region = |place| Refusal::Region { place, given: region_set.into(), expected: "eu-west-1".into() };
        assert_eq!(verify(&target(region_set)).err(), (!is_open).then(|| region(Place::Query)), "{region_set}");
        let signed = parse_headers(&headers(region_set)).unwrap();
        let result = signed.verify(&credentials(), now(), &Policy::new("eu-west-1", "s3"));
        assert_eq!(result.err(), (!is_open).then(|| region(Place::Authorization)), "{region_set}");
    }
}

#[test]
fn the_region_set_is_signed() {
    let wider = target("us-east-1").replace("X-Amz-Region-Set=us-east-1", "X-Amz-Region-Set=%2A");
    assert_eq!(verify(&wider), Err(Refusal::SignatureMismatch));
    let without = target("*").replace("&X-Amz-Region-Set=%2A", "");
    assert_refused(verify(&without), "the query has no X-Amz-Region-Set", MALFORMED, 400);
    for name in ["X-Amz-Region-Set", "x-amz-region-set"] {
        let twice = format!("{}&{name}=eu-west-1", target("*"));
        assert_refused(verify(&twice), "the query has X-Amz-Region-Set more than once", MALFORMED, 400);
    }
    let mut changed = headers("us-east-1");
    let of_set =
        |changed: &[(String, String)]| changed.iter().position(|(name, _)| name == "x-amz-region-set").unwrap();
    let at = of_set(&changed);
    changed[at].1 = "*".into();
    let policy = Policy::new("eu-west-1", "s3");
    let result = parse_headers(&changed).unwrap().verify(&credentials(), now(), &policy).payload();
    assert_eq!(result, Err(Refusal::SignatureMismatch));
    changed.remove(at);
    assert_refused(parse_headers(&changed), "the request has no header x-amz-region-set", "AccessDenied", 403);
    // In the list of signed headers it stands between the date and the host.
    let mut unsigned = headers("*");
    for (_, value) in &mut unsigned {
        *value = value.replace(";x-amz-region-set", "");
    }
    let result = parse_headers(&unsigned).unwrap().verify(&credentials(), now(), &policy).payload();
    assert_eq!(result, Err(Refusal::UnsignedHeader("x-amz-region-set".into())));
}

#[test]
fn a_credential_and_a_signature_are_of_the_algorithm() {
    let good = target("*");
    let with_region = good.replace("%2Fs3%2Faws4_request", "%2Feu-west-1%2Fs3%2Faws4_request");
    // The region is read as the date.
    let sentence = "the credential in the query is not an access key id, a date, a region, a service and aws4_request";
    assert_refused(verify(&with_region), sentence, MALFORMED, 400);
    let named_hmac = good.replace("AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA256");
    assert_refused(verify(&named_hmac), sentence, MALFORMED, 400);
    let (before, signature) = good.split_once("X-Amz-Signature=").unwrap();
    let mac = format!("{before}X-Amz-Signature={}", "0".repeat(64));
    let sentence =
        "the signature in the query is not an ECDSA signature in DER, written in lower-case hexadecimal digits";
    assert_refused(verify(&mac), sentence, "SignatureDoesNotMatch", 403);
    for bad in [signature.to_uppercase(), format!("{signature}00"), signature[2..].to_owned(), String::new()] {
        assert_refused(verify(&format!("{before}X-Amz-Signature={bad}")), sentence, "SignatureDoesNotMatch", 403);
    }
}

/// The sentence is the algorithm's: 64 digits would be no help.
#[test]
fn a_malformed_signature_is_told_from_one_of_another_algorithm() {
    let target = target("*");
    let (before, right) = target.split_once("X-Amz-Signature=").unwrap();
    let headers = headers("*");
    for signature in
        ["", "0", &"0".repeat(64), &right[1..], &format!("{right}00"), &right.to_uppercase(), "3006020100020101g"]
    {
        let sentence = |place| {
            format!(
                "the signature in the {place} is not an ECDSA signature in DER, written in lower-case hexadecimal digits"
            )
        };
        let refused = parse(&format!("{before}X-Amz-Signature={signature}"));
        assert_refused(refused, &sentence(Place::Query), "SignatureDoesNotMatch", 403);
        let mut headers = headers.clone();
        let authorization = headers.iter_mut().find(|(name, _)| name == "authorization").unwrap();
        let end = authorization.1.find("Signature=").unwrap() + "Signature=".len();
        authorization.1.truncate(end);
        authorization.1.push_str(signature);
        assert_refused(parse_headers(&headers), &sentence(Place::Authorization), "SignatureDoesNotMatch", 403);
    }
}
