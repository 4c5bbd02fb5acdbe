//! The layer that signs what a client sends.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::request::Parts;
use http::{Request, uri::Scheme};
use http_body::{Body, Frame, SizeHint};
use presign::{SharedSigner, Signer, Timestamp};
use tower_layer::Layer;
use tower_service::Service;

/// Signs each request that a client sends by its headers, with the rules of the signer's service: S3 has its own for
/// paths.
///
/// The body's SHA-256 is signed, for which it is kept in memory until it is whole. To S3 over HTTPS a body streams
/// unsigned instead, as `UNSIGNED-PAYLOAD`; one that should be signed, or be of any length over plain HTTP, is sent by
/// [`Request::sign_chunked`](presign::Request::sign_chunked).
///
/// A request that is signed already is refused: put the layer inside of what sends a request again, so that each
/// attempt is signed anew.
///
/// ```
/// use std::sync::Arc;
///
/// use presign::{Credentials, SharedSigner, Signer};
/// use presign_tower::SignLayer;
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let signer = Arc::new(SharedSigner::new(Signer::new(credentials, "us-east-1", "s3")?));
/// let layer = SignLayer::new(Arc::clone(&signer));
/// // Whoever renews the credentials calls `signer.renew(…)`, while requests run.
/// # let _ = layer;
/// # Ok::<(), presign::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a layer does nothing until it is put around a service"]
pub struct SignLayer {
    signer: Arc<SharedSigner>,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    most_kept: usize,
}

/// The longest body that is kept until it is signed.
const MOST_KEPT: usize = 16 << 20;

impl SignLayer {
    /// A layer that takes the signer of the moment for each request, so that it can be replaced while requests run.
    pub fn new(signer: Arc<SharedSigner>) -> Self {
        Self { signer, clock: Arc::new(Timestamp::now), most_kept: MOST_KEPT }
    }

    /// Sets the length of the longest body that is kept in memory to sign it, in bytes: 16 MiB by default.
    pub fn kept_body_limit(mut self, bytes: usize) -> Self {
        self.most_kept = bytes;
        self
    }

    /// Sets the clock: [`Timestamp::now`] by default.
    pub fn clock<C: Fn() -> Timestamp + Send + Sync + 'static>(mut self, now: C) -> Self {
        self.clock = Arc::new(now);
        self
    }
}

impl fmt::Debug for SignLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignLayer").finish_non_exhaustive()
    }
}

impl<S> Layer<S> for SignLayer {
    type Service = Sign<S>;

    fn layer(&self, inner: S) -> Sign<S> {
        Sign { inner, layer: self.clone() }
    }
}

/// A client that signs what it sends, made by [`SignLayer`].
#[derive(Clone, Debug)]
pub struct Sign<S> {
    inner: S,
    layer: SignLayer,
}

impl<S, B> Service<Request<B>> for Sign<S>
where
    S: Service<Request<SignedBody<B>>> + Clone,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Response = S::Response;
    type Error = SignError<S::Error>;
    type Future = SignFuture<S, B, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context).map_err(SignError::Inner)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone that was polled ready is the one to call.
        let clone = self.inner.clone();
        let inner = mem::replace(&mut self.inner, clone);
        let (parts, body) = request.into_parts();
        let layer = self.layer.clone();
        SignFuture { state: State::Begin { begun: Some((Sending { inner, parts, layer }, body)) } }
    }
}

struct Sending<S> {
    inner: S,
    parts: Parts,
    layer: SignLayer,
}

