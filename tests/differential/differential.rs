//! Random requests, signed by this crate and by the published `aws-sigv4`, which must agree: on the signature, and on
//! whether the other's request verifies.
//!
//! The seed is fixed, so a failure comes again. Where `aws-sigv4` is known to deviate, the request falls into a class
//! of its own, with a reason and a count; nothing is left out in silence.

mod peer;
mod random;

use std::collections::BTreeMap;
use std::time::Duration;

use presign::verify::{Place, Policy, SignedRequest};
use presign::{Credentials, Request, Signer, SigningKey, Timestamp};

use crate::random::Asked;

/// For each form.
const REQUESTS: u64 = 50_000;
const EXPIRES_IN: Duration = Duration::from_hours(1);

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").expect("a time")
}

/// Counts of requests by what became of them.
type Classes = BTreeMap<&'static str, u64>;

/// What both make of a request: the whole URL or the `Authorization` header, and all headers to send.
struct Signed {
    url: String,
    headers: Vec<(String, String)>,
}

impl Signed {
    /// The signature's 64 digits.
    fn signature(&self) -> &str {
        let authorization = self.headers.iter().find(|(name, _)| name == "authorization");
        let text = authorization.map_or(self.url.as_str(), |(_, value)| value);
        text.split("Signature=").nth(1).and_then(|rest| rest.get(..64)).unwrap_or_default()
    }

    /// Target and headers, as a server receives them.
    fn on_the_wire<'a>(&'a self, asked: &'a Asked) -> (&'a str, Vec<(&'a str, &'a str)>) {
        let (_, rest) = self.url.split_once("://").expect("a scheme");
        let target = &rest[rest.find('/').expect("a path")..];
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        (target, [("host", asked.host.as_str())].into_iter().chain(headers).collect())
    }
}

fn signer(asked: &Asked) -> Signer {
    let credentials = Credentials::new(random::ACCESS_KEY_ID, &asked.secret);
    let credentials = credentials.with_session_token(asked.token.clone().unwrap_or_default());
    Signer::new(credentials, asked.region, asked.service).expect("a signer")
}

fn request<'a>(asked: &'a Asked, url: &'a str) -> Request<'a> {
    let request = Request::new(asked.method, url).expect("a request");
    let request = asked.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    match &asked.body {
        Some(body) => request.body(body),
        None => request,
    }
}

/// Compares, and has each verify what the other signed.
fn compare(asked: &Asked, ours: &Signed, theirs: &Signed, verifies: fn(&Asked, &Signed) -> Result<(), String>) {
    assert_eq!(ours.signature(), theirs.signature(), "{asked:?}\nours   {}\ntheirs {}", ours.url, theirs.url);
    for signed in [ours, theirs] {
        if let Err(error) = verifies(asked, signed) {
            panic!("{error}: {asked:?}\n{}", signed.url);
        }
    }
}

fn policy(asked: &Asked, place: Place) -> Policy {
    let mut policy = Policy::new(asked.region, asked.service);
    // The random requests repeat headers, those of S3 too.
    policy.allow_repeated_headers = true;
    policy.places = vec![place];
    policy
}

fn key(asked: &Asked) -> SigningKey {
    let credentials = Credentials::new(random::ACCESS_KEY_ID, &asked.secret);
    let scope = presign::Scope::new(now(), asked.region, asked.service).expect("a scope");
    SigningKey::derive(&credentials, &scope)
}

fn verifies_in_query(asked: &Asked, signed: &Signed) -> Result<(), String> {
    let (target, headers) = signed.on_the_wire(asked);
    let request = SignedRequest::parse(asked.method, target, headers).map_err(|error| error.to_string())?;
    let request = asked.body.iter().fold(request, SignedRequest::body);
    request
        .verify((&key(asked), asked.token.as_deref()), now(), &policy(asked, Place::Query))
        .map(|_| ())
        .map_err(|error| error.to_string())
}

fn verifies_in_headers(asked: &Asked, signed: &Signed) -> Result<(), String> {
    let (target, headers) = signed.on_the_wire(asked);
    let request = SignedRequest::parse(asked.method, target, headers).map_err(|error| error.to_string())?;
    let request = asked.body.iter().fold(request, SignedRequest::body);
    request
        .verify((&key(asked), asked.token.as_deref()), now(), &policy(asked, Place::Authorization))
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// Signs many requests in one form by both, and counts what became of them.
fn run(
    seed: u64,
    ours: fn(&Asked, &str) -> Result<Signed, presign::Error>,
    theirs: fn(&Asked, &str) -> Signed,
    verifies: fn(&Asked, &Signed) -> Result<(), String>,
) -> Classes {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut classes = Classes::new();
    for _ in 0..REQUESTS {
        let asked = Asked::random(&mut random);
        let url = asked.url();
        let class = match (ours(&asked, &url), asked.deviation()) {
            (Ok(_), _) if asked.repeats_a_single_value() => panic!("a repeated header is signed: {asked:?}"),
            (Ok(signed), None) => {
                compare(&asked, &signed, &theirs(&asked, &url), verifies);
                "equal"
            }
            (Ok(signed), Some(deviation)) => {
                assert_ne!(signed.signature(), theirs(&asked, &url).signature(), "{asked:?} does not deviate");
                deviation
            }
            // What clients would rewrite is refused, and `aws-sigv4` signs it.
            (Err(error), _) if matches!(error.code(), "dot-segment" | "resolved-path") => {
                "refused: a path with dot segments, which clients rewrite"
            }
            // No client can be trusted to send it as it was signed, and `aws-sigv4` signs it.
            (Err(error), _) if error.code() == "invalid-field" && asked.repeats_a_single_value() => {
                "refused: a repeated header that holds a single value"
            }
            (Err(error), _) => panic!("{error}: {asked:?}"),
        };
        *classes.entry(class).or_default() += 1;
    }
    println!("seed {seed}: {classes:#?}");
    classes
}

#[test]
fn presigned_urls_agree_in_both_directions() {
    let classes = run(
        1,
        |asked, url| {
            let presigned = request(asked, url).presign(&signer(asked), EXPIRES_IN, now())?;
            let headers = presigned.headers().map(|(name, value)| (name.into(), value.into())).collect();
            Ok(Signed { url: presigned.into(), headers })
        },
        peer::presign,
        verifies_in_query,
    );
    assert!(classes["equal"] > REQUESTS / 2, "{classes:?}");
}

#[test]
fn signed_headers_agree_in_both_directions() {
    let classes = run(
        2,
        |asked, url| {
            let signed = request(asked, url).sign(&signer(asked), now())?;
            let headers = signed.headers().map(|(name, value)| (name.into(), value.into())).collect();
            Ok(Signed { url: signed.url().into(), headers })
        },
        peer::sign,
        verifies_in_headers,
    );
    assert!(classes["equal"] > REQUESTS / 2, "{classes:?}");
}
