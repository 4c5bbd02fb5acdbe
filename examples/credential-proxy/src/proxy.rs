//! Verify, sign again, hold against the policy, forward.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{self, HeaderName};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use presign::verify::{self, Payload, SignedRequest};
use presign::{Credentials, Error, HeaderSignedRequest, Signer, Timestamp};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::answer::{self, Secrets};
use crate::body::{Body, Paced, Rechunked, Upload};
use crate::policy::Policy;
use crate::refusal::Refusal;
use crate::stream::Draining;

/// How long the upstream may take to accept a connection.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// How long nobody is accepted after that has failed, for example because too many files are open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// The longest chunk of a body in signed chunks, which is kept until it is verified. SDKs send 64 KiB to 1 MiB at a time.
const MAX_CHUNK: usize = 4 << 20;

/// Headers that are sent on although they are not signed: they change what part of an object is answered, or how, and not
/// what is done. No `x-amz-` header is among them, and none that ends at the next hop.
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

/// What a proxy knows.
#[derive(Debug)]
pub struct Proxy {
    placeholder: Credentials,
    /// Without a slash at its end.
    upstream: String,
    /// What it signs with, of which no answer may tell.
    real: Credentials,
    signer: Signer,
    policy: Policy,
    verify: verify::Policy,
    limits: Limits,
    requests: Arc<Semaphore>,
    client: Client<HttpsConnector<HttpConnector>, Body>,
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
        Ok(Self {
            placeholder,
            upstream: upstream.trim_end_matches('/').into(),
            real: credentials.clone(),
            signer: Signer::new(credentials, region, "s3")?,
            policy,
            verify,
            limits,
            requests: Arc::new(Semaphore::new(limits.requests)),
            client: Client::builder(TokioExecutor::new()).build(tls.wrap_connector(connector)),
        })
    }

    /// The same proxy with other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.requests = Arc::new(Semaphore::new(limits.requests));
        self.limits = limits;
        self
    }

    /// Serves until the task is dropped.
    pub async fn serve(self, listener: TcpListener) {
        let places = Arc::new(Semaphore::new(self.limits.clients));
        let proxy = Arc::new(self);
        // The places are never closed.
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let proxy = Arc::clone(&proxy);
            tokio::spawn(async move {
                proxy.serve_client(stream).await;
                drop(place);
            });
        }
    }

    async fn serve_client(&self, stream: TcpStream) {
        let answer = service_fn(async |request| {
            Ok::<_, hyper::Error>(self.forward(request).await.unwrap_or_else(Refusal::answer))
        });
        let mut connection = http1::Builder::new();
        connection.timer(TokioTimer::new()).header_read_timeout(self.limits.head);
        let stream = TokioIo::new(Draining::new(stream, self.limits.answer));
        // A connection that breaks off is the client's affair.
        let _ = connection.serve_connection(stream, answer).await;
    }

    async fn forward(&self, request: Request<Incoming>) -> Result<Response<Body>, Refusal> {
        let (parts, body) = request.into_parts();
        let upload = Upload::new(body);
        let body = Paced::new(upload.clone(), self.limits.piece, self.limits.piece_length);
        let (sent, body) = self.sign_again(&parts, body)?;
        let place = Arc::clone(&self.requests).try_acquire_owned().map_err(|_| Refusal::slow_down())?;
        let mut forward = sent.to_http_request(body)?;
        for name in FORWARDED {
            if let (Some(value), false) = (parts.headers.get(&name), forward.headers().contains_key(&name)) {
                forward.headers_mut().insert(name, value.clone());
            }
        }
        let response = self.answer_to(forward, &upload).await?;
        let response = response.map(|body| Paced::new(body, self.limits.answer, 1).place(place));
        answer::pass_on(&parts.method, response, Secrets::new(&self.real, &sent)).await
    }

    /// Verifies a request, before the policy is asked, which is not for strangers; holds what it asks for, as it is about to be sent,
    /// against the policy; and signs it with the real key. By its headers
    /// always: a URL would be good for days, without this proxy.
    fn sign_again(&self, parts: &Parts, body: Paced<Upload>) -> Result<(HeaderSignedRequest, Body), Refusal> {
        let (signed, now) = (SignedRequest::from_http_parts(parts)?, Timestamp::now());
        let (verified, decoder) = signed.verify(&self.placeholder, now, &self.verify)?;
        let bucket = self.policy.bucket_in_host(&verified)?.map(|bucket| format!("/{bucket}")).unwrap_or_default();
        let path = verified.path().map_err(|error| Refusal::denied(format!("the proxy does not allow it: {error}")))?;
        self.policy.check(&parts.method, &format!("{bucket}{path}"), &verified)?;
        let origin = format!("{}{bucket}", self.upstream);
        if let Payload::Streaming(_) = verified.payload() {
            let (sent, signer) = verified.resign_chunks(&self.signer, &origin, now)?;
            return Ok((sent, Rechunked::new(body, decoder, signer).boxed_unsync()));
        }
        // The upstream compares the body with the hash that is signed.
        let sent = verified.resign_by_headers(&self.signer, &origin, now)?;
        Ok((sent, body.boxed_unsync()))
    }

    /// Sends it and waits for the head of the answer, as long as something of the body moves.
    async fn answer_to(&self, forward: Request<Body>, upload: &Upload) -> Result<Response<Incoming>, Refusal> {
        let mut answer = std::pin::pin!(self.client.request(forward));
        loop {
            let deadline = upload.moved() + self.limits.answer;
            match tokio::time::timeout_at(deadline, &mut answer).await {
                Ok(response) => return response.map_err(|error| Refusal::sending(&error)),
                Err(_) if upload.moved() + self.limits.answer > deadline => {}
                Err(_) => {
                    upload.give_up();
                    return Err(Refusal::no_answer());
                }
            }
        }
    }
}
