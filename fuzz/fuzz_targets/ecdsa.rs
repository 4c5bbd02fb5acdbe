//! SigV4a: any digits, key and region set are read or refused; what is signed for regions is verified in those, and with a
//! byte changed it is refused.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::verify::{Policy, SignedRequest};
use presign::{Request, Signature, Signer, VerifyingKey};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    digits: &'a str,
    key: &'a [u8],
    region_set: &'a str,
    region: &'a str,
    /// Where the signature is changed, and what stands there afterwards.
    at: usize,
    byte: u8,
}

fuzz_target!(|input: Input<'_>| {
    // There is one spelling of each signature and each key.
    if let Ok(signature) = Signature::parse(input.digits) {
        assert_eq!(signature.to_string(), input.digits);
    }
    let _ = VerifyingKey::from_sec1_bytes(input.key);

    let (credentials, now) = (common::credentials(), common::time(1_440_938_160));
    let Ok(signer) = Signer::multi_region(credentials.clone(), input.region_set, "s3") else { return };
    let request = Request::get("https://h.example/k").expect("a good URL");
    let Ok(url) = request.presign(&signer, Duration::from_secs(60), now) else { return };
    let target = url.as_str().strip_prefix("https://h.example").expect("the host that was asked for");
    let parse = |target: &str| SignedRequest::parse("GET", target, [("host", "h.example")]);
    let read = parse(target).expect("what was signed");
    assert_eq!(read.region_set(), Some(input.region_set));
    let verified = read.verify(&credentials, now, &Policy::new(input.region, "s3"));
    let covers = |pattern: &str| match pattern.strip_suffix('*') {
        Some(beginning) => input.region.starts_with(beginning),
        None => pattern == input.region,
    };
    assert_eq!(verified.is_ok(), input.region_set.split(',').any(covers), "{verified:?}");

    // The digits are the end of the target.
    let start = target.rfind('=').expect("the signature") + 1;
    let at = start + input.at % (target.len() - start);
    let digit = char::from(b"0123456789abcdefF*"[usize::from(input.byte) % 18]);
    let changed = format!("{}{digit}{}", &target[..at], &target[at + 1..]);
    if changed != target {
        let policy = Policy::new("us-east-1", "s3");
        let verified = parse(&changed).and_then(|read| read.verify(&credentials, now, &policy));
        assert!(verified.is_err());
    }
});
