//! How long requests take to verify: presign-tower's layer next to other crates.
//!
//! ```console
//! cargo run --release -p verifiers
//! ```
//!
//! Each is given the same signed requests in memory, on one thread, and answers 200 once the signature is good and the
//! body was read to its end. Before anything is timed, each must refuse the request with another path, and it is tried
//! whether it refuses another body. They take turns, and what is printed is the median of all turns.

mod form;

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::hint::black_box;
use std::pin::pin;
use std::str::FromStr;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use bytes::Bytes;
use form::Form;
use http::{Extensions, HeaderMap, Method, Request, Response, Uri};
use http_body::Body;
use http_body_util::{Empty, Full};
use presign::verify::{Policy, SignedRequest};
use presign::{Credentials, Scope, SigningKey, Timestamp};
use presign_tower::{Found, Key, Refusal, VerifiedBody, VerifyLayer};
use s3s::auth::SimpleAuth;
use s3s::route::S3Route;
use s3s::service::S3ServiceBuilder;
use scratchstack_aws_principal::User;
use scratchstack_aws_signature::{
    GetSigningKeyRequest, GetSigningKeyResponse, KSecretKey, NO_ADDITIONAL_SIGNED_HEADERS, SignatureOptions,
    service_for_signing_key_fn, sigv4_validate_request,
};
use sha2::{Digest, Sha256};
use tower::{BoxError, Layer, ServiceExt, service_fn};

const KEY: (&str, &str) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
const REGION: &str = "us-east-1";
/// So many and so short that other work on the machine rarely interrupts one.
const TURNS: usize = 1001;
const PER_TURN: u32 = 10;
/// The verifier whose time is 1: like the peers, it derives a key for each request.
const MEASURE: usize = 2;
const HASH_ALONE: &str = "SHA-256 of the body";

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

/// Whether the body comes to its end without an error.
async fn is_whole<B: Body>(body: B) -> bool {
    let mut body = pin!(body);
    while let Some(frame) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await {
        if frame.map(|frame| black_box(frame).is_data()).is_err() {
            return false;
        }
    }
    true
}

/// One that verifies: whether it accepts a request with its body.
struct Verifier {
    name: &'static str,
    accepts: Box<dyn FnMut(Request<Bytes>) -> bool>,
}

/// What no verifier of a body can do without.
fn sha256() -> Verifier {
    let accepts = |request: Request<Bytes>| !black_box(Sha256::digest(black_box(request.body()))).is_empty();
    Verifier { name: HASH_ALONE, accepts: Box::new(accepts) }
}

