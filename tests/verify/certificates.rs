//! Requests that are signed with the keys of certificates: what is accepted, and what is not.

use std::sync::atomic::{AtomicUsize, Ordering};

use presign::verify::{Payload, Policy, Proof, Refusal, SignedRequest, Verified};
use presign::{Certificate, Credentials, KeylessSigner, Request, Signer, Timestamp};

use crate::server::{assert_refused, borrowed, target};
use crate::x509_vectors::{Row, X509File};

const HOST: &str = "rolesanywhere.us-east-1.amazonaws.com";

fn policy(region: &str) -> Policy {
    let mut policy = Policy::new(region, "rolesanywhere");
    policy.certificates = true;
    policy
}

/// A request as it is sent, and the body.
#[derive(Clone, Debug, PartialEq)]
struct Sent {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Sent {
    /// The row's request, signed with the row's signature.
    fn of(file: &X509File, row: &Row) -> Self {
        let signer = KeylessSigner::with_certificate(file.certificate(row), &row.region).unwrap();
        let signed = signer.prepare(&row.request(), row.now()).unwrap().finish(&row.signature()).unwrap();
        let host = row.url.split('/').nth(2).unwrap();
        let headers = signed.headers().chain([("host", host)]);
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { method: "POST".into(), target: target(&row.url).into(), headers, body: row.body.clone() }
    }

    fn read(&self) -> Result<SignedRequest, Refusal> {
        let request = SignedRequest::parse(&self.method, &self.target, borrowed(&self.headers))?;
        Ok(request.body(&self.body))
    }

    fn header(&mut self, name: &str) -> &mut String {
        &mut self.headers.iter_mut().find(|(other, _)| other == name).expect(name).1
    }
}

/// A key that signed the row's string and nothing else, and whose signatures nobody can forge.
fn key(row: &Row) -> impl Fn(&[u8], &[u8]) -> bool + Sync {
    |string, signature| string == row.string_to_sign.as_bytes() && signature == row.signature()
}

fn row<'f>(file: &'f X509File, name: &str) -> &'f Row {
    file.cases.iter().find(|row| row.name == name).expect(name)
}

#[test]
fn requests_of_other_implementations_are_accepted() {
    let file = X509File::read();
    for row in &file.cases {
        let (certificate, request) = (file.certificate(row), Sent::of(&file, row).read().unwrap());
        // What the server checks before it trusts the certificate.
        assert_eq!(request.certificate(), Some(&certificate), "{}", row.name);
        assert_eq!(request.access_key_id(), certificate.serial());
        let policy = policy(&row.region);
        let verified = request.verify((&certificate, &key(row)), row.now(), &policy).unwrap().0;
        assert!(matches!(verified.payload(), Payload::Sha256(_)), "{}", row.name);
        let signed = verified.request().string_to_sign(&request.canonical_request(&policy.rules).unwrap());
        assert_eq!(signed.as_str(), row.string_to_sign);
    }
}

#[test]
fn p_256_signatures_of_other_implementations_match() {
    let file = X509File::read();
    let mut rows = file.cases.iter().filter(|row| row.certificate.starts_with("p256")).peekable();
    assert!(rows.peek().is_some());
    for row in rows {
        let certificate = file.certificate(row);
        // The point ends before the extensions: 65 bytes after the bit string's head.
        let head = [0x03, 0x42, 0x00, 0x04];
        let at = certificate.as_der().windows(4).position(|window| window == head).unwrap() + 3;
        let public = presign::VerifyingKey::from_sec1_bytes(&certificate.as_der()[at..at + 65]).unwrap();
        let request = Sent::of(&file, row).read().unwrap();
        let canonical = request.canonical_request(&policy(&row.region).rules).unwrap();
        let signature = presign::Signature::parse(row.authorization.rsplit('=').next().unwrap()).unwrap();
        assert!(public.verify(&request.string_to_sign(&canonical), &signature), "{}", row.name);
    }
}

#[test]
fn a_policy_must_ask_for_certificates() {
    let file = X509File::read();
    let row = &file.cases[0];
    let (certificate, request) = (file.certificate(row), Sent::of(&file, row).read().unwrap());
    let verified = request.verify((&certificate, &key(row)), row.now(), &Policy::new("us-east-1", "rolesanywhere"));
    let sentence = "the header Authorization names an algorithm that cannot be verified here";
    assert_refused(verified, sentence, "AuthorizationHeaderMalformed", 400);
}

