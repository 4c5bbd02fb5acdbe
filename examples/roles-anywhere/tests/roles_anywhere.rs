//! The client against the server, and the server against what others signed.

use std::net::TcpListener;
use std::thread;

use presign::{Certificate, KeylessSigner, StringToSign, Timestamp};
use presign_test_support::x509_vectors::X509File;
use rcgen::{KeyPair, SigningKey as _};
use roles_anywhere::issue::{Authority, authority, certificate};
use roles_anywhere::server::{judge, serve, verifier};
use roles_anywhere::session::create;
use rustls_pki_types::CertificateDer;

/// Starts a server that trusts the authority.
fn server(authority: &Authority) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, anchor) = (listener.local_addr().unwrap(), authority.pem());
    thread::spawn(move || serve(&listener, &anchor).unwrap());
    format!("http://{address}")
}

fn ask(endpoint: &str, certificate: &Certificate, key: &KeyPair) -> Result<String, String> {
    let sign = |string: &StringToSign| Ok(key.sign(string.as_str().as_bytes())?);
    create(endpoint, certificate.clone(), Timestamp::now(), sign).map_err(|error| error.to_string())
}

#[test]
fn the_key_of_a_trusted_certificate_gets_credentials() {
    let authority = authority().unwrap();
    let endpoint = server(&authority);
    let key = KeyPair::generate().unwrap();
    let certificate = certificate(&authority, &key).unwrap();
    let answer = ask(&endpoint, &certificate, &key).unwrap();
    assert!(answer.contains("ASIAEXAMPLE") && answer.contains(certificate.serial()), "{answer}");
}

#[test]
fn another_key_or_another_authority_gets_none() {
    let authority = authority().unwrap();
    let endpoint = server(&authority);
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let own = certificate(&authority, &key).unwrap();
    assert!(ask(&endpoint, &own, &other).unwrap_err().contains("SignatureDoesNotMatch"));
    let stranger = certificate(&roles_anywhere::issue::authority().unwrap(), &key).unwrap();
    assert!(ask(&endpoint, &stranger, &key).unwrap_err().contains("InvalidAccessKeyId"));
    // With SHA-384, which is the usual hash of this curve and not that of the algorithm.
    let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let own = certificate(&authority, &key).unwrap();
    assert!(ask(&endpoint, &own, &key).unwrap_err().contains("SignatureDoesNotMatch"));
    let sign = |string: &StringToSign| Ok(key.sign(string.as_str().as_bytes())?);
    let yesterday = Timestamp::from_unix_seconds(Timestamp::now().unix_seconds() - 86_400).unwrap();
    let error = create(&endpoint, own.clone(), yesterday, sign).unwrap_err().to_string();
    assert!(error.contains("RequestTimeTooSkewed"), "{error}");
}

/// The keys of these rows are on P-521, which the crate `ring` does not have. OpenSSL verifies them in `.ci/x509`.
fn is_known(certificate: &str) -> bool {
    certificate != "p521"
}

#[test]
fn signatures_of_other_implementations_are_those_of_their_certificates() {
    let file = X509File::read();
    let mut verified = 0;
    for row in file.cases.iter().filter(|row| is_known(&row.certificate)) {
        let certificate = file.certificate(row);
        let verify = verifier(&certificate);
        let signer = KeylessSigner::with_certificate(certificate.clone(), &row.region).unwrap();
        let string = signer.prepare(&row.request(), row.now()).unwrap().string_to_sign().clone();
        assert!(verify(string.as_str().as_bytes(), &row.signature()), "{}", row.name);
        assert!(!verify(&[string.as_str().as_bytes(), b"x"].concat(), &row.signature()), "{}", row.name);
        verified += 1;
    }
    assert_eq!(verified, 18);
}

#[test]
fn requests_to_refuse_are_refused() {
    let file = X509File::read();
    let root = file.certificates["root"].der();
    for refused in &file.refuse {
        let target = refused.url.strip_prefix("https://").unwrap();
        let target = &target[target.find('/').unwrap()..];
        let mut headers: Vec<_> = refused.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        headers.push(("authorization", &refused.authorization));
        let now = Timestamp::parse("20211103T120000Z").unwrap();
        let verdict = presign::verify::SignedRequest::parse("POST", target, headers).and_then(|request| {
            let request = request.body(&refused.body);
            let certificate = request.certificate().unwrap();
            let mut policy = presign::verify::Policy::new("us-east-1", "rolesanywhere");
            policy.certificates = true;
            request.verify((certificate, &verifier(certificate)), now, &policy).map(drop)
        });
        assert!(verdict.is_err(), "{}: {}", refused.name, refused.because);
    }
    // The certificates of the file were not valid at the time of its requests.
    let row = &file.cases[0];
    let signer = KeylessSigner::with_certificate(file.certificate(row), "us-east-1").unwrap();
    let signed = signer.prepare(&row.request(), row.now()).unwrap().finish(&row.signature()).unwrap();
    let headers: Vec<_> = signed.headers().chain([("host", "rolesanywhere.us-east-1.amazonaws.com")]).collect();
    let target = row.url.strip_prefix("https://rolesanywhere.us-east-1.amazonaws.com").unwrap();
    let error =
        judge(&CertificateDer::from(root), ("POST", target), &headers, row.body.as_bytes(), row.now()).unwrap_err();
    assert_eq!(error.code(), "InvalidAccessKeyId");
}