/// A service that reads the body, in presign-tower's layer, with the key that this makes of a request.
fn layer<F, K>(name: &'static str, find: F) -> Verifier
where
    F: Fn() -> K + Clone + 'static,
    K: Into<Key>,
{
    let keys = move |_: Arc<SignedRequest>| -> Ready<Result<Option<Found<()>>, Refusal>> {
        ready(Ok(Some(Found::new(find(), ()))))
    };
    let service = service_fn(|request: Request<VerifiedBody<Full<Bytes>>>| async {
        let status = if is_whole(request.into_body()).await { 200 } else { 400 };
        let response = Response::builder().status(status).body(Empty::<Bytes>::new());
        Ok::<_, Infallible>(response.expect("a good response"))
    });
    let service = VerifyLayer::new(keys, Policy::new(REGION, "s3")).layer(service);
    let accepts = move |request: Request<Bytes>| {
        let response = run(service.clone().oneshot(request.map(Full::new)));
        response.is_ok_and(|response| response.status() == 200)
    };
    Verifier { name, accepts: Box::new(accepts) }
}

/// Reads and answers whatever is verified, before s3s looks for an operation of S3.
struct Always;

#[async_trait::async_trait]
impl S3Route for Always {
    fn is_match(&self, _: &Method, _: &Uri, _: &HeaderMap, _: &mut Extensions) -> bool {
        true
    }

    async fn call(&self, request: s3s::S3Request<s3s::Body>) -> s3s::S3Result<s3s::S3Response<s3s::Body>> {
        if !is_whole(request.input).await {
            return Err(s3s::S3ErrorCode::BadDigest.into());
        }
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
    let accepts = move |request: Request<Bytes>| {
        let response = run(service.call(request.map(s3s::Body::from)));
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
    let accepts = move |request: Request<Bytes>| {
        let (now, headers) = (chrono::Utc::now(), NO_ADDITIONAL_SIGNED_HEADERS);
        run(sigv4_validate_request(request, REGION, "s3", &mut keys, now, &headers, SignatureOptions::S3)).is_ok()
    };
    Verifier { name: "scratchstack-aws-signature", accepts: Box::new(accepts) }
}

/// What is known of a verifier and a form before it is timed.
struct Cell {
    refuses: bool,
    checks_body: bool,
    times: Vec<f64>,
}

impl Cell {
    fn new(verifier: &mut Verifier, form: &Form) -> Self {
        let refuses = !(verifier.accepts)(form.good.clone());
        let mut is_refused = |request: &Request<Bytes>| !(verifier.accepts)(request.clone());
        let checks_path = is_refused(&form.with_other_path());
        let checks_body = is_refused(&form.with_other_body());
        let is_ours = verifier.name.starts_with("presign");
        assert!(checks_path || verifier.name == HASH_ALONE, "{} accepts another path", verifier.name);
        assert!(!is_ours || (!refuses && (checks_body || !form.signs_body)), "{} errs on {}", verifier.name, form.name);
        Self { refuses, checks_body, times: Vec::with_capacity(TURNS) }
    }

    fn time(&mut self, verifier: &mut Verifier, form: &Form) {
        if self.refuses {
            return;
        }
        let start = Instant::now();
        let accepted = (0..PER_TURN).filter(|_| (verifier.accepts)(black_box(form.good.clone()))).count();
        self.times.push(start.elapsed().as_secs_f64() / f64::from(PER_TURN));
        assert_eq!(accepted, PER_TURN as usize);
    }

    fn median(&mut self) -> Option<f64> {
        self.times.sort_by(f64::total_cmp);
        self.times.get(TURNS / 2).copied()
    }
}

fn main() {
    let credentials = Credentials::new(KEY.0, KEY.1);
    let scope = Scope::new(Timestamp::now(), REGION, "s3").expect("a scope");
    let kept = SigningKey::derive(&credentials, &scope);
    let mut verifiers = [
        sha256(),
        layer("presign-tower, key kept", move || Key::Derived { key: kept.clone(), session_token: None }),
        layer("presign-tower", move || credentials.clone()),
        s3s(),
        scratchstack(),
    ];
    println!("|  | {} |", verifiers.each_ref().map(|verifier| verifier.name).join(" | "));
    println!("|---{}|", "|--:".repeat(verifiers.len()));
    for form in form::all() {
        let mut cells = verifiers.each_mut().map(|verifier| Cell::new(verifier, &form));
        for _ in 0..TURNS {
            verifiers.iter_mut().zip(&mut cells).for_each(|(verifier, cell)| cell.time(verifier, &form));
        }
        let measure = cells[MEASURE].median().unwrap_or(f64::NAN);
        let shown = verifiers.iter().zip(&mut cells).map(|(verifier, cell)| match cell.median() {
            None => "refuses it".to_owned(),
            Some(_) if verifier.name == HASH_ALONE && !form.signs_body => "–".to_owned(),
            Some(median) => {
                let mark = if cell.checks_body || verifier.name == HASH_ALONE { "" } else { " \u{2020}" };
                format!("{:.2} ({:.2}){mark}", median * 1e6, median / measure)
            }
        });
        println!("| {} | {} |", form.name, shown.collect::<Vec<_>>().join(" | "));
    }
    println!("\nMicroseconds (times presign-tower's). \u{2020}: it accepts another body.");
}
