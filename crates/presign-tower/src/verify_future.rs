//! One request on its way through a `VerifyLayer`.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::request::Parts;
use http::{HeaderValue, Request, Response};
use http_body::Body;
use presign::verify::{self, BodyDecoder, Payload, Policy, SignedRequest};
use tower_service::Service;

use crate::answer::Asked;
use crate::body::Verdict;
use crate::verify_layer::VerifyLayer;
use crate::{AnswerBody, Decide, Found, Key, Keys, Outcome, Refusal, Verified, VerifiedBody};

/// A request whose key is looked up.
pub(crate) struct Exchange<S, B> {
    pub(crate) inner: S,
    pub(crate) parts: Parts,
    pub(crate) body: B,
    pub(crate) signed: Arc<SignedRequest>,
}

/// A request whose body is being kept.
struct Keeping<S, I> {
    inner: S,
    parts: Parts,
    signed: Arc<SignedRequest>,
    found: Found<I>,
    policy: Arc<Policy>,
    kept: BytesMut,
}

/// A request that is verified.
struct Ready<S, B> {
    inner: S,
    request: Request<VerifiedBody<B>>,
}

pin_project_lite::pin_project! {
    /// The future of [`Verify`](crate::Verify).
    pub struct VerifyFuture<S, K, H, B, F, L, D>
    where
        K: Keys,
    {
        layer: Arc<VerifyLayer<K, H>>,
        asked: Asked,
        outcome: Outcome,
        #[pin]
        state: State<S, K::Identity, B, F, L, D>,
    }
}

