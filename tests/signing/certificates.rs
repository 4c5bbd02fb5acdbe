//! Certificates: what other implementations sign with their keys, signed again; and those that are refused.

use presign::{Certificate, Error, KeylessSigner, Request, StringToSign};

use crate::refused::refused;
use crate::x509_vectors::{Row, X509File};

const URL: &str = "https://rolesanywhere.us-east-1.amazonaws.com/sessions";

fn signer(file: &X509File, row: &Row) -> KeylessSigner {
    KeylessSigner::with_certificate(file.certificate(row), &row.region).unwrap()
}

#[test]
fn requests_are_signed_as_by_other_implementations() {
    let file = X509File::read();
    assert_eq!(file.cases.len(), 20);
    for row in &file.cases {
        let unsigned = signer(&file, row).prepare(&row.request(), row.now()).unwrap();
        let again = unsigned.clone();
        // The key is elsewhere: its signature is the row's, which is good for nothing but the row's string.
        let key = |string: &StringToSign| {
            assert_eq!(string.as_str(), row.string_to_sign, "{}", row.name);
            Ok::<_, Error>(row.signature())
        };
        let signed = unsigned.sign_with(key).unwrap();
        let headers: Vec<_> = signed.headers().collect();
        assert!(headers.contains(&("authorization", &row.authorization)), "{}: {headers:?}", row.name);
        let certificate = file.certificates[&row.certificate].base64();
        assert!(headers.contains(&("x-amz-x509", certificate)), "{}", row.name);
        assert_eq!((signed.url(), signed.method()), (row.url.as_str(), "POST"));
        // In two steps.
        assert_eq!(again.string_to_sign().hash(), sha256(&row.string_to_sign));
        let later = again.finish(&row.signature()).unwrap();
        assert!(later.headers().eq(signed.headers()), "{}", row.name);
    }
}

fn sha256(text: &str) -> [u8; 32] {
    // By the crate's other door: the hash of a body.
    let request = Request::put("https://h.example/").unwrap().body(text);
    let canonical = presign::CanonicalRequest::new(&request, &presign::Rules::S3).unwrap();
    let mut hash = [0; 32];
    hex::decode_to_slice(canonical.payload_hash(), &mut hash).unwrap();
    hash
}

#[test]
fn certificates_are_read() {
    let file = X509File::read();
    for (name, entry) in file.certificates {
        let certificate = Certificate::from_der(entry.der()).unwrap();
        assert_eq!(certificate.serial(), entry.serial, "{name}");
        let is_ec = name.starts_with('p') || ["int3", "int4", "int5"].contains(&name.as_str());
        let algorithm = if is_ec { "AWS4-X509-ECDSA-SHA256" } else { "AWS4-X509-RSA-SHA256" };
        assert_eq!(certificate.algorithm(), algorithm, "{name}");
        assert_eq!(certificate.as_der(), entry.der());
        assert_eq!(format!("{certificate:?}"), format!("Certificate({algorithm} {}, 0 intermediates)", entry.serial));
    }
}

/// A value of DER.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let value = parts.concat();
    let length = u16::try_from(value.len()).unwrap().to_be_bytes();
    let head = match value.len() {
        0..=127 => vec![tag, length[1]],
        128..=255 => vec![tag, 0x81, length[1]],
        _ => vec![tag, 0x82, length[0], length[1]],
    };
    [head, value].concat()
}

const VERSION_3: &[u8] = &[0xa0, 3, 2, 1, 2];
const EC: &[u8] = &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];

/// What is in a certificate whose parts that nobody reads are empty.
fn certificate(version: &[u8], serial: &[u8], algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let empty = der(0x30, &[]);
    let key = der(0x03, &[&[0], key]);
    let info = der(0x30, &[&der(0x30, &[algorithm]), &key]);
    let signed = der(0x30, &[version, &der(0x02, &[serial]), &empty, &empty, &empty, &empty, &info]);
    der(0x30, &[&signed, &empty, &der(0x03, &[&[0]])])
}