impl<S> Sending<S> {
    fn send<B>(self, body: SignedBody<B>, hash: presign::Body<'_>) -> Result<S::Future, SignError<S::Error>>
    where
        S: Service<Request<SignedBody<B>>>,
    {
        let Self { mut inner, parts, layer } = self;
        let mut request = Request::from_parts(parts, body);
        layer.signer.current().sign_http(&mut request, hash, (layer.clock)()).map_err(SignError::Sign)?;
        Ok(inner.call(request))
    }
}

pin_project_lite::pin_project! {
    /// The future of [`Sign`].
    pub struct SignFuture<S, B, T> {
        #[pin]
        state: State<S, B, T>,
    }
}

pin_project_lite::pin_project! {
    #[project = StateProjection]
    enum State<S, B, T> {
        Begin { begun: Option<(Sending<S>, B)> },
        /// The body is read, to be signed.
        Keep { #[pin] body: B, kept: BytesMut, sending: Option<Sending<S>> },
        Send { #[pin] future: T },
    }
}

/// Each state is left as soon as what it holds is taken.
const POLLED_AGAIN: &str = "the future is not polled after it has ended";

impl<S, B> Future for SignFuture<S, B, S::Future>
where
    S: Service<Request<SignedBody<B>>>,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Output = Result<S::Response, SignError<S::Error>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let next = match this.state.as_mut().project() {
                StateProjection::Begin { begun } => {
                    let (sending, body) = begun.take().expect(POLLED_AGAIN);
                    let is_https = sending.parts.uri.scheme() == Some(&Scheme::HTTPS);
                    if body.is_end_stream() {
                        let body = SignedBody::Streams { body };
                        State::Send { future: sending.send(body, presign::Body::Bytes(b""))? }
                    } else if is_https && streams_unsigned(&sending.layer.signer.current()) {
                        let body = SignedBody::Streams { body };
                        State::Send { future: sending.send(body, presign::Body::Unsigned)? }
                    } else {
                        State::Keep { body, kept: BytesMut::new(), sending: Some(sending) }
                    }
                }
                StateProjection::Keep { mut body, kept, sending } => {
                    let most = sending.as_ref().map_or(0, |sending| sending.layer.most_kept);
                    while let Some(frame) = ready!(body.as_mut().poll_frame(context)) {
                        let frame = frame.map_err(|error| SignError::Body(error.into()))?;
                        let Ok(data) = frame.into_data() else { return Poll::Ready(Err(SignError::Trailers)) };
                        if kept.len() + data.remaining() > most {
                            return Poll::Ready(Err(SignError::TooLong(most)));
                        }
                        kept.put(data);
                    }
                    let sending = sending.take().expect(POLLED_AGAIN);
                    let bytes = mem::take(kept).freeze();
                    let body = SignedBody::Whole { bytes: Some(bytes.clone()).filter(|bytes| !bytes.is_empty()) };
                    State::Send { future: sending.send(body, presign::Body::Bytes(&bytes))? }
                }
                StateProjection::Send { future } => return future.poll(context).map_err(SignError::Inner),
            };
            this.state.set(next);
        }
    }
}

/// Only S3 accepts a body that nothing signs.
fn streams_unsigned(signer: &Signer) -> bool {
    signer.service().starts_with("s3")
}

impl<S, B, T> fmt::Debug for SignFuture<S, B, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignFuture").finish_non_exhaustive()
    }
}

pin_project_lite::pin_project! {
    /// The body of a request that a [`SignLayer`] has signed: as it was, or kept in memory.
    #[project = SignedBodyProjection]
    #[allow(missing_docs, reason = "they are private to all but the macro")]
    #[non_exhaustive]
    pub enum SignedBody<B> {
        /// It streams, and is not signed, or is empty.
        Streams { #[pin] body: B },
        /// It is in memory.
        Whole { bytes: Option<Bytes> },
    }
}

impl<B: Body> Body for SignedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        match self.project() {
            SignedBodyProjection::Streams { body } => body.poll_frame(context).map_ok(|frame| {
                frame.map_data(|mut data| {
                    let length = data.remaining();
                    data.copy_to_bytes(length)
                })
            }),
            SignedBodyProjection::Whole { bytes } => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Streams { body } => body.is_end_stream(),
            Self::Whole { bytes } => bytes.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Streams { body } => body.size_hint(),
            Self::Whole { bytes } => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
        }
    }
}

impl<B> fmt::Debug for SignedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Streams { .. } => "Streams",
            Self::Whole { .. } => "Whole",
        })
    }
}

/// Why a request was not sent, or not answered.
#[derive(Debug)]
#[non_exhaustive]
pub enum SignError<E> {
    /// It cannot be signed.
    Sign(presign::Error),
    /// Its body is longer than so many bytes, which are the most that are kept in memory to sign it.
    TooLong(usize),
    /// Its body has trailers, and would have to be sent without.
    Trailers,
    /// Its body cannot be read.
    Body(Box<dyn Error + Send + Sync>),
    /// What the client itself says.
    Inner(E),
}

impl<E: fmt::Display> fmt::Display for SignError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sign(error) => write!(f, "the request cannot be signed: {error}"),
            Self::TooLong(most) => {
                write!(f, "the body is longer than {most} bytes, which is the most that is kept to sign it")
            }
            Self::Trailers => f.write_str("the body has trailers, which cannot be signed"),
            Self::Body(error) => write!(f, "the body cannot be read: {error}"),
            Self::Inner(error) => error.fmt(f),
        }
    }
}

impl<E: Error + 'static> Error for SignError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sign(error) => Some(error),
            Self::TooLong(_) | Self::Trailers => None,
            Self::Body(error) => Some(&**error),
            Self::Inner(error) => Some(error),
        }
    }
}
