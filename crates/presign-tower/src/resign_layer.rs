//! The layer that signs a verified request again, for another server.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::header::{self, HeaderName};
use http::request::Parts;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use presign::{ChunkSigner, Signer};
use tower_layer::Layer;
use tower_service::Service;

use crate::answer::Asked;
use crate::{AnswerBody, Answers, Decide, Refusal, Verified};

/// Who signs a request again, and for which server.
#[derive(Clone, Debug)]
pub struct Upstream {
    signer: Arc<Signer>,
    origin: String,
}

impl Upstream {
    /// A signer with the real keys, and scheme and host of the server, such as `https://s3.eu-west-1.amazonaws.com`. The
    /// latter may have a path of its own, which the path of the request follows.
    #[must_use]
    pub fn new(signer: Arc<Signer>, origin: impl Into<String>) -> Self {
        Self { signer, origin: origin.into() }
    }
}

/// Signs requests that a [`VerifyLayer`](crate::VerifyLayer) around it has verified again, for another server: for a
/// gateway with tenants, or a proxy that keeps the real keys away from its clients. The service inside is a client.
///
/// What is given is asked for each request, by what was verified, and refuses it or says who signs for which server.
/// The request is always signed by its headers, as
/// [`resign_by_headers`](presign::verify::Verified::resign_by_headers) does, so that no presigned URL of the real
/// key comes into being. A body that came in chunks, signed or with a checksum after it, is sent in chunks of the same
/// form, signed with the real key.
///
/// The extensions of the request stay. Headers that were not signed are left out, except `accept`, `content-length`, `content-type`, `range`, `user-agent`,
/// and the conditions (`if-match`, `if-none-match`, `if-modified-since`, `if-unmodified-since`).
#[must_use = "a layer does nothing until it is put around a service"]
pub struct ResignLayer<I, D> {
    decide: Arc<D>,
    answers: Answers,
    identity: PhantomData<fn(I)>,
}

/// Headers that are sent on although they are not signed: they change what part of an object is answered, or how, and
/// not what is done. No `x-amz-` header is among them, and none that ends at the next hop.
const FORWARDED: [HeaderName; 9] = [
    header::ACCEPT,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::IF_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
    header::USER_AGENT,
];

impl<I, D: Decide<I, Output = Upstream>> ResignLayer<I, D> {
    /// A layer that asks this for each request.
    pub fn new(decide: D) -> Self {
        Self { decide: Arc::new(decide), answers: Answers::default(), identity: PhantomData }
    }

    /// Sets how refusals are written: as S3 does by default.
    pub fn answers(mut self, answers: Answers) -> Self {
        self.answers = answers;
        self
    }
}

impl<I, D> Clone for ResignLayer<I, D> {
    fn clone(&self) -> Self {
        Self { decide: Arc::clone(&self.decide), answers: self.answers, identity: PhantomData }
    }
}

impl<I, D> fmt::Debug for ResignLayer<I, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResignLayer").finish_non_exhaustive()
    }
}

impl<S, I, D> Layer<S> for ResignLayer<I, D> {
    type Service = Resign<S, I, D>;

    fn layer(&self, inner: S) -> Resign<S, I, D> {
        Resign { inner, layer: self.clone() }
    }
}

/// A client that signs verified requests again, made by [`ResignLayer`].
#[derive(Debug)]
pub struct Resign<S, I, D> {
    inner: S,
    layer: ResignLayer<I, D>,
}