#[test]
fn serial_numbers_have_up_to_160_bits() {
    for (serial, decimal) in [
        (&[1][..], "1"),
        (&[0, 0x80], "128"),
        (&[1, 0], "256"),
        (&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "18446744073709551615"),
        (&[1, 0, 0, 0, 0, 0, 0, 0, 0], "18446744073709551616"),
        // 2^160 - 1, by Python.
        (&[&[0][..], &[0xff; 20]].concat(), "1461501637330902918203684832716283019655932542975"),
        (&[&[0x7f][..], &[0xff; 19]].concat(), "730750818665451459101842416358141509827966271487"),
    ] {
        let read = Certificate::from_der(certificate(VERSION_3, serial, EC, &[4])).unwrap();
        assert_eq!(read.serial(), decimal);
    }
    let sentence = "the certificate has a serial number that is 0 or longer than 20 bytes";
    for serial in [&[0][..], &[1; 21], &[&[0, 0x80][..], &[1; 20]].concat()] {
        refused(Certificate::from_der(certificate(VERSION_3, serial, EC, &[4])), "invalid-certificate", sentence);
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let good = certificate(VERSION_3, &[5], EC, &[4]);
    assert!(Certificate::from_der(good.clone()).is_ok());
    let not_der = "the certificate is not X.509 in DER with a serial number that is not negative";
    let mut indefinite = good.clone();
    indefinite[1] = 0x80;
    for bad in [
        Vec::new(),
        b"-----BEGIN CERTIFICATE-----".to_vec(),
        good[1..].to_vec(),
        good[..good.len() - 1].to_vec(),
        [&good[..], &[0]].concat(),
        indefinite,
        // Negative, empty, and with a zero too many.
        certificate(VERSION_3, &[0x80], EC, &[4]),
        certificate(VERSION_3, &[], EC, &[4]),
        certificate(VERSION_3, &[0, 1], EC, &[4]),
    ] {
        refused(Certificate::from_der(bad), "invalid-certificate", not_der);
    }
    for version in [&[][..], &[0xa0, 3, 2, 1, 1], &[0xa0, 3, 2, 1, 0]] {
        let result = Certificate::from_der(certificate(version, &[5], EC, &[4]));
        refused(result, "invalid-certificate", "the certificate is not of version 3");
    }
    for (algorithm, key) in [
        // Ed25519, RSASSA-PSS, DSA.
        (&[0x06, 3, 0x2b, 0x65, 0x70][..], &[4][..]),
        (&[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10], &[0x30, 6, 2, 1, 5, 2, 1, 3]),
        (&[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1], &[4]),
        // RSA without a modulus and an exponent.
        (&[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0], &[0x30, 3, 2, 1, 5]),
    ] {
        let result = Certificate::from_der(certificate(VERSION_3, &[5], algorithm, key));
        refused(result, "invalid-certificate", "the certificate has a key that is neither RSA nor EC nor ML-DSA");
    }
}

#[test]
fn ml_dsa_is_known_by_its_name() {
    let row = &X509File::read().cases[0];
    for (last, length) in [(17, 2420), (18, 3309), (19, 4627)] {
        let algorithm = [0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, last];
        let certificate = Certificate::from_der(certificate(VERSION_3, &[5], &algorithm, &[4])).unwrap();
        assert_eq!(certificate.algorithm(), "AWS4-X509-MLDSA");
        let signer = KeylessSigner::with_certificate(certificate, "us-east-1").unwrap();
        let unsigned = signer.prepare(&row.request(), row.now()).unwrap();
        assert!(unsigned.string_to_sign().as_str().starts_with("AWS4-X509-MLDSA\n20211103T120000Z\n"));
        let sentence = "the signature is not as long as those of this kind of ML-DSA";
        refused(unsigned.clone().finish(&vec![7; length - 1]), "signature-form", sentence);
        let signed = unsigned.finish(&vec![7; length]).unwrap();
        let (_, authorization) = signed.headers().next().unwrap();
        assert!(authorization.starts_with(
            "AWS4-X509-MLDSA Credential=5/20211103/us-east-1/rolesanywhere/aws4_request, SignedHeaders=content-type;host;\
             x-amz-date;x-amz-x509, Signature=070707"
        ));
    }
}

#[test]
fn intermediates_are_at_most_five_certificates() {
    let file = X509File::read();
    let der = || file.certificates["p256a"].der();
    let intermediate = || file.certificates["int1"].der();
    let with = |count| Certificate::from_der(der()).unwrap().with_intermediates(vec![intermediate(); count]);
    assert_eq!(with(5).unwrap().intermediates().len(), 5);
    for count in [6, 7, 1000] {
        refused(with(count), "chain-too-long", "the certificate has more than five intermediates");
    }
    let with = Certificate::from_der(der()).unwrap().with_intermediates([intermediate(), b"x".to_vec()]);
    refused(with, "invalid-certificate", "the certificate has an intermediate that is not X.509 in DER");
}

fn pem(label: &str, base64: &str) -> String {
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\r\n{}\r\n-----END {label}-----\r\n", lines.join("\r\n"))
}

#[test]
fn pem_files_are_read_in_their_order() {
    let file = X509File::read();
    let block = |name: &str| pem("CERTIFICATE", file.certificates[name].base64());
    let key = pem("PRIVATE KEY", "AAAA");
    let text = [&key, "Bag Attributes: none\n", &block("p384"), &block("int2"), "\n", &block("int1")].concat();
    let row = file.cases.iter().find(|row| row.name == "p384-query").unwrap();
    assert_eq!(Certificate::from_pem(&text).unwrap(), file.certificate(row));
    assert_ne!(Certificate::from_pem(&block("p384")).unwrap(), file.certificate(row));

    let missing = "the certificate is missing: no block of the PEM is one";
    for none in ["", &key, file.certificates["p384"].base64()] {
        refused(Certificate::from_pem(none), "invalid-certificate", missing);
    }
    let broken = "the certificate is not base64 between the lines of PEM";
    let unfinished = block("p384").replace("-----END CERTIFICATE-----", "");
    let encrypted = block("p384").replace("MII", "Proc-Type: 4,ENCRYPTED\n\nMII");
    for bad in [unfinished, encrypted, pem("CERTIFICATE", "AAA"), pem("CERTIFICATE", "AAA_")] {
        refused(Certificate::from_pem(&bad), "invalid-certificate", broken);
    }
    let seven = block("int1").repeat(7);
    refused(Certificate::from_pem(&seven), "chain-too-long", "the certificate has more than five intermediates");
}

#[test]
fn signatures_have_the_form_of_the_key() {
    let file = X509File::read();
    let finish = |name: &str, signature: &[u8]| {
        let row = file.cases.iter().find(|row| row.name == name).unwrap();
        signer(&file, row).prepare(&row.request(), row.now()).unwrap().finish(signature)
    };
    let rsa = "the signature is not as long as the modulus of the key";
    for bad in [&[][..], &[1; 255], &[1; 257], &[0x30, 6, 2, 1, 1, 2, 1, 1]] {
        refused(finish("rsa2048a-query", bad), "signature-form", rsa);
    }
    assert!(finish("rsa2048a-query", &[1; 256]).is_ok());
    assert!(finish("rsa4096-query", &[1; 512]).is_ok());
    assert!(finish("p256a-body", &[0x30, 6, 2, 1, 1, 2, 1, 1]).is_ok());
    let ecdsa = "the signature is not an ECDSA signature in DER";
    for bad in [
        &[][..],
        &[1; 64],
        &[0x30, 6, 2, 1, 0, 2, 1, 1],
        &[0x30, 6, 2, 1, 1, 2, 1, 0],
        &[0x30, 6, 2, 1, 0x81, 2, 1, 1],
        &[0x30, 7, 2, 2, 0, 1, 2, 1, 1],
        &[0x30, 6, 2, 1, 1, 2, 1, 1, 0],
        &[0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1],
        &[0x30, 0x81, 6, 2, 1, 1, 2, 1, 1],
        &[0x31, 6, 2, 1, 1, 2, 1, 1],
    ] {
        refused(finish("p256a-body", bad), "signature-form", ecdsa);
    }
}

#[test]
fn the_request_and_the_region_are_checked_as_for_every_signer() {
    let file = X509File::read();
    let row = &file.cases[0];
    let with = |region: &str| KeylessSigner::with_certificate(file.certificate(row), region);
    refused(with(""), "empty-name", "the region is empty");
    refused(with("us/east"), "scope-character", "the region contains '/', which a credential scope cannot hold");
    let signer = with("us-east-1").unwrap();
    assert_eq!(
        format!("{signer:?}"),
        format!("KeylessSigner({}/us-east-1/rolesanywhere)", file.certificate(row).serial())
    );
    for name in ["x-amz-x509", "X-Amz-X509-Chain", "x-amz-date", "x-amz-security-token"] {
        let request = Request::post(URL).unwrap().header(name, "a");
        let error = signer.prepare(&request, row.now()).unwrap_err();
        assert_eq!(error.code(), "reserved-header", "{name}");
    }
    let request = Request::post("https://rolesanywhere.us-east-1.amazonaws.com/sessions?X-Amz-Signature=1").unwrap();
    assert_eq!(signer.prepare(&request, row.now()).unwrap_err().code(), "reserved-parameter");
    let url = signer.prepare_url(&row.request(), std::time::Duration::from_secs(60), row.now());
    refused(
        url,
        "certificate-in-query",
        "IAM Roles Anywhere has no presigned URLs: prepare a request that is signed by its headers",
    );
}