pin_project_lite::pin_project! {
    #[project = StateProjection]
    enum State<S, I, B, F, L, D> {
        /// The key is looked up.
        LookUp { #[pin] future: L, exchange: Option<Exchange<S, B>> },
        /// The body is read, to be verified with the head.
        Keep { #[pin] body: B, keeping: Option<Keeping<S, I>> },
        /// It is decided about the request.
        Decide { #[pin] future: D, ready: Option<Ready<S, B>> },
        /// The service has it.
        Serve { #[pin] future: F, verdict: Verdict },
        Refuse { refusal: Option<Refusal>, is_unread: bool },
    }
}

impl<S, K: Keys, H, B, F, L, D> VerifyFuture<S, K, H, B, F, L, D> {
    pub(crate) fn look_up(
        layer: Arc<VerifyLayer<K, H>>,
        exchange: Exchange<S, B>,
        asked: Asked,
        outcome: Outcome,
        future: L,
    ) -> Self {
        Self { layer, asked, outcome, state: State::LookUp { future, exchange: Some(exchange) } }
    }

    pub(crate) fn serve(
        layer: Arc<VerifyLayer<K, H>>,
        asked: Asked,
        outcome: Outcome,
        verdict: Verdict,
        future: F,
    ) -> Self {
        Self { layer, asked, outcome, state: State::Serve { future, verdict } }
    }

    pub(crate) fn refuse(
        layer: Arc<VerifyLayer<K, H>>,
        asked: Asked,
        outcome: Outcome,
        refusal: Refusal,
        is_unread: bool,
    ) -> Self {
        Self { layer, asked, outcome, state: State::Refuse { refusal: Some(refusal), is_unread } }
    }
}

/// Each state is left as soon as what it holds is taken.
const POLLED_AGAIN: &str = "the future is not polled after it has ended";

impl<S, K, H, B, R> Future for VerifyFuture<S, K, H, B, S::Future, K::Future, H::Future>
where
    S: Service<Request<VerifiedBody<B>>, Response = Response<R>>,
    K: Keys,
    H: Decide<K::Identity, Output = ()>,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Output = Result<Response<AnswerBody<R>>, S::Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let layer: &VerifyLayer<K, H> = this.layer;
        let refuse = |refusal, is_unread| State::Refuse { refusal: Some(refusal), is_unread };
        loop {
            let next = match this.state.as_mut().project() {
                StateProjection::LookUp { future, exchange } => {
                    let found = ready!(future.poll(context));
                    layer.found(exchange.take().expect(POLLED_AGAIN), found)
                }
                StateProjection::Keep { body, keeping } => {
                    match ready!(keep(body, keeping, layer.options.most_kept(), context)) {
                        Ok(()) => layer.kept(keeping.take().expect(POLLED_AGAIN)),
                        Err(refusal) => refuse(refusal, true),
                    }
                }
                StateProjection::Decide { future, ready } => {
                    let decided = ready!(future.poll(context));
                    let Ready { mut inner, request } = ready.take().expect(POLLED_AGAIN);
                    match decided {
                        Ok(()) => {
                            let verdict = request.body().verdict();
                            State::Serve { future: inner.call(request), verdict }
                        }
                        Err(refusal) => refuse(refusal, !request.body().is_end_stream()),
                    }
                }
                StateProjection::Serve { future, verdict } => {
                    let mut result = ready!(future.poll(context));
                    let Some(refusal) = judge(&mut result, verdict, layer.options.allow_unread) else {
                        let told = |response| tell(response, std::mem::take(this.outcome)).map(AnswerBody::inner);
                        return Poll::Ready(result.map(told));
                    };
                    // Whatever is left of it, the client sends in vain.
                    refuse(refusal, true)
                }
                StateProjection::Refuse { refusal, is_unread } => {
                    let refusal = refusal.take().expect(POLLED_AGAIN);
                    let response = this.asked.answer(&refusal, layer.options.answers, *is_unread);
                    let outcome = Outcome { refused: Some(refusal), ..std::mem::take(this.outcome) };
                    return Poll::Ready(Ok(tell(response, outcome)));
                }
            };
            this.state.set(next);
        }
    }
}

/// Leaves the outcome for the layers outside.
fn tell<T>(mut response: Response<T>, outcome: Outcome) -> Response<T> {
    response.extensions_mut().insert(outcome);
    response
}

/// Why the service's answer is not passed on.
fn judge<R, E>(result: &mut Result<Response<R>, E>, verdict: &Verdict, allow_unread: bool) -> Option<Refusal> {
    let refused = result.as_mut().ok().and_then(|response| response.extensions_mut().remove::<Refusal>());
    match (verdict.get(), result) {
        (Some(Err(refusal)), _) => Some(refusal.clone()),
        (None, Ok(response)) if response.status().is_success() && !allow_unread && refused.is_none() => {
            Some(Refusal::internal("the server has answered before it had read the body to its end and verified it"))
        }
        _ => refused,
    }
}

/// Reads the body to its end.
fn keep<S, I, B>(
    mut body: Pin<&mut B>,
    keeping: &mut Option<Keeping<S, I>>,
    most: u64,
    context: &mut Context<'_>,
) -> Poll<Result<(), Refusal>>
where
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    let kept = &mut keeping.as_mut().expect(POLLED_AGAIN).kept;
    loop {
        match ready!(body.as_mut().poll_frame(context)) {
            None => return Poll::Ready(Ok(())),
            Some(Ok(frame)) => {
                // Trailers of the connection are not the body's.
                let Ok(data) = frame.into_data() else { continue };
                if (kept.len() + data.remaining()) as u64 > most {
                    return Poll::Ready(Err(Refusal::too_large(most)));
                }
                kept.put(data);
            }
            Some(Err(_)) => {
                let refusal =
                    Refusal::new(http::StatusCode::BAD_REQUEST, "IncompleteBody", "the body ends before its length");
                return Poll::Ready(Err(refusal));
            }
        }
    }
}

type StateOf<S, K, H, B, F> =
    State<S, <K as Keys>::Identity, B, F, <K as Keys>::Future, <H as Decide<<K as Keys>::Identity>>::Future>;

impl<K: Keys, H: Decide<K::Identity, Output = ()>> VerifyLayer<K, H> {
    /// Verifies a request whose key has been looked up.
    fn found<S, B: Body, F>(
        &self,
        exchange: Exchange<S, B>,
        found: Result<Option<Found<K::Identity>>, Refusal>,
    ) -> StateOf<S, K, H, B, F> {
        let Exchange { inner, parts, body, signed } = exchange;
        let is_unread = !body.is_end_stream();
        let found = found.and_then(|found| found.ok_or_else(|| verify::Refusal::UnknownAccessKeyId.into()));
        let found = match found {
            Ok(found) => found,
            Err(refusal) => return State::Refuse { refusal: Some(refusal), is_unread },
        };
        let policy = self.options.policy_of(&parts, &signed);
        let mut signed = signed;
        if signed.needs_body(&policy) {
            if is_unread {
                let kept = BytesMut::new();
                return State::Keep { body, keeping: Some(Keeping { inner, parts, signed, found, policy, kept }) };
            }
            signed = Arc::new(SignedRequest::clone(&signed).body(b""));
        }
        let most = self.options.most;
        let make = |is_any, decoder| {
            if is_any { VerifiedBody::any(body, most) } else { VerifiedBody::new(body, decoder, most) }
        };
        self.decide(inner, parts, &signed, found, &policy, make, is_unread)
    }

    /// Verifies a request whose body has been read.
    fn kept<S, B: Body, F>(&self, keeping: Keeping<S, K::Identity>) -> StateOf<S, K, H, B, F> {
        let Keeping { inner, parts, signed, found, policy, kept } = keeping;
        let bytes: Bytes = kept.freeze();
        let signed = Arc::new(SignedRequest::clone(&signed).body(&bytes));
        let most = self.options.most;
        self.decide(inner, parts, &signed, found, &policy, |_, _| VerifiedBody::whole(bytes, most), false)
    }

    #[allow(clippy::too_many_arguments, reason = "one request, taken apart")]
    fn decide<S, B: Body, F>(
        &self,
        inner: S,
        mut parts: Parts,
        signed: &SignedRequest,
        found: Found<K::Identity>,
        policy: &Policy,
        body: impl FnOnce(bool, BodyDecoder) -> VerifiedBody<B>,
        is_unread: bool,
    ) -> StateOf<S, K, H, B, F> {
        let Found { key, identity } = found;
        let now = self.options.now();
        let verified = match &key {
            Key::Credentials(credentials) => signed.verify(credentials, now, policy),
            Key::Derived { key, session_token } => signed.verify((key, session_token.as_deref()), now, policy),
            #[cfg(feature = "sigv4a")]
            Key::Public { key, session_token } => signed.verify((key, session_token.as_deref()), now, policy),
        };
        let verified = verified.map_err(Refusal::from).and_then(|(request, decoder)| {
            // Where nothing is compared, nothing has to be read.
            let body = body(*request.payload() == Payload::Unsigned, decoder);
            if let Some(Err(refusal)) = body.verdict().get() {
                return Err(refusal.clone());
            }
            let is_in_chunks = unframe(&mut parts, &request);
            Ok((Verified::new(parts.method.clone(), identity, request, is_in_chunks, now)?, body))
        });
        match verified {
            Ok((verified, body)) => {
                parts.extensions.insert(verified.clone());
                let ready = Some(Ready { inner, request: Request::from_parts(parts, body) });
                State::Decide { future: self.hook.decide(verified), ready }
            }
            Err(refusal) => State::Refuse { refusal: Some(refusal), is_unread },
        }
    }
}

/// Makes the headers those of a body that is not in chunks, if it was. Returns whether it was.
fn unframe(parts: &mut Parts, request: &verify::Verified) -> bool {
    let changes = request.headers_without_chunks();
    for (name, value) in &changes {
        parts.headers.remove(*name);
        if let Some(Ok(value)) = value.as_ref().map(HeaderValue::try_from) {
            parts.headers.insert(*name, value);
        }
    }
    !changes.is_empty()
}

impl<S, K: Keys, H, B, F, L, D> fmt::Debug for VerifyFuture<S, K, H, B, F, L, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyFuture").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}
