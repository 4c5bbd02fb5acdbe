//! What is signed is verified, in both forms; with one thing changed, it is refused or means the same.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::Request;
use presign::verify::{Ask, Policy, Refusal, SignedRequest};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    path: &'a str,
    query: Vec<(&'a str, &'a str)>,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
    is_in_headers: bool,
    /// Where the change is, and what stands there afterwards.
    at: usize,
    byte: u8,
}

/// A request as it is sent.
#[derive(Clone, PartialEq)]
struct Sent {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
}

impl Sent {
    fn read(&self) -> Result<SignedRequest, Refusal> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        SignedRequest::parse(&self.method, &self.target, headers)
    }

    /// What was signed, and what the request asks S3 for, if anything.
    fn verify(&self, body: &[u8]) -> Result<(String, Option<Ask>), Refusal> {
        let request = self.read()?.body(body);
        let policy = Policy::new("us-east-1", "execute-api");
        let now = common::time(1_440_938_160);
        let (verified, decoder) = request.verify(&common::credentials(), now, &policy)?;
        let ask = verified.asks(&["h.example"]).ok();
        let ask = ask.map(|ask| ask.clone().read_body(body).unwrap_or(ask));
        decoder.read(body)?;
        Ok((request.canonical_request(&policy.rules)?.as_str().to_owned(), ask))
    }
}

fuzz_target!(|input: Input<'_>| {
    let url: String = input.path.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let url = format!("https://h.example/{url}");
    let Ok(request) = Request::put(&url) else { return };
    let request = input.query.iter().fold(request, |request, (name, value)| request.query(name, value));
    let request = input.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    let request = request.body(input.body);
    let (signer, now) = (common::signer("execute-api"), common::time(1_440_938_160));
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let (url, mut headers): (_, Vec<_>) = if input.is_in_headers {
        let Ok(signed) = request.sign(&signer, now) else { return };
        (signed.url().to_owned(), signed.headers().map(owned).collect())
    } else {
        let Ok(signed) = request.presign(&signer, Duration::from_secs(60), now) else { return };
        (signed.as_str().to_owned(), signed.headers().map(owned).collect())
    };
    headers.push(("host".into(), "h.example".into()));
    let target = url.strip_prefix("https://h.example").expect("the host that was asked for").to_owned();
    let sent = Sent { method: "PUT".into(), target, headers };
    let (meaning, ask) = match sent.verify(input.body) {
        Ok(both) => both,
        // A header that must not be repeated, or one that tells the body's hash.
        Err(error) => return assert_ne!(error.code(), "SignatureDoesNotMatch", "{error}"),
    };

    let changed = change(&sent, input.at, input.byte);
    if changed != sent {
        // A spelling that means the same is canonicalized to the same.
        if let Ok((other, other_ask)) = changed.verify(input.body) {
            assert_eq!(other, meaning, "{:?}", changed.target);
            // White space that the signature does not cover may be refused in one of the two.
            if let Some((ask, other)) = ask.zip(other_ask) {
                assert_eq!(other, ask, "{:?}", changed.target);
            }
        }
    }
    let other = [input.body, b"x"].concat();
    assert!(sent.verify(&other).is_err(), "another body");
});

/// Changes one byte of the target, a name or a value.
fn change(sent: &Sent, at: usize, byte: u8) -> Sent {
    let mut changed = sent.clone();
    let mut strings = vec![&mut changed.method, &mut changed.target];
    for (name, value) in &mut changed.headers {
        strings.push(name);
        strings.push(value);
    }
    let length: usize = strings.iter().map(|string| string.len()).sum();
    let mut at = at % length;
    for string in strings {
        if at < string.len() {
            let mut bytes = string.clone().into_bytes();
            bytes[at] = byte;
            if let Ok(valid) = String::from_utf8(bytes) {
                *string = valid;
            }
            break;
        }
        at -= string.len();
    }
    changed
}
