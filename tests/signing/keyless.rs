//! SigV4a with a key that is held elsewhere, and signatures as devices return them.

use presign::{
    Credentials, Error, HeaderSignedRequest, KeylessSigner, PresignedUrl, Request, Scope, Signature, Signer,
    SigningKey, StringToSign, Unsigned, VerifyingKey, ecdsa_der,
};
use proptest::prelude::*;

use crate::fixtures::{HOUR, credentials, now};
use crate::refused::refused;

fn request() -> Request<'static> {
    Request::put("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/a%20b.txt")
        .unwrap()
        .query("partNumber", "1")
        .header("content-type", "text/plain")
        .body("hello")
}

/// What holds the key of the credentials.
#[allow(clippy::unnecessary_wraps, reason = "devices fail")]
fn device(string_to_sign: &StringToSign) -> Result<Vec<u8>, Error> {
    let key = SigningKey::derive(&credentials(), &Scope::multi_region(now(), "s3").unwrap());
    Ok(key.sign(string_to_sign).as_bytes().to_vec())
}

#[test]
fn what_is_signed_elsewhere_is_what_is_signed_here() {
    for token in [None, Some("TOKEN+/=")] {
        for (regions, service) in [("*", "s3"), ("us-east-1,eu-*", "events"), ("*", "iotdevicegateway")] {
            let keyless = KeylessSigner::multi_region("AKIDEXAMPLE", token, regions, service).unwrap();
            let credentials = credentials().with_session_token(token.unwrap_or_default());
            let signer = Signer::multi_region(credentials, regions, service).unwrap();
            let url = keyless.prepare_url(&request(), HOUR, now()).unwrap().sign_with(device).unwrap();
            // The nonce follows from key and string (RFC 6979), so the signatures are the same.
            let expected = request().presign(&signer, HOUR, now()).unwrap();
            assert_eq!((url.as_str(), url.expires_at()), (expected.as_str(), expected.expires_at()));
            assert!(url.headers().eq(expected.headers()) && url.method() == expected.method());
            let signed = keyless.prepare(&request(), now()).unwrap().sign_with(device).unwrap();
            let expected = request().sign(&signer, now()).unwrap();
            assert!(signed.headers().eq(expected.headers()), "{:?}", signed.headers().collect::<Vec<_>>());
            assert_eq!(signed.url(), expected.url());
        }
    }
}

#[test]
fn the_signature_may_come_later_and_from_another_thread() {
    let keyless = KeylessSigner::multi_region("AKIDEXAMPLE", None, "*", "s3").unwrap();
    let unsigned: Unsigned<PresignedUrl> = keyless.prepare_url(&request(), HOUR, now()).unwrap();
    let url = std::thread::spawn(move || {
        let signature = device(unsigned.string_to_sign()).unwrap();
        let key = VerifyingKey::derive(&credentials());
        assert!(key.verify(unsigned.string_to_sign(), &Signature::parse(&hex::encode(&signature)).unwrap()));
        unsigned.finish(&signature).unwrap()
    });
    assert!(url.join().unwrap().as_str().contains("X-Amz-Signature=30"));
}

#[test]
fn signers_are_checked_as_those_with_a_key() {
    let with = |id: &str, token: Option<&str>, regions: &str, service: &str| {
        KeylessSigner::multi_region(id, token, regions, service)
    };
    refused(with("", None, "*", "s3"), "empty-credential", "the access key id is empty");
    for ((id, token, regions, service), code) in [
        (("A\n", None, "*", "s3"), "credential-white-space"),
        (("A", Some(" "), "*", "s3"), "credential-white-space"),
        (("A", None, "", "s3"), "invalid-region-set"),
        (("A", None, "*", ""), "empty-name"),
        (("A", None, "*", "S3"), "service-in-upper-case"),
    ] {
        assert_eq!(with(id, token, regions, service).unwrap_err().code(), code);
    }
    let signer = with("AKIDEXAMPLE", Some("TOKEN"), "*", "s3").unwrap();
    assert_eq!(format!("{signer:?}"), "KeylessSigner(AKIDEXAMPLE/*/s3)");
    let unsigned = signer.prepare(&request(), now()).unwrap();
    assert!(!format!("{unsigned:?}").contains("TOKEN"), "{unsigned:?}");
    let error = signer.prepare_url(&request(), HOUR * 24 * 8, now()).unwrap_err();
    assert_eq!(error.code(), "expiry-too-long");
}

