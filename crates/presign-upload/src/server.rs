//! An S3 server inside this process.

use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, ORIGIN};
use hyper::{Method, Request};
use presign::Credentials;
use s3s::auth::SimpleAuth;
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpError, HttpResponse};
use s3s_fs::FileSystem;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use uuid::Uuid;

use crate::access::PresignedOnly;
use crate::background::{self, Background};
use crate::connections;
use crate::cors::{self, Cors};
use crate::parts::Parts;

/// A running S3 server: at a free port of 127.0.0.1, with one bucket, its files in a temporary folder.
///
/// It is strict as S3 is and takes presigned requests and signed forms only. When it is dropped it stops, and its files
/// are gone.
///
/// ```
/// use core::time::Duration;
/// use presign_upload::server::Server;
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
    root: Folder,
}

const BUCKET: &str = "presign-upload";
const REGION: &str = "eu-central-1";
const ACCESS_KEY_ID: &str = "AKIDDIRECTUPLOAD";
const SECRET_ACCESS_KEY: &str = "made-up-for-the-embedded-server";

impl Server {
    /// Starts a server. It accepts requests as soon as this returns. Pages of other origins cannot use it.
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
        let root = Folder::create()?;
        std::fs::create_dir(root.0.join(BUCKET))?;
        let (listener, address) = background::listen((Ipv4Addr::LOCALHOST, 0).into())?;
        let endpoint = format!("http://{address}");
        let parts = Arc::<Parts>::default();
        let front = Arc::new(Front {
            service: service(&root.0, Arc::clone(&parts))?,
            cors: Cors::for_pages(origins),
            parts,
            forms: Semaphore::new(MAX_FORMS),
            endpoint: endpoint.clone(),
        });
        let background = Background::spawn("s3-server", listener, |listener, ending| {
            connections::serve(listener, ending, move |request| {
                let front = Arc::clone(&front);
                async move { front.answer(request).await }
            })
        })?;
        Ok(Self { endpoint, _background: background, root })
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
        self.root.0.join(BUCKET)
    }
}

/// A folder of its own among the temporary files. When it is dropped it is gone, with everything in it.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn create() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("presign-upload-{}", Uuid::new_v4()));
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn service(root: &Path, parts: Arc<Parts>) -> io::Result<S3Service> {
    let files = FileSystem::new(root).map_err(|error| io::Error::other(format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
    builder.set_access(PresignedOnly::new(REGION, MAX_HELD, root, parts));
    let mut config = S3Config::default();
    // s3s holds the file of a form in memory, and looks at its signature after that.
    config.post_object_max_file_size = MAX_HELD;
    builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
    Ok(builder.build())
}

/// How much of one request is held in memory, in bytes. Parts are not held: they go to the disk as they arrive.
pub(crate) const MAX_HELD: u64 = 64 << 20;
/// How many forms are read at once. Anyone may send one: the signature is among its fields.
const MAX_FORMS: usize = 8;
/// How much is read, and dropped, of a request that was refused, in bytes. S3 does so too: otherwise a client that does not
/// read until it has written would never see the answer.
const MAX_DROPPED: usize = 64 << 20;
/// How long a request may rest, and the least bytes a second that it must have besides.
const BODY_TIME: Duration = Duration::from_secs(30);
const LEAST_RATE: u64 = 16 << 10;

/// What a bucket at S3 has and s3s has not: CORS rules, and a few things that s3s-fs leaves out of its answers.
struct Front {
    service: S3Service,
    cors: Cors,
    parts: Arc<Parts>,
    forms: Semaphore,
    endpoint: String,
}

impl Front {
    async fn answer(&self, request: Request<Incoming>) -> Result<HttpResponse, HttpError> {
        if request.method() == Method::OPTIONS {
            return Ok(self.cors.preflight(request.headers()));
        }
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let origin = cors::text(request.headers(), &ORIGIN).map(str::to_owned);
        let response = self.call(request).await?;
        let mut response = self.parts.complete(&method, &uri, &self.endpoint, response).await?;
        self.cors.add_headers(origin.as_deref(), method.as_str(), response.headers_mut());
        Ok(response)
    }

    /// Lets s3s answer, which reads as much of the body as it wants: nothing, if the request is not signed.
    async fn call(&self, request: Request<Incoming>) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let is_form = cors::text(&parts.headers, &CONTENT_TYPE).is_some_and(|of| of.starts_with("multipart/form-data"));
        // It is never closed.
        let _place = if is_form { self.forms.acquire().await.ok() } else { None };
        let (sender, channel) = Channel::new(1);
        let answer = self.service.call(Request::from_parts(parts, Body::http_body_unsync(channel)));
        tokio::join!(answer, hand_on(body, sender)).0
    }
}

/// Hands a body on piece by piece, in a limited time. When nobody wants any more of it, the rest is read and dropped.
async fn hand_on(mut body: Incoming, sender: Sender<Bytes, io::Error>) {
    let mut sender = Some(sender);
    let (mut left, mut dropped) = (BODY_TIME, 0);
    while !body.is_end_stream() {
        let begun = Instant::now();
        let frame = match timeout(left, body.frame()).await {
            Ok(None) => return,
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) | Err(_) => {
                if let Some(sender) = sender {
                    sender.abort(io::ErrorKind::TimedOut.into());
                }
                return;
            }
        };
        let length = frame.data_ref().map_or(0, Bytes::len);
        left = left.saturating_sub(begun.elapsed());
        if let Some(open) = &mut sender {
            left = (left + Duration::from_micros(length as u64 * 1_000_000 / LEAST_RATE)).min(BODY_TIME);
            if open.send(frame).await.is_err() {
                sender = None;
            }
        } else {
            dropped += length;
            if dropped > MAX_DROPPED {
                return;
            }
        }
    }
}
