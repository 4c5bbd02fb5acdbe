//! Verify, hold against the policy, sign again, forward: three layers and a client.

use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::{self as client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use presign::scoped::{Grant, Verifier};
use presign::verify::{self, SignedRequest};
use presign::{Credentials, Error, Signer, Timestamp};
use presign_tower::{
    AnswerBody, Found, Refusal, ResignLayer, ResignedBody, Upstream, Verified, VerifiedBody, VerifyLayer,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::{Layer, Service};

use crate::answer::{self, Secrets};
use crate::body::{Body, Paced, Upload};
use crate::policy::Policy;
use crate::refusal;
use crate::stream::Draining;

/// How long the upstream may take to accept a connection.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// How long nobody is accepted after that has failed, for example because too many files are open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// The longest chunk of a body in signed chunks, which is kept until it is verified. SDKs send 64 KiB to 1 MiB at a time.
const MAX_CHUNK: usize = 4 << 20;

/// How long the proxy waits, and for how many.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a client may take to send the head of a request: 10 seconds by default.
    pub head: Duration,
    /// How long the next [`piece_length`](Self::piece_length) bytes of a client's body may take: 10 seconds by default.
    pub piece: Duration,
    /// 16 KiB by default: a client that sends a byte every now and then is not waited for.
    pub piece_length: usize,
    /// How long the upstream may take to answer once it has the request, or to send or to take the next piece of a body, and a
    /// client to take some of the answer: one minute by default.
    pub answer: Duration,
    /// How many clients are connected at once: 64 by default. More of them wait.
    pub clients: usize,
    /// How many requests of the placeholder key are forwarded at once: 48 by default. More of them are refused, so that
    /// whoever has the key is answered. With several keys, each has places of its own.
    pub requests: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            piece: Duration::from_secs(10),
            piece_length: 16 << 10,
            answer: Duration::from_mins(1),
            clients: 64,
            requests: 48,
        }
    }
}

/// Who has a key: the places that its requests may take, and what its credentials may do.
#[derive(Clone)]
struct Client {
    places: Arc<Semaphore>,
    grant: Grant,
}

/// The name of this server in scoped credentials.
const SERVER: &str = "credential-proxy";

/// What a proxy knows.
#[derive(Debug)]
pub struct Proxy {
    placeholder: Credentials,
    policy: Policy,
    verify: verify::Policy,
    limits: Limits,
    /// Without a slash at its end.
    upstream: String,
    signer: Arc<Signer>,
    forward: Forward,
}

impl Proxy {
    /// A proxy for clients that sign with `placeholder`, in front of the S3 endpoint `upstream`, such as
    /// `https://s3.eu-west-1.amazonaws.com`. Clients sign for `region`, which is the upstream's too.
    ///
    /// # Errors
    /// As [`Signer::new`].
    pub fn new(
        placeholder: Credentials,
        credentials: Credentials,
        region: &str,
        upstream: &str,
        policy: Policy,
    ) -> Result<Self, Error> {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIME));
        connector.enforce_http(false);
        // Of an upstream that does not take what it is sent.
        #[cfg(target_os = "linux")]
        connector.set_tcp_user_timeout(Some(Limits::default().answer));
        let tls = hyper_rustls::HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1();
        let mut verify = verify::Policy::new(region, "s3");
        verify.max_chunk = MAX_CHUNK;
        let limits = Limits::default();
        let client = client::Client::builder(TokioExecutor::new()).build(tls.wrap_connector(connector));
        Ok(Self {
            placeholder,
            policy,
            verify,
            limits,
            upstream: upstream.trim_end_matches('/').into(),
            signer: Arc::new(Signer::new(credentials.clone(), region, "s3")?),
            forward: Forward { real: credentials, limits, client },
        })
    }

    /// The same proxy with other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.forward.limits = limits;
        self.limits = limits;
        self
    }

    /// Serves until the task is dropped.
    pub async fn serve(self, listener: TcpListener) {
        let (limits, places) = (self.limits, Arc::new(Semaphore::new(self.limits.clients)));
        let service = self.service();
        // The places are never closed.
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let service = service.clone();
            tokio::spawn(async move {
                serve_client(stream, service, limits).await;
                drop(place);
            });
        }
    }

    /// The layers around the client.
    fn service(
        self,
    ) -> impl Service<Request<Sending>, Response: IntoBody, Error = Infallible, Future: Send> + Clone + Send + 'static
    {
        let Self { placeholder, policy, verify, limits, upstream, signer, forward } = self;
        // With several keys, each has places of its own.
        let places = Arc::new(Semaphore::new(limits.requests));
        let keys = move |request: Arc<SignedRequest>| {
            let is_known = request.access_key_id() == placeholder.access_key_id();
            let child =
                is_known.then(|| Verifier::new(SERVER).child(request.session_token(), &placeholder)).transpose();
            let client = |grant| Client { places: Arc::clone(&places), grant };
            ready(child.map(|child| child.map(|it| Found::new(it.credentials, client(it.grant)))).map_err(Into::into))
        };
        let decide = move |verified: Verified<Client>| {
            let decided = policy.check(&verified).and_then(|(ask, is_in_host)| {
                verified.identity().grant.allows(&ask, Timestamp::now())?;
                let bucket = ask.bucket().filter(|_| is_in_host).map(|bucket| format!("/{bucket}")).unwrap_or_default();
                Ok(Upstream::new(Arc::clone(&signer), format!("{upstream}{bucket}")))
            });
            ready(decided)
        };
        let service = tower::service_fn(move |request| forward.clone().answer(request));
        VerifyLayer::new(keys, verify).layer(ResignLayer::new(decide).layer(service))
    }
}

