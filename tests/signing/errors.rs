//! Every key, time and expiry that is refused, and the sentence it gets.

use std::time::Duration;

use presign::s3::Bucket;
use presign::{Credentials, Request, Scope, Signature, Signer, SigningKey, Timestamp};

use crate::fixtures::{HOUR, at, credentials, now, signer};
use crate::refused::refused;

const URL: &str = "https://example.amazonaws.com/";

#[test]
fn credentials_that_cannot_be_right() {
    let with = |id: &str, secret: &str, token: &str| {
        Signer::new(Credentials::new(id, secret).with_session_token(token), "us-east-1", "s3")
    };
    refused(with("", "s", ""), "empty-credential", "the access key id is empty");
    refused(with("a", "", ""), "empty-credential", "the secret access key is empty");
    let sentence = "the secret access key begins or ends with white space, or contains a control character";
    for secret in ["s\n", " s", "s\u{a0}", "a\0b", "a\tb"] {
        refused(with("a", secret, ""), "credential-white-space", sentence);
    }
    refused(
        with("a ", "s", ""),
        "credential-white-space",
        "the access key id begins or ends with white space, or contains a control character",
    );
    refused(
        with("a", "s", "t\r\n"),
        "credential-white-space",
        "the session token begins or ends with white space, or contains a control character",
    );
    assert!(with("a", "s p a c e", "").is_ok(), "a space inside is the server's business");
}

#[test]
fn credentials_that_have_ended() {
    let expired = credentials().with_expiry(now());
    let signer = Signer::new(expired, "us-east-1", "service").unwrap();
    let result = Request::get(URL).unwrap().presign(&signer, HOUR, now());
    refused(result, "credentials-expired", "the credentials expired at 20150830T123600Z");
}

#[test]
fn region_and_service_that_break_the_scope() {
    let scope = |region: &str, service: &str| Scope::new(now(), region, service);
    refused(scope("", "s3"), "empty-name", "the region is empty");
    refused(scope("us-east-1", ""), "empty-name", "the service is empty");
    for (region, sentence) in [
        ("us/east", "the region contains '/', which a credential scope cannot hold"),
        ("us east", "the region contains ' ', which a credential scope cannot hold"),
        ("us-east-1\n", "the region contains '\\n', which a credential scope cannot hold"),
        ("us\0", "the region contains '\\0', which a credential scope cannot hold"),
    ] {
        refused(scope(region, "s3"), "scope-character", sentence);
        refused(Signer::new(credentials(), region, "s3"), "scope-character", sentence);
        refused(Bucket::new("examplebucket", region), "scope-character", sentence);
    }
    refused(
        Signer::new(credentials(), "us-east-1", "s3/"),
        "scope-character",
        "the service contains '/', which a credential scope cannot hold",
    );
}

#[test]
fn a_key_of_another_day() {
    let scope = Scope::new(now(), "us-east-1", "service").unwrap();
    let signer = Signer::with_key("AKIDEXAMPLE", None, SigningKey::derive(&credentials(), &scope)).unwrap();
    let tomorrow = at("20150831T000000Z");
    let sentence = "the signing key is for 20150830, but the request is signed on 20150831";
    refused(Request::get(URL).unwrap().presign(&signer, HOUR, tomorrow), "signing-key-of-other-day", sentence);
    assert!(Request::get(URL).unwrap().presign(&signer, HOUR, now()).is_ok());
    refused(
        Signer::with_key("", None, SigningKey::derive(&credentials(), &scope)),
        "empty-credential",
        "the access key id is empty",
    );
}

#[test]
fn times_that_are_none() {
    for text in [
        "",
        "2015-08-30T12:36:00Z",
        "20150830T123600",
        "20150830t123600Z",
        "20150830T123600z",
        "20150830T123600ZZ",
        "20150230T000000Z",
        "20150830T240000Z",
        "20150830T236000Z",
        "20150830T235960Z",
        "2015083 T123600Z",
        "+0150830T123600Z",
        "２015083T123600Z",
    ] {
        refused(Timestamp::parse(text), "malformed-time", "the time is not written as in 20150830T123600Z");
    }
    let sentence = "the time lies outside the years 1970 to 9999";
    refused(Timestamp::parse("19691231T235959Z"), "time-out-of-range", sentence);
    refused(Timestamp::from_unix_seconds(253_402_300_800), "time-out-of-range", sentence);
    assert_eq!(Timestamp::from_unix_seconds(253_402_300_799).unwrap().to_string(), "99991231T235959Z");
}

#[test]
fn expiries_that_no_server_takes() {
    let presign = |expires_in| Request::get(URL).unwrap().presign(&signer("service"), expires_in, now());
    let seconds = Duration::from_secs;
    refused(presign(seconds(0)), "expiry-zero", "the expiry is 0 seconds: it must be at least 1 second");
    refused(
        presign(seconds(604_801)),
        "expiry-too-long",
        "the expiry is 604801 seconds: at most 604800 seconds (7 days) are allowed",
    );
    refused(
        presign(seconds(u64::MAX)),
        "expiry-too-long",
        "the expiry is 18446744073709551615 seconds: at most 604800 seconds (7 days) are allowed",
    );
    let sentence = "the expiry is not a whole number of seconds";
    for odd in [Duration::from_millis(999), Duration::from_millis(1500), Duration::from_nanos(1), Duration::MAX] {
        refused(presign(odd), "expiry-fraction", sentence);
    }
    assert!(presign(seconds(1)).is_ok());
    assert!(presign(seconds(604_800)).is_ok());
}

#[test]
fn signatures_that_are_none() {
    let capitals = "A".repeat(64);
    for text in ["", "0", &capitals, &"0".repeat(63), &"0".repeat(65), &"g".repeat(64)] {
        let sentence =
            "the signature is not 64 lower-case hexadecimal digits, or for SigV4a those of an ECDSA signature in DER";
        refused(Signature::parse(text), "invalid-signature", sentence);
    }
}

#[test]
fn a_failed_presign_into_leaves_no_half_url() {
    // Refused before a byte is written, and after the path is.
    let dots = Request::get("https://example.amazonaws.com/a/../b").unwrap();
    for request in [Request::get(URL).unwrap().query("", "v"), dots] {
        let mut text = String::from("https://old.example.com/\n");
        assert!(signer("s3").presign_into(&mut text, &request, HOUR, now()).is_err());
        assert_eq!(text, "https://old.example.com/\n");
    }
}

#[test]
fn services_with_rules_of_their_own_in_upper_case() {
    for service in ["S3", "s3Express", "AOSS", "IotData"] {
        let sentence = format!("the service name {service} must be lower case in a credential scope");
        refused(Signer::new(credentials(), "us-east-1", service), "service-in-upper-case", &sentence);
        refused(Signer::multi_region(credentials(), "*", service), "service-in-upper-case", &sentence);
    }
    // Two signing names of AWS have capitals, and a server of one's own may have any.
    for service in ["IngestionService", "IoTSecuredTunneling", "MyService", "s3"] {
        assert!(Signer::new(credentials(), "us-east-1", service).is_ok(), "{service}");
    }
}
