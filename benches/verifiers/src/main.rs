//! Requests a second that are verified by their headers: presign-tower's layer next to other crates.
//!
//! ```console
//! cargo run --release -p verifiers
//! ```
//!
//! Each is given the same signed GET without a body, in memory, on one thread, and answers 200 once the signature is
//! good. Before anything is timed, each must accept the request and refuse it with another path. They take turns, and
//! what is printed is the median of all turns.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::str::FromStr;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use bytes::Bytes;
use http::{Extensions, HeaderMap, Method, Request, Response, Uri};
use http_body_util::Empty;
use presign::verify::{Policy, SignedRequest};
use presign::{Credentials, Scope, Signer, SigningKey, Timestamp};
use presign_tower::{Found, Key, Refusal, VerifiedBody, VerifyLayer};
use s3s::auth::SimpleAuth;
use s3s::route::S3Route;
use s3s::service::S3ServiceBuilder;
use scratchstack_aws_principal::User;
use scratchstack_aws_signature::{
    GetSigningKeyRequest, GetSigningKeyResponse, KSecretKey, NO_ADDITIONAL_SIGNED_HEADERS, SignatureOptions,
    service_for_signing_key_fn, sigv4_validate_request,
};
use tower::{BoxError, Layer, ServiceExt, service_fn};

const KEY: (&str, &str) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
const REGION: &str = "us-east-1";
const TURNS: usize = 101;
const PER_TURN: u32 = 200;

/// Nothing here waits.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// One that verifies: whether it accepts a request.
struct Verifier {
    name: &'static str,
    accepts: Box<dyn FnMut(Request<()>) -> bool>,
}

/// A service that does nothing, in presign-tower's layer, with the key that this makes of a request.
fn layer<F, K>(name: &'static str, find: F) -> Verifier
where
    F: Fn() -> K + Clone + 'static,
    K: Into<Key>,
{
    let keys = move |_: Arc<SignedRequest>| -> Ready<Result<Option<Found<()>>, Refusal>> {
        ready(Ok(Some(Found::new(find(), ()))))
    };
    let service = service_fn(|request: Request<VerifiedBody<Empty<Bytes>>>| {
        black_box(request);
        ready(Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new())))
    });
    let service = VerifyLayer::new(keys, Policy::new(REGION, "s3")).layer(service);
    let accepts = move |request: Request<()>| {
        let response = run(service.clone().oneshot(request.map(|()| Empty::new())));
        response.is_ok_and(|response| response.status() == 200)
    };
    Verifier { name, accepts: Box::new(accepts) }
}

/// Answers whatever is verified, before s3s looks for an operation of S3.
struct Always;

#[async_trait::async_trait]
impl S3Route for Always {
    fn is_match(&self, _: &Method, _: &Uri, _: &HeaderMap, _: &mut Extensions) -> bool {
        true
    }

    async fn call(&self, request: s3s::S3Request<s3s::Body>) -> s3s::S3Result<s3s::S3Response<s3s::Body>> {
        black_box(request);
        Ok(s3s::S3Response::new(s3s::Body::empty()))
    }
}

struct NoOperation;

impl s3s::S3 for NoOperation {}

fn s3s() -> Verifier {
    let mut builder = S3ServiceBuilder::new(NoOperation);
    builder.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
    builder.set_route(Always);
    let service = builder.build();
    let accepts = move |request: Request<()>| {
        let response = run(service.call(request.map(|()| s3s::Body::empty())));
        response.is_ok_and(|response| response.status() == 200)
    };
    Verifier { name: "s3s", accepts: Box::new(accepts) }
}

async fn scratchstack_key(request: GetSigningKeyRequest) -> Result<GetSigningKeyResponse, BoxError> {
    let user = User::new("aws", "123456789012", "/", "user")?;
    let key = KSecretKey::from_str(KEY.1)?.to_ksigning(request.request_date(), request.region(), request.service());
    Ok(GetSigningKeyResponse::builder().principal(user).signing_key(key).build()?)
}

fn scratchstack() -> Verifier {
    let mut keys = service_for_signing_key_fn(scratchstack_key);
    let accepts = move |request: Request<()>| {
        let (now, headers) = (chrono::Utc::now(), NO_ADDITIONAL_SIGNED_HEADERS);
        run(sigv4_validate_request(request, REGION, "s3", &mut keys, now, &headers, SignatureOptions::S3)).is_ok()
    };
    Verifier { name: "scratchstack-aws-signature", accepts: Box::new(accepts) }
}

/// A GET as a server receives it, signed now: some of them ask the clock themselves.
fn signed() -> Request<()> {
    let signer = Signer::new(Credentials::new(KEY.0, KEY.1), REGION, "s3").expect("a signer");
    let request = presign::Request::get("https://s3.example/photos/2026/a%20cat.jpg").expect("a request");
    let request = request.body(b"").sign(&signer, Timestamp::now()).expect("it can be signed");
    let (mut parts, ()) = request.to_http_request(()).expect("a request").into_parts();
    parts.headers.insert("host", "s3.example".parse().expect("a host"));
    parts.uri = Uri::from_static("/photos/2026/a%20cat.jpg");
    Request::from_parts(parts, ())
}

fn main() {
    let credentials = Credentials::new(KEY.0, KEY.1);
    let scope = Scope::new(Timestamp::now(), REGION, "s3").expect("a scope");
    let kept = SigningKey::derive(&credentials, &scope);
    let mut verifiers = [
        layer("presign-tower, key derived before", move || Key::Derived { key: kept.clone(), session_token: None }),
        layer("presign-tower", move || credentials.clone()),
        s3s(),
        scratchstack(),
    ];
    let good = signed();
    let mut other = good.clone();
    *other.uri_mut() = Uri::from_static("/photos/2026/a%20dog.jpg");
    for Verifier { name, accepts } in &mut verifiers {
        assert!(accepts(good.clone()), "{name} refuses a good request");
        assert!(!accepts(other.clone()), "{name} accepts another path");
    }
    let mut times = vec![Vec::new(); verifiers.len()];
    for _ in 0..TURNS {
        for (Verifier { accepts, .. }, times) in verifiers.iter_mut().zip(&mut times) {
            let start = Instant::now();
            let accepted = (0..PER_TURN).filter(|_| accepts(black_box(good.clone()))).count();
            times.push(start.elapsed().as_secs_f64() / f64::from(PER_TURN));
            assert_eq!(accepted, PER_TURN as usize);
        }
    }
    println!("| | requests a second | microseconds each |\n|---|--:|--:|");
    for (Verifier { name, .. }, mut times) in verifiers.iter().zip(times) {
        times.sort_by(f64::total_cmp);
        let median = times[TURNS / 2];
        println!("| {name} | {:.0} | {:.2} |", 1.0 / median, median * 1e6);
    }
}
