//! The layer that verifies requests.

use std::error::Error;
use std::fmt;
use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::request::Parts;
use http::{Request, Response, Uri};
use http_body::Body;
use presign::Timestamp;
use presign::verify::{self, Policy, SignedRequest};
use tower_layer::Layer;
use tower_service::Service;

use crate::answer::Asked;
use crate::verify_future::{Exchange, VerifyFuture};
use crate::{Anonymous, AnswerBody, Answers, Decide, Keys, Outcome, Refusal, ServeAll, Verified, VerifiedBody};

/// Verifies requests that are signed with AWS Signature Version 4, and their bodies, and refuses all others.
///
/// The service inside gets the request with [`Verified`] in its extensions and with a [`VerifiedBody`]. Where the body
/// came in chunks, it is decoded, and the headers say so: `aws-chunked` is taken from `content-encoding`,
/// `content-length` is the length of what is decoded, and `transfer-encoding`, `x-amz-decoded-content-length`,
/// `x-amz-trailer` and `x-amz-content-sha256` are gone.
///
/// A body that is refused while the service reads it is answered by the layer, whatever the service answers. So is a
/// success that the service answers before it has read the body to its end, with 500: it has done something with what
/// was not verified. [`allow_unread`](Self::allow_unread) is for services that do not care for the body.
///
/// A service refuses in the same words with a [`Refusal`] in the extensions of its answer, which the layer then writes:
/// with axum that is `Extension(refusal).into_response()`.
///
/// Put it outermost: a router that takes a prefix off the path, as `nest` does, changes what was signed. Inside such a
/// router, [`sent_uri`](Self::sent_uri) says where the URI is kept. Limits of time, and of connections, are the
/// server's.
#[must_use = "a layer does nothing until it is put around a service"]
pub struct VerifyLayer<K, H = ServeAll> {
    pub(crate) keys: Arc<K>,
    pub(crate) hook: Arc<H>,
    pub(crate) options: Options,
}

type PolicyFor = Arc<dyn Fn(&Parts, &SignedRequest) -> Option<Arc<Policy>> + Send + Sync>;
type SentUri = Arc<dyn Fn(&Parts) -> Option<Uri> + Send + Sync>;
type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Options {
    policy: Arc<Policy>,
    policy_for: Option<PolicyFor>,
    sent_uri: Option<SentUri>,
    clock: Clock,
    pub(crate) answers: Answers,
    serve_unsigned: bool,
    pub(crate) allow_unread: bool,
    pub(crate) most: u64,
    most_kept: usize,
}

/// The longest body that is kept until it can be verified.
const MOST_KEPT: usize = 1 << 20;

impl<K: Keys> VerifyLayer<K> {
    /// A layer for the requests that this policy accepts, with keys from this store.
    pub fn new(keys: K, policy: Policy) -> Self {
        let options = Options {
            policy: Arc::new(policy),
            policy_for: None,
            sent_uri: None,
            clock: Arc::new(Timestamp::now),
            answers: Answers::default(),
            serve_unsigned: false,
            allow_unread: false,
            most: u64::MAX,
            most_kept: MOST_KEPT,
        };
        Self { keys: Arc::new(keys), hook: Arc::new(ServeAll), options }
    }
}

impl<K: Keys, H> VerifyLayer<K, H> {
    /// Lets this decide about each request whose signature is good, before the service gets it: whether a link is used
    /// up, revoked or counted. The body has not been read then, unless it is empty.
    pub fn after<D: Decide<K::Identity, Output = ()>>(self, decide: D) -> VerifyLayer<K, D> {
        VerifyLayer { keys: self.keys, hook: Arc::new(decide), options: self.options }
    }

    /// Chooses the policy by route, or by the service or region that a request claims to be signed for; `None` is the
    /// policy of [`new`](Self::new). Nothing of the request is verified yet.
    pub fn policy_for<F>(mut self, choose: F) -> Self
    where
        F: Fn(&Parts, &SignedRequest) -> Option<Arc<Policy>> + Send + Sync + 'static,
    {
        self.options.policy_for = Some(Arc::new(choose));
        self
    }

    /// Says where the URI is that was sent, in a router that has changed it; `None` is the request's own.
    ///
    /// With axum's `nest` that is `|parts| parts.extensions.get::<OriginalUri>().map(|uri| uri.0.clone())`.
    pub fn sent_uri<F: Fn(&Parts) -> Option<Uri> + Send + Sync + 'static>(mut self, sent: F) -> Self {
        self.options.sent_uri = Some(Arc::new(sent));
        self
    }

    /// Serves requests that have no signature at all, too, with [`Anonymous`] in their extensions in place of
    /// [`Verified`], and a body that nothing is compared with. By default they are refused. A signature that is not good
    /// is refused all the same.
    pub fn serve_unsigned(mut self) -> Self {
        self.options.serve_unsigned = true;
        self
    }

    /// Passes on a success that the service answers before it has read the body to its end, although the body was not
    /// verified.
    pub fn allow_unread(mut self) -> Self {
        self.options.allow_unread = true;
        self
    }

    /// Sets how refusals are written: as S3 does by default.
    pub fn answers(mut self, answers: Answers) -> Self {
        self.options.answers = answers;
        self
    }

    /// Sets the length of the longest body that is accepted, in bytes, after decoding. There is no limit by default.
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.options.most = bytes;
        self
    }

    /// Sets the length of the longest body that is kept in memory until it can be verified, in bytes: 1 MiB by default.
    ///
    /// Only services other than S3 need that: they sign a hash of the body that no header names. It is read once the key
    /// has been found, so whoever knows an access key id can have so much kept.
    pub fn kept_body_limit(mut self, bytes: usize) -> Self {
        self.options.most_kept = bytes;
        self
    }

    /// Sets the clock: [`Timestamp::now`] by default.
    pub fn clock<F: Fn() -> Timestamp + Send + Sync + 'static>(mut self, now: F) -> Self {
        self.options.clock = Arc::new(now);
        self
    }
}

