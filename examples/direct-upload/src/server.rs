//! An S3 server inside this process.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::ORIGIN;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use presign::Credentials;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{HttpError, HttpResponse};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::access::PresignedOnly;
use crate::background::{self, Background};
use crate::cors::{self, Cors};

/// A running S3 server: at a free port of 127.0.0.1, with one bucket, its files in a temporary folder.
///
/// It is strict as S3 is and takes presigned requests and signed forms only. When it is dropped it stops, and its files
/// are gone.
///
/// ```
/// use core::time::Duration;
/// use direct_upload::server::Server;
/// use presign::{Timestamp, s3::Bucket};
///
/// let server = Server::start()?;
/// let bucket = Bucket::new(server.bucket(), server.region())?.endpoint(server.endpoint())?;
/// let signer = bucket.signer(server.credentials())?;
/// let url = bucket.put_object("a key").presign(&signer, Duration::from_secs(60), Timestamp::now())?;
/// ureq::put(url.as_str()).send("some bytes")?;
/// assert_eq!(std::fs::read(server.folder().join("a key"))?, b"some bytes");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Server {
    endpoint: String,
    /// Stopped before the folder goes: fields are dropped in this order.
    _background: Background,
    root: TempDir,
}

const BUCKET: &str = "direct-upload";
const REGION: &str = "eu-central-1";
const ACCESS_KEY_ID: &str = "AKIDDIRECTUPLOAD";
const SECRET_ACCESS_KEY: &str = "made-up-for-the-embedded-server";

impl Server {
    /// Starts a server. It takes requests as soon as this returns. Pages of other origins cannot use it.
    ///
    /// # Errors
    /// - The temporary folder, the port or the thread could not be had.
    pub fn start() -> io::Result<Self> {
        Self::start_for_pages(&[])
    }

    /// Starts a server that pages of these origins, such as `http://127.0.0.1:4000`, can upload to: its bucket has the
    /// CORS rules of `aws/cors.json`.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_for_pages(origins: &[String]) -> io::Result<Self> {
        let root = TempDir::with_prefix("direct-upload-")?;
        std::fs::create_dir(root.path().join(BUCKET))?;
        let front = Front { service: service(root.path())?, cors: Cors::for_pages(origins), writing: Mutex::default() };
        let (listener, address) = background::listen(0)?;
        let background = Background::spawn("s3-server", listener, |listener| accept(listener, Arc::new(front)))?;
        Ok(Self { endpoint: format!("http://{address}"), _background: background, root })
    }

    /// The URL of the server, such as `http://127.0.0.1:40001`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The name of the bucket that exists. It is addressed in path style.
    #[must_use]
    pub fn bucket(&self) -> &str {
        BUCKET
    }

    /// The region that URLs are to be signed for.
    #[must_use]
    pub fn region(&self) -> &str {
        REGION
    }

    /// The credentials that the server knows.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    }

    /// The secret of these credentials, for a program that is to read it from its environment. It is no secret: it is made
    /// up, and opens nothing but this server, which only this machine can reach.
    #[must_use]
    pub fn secret_access_key(&self) -> &str {
        SECRET_ACCESS_KEY
    }

    /// The folder with the bucket's objects: each is a file, its key is the path.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.root.path().join(BUCKET)
    }
}

fn service(root: &Path) -> io::Result<S3Service> {
    let files = FileSystem::new(root).map_err(|error| io::Error::other(format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
    builder.set_access(PresignedOnly { region: REGION });
    Ok(builder.build())
}

async fn accept(listener: TcpListener, front: Arc<Front>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, perhaps: let the others finish.
            tokio::task::yield_now().await;
            continue;
        };
        let front = Arc::clone(&front);
        tokio::spawn(async move {
            let answer = service_fn(|request| front.answer(request));
            // A connection that breaks off is the client's affair.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

/// What a bucket at S3 has and s3s has not: CORS rules, and conditions that hold however many write at once.
struct Front {
    service: S3Service,
    cors: Cors,
    writing: Mutex<()>,
}

impl Front {
    async fn answer(&self, request: Request<Incoming>) -> Result<HttpResponse, HttpError> {
        if request.method() == Method::OPTIONS {
            return Ok(self.cors.preflight(request.headers()));
        }
        let method = request.method().clone();
        let origin = cors::text(request.headers(), &ORIGIN).map(str::to_owned);
        let mut response = self.call(request).await?;
        self.cors.add_headers(origin.as_deref(), method.as_str(), response.headers_mut());
        Ok(response)
    }

    /// Reads a request to its end before it is answered. Otherwise a refused upload would be cut off while the client still
    /// writes, and a client that does not read until it has written never sees the answer.
    async fn call(&self, request: Request<Incoming>) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let bytes = body.collect().await.map_err(|error| HttpError::new(Box::new(error)))?.to_bytes();
        // s3s-fs looks whether an object is there, and then writes it: for `if-none-match` nobody may come in between.
        let _turn = match parts.method {
            Method::PUT | Method::POST => Some(self.writing.lock().await),
            _ => None,
        };
        self.service.call(Request::from_parts(parts, bytes.into())).await
    }
}
