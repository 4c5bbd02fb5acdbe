//! A server in memory: what it has stored, and what it answers.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use presign::Credentials;
use presign::verify::{Policy, SignedRequest};
use presign_tower::{Found, Refusal, Verified, VerifiedBody, VerifyLayer};
use tower::{Layer, Service, ServiceExt};

use crate::forms::{ALICE, BOB, now};

/// Who has the key.
pub(crate) type User = &'static str;

pub(crate) fn find(request: &SignedRequest) -> Option<Found<User>> {
    let ((id, secret), user) =
        [(ALICE, "alice"), (BOB, "bob")].into_iter().find(|((id, _), _)| *id == request.access_key_id())?;
    Some(Found::new(Credentials::new(id, secret), user))
}

pub(crate) async fn keys(request: Arc<SignedRequest>) -> Result<Option<Found<User>>, Refusal> {
    Ok(find(&request))
}

pub(crate) fn policy() -> Policy {
    Policy::new("us-east-1", "s3")
}

/// What reached the service: the head, and the body or the reason why it came to no end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    pub(crate) path: String,
    pub(crate) user: Option<User>,
    pub(crate) headers: HeaderMap,
    pub(crate) given: Vec<u8>,
    pub(crate) trailers: HeaderMap,
    pub(crate) is_whole: bool,
}

/// A service that reads the body to its end. It answers 400 without a word if there is none.
#[derive(Clone, Default)]
pub(crate) struct Store(pub(crate) Arc<Mutex<Vec<Stored>>>);

impl Store {
    pub(crate) fn take(&self) -> Vec<Stored> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl<B> Service<Request<VerifiedBody<B>>> for Store
where
    B: Body + Send + Unpin + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<VerifiedBody<B>>) -> Self::Future {
        let store = self.clone();
        let (parts, mut body) = request.into_parts();
        Box::pin(async move {
            let verified = parts.extensions.get::<Verified<User>>();
            let path = verified.map(|verified| verified.path().to_string()).unwrap_or_default();
            let user = verified.map(|verified| *verified.identity());
            let mut stored = Stored { path, user, headers: parts.headers, is_whole: true, ..Stored::default() };
            let expected = body.size_hint().exact();
            while let Some(frame) = body.frame().await {
                let Ok(frame) = frame else {
                    stored.is_whole = false;
                    break;
                };
                match frame.into_data() {
                    Ok(data) => stored.given.extend_from_slice(&data),
                    Err(frame) => stored.trailers = frame.into_trailers().unwrap_or_default(),
                }
            }
            if stored.is_whole {
                assert!(body.is_end_stream());
                assert!(expected.is_none_or(|length| length == stored.given.len() as u64));
            }
            let status = if stored.is_whole { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            store.0.lock().unwrap().push(stored);
            Ok(Response::builder().status(status).body(Full::from("done")).unwrap())
        })
    }
}

/// Status, code of the refusal, and the whole answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) head: http::response::Parts,
    pub(crate) text: String,
}

pub(crate) async fn answer<S, B, R>(service: S, request: Request<B>) -> Answer
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: std::fmt::Debug,
    R: Body,
    R::Error: std::fmt::Debug,
{
    let (head, body) = service.oneshot(request).await.unwrap().into_parts();
    let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    let code = text.split("<Code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_string();
    Answer { status: head.status.as_u16(), code, head, text }
}

/// What the layer with two users makes of a request, and what was stored.
pub(crate) fn ask<B>(request: Request<B>) -> (Answer, Option<Stored>)
where
    B: Body<Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + Unpin + 'static,
    B::Data: Send,
{
    let store = Store::default();
    let service = VerifyLayer::new(keys, policy()).clock(now).layer(store.clone());
    let answer = run(answer(service, request));
    (answer, store.take().pop())
}

/// The futures need no runtime.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
