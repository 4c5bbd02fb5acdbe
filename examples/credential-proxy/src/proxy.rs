//! Verify, sign again, forward.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Either;
use hyper::body::Incoming;
use hyper::header::{self, HeaderName};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use presign::verify::{self, SignedRequest};
use presign::{Credentials, Error, Signed, Signer, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::policy::Policy;
use crate::refusal::{Answer, Refusal};

/// How long a client may take to send the head of a request, and the upstream to accept a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many clients are connected at once. More of them wait.
const MAX_CLIENTS: usize = 64;

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

/// Headers of the upstream's answer that end here.
const ENDING: [HeaderName; 3] = [header::CONNECTION, header::TRANSFER_ENCODING, header::UPGRADE];

/// What a proxy knows.
#[derive(Debug)]
pub struct Proxy {
    placeholder: Credentials,
    upstream: String,
    signer: Signer,
    policy: Policy,
    verify: verify::Policy,
    client: Client<HttpsConnector<HttpConnector>, Incoming>,
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
        connector.set_connect_timeout(Some(PATIENCE));
        connector.enforce_http(false);
        let tls = hyper_rustls::HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1();
        Ok(Self {
            placeholder,
            upstream: upstream.trim_end_matches('/').into(),
            signer: Signer::new(credentials, region, "s3")?,
            policy,
            verify: verify::Policy::new(region, "s3"),
            client: Client::builder(TokioExecutor::new()).build(tls.wrap_connector(connector)),
        })
    }

    /// Serves until the task is dropped.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn serve(self, listener: TcpListener) -> io::Result<()> {
        let (proxy, places) = (Arc::new(self), Arc::new(Semaphore::new(MAX_CLIENTS)));
        loop {
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            let (stream, _) = listener.accept().await?;
            let proxy = Arc::clone(&proxy);
            tokio::spawn(async move {
                let answer = service_fn(|request| proxy.answer(request));
                let mut connection = http1::Builder::new();
                connection.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
                // A connection that breaks off is the client's affair.
                let _ = connection.serve_connection(TokioIo::new(stream), answer).await;
                drop(place);
            });
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Answer, hyper::Error> {
        Ok(match self.forward(request).await {
            Ok(response) => response.map(Either::Left),
            Err(refusal) => refusal.answer(),
        })
    }

    async fn forward(&self, request: Request<Incoming>) -> Result<Response<Incoming>, Refusal> {
        let (parts, body) = request.into_parts();
        let signed = SignedRequest::from_http_parts(&parts)?;
        let origin = format!("{}{}", self.upstream, self.policy.check(&parts)?);
        let again = signed.resign(&self.placeholder, &self.verify, &self.signer, &origin, Timestamp::now())?;
        // The upstream compares the body with the hash that is signed.
        let mut forward = match &again {
            Signed::Url(url) => url.to_http_request(body)?,
            Signed::Headers(headers) => headers.to_http_request(body)?,
        };
        for name in FORWARDED {
            if let (Some(value), false) = (parts.headers.get(&name), forward.headers().contains_key(&name)) {
                forward.headers_mut().insert(name, value.clone());
            }
        }
        let mut response = self.client.request(forward).await.map_err(|error| Refusal::upstream(&error))?;
        for name in ENDING {
            response.headers_mut().remove(name);
        }
        Ok(response)
    }
}