#[test]
fn requests_to_refuse_are_refused() {
    let file = X509File::read();
    assert_eq!(file.refuse.len(), 10);
    for refused in &file.refuse {
        let mut headers = refused.headers.clone();
        headers.push(("authorization".into(), refused.authorization.clone()));
        let sent =
            Sent { method: "POST".into(), target: target(&refused.url).into(), headers, body: refused.body.clone() };
        let now = Timestamp::parse("20211103T120000Z").unwrap();
        let verdict = sent.read().and_then(|request| {
            let certificate = request.certificate().expect("one in each row").clone();
            // A key that signs whatever is asked for.
            let verified = request.verify((&certificate, &|_: &[u8], _: &[u8]| true), now, &policy("us-east-1"));
            verified.map(|(verified, _)| {
                let canonical = request.canonical_request(&policy("us-east-1").rules).unwrap();
                verified.request().string_to_sign(&canonical).as_str().to_owned()
            })
        });
        let expected = match refused.name.as_str() {
            "serial-in-hex" | "serial-of-another" | "certificate-exchanged" => {
                "the certificate of the request has a different serial number from the credential's"
            }
            "chain-header-not-signed" => "the header x-amz-x509-chain was sent but is not signed",
            "six-in-the-chain" => "the certificate of the request has more than five intermediates",
            "algorithm-of-the-other-key-type" => {
                "the certificate of the request has a key of a different kind from the algorithm's"
            }
            "service-iam" => {
                "the credential in the header Authorization is for the service iam, but this server is rolesanywhere"
            }
            // The signature is over another string, or over this one with another hash: for the key to find.
            "role-changed" | "rsa-sha1" | "p384-with-sha384" => {
                let verified = verdict.expect(&refused.name);
                assert_eq!(verified == refused.string_to_sign, refused.name != "role-changed", "{}", refused.because);
                continue;
            }
            other => panic!("{other}: {}", refused.because),
        };
        assert_eq!(verdict.unwrap_err().to_string(), expected, "{}: {}", refused.name, refused.because);
    }
}

#[test]
fn headers_of_the_certificate_are_read_strictly() {
    let file = X509File::read();
    let row = row(&file, "p384-body");
    let sent = Sent::of(&file, row);
    let with = |name: &str, value: &str| {
        let mut sent = sent.clone();
        *sent.header(name) = value.to_owned();
        sent.read().map(drop)
    };
    let base64 = file.certificates["p384"].base64();
    let refused = |name: &str, value: &str, reason: &str| {
        let sentence = format!("the certificate of the request {reason}");
        assert_refused(with(name, value), &sentence, "AccessDenied", 403);
    };
    for bad in
        [base64.trim_end_matches('='), &format!("{base64}="), &base64.replace('+', "-"), &base64.replace('/', "/ ")]
    {
        if bad != base64 {
            refused("x-amz-x509", bad, "is not base64 with padding");
        }
    }
    refused("x-amz-x509", "", "is not X.509 in DER with a serial number that is not negative");
    refused("x-amz-x509", &base64[4..], "is not X.509 in DER with a serial number that is not negative");
    let issuer = file.certificates["int2"].base64();
    for bad in [&format!("{issuer}, {issuer}"), &format!("{issuer};"), "%"] {
        refused("x-amz-x509-chain", bad, "is not base64 with padding");
    }
    for bad in ["", ",", &format!("{issuer},"), &format!(",{issuer}"), "AAAA"] {
        refused("x-amz-x509-chain", bad, "has an intermediate that is not X.509 in DER");
    }
    refused("x-amz-x509-chain", &[issuer; 6].join(","), "has more than five intermediates");
    for name in ["x-amz-x509", "x-amz-x509-chain"] {
        let mut twice = sent.clone();
        let again = (name.to_owned(), twice.header(name).clone());
        twice.headers.push(again);
        assert_refused(
            twice.read(),
            &format!("the request has the header {name} more than once"),
            "InvalidRequest",
            400,
        );
    }
    let mut without = sent.clone();
    without.headers.retain(|(name, _)| name != "x-amz-x509");
    assert_refused(without.read(), "the request has no header x-amz-x509", "AccessDenied", 403);
    // A chain that was taken away is missed by the list of what was signed.
    let mut without = sent;
    without.headers.retain(|(name, _)| name != "x-amz-x509-chain");
    let certificate = Certificate::from_der(file.certificates["p384"].der()).unwrap();
    let verified = without.read().unwrap().verify((&certificate, &key(row)), row.now(), &policy("us-east-1"));
    assert_refused(verified, "the header x-amz-x509-chain is signed but was not sent", "SignatureDoesNotMatch", 403);
}

#[test]
fn signatures_are_read_strictly() {
    let file = X509File::read();
    let sentence = "the signature is not one of the certificate's key, written in lower-case hexadecimal digits";
    for name in ["rsa2048a-query", "p256b-query"] {
        let sent = Sent::of(&file, row(&file, name));
        let authorization = sent.clone().header("authorization").clone();
        let (before, digits) = authorization.rsplit_once('=').unwrap();
        for bad in
            ["", &digits[1..], &digits[2..], &format!("{digits}00"), &digits.to_uppercase(), &"0".repeat(64), "é"]
        {
            let mut sent = sent.clone();
            *sent.header("authorization") = format!("{before}={bad}");
            assert_refused(sent.read(), sentence, "SignatureDoesNotMatch", 403);
        }
    }
}

