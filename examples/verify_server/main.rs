//! A file server on loopback that serves only signed requests, presigned URLs above all.
//!
//! ```console
//! cargo run --example verify_server -- DIRECTORY
//! cargo run --features checksums --example verify_server -- --uploads UPLOADS DIRECTORY
//! ```
//!
//! It makes a secret for this run and prints a URL for each file in the directory. With `--uploads` it prints the secret
//! too, and puts what SDKs upload to the bucket `files` into the directory `UPLOADS`, whether they send it in chunks or as
//! it is. With `--once` it answers one request and exits.

mod asked;
mod http;
mod refusal;

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use presign::s3::Bucket;
use presign::verify::{BodyCheck, ChunkDecoder, Payload, Policy, SignedRequest};
use presign::{Credentials, Timestamp};

use crate::http::{Body, PIECE_TIME, Paced};
use crate::refusal::Refusal;

/// How many clients are served at once. More of them wait, so that slow ones take neither all memory nor all threads.
const MAX_CLIENTS: usize = 64;
/// How many of them have the same key: the others still find a place. More of them are told so.
const MAX_CLIENTS_OF_KEY: usize = 48;
/// How long nobody is accepted after that has failed, for example because too many files are open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

fn main() -> Result<(), Box<dyn Error>> {
    let (mut is_once, mut uploads, mut root) = (false, None, ".".to_string());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--once" => is_once = true,
            "--uploads" => uploads = Some(fs::canonicalize(words.next().ok_or("--uploads needs a directory")?)?),
            _ => root = word,
        }
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let origin = format!("http://{}", listener.local_addr()?);
    let secret = random_secret()?;
    let credentials = Credentials::new(KEY_ID, &secret);
    let server = Server {
        root: fs::canonicalize(root)?,
        uploads,
        credentials,
        upload_count: AtomicU64::default(),
        clients_of_key: AtomicUsize::default(),
    };

    println!("Serving {} for an hour to everyone who has one of these URLs:", server.root.display());
    server.print_urls(&origin)?;
    if server.uploads.is_some() {
        println!("Taking uploads to the bucket files from everyone who has these keys:");
        println!("AWS_ENDPOINT_URL={origin} AWS_REGION={REGION} AWS_DEFAULT_REGION={REGION}");
        println!("AWS_ACCESS_KEY_ID={KEY_ID} AWS_SECRET_ACCESS_KEY={secret}");
    }
    thread::scope(|scope| {
        for _ in 0..if is_once { 1 } else { MAX_CLIENTS } {
            scope.spawn(|| server.work(&listener, is_once));
        }
    });
    Ok(())
}

/// 256 bits from the operating system. A server that must know its URLs after a restart keeps its secrets in a store.
fn random_secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat())
}

const KEY_ID: &str = "verify-server";
const REGION: &str = "us-east-1";

struct Server {
    root: PathBuf,
    uploads: Option<PathBuf>,
    credentials: Credentials,
    /// Names the files that are arriving.
    upload_count: AtomicU64,
    /// How many clients of the one key are being served. With many keys: a count for each.
    clients_of_key: AtomicUsize,
}