#[test]
fn what_no_key_on_the_curve_signs_is_refused() {
    let keyless = KeylessSigner::multi_region("AKIDEXAMPLE", None, "*", "s3").unwrap();
    let unsigned: Unsigned<HeaderSignedRequest> = keyless.prepare(&request(), now()).unwrap();
    let good = device(unsigned.string_to_sign()).unwrap();
    let sentence = "the signature is not an ECDSA signature on P-256 in DER";
    let long = ecdsa_der(&[0x11; 96]).unwrap();
    for bad in [&[][..], &[7; 32], &[7; 64], &good[1..], &[&good[..], &[0]].concat(), &long] {
        refused(unsigned.clone().finish(bad), "signature-form", sentence);
    }
    assert!(unsigned.clone().finish(&good).is_ok());
    // The holder's own refusal comes back as it is.
    let failed = unsigned.sign_with(|_| Err::<Vec<u8>, Box<dyn std::error::Error>>("the device is locked".into()));
    assert_eq!(failed.unwrap_err().to_string(), "the device is locked");
}

#[test]
fn numbers_become_der() {
    // By OpenSSL's rules: no zero too many, and one where the number would be negative.
    let number = |bytes: &[u8], width| [&vec![0; width - bytes.len()], bytes].concat();
    for width in [32, 48, 66] {
        let der = ecdsa_der(&[number(&[1], width), number(&[0x80], width)].concat()).unwrap();
        assert_eq!(der, [0x30, 7, 2, 1, 1, 2, 2, 0, 0x80]);
    }
    let der = ecdsa_der(&[0xff; 132]).unwrap();
    assert_eq!((der.len(), &der[..6]), (141, &[0x30, 0x81, 138, 2, 67, 0][..]));
    let sentence = "the signature is not r and s of 32, 48 or 66 bytes each, neither of them 0";
    for length in [0, 1, 63, 65, 72, 95, 131, 133, 134] {
        refused(ecdsa_der(&vec![1; length]), "signature-form", sentence);
    }
    refused(ecdsa_der(&[0; 64]), "signature-form", sentence);
    refused(ecdsa_der(&[[0; 32], [1; 32]].concat()), "signature-form", sentence);
    refused(ecdsa_der(&[[1; 32], [0; 32]].concat()), "signature-form", sentence);
}

proptest! {
    /// Oracle: the crate `p256`, by way of the signature's one encoding.
    #[test]
    fn both_forms_are_the_same_signature(secret in "[a-zA-Z0-9]{1,40}", text in "[ -~]{0,20}") {
        let key = SigningKey::derive(&Credentials::new("AKIDEXAMPLE", secret), &Scope::multi_region(now(), "s3").unwrap());
        let request = Request::get("https://h.example/").unwrap().query("text", &text);
        let canonical = presign::CanonicalRequest::new(&request, &presign::Rules::S3).unwrap();
        let signature = key.sign(&StringToSign::new(now(), key.scope(), &canonical));
        let der = signature.as_bytes();
        let number = |at: usize| {
            let bytes = &der[at + 2..at + 2 + usize::from(der[at + 1])];
            let bytes = bytes.strip_prefix(&[0]).unwrap_or(bytes);
            [&vec![0; 32 - bytes.len()], bytes].concat()
        };
        let fixed = [number(2), number(4 + usize::from(der[3]))].concat();
        prop_assert_eq!(&*ecdsa_der(&fixed).unwrap(), der);
    }
}