#[test]
fn one_kind_of_proof_is_none_for_the_other() {
    let file = X509File::read();
    let row = &file.cases[0];
    let (certificate, request) = (file.certificate(row), Sent::of(&file, row).read().unwrap());
    let (now, policy) = (row.now(), policy("us-east-1"));
    // An access key whose id is the serial number.
    let credentials = Credentials::new(certificate.serial(), "SECRET");
    let key_of_scope = presign::SigningKey::derive(&credentials, request.scope());
    let public = presign::VerifyingKey::derive(&credentials);
    let proofs = [Proof::from(&credentials), Proof::from(&key_of_scope), Proof::from(&public)];
    let sentence = "the header Authorization names an algorithm that cannot be verified here";
    for proof in proofs {
        assert_refused(request.verify(proof, now, &policy), sentence, "AuthorizationHeaderMalformed", 400);
    }

    // A request with a signature of the secret, at a server that has a certificate for this id.
    let signer = Signer::new(credentials, "us-east-1", "rolesanywhere").unwrap();
    let sent = Request::post("https://rolesanywhere.us-east-1.amazonaws.com/sessions")
        .unwrap()
        .body("")
        .sign(&signer, now)
        .unwrap();
    let request = SignedRequest::parse("POST", "/sessions", sent.headers().chain([("host", HOST)])).unwrap();
    assert_eq!(request.certificate(), None);
    let asked = AtomicUsize::new(0);
    let always = |_: &[u8], _: &[u8]| asked.fetch_add(1, Ordering::Relaxed) == 0;
    let verified = request.body("").verify((&certificate, &always), now, &policy);
    assert_refused(verified, sentence, "AuthorizationHeaderMalformed", 400);
    assert_eq!(asked.load(Ordering::Relaxed), 0, "the key is not asked about what is not its own");
}

#[test]
fn another_certificate_is_refused_before_its_key_is_asked() {
    let file = X509File::read();
    let (row, other) = (&file.cases[0], row(&file, "rsa2048b-query"));
    let request = Sent::of(&file, row).read().unwrap();
    let verified =
        request.verify((&file.certificate(other), &|_: &[u8], _: &[u8]| true), row.now(), &policy("us-east-1"));
    assert_refused(verified, "the access key id is not known", "InvalidAccessKeyId", 403);
    let mut sent = Sent::of(&file, row);
    sent.headers.push(("x-amz-security-token".into(), "TOKEN".into()));
    let verified = sent.read().unwrap().verify((&file.certificate(row), &key(row)), row.now(), &policy("us-east-1"));
    assert_refused(verified, "the session token is not that of the access key", "InvalidToken", 400);
}

#[test]
fn a_proof_shows_no_more_than_the_certificate() {
    let file = X509File::read();
    let certificate = file.certificate(&file.cases[0]);
    let proof = Proof::from((&certificate, &|_: &[u8], _: &[u8]| true));
    assert!(format!("{proof:?}").contains(&format!("{certificate:?}")), "{proof:?}");
}

#[test]
fn there_is_no_such_signature_in_a_query() {
    let target = "/sessions?X-Amz-Algorithm=AWS4-X509-RSA-SHA256&X-Amz-Credential=1%2F20211103%2Fus-east-1%2Frolesanywhere%2F\
                  aws4_request&X-Amz-Date=20211103T120000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00";
    let sentence = "the query names an algorithm that cannot be verified here";
    let read = SignedRequest::parse("POST", target, [("host", HOST)]);
    assert_refused(read, sentence, "AuthorizationQueryParametersError", 400);
}

#[test]
fn no_chunks_are_signed_with_a_certificate() {
    let file = X509File::read();
    for (form, refused) in [
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", true),
        ("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", true),
        ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", false),
    ] {
        let row = &file.cases[0];
        let signer = KeylessSigner::with_certificate(file.certificate(row), "us-east-1").unwrap();
        let request = Request::put("https://rolesanywhere.us-east-1.amazonaws.com/a").unwrap();
        let request = request.header("x-amz-content-sha256", form).header("x-amz-decoded-content-length", "0");
        let signed = signer.prepare(&request, row.now()).unwrap().finish(&[1; 256]).unwrap();
        let read = SignedRequest::parse("PUT", "/a", signed.headers().chain([("host", HOST)])).unwrap();
        let verified =
            read.verify((&file.certificate(row), &|_: &[u8], _: &[u8]| true), row.now(), &policy("us-east-1"));
        let sentence = format!("the body is sent as {form}, which is not supported");
        assert_eq!(verified.err().map(|error| error.to_string()), refused.then_some(sentence));
    }
}

