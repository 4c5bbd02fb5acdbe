//! Thousands of parameters and headers.

use presign::verify::{Payload, Refusal, SignedRequest};
use presign::{CanonicalRequest, Request, Rules, Scope, SigningKey, Timestamp};

use crate::fixtures::{HOUR, credentials, now, signer};
use crate::server::{Verdict as _, policy, target};

/// Numbers that go down, up, and neither, each with four digits.
fn orders(count: usize) -> [Vec<String>; 3] {
    let name = |number: usize| format!("x{number:04}");
    [
        (0..count).rev().map(name).collect(),
        (0..count).map(name).collect(),
        // 7919 is a prime, so that each number appears once.
        (0..count).map(|at| name(at * 7919 % count)).collect(),
    ]
}

/// Around the number at which sorting takes over from inserting.
const COUNTS: [usize; 6] = [1, 63, 64, 65, 66, 3000];

#[test]
fn of_parameters_are_signed_in_order() {
    for count in COUNTS {
        for names in orders(count) {
            let mut request = Request::get("https://h/").unwrap();
            for (at, name) in names.iter().enumerate() {
                request = request.query(name, &at.to_string()).query(name, "");
            }
            let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
            let mut expected: Vec<_> =
                names.iter().enumerate().flat_map(|(at, name)| [format!("{name}="), format!("{name}={at}")]).collect();
            expected.sort();
            assert_eq!(canonical_request.as_str().split('\n').nth(2), Some(expected.join("&").as_str()));
        }
    }
}

#[test]
fn of_headers_are_signed_in_order() {
    for count in COUNTS {
        for mut names in orders(count) {
            // On both sides of `host`.
            let middle = names.len() / 2;
            names[middle] = "a".into();
            let mut request = Request::get("https://h/").unwrap();
            for value in ["1", "2"] {
                for name in &names {
                    request = request.header(name, value);
                }
            }
            let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
            names.push("host".into());
            names.sort();
            let value = |name: &str| if name == "host" { "h" } else { "1,2" };
            let lines: Vec<_> = names.iter().map(|name| format!("{name}:{}\n", value(name))).collect();
            let expected = format!("GET\n/\n\n{}\n{}\nUNSIGNED-PAYLOAD", lines.concat(), names.join(";"));
            assert_eq!(canonical_request.as_str(), expected);

            let signer = signer("s3");
            let url = request.presign(&signer, HOUR, now()).unwrap();
            assert!(url.as_str().contains(&format!("X-Amz-SignedHeaders={}&", names.join("%3B"))));
            assert!(url.headers().map(|(name, _)| name).is_sorted());
            assert_eq!(url.headers().len(), 2 * count);
            assert_eq!(url.headers().next_back().map(|(_, value)| value), Some("2"));
        }
    }
}

#[test]
fn are_verified() {
    let names: Vec<_> = orders(3000)[2].clone();
    let mut request = Request::get("https://h/").unwrap();
    for name in &names {
        request = request.query(name, "1").header(name, name);
    }
    let signer = signer("s3");
    let url = request.presign(&signer, HOUR, now()).unwrap();
    let target = target(url.as_str());
    let sent: Vec<_> = names.iter().map(|name| (name.as_str(), name.as_str())).chain([("host", "h")]).collect();
    let verify = |headers: Vec<(&str, &str)>| {
        let request = SignedRequest::parse("GET", target, headers).unwrap();
        request.verify(&credentials(), now(), &policy()).payload()
    };
    assert_eq!(verify(sent.clone()), Ok(Payload::Unsigned));
    let mut changed = sent.clone();
    changed[1234].1 = "another";
    assert_eq!(verify(changed), Err(Refusal::SignatureMismatch));
    let mut without = sent;
    let (absent, _) = without.remove(1234);
    assert_eq!(verify(without.clone()), Err(Refusal::SignedHeaderAbsent(absent.into())));
    // A key for another day is the server's fault, whatever is absent.
    let request = SignedRequest::parse("GET", target, without).unwrap();
    let day = Timestamp::from_unix_seconds(now().unix_seconds() + 86_400).unwrap();
    let key = SigningKey::derive(&credentials(), &Scope::new(day, "us-east-1", "s3").unwrap());
    assert!(matches!(request.verify(&key, now(), &policy()), Err(Refusal::KeyScope { .. })));
}
