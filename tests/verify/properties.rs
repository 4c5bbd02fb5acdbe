//! What is signed is verified, what was changed is refused, and nothing panics.

use std::time::Duration;

use presign::verify::{Place, Policy, SignedRequest};
use presign::{CanonicalRequest, Request, Rules, Scope, SigningKey, StringToSign, Timestamp};
use proptest::prelude::*;

use crate::bucket::bucket;
use crate::fixtures::{credentials, signer};
use crate::server::{HOST, borrowed, target};
use crate::strategies::{key, text};

type Pairs = Vec<(String, String)>;

/// Method, path, parameters and headers, decoded.
type Meaning = (String, Vec<u8>, Vec<(Vec<u8>, Vec<u8>)>, Pairs);

/// A signed request as it is sent. The method is a string too, so that each of its bytes can change.
#[derive(Clone, Debug, PartialEq)]
struct Sent {
    method: String,
    target: String,
    headers: Pairs,
    service: &'static str,
    now: Timestamp,
}

impl Sent {
    fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        borrowed(&self.headers)
    }

    /// The policy of a server that accepts signatures in one place.
    fn policy(&self, place: Place) -> Policy {
        let mut policy = Policy::new("us-east-1", self.service);
        policy.places = vec![place];
        policy
    }

    fn is_verified(&self) -> bool {
        let policy = self.policy(Place::Query);
        let request = SignedRequest::parse(&self.method, &self.target, self.headers());
        // With whatever token the request has.
        request.is_ok_and(|request| {
            let key = SigningKey::derive(&credentials(), request.scope());
            request.verify((&key, request.session_token()), self.now, &policy).is_ok()
        })
    }

    fn is_verified_by_its_header(&self) -> bool {
        let policy = self.policy(Place::Authorization);
        let request = SignedRequest::parse(&self.method, &self.target, self.headers());
        request.is_ok_and(|request| request.verify(&credentials(), self.now, &policy).is_ok())
    }

    /// What a server reads in the request, which may be spelled in several ways.
    fn meaning(&self) -> Meaning {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
        let parameters = parameters.map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")));
        let mut parameters: Vec<_> = parameters.map(|(name, value)| (decode(name), decode(value))).collect();
        parameters.sort();
        let fold = |value: &str| value.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let headers = self.headers.iter().map(|(name, value)| (name.to_lowercase(), fold(value))).collect();
        // Outside S3 the path's spelling is signed.
        let path = if self.service == "s3" { decode(path) } else { path.into() };
        (self.method.clone(), path, parameters, headers)
    }

    /// The request with one byte changed: of its method, its target, or a header's value.
    fn with_byte(&self, place: usize, byte: u8) -> Self {
        let mut sent = self.clone();
        let texts = [&mut sent.method, &mut sent.target].into_iter();
        let mut texts: Vec<_> = texts.chain(sent.headers.iter_mut().map(|(_, value)| value)).collect();
        let mut at = place % texts.iter().map(|text| text.len()).sum::<usize>();
        for text in &mut texts {
            if at < text.len() {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = byte;
                **text = String::from_utf8_lossy(&bytes).into_owned();
                break;
            }
            at -= text.len();
        }
        sent
    }
}

fn decode(text: &str) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        // `from_str_radix` accepts a plus sign in place of a digit.
        let digits = tail.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| core::str::from_utf8(digits).ok());
        let escape = digits.filter(|_| *byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escape.unwrap_or(*byte));
        rest = if escape.is_some() { &tail[2..] } else { tail };
    }
    decoded
}

fn pairs() -> impl Strategy<Value = Pairs> {
    let name = text().prop_filter("a name that signing does not add", |name| {
        !name.is_empty() && !name.to_ascii_lowercase().starts_with("x-amz-")
    });
    prop::collection::vec((name, text()), 0..4)
}

/// Headers, each name once.
fn headers() -> impl Strategy<Value = Pairs> {
    prop::collection::btree_map("x-[a-z]{1,3}", "[ -~é]{0,20}", 0..4).prop_map(|map| map.into_iter().collect())
}

fn token() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[A-Za-z0-9+/]{1,40}={0,2}"]
}

fn method() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["GET", "PUT", "HEAD", "POST", "DELETE"][..])
}

prop_compose! {
    /// An operation on any key, presigned for S3.
    fn s3_request()(
        method in method(), key in key(), pairs in pairs(), headers in headers(), token in token(),
        expires in 1..=604_800_u64, time in 0..250_000_000_000_u64,
    ) -> Sent {
        let now = Timestamp::from_unix_seconds(time).unwrap();
        let signer = bucket().signer(credentials().with_session_token(token)).unwrap();
        let mut url = format!("https://{HOST}");
        for segment in key.split('/') {
            url.push('/');
            url.extend(segment.bytes().map(|byte| format!("%{byte:02X}")));
        }
        let mut request = Request::new(method, &url).unwrap();
        for (name, value) in &pairs {
            request = request.query(name, value);
        }
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let presigned = request.presign(&signer, Duration::from_secs(expires), now).unwrap();
        let mut headers = headers;
        headers.push(("Host".into(), HOST.into()));
        Sent { method: method.into(), target: target(presigned.as_str()).into(), headers, service: "s3", now }
    }
}