#[test]
fn the_headers_of_a_certificate_are_not_signed_again() {
    let file = X509File::read();
    let row = row(&file, "rsa2048b-query");
    let request = Sent::of(&file, row).read().unwrap();
    let policy = policy("us-east-1");
    let (verified, _) = request.verify((&file.certificate(row), &key(row)), row.now(), &policy).unwrap();
    let signer = Signer::new(Credentials::new("AKID", "SECRET"), "us-east-1", "rolesanywhere").unwrap();
    let again = verified.resign(&signer, "https://gateway.example", row.now()).unwrap();
    let names: Vec<_> = again.headers().map(|(name, _)| name).collect();
    assert_eq!(names, ["authorization", "content-type", "x-amz-content-sha256", "x-amz-date"]);
}

/// What a server reads in a request that was verified, whatever its spelling.
type Meaning = (String, String, Vec<(String, String)>, Vec<(String, String)>, String);

fn meaning(sent: &Sent, verified: &Verified) -> Meaning {
    let fold = |value: &str| value.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // As between the parts of `Authorization`.
    let parts = |value: &str| value.replace(", ", ",");
    let headers = sent.headers.iter().map(|(name, value)| (name.to_lowercase(), parts(&fold(value))));
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    let parameters = verified.parameters().unwrap().map(|(name, value)| (name.to_owned(), value.to_owned()));
    (sent.method.clone(), verified.path().unwrap().to_owned(), parameters.collect(), headers, sent.body.clone())
}

/// 100,000 requests with one to three bytes changed, by a generator that is always the same. None is accepted, unless the
/// change is one of spelling: a slash in the path, the case of a header's name, or white space around its value.
#[test]
fn no_changed_request_is_accepted() {
    let file = X509File::read();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let rows: Vec<_> = ["rsa2048a-query", "rsa2048b-body", "p256a-body", "p256b-query", "p521-sdk-headers"]
        .map(|name| row(&file, name))
        .into_iter()
        .map(|row| (row, file.certificate(row), Sent::of(&file, row)))
        .collect();
    let (mut accepted, mut asked) = (0, 0);
    for round in 0..100_000 {
        let (row, certificate, sent) = &rows[round % rows.len()];
        let changed = change(sent, &mut random);
        let counted = AtomicUsize::new(0);
        let key = |string: &[u8], signature: &[u8]| -> bool {
            counted.fetch_add(1, Ordering::Relaxed);
            key(row)(string, signature)
        };
        let verified = changed.read().and_then(|read| {
            let (verified, body) = read.verify((certificate, &key), row.now(), &policy(&row.region))?;
            body.read(changed.body.as_bytes())?;
            Ok(verified)
        });
        asked += counted.load(Ordering::Relaxed);
        if let Ok(verified) = verified {
            let original = sent.read().unwrap().verify((certificate, &key), row.now(), &policy(&row.region)).unwrap().0;
            assert_eq!(meaning(&changed, &verified), meaning(sent, &original));
            accepted += 1;
        }
    }
    // Many changes are seen by the key alone, and a few are no changes.
    assert!(asked > 20_000 && accepted < 2000, "{asked} {accepted}");
}

/// Changes one to three bytes, or takes them out, or doubles them; or drops, doubles or swaps headers.
fn change(sent: &Sent, random: &mut impl FnMut(usize) -> usize) -> Sent {
    let mut changed = sent.clone();
    match random(12) {
        0 => drop(changed.headers.remove(random(sent.headers.len()))),
        1 => changed.headers.push(sent.headers[random(sent.headers.len())].clone()),
        2 => {
            let (from, to) = (random(sent.headers.len()), random(sent.headers.len()));
            changed.headers[to].1.clone_from(&sent.headers[from].1);
        }
        _ => {
            for _ in 0..=random(3) {
                change_byte(&mut changed, random);
            }
        }
    }
    changed
}

fn change_byte(sent: &mut Sent, random: &mut impl FnMut(usize) -> usize) {
    let strings = [&mut sent.method, &mut sent.target, &mut sent.body].into_iter();
    let headers = sent.headers.iter_mut().flat_map(|(name, value)| [name, value]);
    let mut strings: Vec<_> = strings.chain(headers).filter(|string| !string.is_empty()).collect();
    // Each string as often as the others: the certificate is longer than all of them.
    let at = random(strings.len());
    let string = &mut *strings[at];
    let mut bytes = std::mem::take(string).into_bytes();
    let at = random(bytes.len());
    match random(4) {
        0 => drop(bytes.remove(at)),
        1 => bytes.insert(at, bytes[at]),
        _ => bytes[at] = b"azAZ09+/=;,:%&?-_. \t\n\x00"[random(22)],
    }
    // All of it was ASCII, but for a body.
    *string = String::from_utf8_lossy(&bytes).into_owned();
}
