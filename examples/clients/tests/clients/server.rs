//! A server that verifies every request, and says what it got. Its clock can be wrong.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::http::{Request, Response};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{Credentials, Signer, Timestamp};

/// A server for one service in `us-east-1`.
pub(crate) struct Server {
    /// Such as `http://127.0.0.1:40000`.
    pub(crate) origin: String,
    service: &'static str,
    requests: Arc<AtomicUsize>,
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

impl Server {
    pub(crate) fn start(service: &'static str) -> Self {
        Self::with_clock(service, 0)
    }

    /// The server's clock is ahead by this many seconds. It runs on a thread of its own until the test's process ends.
    pub(crate) fn with_clock(service: &'static str, ahead: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(serve(listener, service, ahead, counter));
        });
        Self { origin, service, requests }
    }

    /// A signer whose credentials the server knows.
    pub(crate) fn signer(&self) -> Signer {
        Signer::new(credentials(), "us-east-1", self.service).unwrap()
    }

    /// How many requests came in.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(SeqCst)
    }
}

async fn serve(listener: TcpListener, service: &'static str, ahead: i64, requests: Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        let requests = Arc::clone(&requests);
        let answer = service_fn(move |request| {
            requests.fetch_add(1, SeqCst);
            answer(request, service, ahead)
        });
        // A client that goes away is no reason to stop.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}

async fn answer(request: Request<Incoming>, service: &str, ahead: i64) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let headers: Vec<_> = parts.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    let now = Timestamp::now().unix_seconds().saturating_add_signed(ahead);
    let target = parts.uri.path_and_query().unwrap().as_str();
    let (status, text) = match verify(parts.method.as_str(), target, &headers, &body, service, now) {
        Ok(()) => {
            let lines: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            (200, format!("{} {target}\n{}\n\n{} bytes", parts.method, lines.join("\n"), body.len()))
        }
        Err(error) => {
            (error.status(), format!("<Error><Code>{}</Code><Message>{error}</Message></Error>", error.code()))
        }
    };
    let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now));
    Ok(Response::builder().status(status).header("date", date).body(Full::from(text)).unwrap())
}

fn verify(
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    service: &str,
    now: u64,
) -> Result<(), Refusal> {
    let now = Timestamp::from_unix_seconds(now).unwrap();
    let request = SignedRequest::parse(method, target, headers.iter().copied())?;
    let (_, decoder) = request.verify(&credentials(), now, &Policy::new("us-east-1", service))?;
    decoder.read(body).map(drop)
}