prop_compose! {
    /// A call of another service, whose path is encoded twice.
    fn standard_request()(
        method in method(), segments in prop::collection::vec("[a-z%~:$ é]{1,4}", 0..4), pairs in pairs(),
        headers in headers(), expires in 1..=604_800_u64, time in 0..250_000_000_000_u64,
    ) -> Sent {
        let now = Timestamp::from_unix_seconds(time).unwrap();
        let mut url = "https://example.amazonaws.com".to_string();
        for segment in &segments {
            url.push('/');
            url.extend(segment.bytes().map(|byte| match byte {
                b'a'..=b'z' | b'$' | b':' => char::from(byte).to_string(),
                _ => format!("%{byte:02x}"),
            }));
        }
        let mut request = Request::new(method, &url).unwrap();
        for (name, value) in &pairs {
            request = request.query(name, value);
        }
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let presigned = request.presign(&signer("execute-api"), Duration::from_secs(expires), now).unwrap();
        let mut headers = headers;
        headers.push(("host".into(), "example.amazonaws.com".into()));
        Sent { method: method.into(), target: target(presigned.as_str()).into(), headers, service: "execute-api", now }
    }
}

prop_compose! {
    /// A request to S3 with the header `Authorization`.
    fn header_signed_request()(
        method in method(), pairs in pairs(), headers in headers(), time in 0..250_000_000_000_u64,
    ) -> Sent {
        let now = Timestamp::from_unix_seconds(time).unwrap();
        let mut headers = headers;
        headers.push(("x-amz-content-sha256".into(), "UNSIGNED-PAYLOAD".into()));
        headers.push(("x-amz-date".into(), now.to_string()));
        let mut request = Request::new(method, "https://example.com/a%20b").unwrap();
        let mut target = "/a%20b?".to_string();
        for (name, value) in &pairs {
            request = request.query(name, value);
            for (text, end) in [(name, '='), (value, '&')] {
                target.extend(text.bytes().map(|byte| format!("%{byte:02X}")));
                target.push(end);
            }
        }
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
        let scope = Scope::new(now, "us-east-1", "s3").unwrap();
        let string_to_sign = StringToSign::new(now, &scope, &canonical_request);
        let signature = SigningKey::derive(&credentials(), &scope).sign(&string_to_sign);
        let names = canonical_request.as_str().rsplit('\n').nth(1).unwrap();
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={signature}"
        );
        headers.push(("host".into(), "example.com".into()));
        headers.push(("authorization".into(), authorization));
        Sent { method: method.into(), target, headers, service: "s3", now }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_is_verified(sent in prop_oneof![s3_request(), standard_request()]) {
        prop_assert!(sent.is_verified());
        prop_assert!(!sent.is_verified_by_its_header());
    }

    #[test]
    fn what_is_signed_in_a_header_is_verified(sent in header_signed_request()) {
        prop_assert!(sent.is_verified_by_its_header());
        prop_assert!(!sent.is_verified());
    }

    #[test]
    fn a_changed_byte_is_refused_unless_it_means_the_same(
        sent in prop_oneof![s3_request(), standard_request()], place in any::<usize>(), byte in 0..=127_u8,
    ) {
        let changed = sent.with_byte(place, byte);
        prop_assert_eq!(changed.is_verified(), changed.meaning() == sent.meaning());
    }

    #[test]
    fn a_changed_byte_is_refused_in_a_header_signed_request_too(
        sent in header_signed_request(), place in any::<usize>(), byte in 0..=127_u8,
    ) {
        let changed = sent.with_byte(place, byte);
        if changed.is_verified_by_its_header() {
            // White space around the parts of `Authorization` and the order of its parts are free.
            let trimmed = |sent: &Sent| {
                let mut sent = sent.clone();
                sent.headers.retain(|(name, _)| name != "authorization");
                sent.meaning()
            };
            prop_assert_eq!(trimmed(&changed), trimmed(&sent));
        } else {
            prop_assert_ne!(changed, sent);
        }
    }

    #[test]
    fn no_request_panics(method in text(), target in text(), headers in prop::collection::vec((text(), text()), 0..4)) {
        for target in [target.clone(), format!("/{target}")] {
            let sent = Sent {
                method: method.clone(), target, headers: headers.clone(), service: "s3", now: Timestamp::now(),
            };
            sent.is_verified();
            sent.is_verified_by_its_header();
        }
    }

    #[test]
    fn no_string_inside_a_good_request_panics(
        sent in prop_oneof![s3_request(), standard_request(), header_signed_request()], at in any::<prop::sample::Index>(),
        cut in 0..30_usize, piece in text(), header in any::<prop::sample::Index>(),
    ) {
        let splice = |text: &str| {
            let chars: Vec<_> = text.chars().collect();
            let start = at.index(chars.len() + 1);
            let end = (start + cut).min(chars.len());
            chars[..start].iter().chain(&piece.chars().collect::<Vec<_>>()).chain(&chars[end..]).collect::<String>()
        };
        let mut spliced = Sent { target: splice(&sent.target), ..sent };
        let header = header.index(spliced.headers.len());
        spliced.is_verified();
        spliced.headers[header].1 = splice(&spliced.headers[header].1);
        spliced.is_verified();
        spliced.is_verified_by_its_header();
        let request = SignedRequest::parse(&spliced.method, &spliced.target, spliced.headers());
        if let Ok(request) = request {
            let _ = (format!("{request:?}"), request.expires_at(), request.canonical_request(&Rules::STANDARD));
        }
    }
}