impl<S: Clone, I, D> Clone for Resign<S, I, D> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S, I, D, B, R> Service<Request<B>> for Resign<S, I, D>
where
    S: Service<Request<ResignedBody<B>>, Response = Response<R>> + Clone,
    I: Send + Sync + 'static,
    D: Decide<I, Output = Upstream>,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Response = Response<AnswerBody<R>>;
    type Error = S::Error;
    type Future = ResignFuture<S, I, B, S::Future, D::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone that was polled ready is the one to call.
        let clone = self.inner.clone();
        let inner = mem::replace(&mut self.inner, clone);
        let (parts, body) = request.into_parts();
        let (asked, answers) = (Asked::new(&parts), self.layer.answers);
        let state = if let Some(verified) = parts.extensions.get::<Verified<I>>().cloned() {
            let future = self.layer.decide.decide(verified.clone());
            State::Decide { future, exchange: Some(Exchange { inner, parts, body, verified }) }
        } else {
            let refusal = Refusal::denied("the request was not verified, so it is not signed again");
            State::Refuse { refusal: Some(refusal), is_unread: !body.is_end_stream() }
        };
        ResignFuture { asked, answers, state }
    }
}

struct Exchange<S, I, B> {
    inner: S,
    parts: Parts,
    body: B,
    verified: Verified<I>,
}

impl<S, I, B> Exchange<S, I, B> {
    /// The request for the upstream.
    fn sign(self, upstream: &Upstream) -> Result<(S, Request<ResignedBody<B>>), Refusal> {
        let Self { inner, parts, body, verified } = self;
        let (signed, now) = (verified.request(), verified.now());
        let Upstream { signer, origin } = upstream;
        let (head, chunks) = if verified.is_in_chunks() {
            let (head, chunks) = signed.resign_chunks(signer, origin, now)?;
            (head, Some(Chunks { signer: chunks, rest: BytesMut::new(), trailer: None }))
        } else {
            (signed.resign_by_headers(signer, origin, now)?, None)
        };
        let body = ResignedBody { body: Some(body), chunks };
        let refused = |error: presign::Error| Refusal::internal(format!("the request cannot be sent on: {error}"));
        let mut request = head.to_http_request(body).map_err(refused)?;
        // What the layers outside have put there.
        *request.extensions_mut() = parts.extensions;
        for name in FORWARDED {
            if let (Some(value), false) = (parts.headers.get(&name), request.headers().contains_key(&name)) {
                request.headers_mut().insert(name, value.clone());
            }
        }
        Ok((inner, request))
    }
}

pin_project_lite::pin_project! {
    /// The future of [`Resign`].
    pub struct ResignFuture<S, I, B, F, T> {
        asked: Asked,
        answers: Answers,
        #[pin]
        state: State<S, I, B, F, T>,
    }
}

pin_project_lite::pin_project! {
    #[project = StateProjection]
    enum State<S, I, B, F, T> {
        Decide { #[pin] future: T, exchange: Option<Exchange<S, I, B>> },
        Send { #[pin] future: F },
        Refuse { refusal: Option<Refusal>, is_unread: bool },
    }
}

/// Each state is left as soon as what it holds is taken.
const POLLED_AGAIN: &str = "the future is not polled after it has ended";

impl<S, I, B, R, T> Future for ResignFuture<S, I, B, S::Future, T>
where
    S: Service<Request<ResignedBody<B>>, Response = Response<R>>,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
    T: Future<Output = Result<Upstream, Refusal>>,
{
    type Output = Result<Response<AnswerBody<R>>, S::Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let next = match this.state.as_mut().project() {
                StateProjection::Decide { future, exchange } => {
                    let upstream = ready!(future.poll(context));
                    let exchange = exchange.take().expect(POLLED_AGAIN);
                    let is_unread = !exchange.body.is_end_stream();
                    match upstream.and_then(|upstream| exchange.sign(&upstream)) {
                        Ok((mut inner, request)) => State::Send { future: inner.call(request) },
                        Err(refusal) => State::Refuse { refusal: Some(refusal), is_unread },
                    }
                }
                StateProjection::Send { future } => {
                    return future.poll(context).map_ok(|response| response.map(AnswerBody::inner));
                }
                StateProjection::Refuse { refusal, is_unread } => {
                    let refusal = refusal.take().expect(POLLED_AGAIN);
                    return Poll::Ready(Ok(this.asked.answer(&refusal, *this.answers, *is_unread)));
                }
            };
            this.state.set(next);
        }
    }
}

