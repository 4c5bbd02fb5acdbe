//! An S3 server inside this process.

use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use http_body_util::BodyExt;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use presign::Credentials;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{HttpError, HttpResponse};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::access::PresignedOnly;

/// A running S3 server: at a free port of 127.0.0.1, with one bucket, its files in a temporary folder.
///
/// It is strict as S3 is and takes presigned requests only. When it is dropped it stops, and its files are gone.
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
    root: TempDir,
    /// Dropped, it tells the thread to end.
    running: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

const BUCKET: &str = "direct-upload";
const REGION: &str = "eu-central-1";
const ACCESS_KEY_ID: &str = "AKIDDIRECTUPLOAD";
const SECRET_ACCESS_KEY: &str = "made-up-for-the-embedded-server";

impl Server {
    /// Starts a server. It takes requests as soon as this returns.
    ///
    /// # Errors
    /// - The temporary folder, the port or the thread could not be had.
    pub fn start() -> io::Result<Self> {
        let root = TempDir::with_prefix("direct-upload-")?;
        std::fs::create_dir(root.path().join(BUCKET))?;
        let service = service(root.path())?;
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _context = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (running, stopped) = oneshot::channel();
        // A thread of its own, so that the server can be started and dropped inside any other runtime or none.
        let thread = thread::Builder::new().name("s3-server".into()).spawn(move || {
            runtime.spawn(accept(listener, service));
            // It ends when the other end is dropped: nothing is ever sent.
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { endpoint, root, running: Some(running), thread: Some(thread) })
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

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.running.take());
        // The folder goes after this: nobody writes to it any more.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn service(root: &Path) -> io::Result<S3Service> {
    let files = FileSystem::new(root).map_err(|error| io::Error::other(format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
    builder.set_access(PresignedOnly { region: REGION });
    Ok(builder.build())
}

async fn accept(listener: TcpListener, service: S3Service) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, perhaps: let the others finish.
            tokio::task::yield_now().await;
            continue;
        };
        let service = service.clone();
        tokio::spawn(async move {
            let answer = service_fn(|request| answer(&service, request));
            // A connection that breaks off is the client's affair.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

/// Reads a request to its end before it is answered. Otherwise a refused upload would be cut off while the client still
/// writes, and a client that does not read until it has written never sees the answer.
async fn answer(service: &S3Service, request: Request<Incoming>) -> Result<HttpResponse, HttpError> {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.map_err(|error| HttpError::new(Box::new(error)))?.to_bytes();
    service.call(Request::from_parts(parts, bytes.into())).await
}