/// What comes of the head of a request.
pub(crate) enum Head {
    Signed(Arc<SignedRequest>),
    Unsigned,
}

impl Options {
    /// Reads the signature.
    pub(crate) fn read(&self, parts: &Parts) -> Result<Head, Refusal> {
        let uri = self.sent_uri.as_ref().and_then(|sent| sent(parts));
        let signed = match uri.filter(|uri| *uri != parts.uri) {
            None => SignedRequest::from_http_parts(parts),
            Some(uri) => {
                // Its extensions are not needed.
                let mut sent = Request::new(()).into_parts().0;
                sent.method.clone_from(&parts.method);
                sent.version = parts.version;
                sent.headers.clone_from(&parts.headers);
                sent.uri = uri;
                SignedRequest::from_http_parts(&sent)
            }
        };
        match signed {
            Ok(signed) => Ok(Head::Signed(Arc::new(signed))),
            Err(verify::Refusal::NotSigned) if self.serve_unsigned && !is_in_chunks(parts) => Ok(Head::Unsigned),
            Err(refusal) => Err(refusal.into()),
        }
    }

    pub(crate) fn policy_of(&self, parts: &Parts, signed: &SignedRequest) -> Arc<Policy> {
        let chosen = self.policy_for.as_ref().and_then(|choose| choose(parts, signed));
        chosen.unwrap_or_else(|| Arc::clone(&self.policy))
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub(crate) fn most_kept(&self) -> u64 {
        self.most.min(self.most_kept as u64)
    }
}

/// Chunks of a request without a signature are nobody's, and the service would store them as they are.
fn is_in_chunks(parts: &Parts) -> bool {
    let mut values = parts.headers.get_all("x-amz-content-sha256").iter();
    values.any(|value| value.as_bytes().starts_with(b"STREAMING-"))
}

impl<K, H> Clone for VerifyLayer<K, H> {
    fn clone(&self) -> Self {
        Self { keys: Arc::clone(&self.keys), hook: Arc::clone(&self.hook), options: self.options.clone() }
    }
}

impl<K, H> fmt::Debug for VerifyLayer<K, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyLayer").field("policy", &self.options.policy).finish_non_exhaustive()
    }
}

impl<S, K, H> Layer<S> for VerifyLayer<K, H> {
    type Service = Verify<S, K, H>;

    fn layer(&self, inner: S) -> Verify<S, K, H> {
        Verify { inner, layer: Arc::new(self.clone()) }
    }
}

/// A service that gets verified requests only, made by [`VerifyLayer`].
#[derive(Debug)]
pub struct Verify<S, K, H = ServeAll> {
    inner: S,
    layer: Arc<VerifyLayer<K, H>>,
}

impl<S: Clone, K, H> Clone for Verify<S, K, H> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: Arc::clone(&self.layer) }
    }
}

impl<S, K, H, B, R> Service<Request<B>> for Verify<S, K, H>
where
    S: Service<Request<VerifiedBody<B>>, Response = Response<R>> + Clone,
    K: Keys,
    H: Decide<K::Identity, Output = ()>,
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    type Response = Response<AnswerBody<R>>;
    type Error = S::Error;
    type Future = VerifyFuture<S, K, H, B, S::Future, K::Future, H::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone that was polled ready is the one to call.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let (mut parts, body) = request.into_parts();
        parts.extensions.remove::<Verified<K::Identity>>();
        parts.extensions.remove::<Anonymous>();
        let asked = Asked::new(&parts);
        let layer = Arc::clone(&self.layer);
        match layer.options.read(&parts) {
            Ok(Head::Signed(signed)) => {
                let outcome = Outcome {
                    access_key_id: Some(signed.access_key_id().into()),
                    place: Some(signed.place()),
                    refused: None,
                };
                let future = layer.keys.find(Arc::clone(&signed));
                VerifyFuture::look_up(layer, Exchange { inner, parts, body, signed }, asked, outcome, future)
            }
            Ok(Head::Unsigned) => {
                parts.extensions.insert(Anonymous);
                let body = VerifiedBody::any(body, layer.options.most);
                let (verdict, outcome) = (body.verdict(), Outcome::default());
                let future = inner.call(Request::from_parts(parts, body));
                VerifyFuture::serve(layer, asked, outcome, verdict, future)
            }
            Err(refusal) => {
                let is_unread = !body.is_end_stream();
                VerifyFuture::refuse(layer, asked, Outcome::default(), refusal, is_unread)
            }
        }
    }
}