impl<S, I, B, F, T> fmt::Debug for ResignFuture<S, I, B, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResignFuture").finish_non_exhaustive()
    }
}

pin_project_lite::pin_project! {
    /// The body of a request that a [`ResignLayer`] has signed again: as it is, or in chunks that are signed with the
    /// real key. It comes to no end if the body in it does not.
    pub struct ResignedBody<B> {
        #[pin]
        body: Option<B>,
        chunks: Option<Chunks>,
    }
}

struct Chunks {
    signer: ChunkSigner,
    /// What is not a whole chunk yet.
    rest: BytesMut,
    /// The value of the header after the last chunk.
    trailer: Option<String>,
}

type BoxError = Box<dyn Error + Send + Sync>;

impl Chunks {
    /// The chunks that have become whole, with what is around each.
    fn arrive(&mut self, data: impl Buf) -> Result<Bytes, BoxError> {
        self.rest.put(data);
        let size = self.signer.chunk_size();
        let mut framed = BytesMut::new();
        while self.rest.len() >= size {
            let chunk = self.rest.split_to(size);
            self.frame(&chunk, &mut framed)?;
        }
        Ok(framed.freeze())
    }

    fn frame(&mut self, chunk: &[u8], framed: &mut BytesMut) -> Result<(), BoxError> {
        let frame = self.signer.frame(chunk)?;
        framed.extend_from_slice(frame.before());
        framed.extend_from_slice(chunk);
        framed.extend_from_slice(frame.after());
        Ok(())
    }

    fn trailers(&mut self, trailers: &HeaderMap) {
        let value = trailers.values().next().and_then(|value| value.to_str().ok());
        self.trailer = value.map(str::to_owned);
    }

    /// The last chunks.
    fn end(mut self) -> Result<Bytes, BoxError> {
        let mut framed = BytesMut::new();
        let rest = mem::take(&mut self.rest);
        if !rest.is_empty() {
            self.frame(&rest, &mut framed)?;
        }
        framed.extend_from_slice(&self.signer.finish(self.trailer.as_deref())?);
        Ok(framed.freeze())
    }
}

impl<B: Body<Error: Into<BoxError>>> Body for ResignedBody<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let mut this = self.project();
        loop {
            let Some(body) = this.body.as_mut().as_pin_mut() else { return Poll::Ready(None) };
            let frame = ready!(body.poll_frame(context)).transpose().map_err(Into::into);
            let sent = match (frame, &mut *this.chunks) {
                (Ok(Some(frame)), chunks) => match (frame.into_data(), chunks) {
                    (Ok(data), Some(chunks)) => chunks.arrive(data),
                    (Ok(mut data), None) => Ok(data.copy_to_bytes(data.remaining())),
                    (Err(frame), Some(chunks)) => {
                        frame.trailers_ref().into_iter().for_each(|trailers| chunks.trailers(trailers));
                        Ok(Bytes::new())
                    }
                    (Err(_), None) => Ok(Bytes::new()),
                },
                (Ok(None), chunks) => {
                    this.body.set(None);
                    chunks.take().map_or(Ok(Bytes::new()), Chunks::end)
                }
                (Err(error), _) => Err(error),
            };
            match sent {
                Ok(bytes) if bytes.is_empty() => {}
                Ok(bytes) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Err(error) => {
                    this.body.set(None);
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(|body| self.chunks.is_none() && body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.body, &self.chunks) {
            (Some(body), None) => body.size_hint(),
            // The header says it.
            (Some(_), Some(_)) => SizeHint::default(),
            (None, _) => SizeHint::with_exact(0),
        }
    }
}

impl<B> fmt::Debug for ResignedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResignedBody").field("is_in_chunks", &self.chunks.is_some()).finish_non_exhaustive()
    }
}