impl Server {
    fn print_urls(&self, origin: &str) -> Result<(), Box<dyn Error>> {
        let bucket = Bucket::new("files", REGION)?.endpoint(origin)?;
        let signer = bucket.signer(self.credentials.clone())?;
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if let (true, Some(name)) = (entry.file_type()?.is_file(), entry.file_name().to_str()) {
                println!("{}", bucket.get_object(name).presign(&signer, Duration::from_secs(3600), Timestamp::now())?);
            }
        }
        Ok(())
    }

    /// Serves one client after another.
    fn work(&self, listener: &TcpListener, is_once: bool) {
        loop {
            match listener.accept() {
                // A client that goes away is no reason to stop.
                Ok((stream, _)) => {
                    if let Err(error) = self.answer(stream) {
                        eprintln!("{error}");
                    }
                }
                Err(error) => {
                    eprintln!("{error}");
                    thread::sleep(ACCEPT_PAUSE);
                }
            }
            if is_once {
                break;
            }
        }
    }

    /// Reads one request and answers it.
    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_write_timeout(Some(PIECE_TIME))?;
        let (head, rest) = http::read_head(&mut stream)?;
        let is_head = head.starts_with(b"HEAD ");
        let mut place = None;
        match self.serve(&head, &rest, &stream, &mut place) {
            Ok(None) => http::write_head(&mut stream, 200, "application/xml", 0),
            Ok(Some(file)) => {
                let length = file.metadata()?.len();
                // Without a type that a browser would run, and piece by piece: a file may be larger than the memory.
                http::write_head(&mut stream, 200, "application/octet-stream", length)?;
                if is_head { Ok(()) } else { io::copy(&mut file.take(length), &mut stream).map(drop) }
            }
            Err(Refusal { status, code, message }) => {
                eprintln!("{status} {code}: {message}");
                let message = message.replace('&', "&amp;").replace('<', "&lt;");
                let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>\n");
                http::write_head(&mut stream, status, "application/xml", error.len() as u64)?;
                if !is_head {
                    stream.write_all(error.as_bytes())?;
                }
                http::linger(&stream);
                Ok(())
            }
        }
    }

    /// The file that is asked for, if the request may have it; nothing once a file has been stored. `rest` is what has
    /// arrived of the body already.
    fn serve<'s>(
        &'s self,
        head: &[u8],
        rest: &[u8],
        stream: &TcpStream,
        place: &mut Option<Place<'s>>,
    ) -> Result<Option<File>, Refusal> {
        let mut headers = [httparse::EMPTY_HEADER; http::MAX_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        if !parsed.parse(head).is_ok_and(|status| status.is_complete()) {
            return Err(Refusal::bad("this is not an HTTP request, or it is too long or too slow"));
        }
        let (method, target) = (parsed.method.unwrap_or_default(), parsed.path.unwrap_or_default());
        let mut pairs = Vec::new();
        for header in parsed.headers.iter() {
            pairs.push((
                header.name,
                std::str::from_utf8(header.value).map_err(|_| Refusal::bad("a header is not UTF-8"))?,
            ));
        }

        let request = SignedRequest::parse(method, target, pairs.iter().copied())?;
        // With many keys: look the secret up by `request.access_key_id()`.
        let (policy, now) = (Policy::new(REGION, "s3"), Timestamp::now());
        let payload = request.verify_with_credentials(&self.credentials, now, &policy)?;
        *place = Some(Place::take(&self.clients_of_key)?);
        let path = request.decoded_path(&policy.rules);
        let key = path.as_deref().and_then(|path| path.strip_prefix("/files/"));
        match (method, &self.uploads) {
            ("GET" | "HEAD", _) => {
                asked::check(&request, method, &pairs)?;
                // The body is never read, so none may have been signed.
                payload.check(b"")?;
                let file = key.and_then(|key| File::open(within(&self.root, key)?).ok());
                file.map(Some).ok_or_else(|| Refusal::new(404, "NoSuchKey", "there is no such file"))
            }
            ("PUT", Some(directory)) => {
                asked::check(&request, method, &pairs)?;
                let name = key.filter(|key| is_name(key) && !key.contains('/') && !key.starts_with('.'));
                let name = name.ok_or_else(|| Refusal::bad("the key is not the name of a file"))?;
                let upload = match payload {
                    Payload::Unsigned | Payload::Sha256(_) | Payload::Checksums { .. } => {
                        Upload::Whole(payload.body_check()?)
                    }
                    _ => Upload::Chunks(Box::new(request.chunks_with_credentials(&self.credentials, now, &policy)?)),
                };
                let body = BufReader::new(rest.chain(Paced::new(stream)));
                let mut body = Body::new(body, &pairs)?;
                if http::values(&pairs, "expect").next().is_some() {
                    let mut stream = stream;
                    stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                }
                self.store(&directory.join(name), upload, &mut body).map(|()| None)
            }
            _ => Err(Refusal::new(405, "MethodNotAllowed", "files are only read, and with --uploads stored")),
        }
    }

    /// Writes the file under another name, and gives it its own once all of it is good.
    fn store(&self, path: &Path, upload: Upload, body: &mut Body<impl BufRead>) -> Result<(), Refusal> {
        let count = self.upload_count.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_file_name(format!(".upload-{}-{count}", std::process::id()));
        let mut file = File::create_new(&temporary)?;
        let written = upload.receive(body, &mut file).and_then(|()| Ok(fs::rename(&temporary, path)?));
        if written.is_err() {
            // It is of no use, and nothing more can be done if it stays.
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

/// One of the places of a key, until the answer is sent.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(taken: &'a AtomicUsize) -> Result<Self, Refusal> {
        let place = Self(taken);
        if taken.fetch_add(1, Ordering::Relaxed) < MAX_CLIENTS_OF_KEY {
            return Ok(place);
        }
        Err(Refusal::new(503, "SlowDown", "too many requests of this key are being served"))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How the body of an upload is verified.
enum Upload {
    /// By its SHA-256, or not at all.
    Whole(BodyCheck),
    /// In chunks: by their signatures, or the checksum after them.
    Chunks(Box<ChunkDecoder>),
}

impl Upload {
    fn receive(mut self, body: &mut Body<impl BufRead>, file: &mut File) -> Result<(), Refusal> {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length = body.read(&mut buffer)?;
            let mut piece = &buffer[..length];
            match &mut self {
                Self::Whole(check) => {
                    check.update(piece);
                    file.write_all(piece)?;
                }
                Self::Chunks(decoder) => {
                    while let Some(bytes) = decoder.decode(&mut piece)? {
                        file.write_all(bytes)?;
                    }
                }
            }
            if length == 0 {
                break;
            }
        }
        match self {
            Self::Whole(check) => Ok(check.finish()?),
            // The trailing headers are a checksum, which has been compared.
            Self::Chunks(decoder) => Ok(decoder.finish().map(drop)?),
        }
    }
}

/// The file of a key. The key was signed, and still it may be `../x`, or lead through a link to anywhere.
fn within(root: &Path, key: &str) -> Option<PathBuf> {
    let path = key.split('/').all(is_name).then(|| root.join(key))?;
    fs::canonicalize(path).ok().filter(|path| path.starts_with(root) && path.is_file())
}

fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['\\', ':', '\0'])
}
