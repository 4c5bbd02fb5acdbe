//! Certificates: any bytes are read or refused; what is signed with a certificate's key is verified, and with one thing
//! changed it is refused or means the same.

#![no_main]

use std::sync::LazyLock;

use base64ct::{Base64, Encoding};
use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::verify::{Policy, SignedRequest};
use presign::{Certificate, KeylessSigner, Request, ecdsa_der};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    bytes: &'a [u8],
    text: &'a str,
    /// Where a good certificate and a signed request are changed, and what stands there afterwards.
    at: usize,
    byte: u8,
}

/// The certificates of these names in the file of vectors.
static DER: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let file = include_str!("../../tests/vectors/x509.toml");
    let der = |name: &&str| {
        let line = file.lines().find(|line| line.starts_with(*name)).expect("a row of this name");
        let base64 = line.split("der = '").nth(1).and_then(|rest| rest.split('\'').next()).expect("a certificate");
        Base64::decode_vec(base64).expect("base64")
    };
    ["p256b ", "int1 ", "rsa2048a "].iter().map(der).collect()
});

/// An unforgeable signature: it is good for the string that was signed, and for no other.
const SIGNATURE: [u8; 8] = [0x30, 6, 2, 1, 1, 2, 1, 1];

fuzz_target!(|input: Input<'_>| {
    read(input.bytes);
    let _ = Certificate::from_pem(input.text);
    let _ = ecdsa_der(input.bytes);
    for der in &*DER {
        let mut der = der.clone();
        let at = input.at % der.len();
        der[at] = input.byte;
        read(&der);
    }

    let certificate = Certificate::from_der(DER[0].clone()).and_then(|leaf| leaf.with_intermediates([DER[1].clone()]));
    let certificate = certificate.expect("good ones");
    let signer = KeylessSigner::with_certificate(certificate.clone(), "us-east-1").expect("a region");
    let Ok(request) = Request::post("https://h.example/sessions") else { return };
    let request = request.header("content-type", "application/json").query("roleArn", input.text).body(input.bytes);
    let now = common::time(1_440_938_160);
    let Ok(unsigned) = signer.prepare(&request, now) else { return };
    let string = unsigned.string_to_sign().clone();
    let signed = unsigned.finish(&SIGNATURE).expect("a signature in DER");
    let target = signed.url().strip_prefix("https://h.example").expect("the host that was asked for").to_owned();
    let headers = signed.headers().chain([("host", "h.example")]);
    let sent: Vec<(String, String)> = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();

    let key = |text: &[u8], signature: &[u8]| text == string.as_str().as_bytes() && signature == SIGNATURE;
    let mut policy = Policy::new("us-east-1", "rolesanywhere");
    policy.certificates = true;
    let verify = |target: &str, headers: &[(String, String)]| {
        let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignedRequest::parse("POST", target, headers)?.body(input.bytes);
        request.verify((&certificate, &key), now, &policy)?.1.read(input.bytes)?;
        request.canonical_request(&policy.rules)
    };
    let meaning = verify(&target, &sent).expect("what was signed");
    let (mut target, mut changed) = (target, sent.clone());
    let strings = changed.iter_mut().flat_map(|(name, value)| [name, value]).chain([&mut target]);
    change(strings, input.at, input.byte);
    if let Ok(other) = verify(&target, &changed) {
        assert_eq!(other.as_str(), meaning.as_str());
    }
});

/// What is read is what was given.
fn read(der: &[u8]) {
    if let Ok(certificate) = Certificate::from_der(der) {
        assert_eq!(certificate.as_der(), der);
        let serial = certificate.serial();
        assert!(serial.len() <= 49 && !serial.starts_with('0') && serial.bytes().all(|byte| byte.is_ascii_digit()));
    }
}

/// Changes one byte of the strings.
fn change<'s>(strings: impl Iterator<Item = &'s mut String>, at: usize, byte: u8) {
    let mut strings: Vec<_> = strings.collect();
    let length: usize = strings.iter().map(|string| string.len()).sum();
    let mut at = at % length;
    for string in &mut strings {
        if at < string.len() {
            let mut bytes = string.clone().into_bytes();
            bytes[at] = byte;
            if let Ok(valid) = String::from_utf8(bytes) {
                **string = valid;
            }
            return;
        }
        at -= string.len();
    }
}