/// The client's body, as it arrives.
type Sending = Paced<Upload>;
/// The same, verified, and in chunks of the real key where it came in chunks.
type Forwarded = ResignedBody<VerifiedBody<Sending>>;

/// Serves one connection.
async fn serve_client<S>(stream: TcpStream, service: S, limits: Limits)
where
    S: Service<Request<Sending>, Response: IntoBody, Error = Infallible, Future: Send> + Clone,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let (mut parts, body) = request.into_parts();
        let upload = Upload::new(body);
        parts.extensions.insert(upload.clone());
        let request = Request::from_parts(parts, Paced::new(upload, limits.piece, limits.piece_length));
        let answer = service.clone().call(request);
        async move { answer.await.map(IntoBody::into_body) }
    });
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(limits.head);
    let stream = TokioIo::new(Draining::new(stream, limits.answer));
    // A connection that breaks off is the client's affair.
    let _ = connection.serve_connection(stream, service).await;
}

/// Answers, whatever layers they have been through.
trait IntoBody {
    fn into_body(self) -> Response<Body>;
}

impl IntoBody for Response<AnswerBody<AnswerBody<Body>>> {
    fn into_body(self) -> Response<Body> {
        self.map(BodyExt::boxed_unsync)
    }
}

/// What sends requests to the upstream.
#[derive(Clone, Debug)]
struct Forward {
    /// What they are signed with, of which no answer may tell.
    real: Credentials,
    limits: Limits,
    client: client::Client<HttpsConnector<HttpConnector>, Forwarded>,
}

impl Forward {
    async fn answer(self, request: Request<Forwarded>) -> Result<Response<Body>, Infallible> {
        Ok(self.forward(request).await.unwrap_or_else(|refusal| {
            // The layer writes it.
            let mut answer = Response::new(Empty::new().map_err(|never| match never {}).boxed_unsync());
            answer.extensions_mut().insert(refusal);
            answer
        }))
    }

    async fn forward(self, request: Request<Forwarded>) -> Result<Response<Body>, Refusal> {
        let lost = || refusal::bad_gateway("the request has lost what its layers know of it".into());
        let upload = request.extensions().get::<Upload>().cloned().ok_or_else(lost)?;
        let client = request.extensions().get::<Verified<Client>>().ok_or_else(lost)?.identity();
        let place = Arc::clone(&client.places).try_acquire_owned().map_err(|_| refusal::slow_down())?;
        let authorization = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (method, authorization) = (request.method().clone(), authorization.ok_or_else(lost)?.to_owned());
        let response = self.answer_to(request, &upload).await?;
        let response = response.map(|body| Paced::new(body, self.limits.answer, 1).place(place));
        answer::pass_on(&method, response, Secrets::new(&self.real, &authorization)).await
    }

    /// Sends it and waits for the head of the answer, as long as something of the body moves.
    async fn answer_to(&self, request: Request<Forwarded>, upload: &Upload) -> Result<Response<Incoming>, Refusal> {
        let mut answer = std::pin::pin!(self.client.request(request));
        loop {
            let deadline = upload.moved() + self.limits.answer;
            match tokio::time::timeout_at(deadline, &mut answer).await {
                Ok(response) => return response.map_err(|error| refusal::sending(&error)),
                Err(_) if upload.moved() + self.limits.answer > deadline => {}
                Err(_) => {
                    upload.give_up();
                    return Err(refusal::no_answer());
                }
            }
        }
    }
}
