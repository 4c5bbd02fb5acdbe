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

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use presign::s3::Bucket;
use presign::verify::{self, BodyCheck, ChunkDecoder, ChunkError, Payload, Policy, SignedRequest};
use presign::{Credentials, Timestamp};

/// The longest request head that is read, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// How long a client may take to send it.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// The largest file that is taken, in bytes.
const MAX_UPLOAD: u64 = 1 << 30;
/// How long a client may take to receive or to send the next piece of a file.
const PIECE_TIME: Duration = Duration::from_secs(10);
/// How many clients are served at once. More of them wait, so that slow ones take neither all memory nor all threads.
const MAX_CLIENTS: usize = 64;

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
    let server = Server { root: fs::canonicalize(root)?, uploads, credentials, upload_count: AtomicU64::default() };

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

/// Why a request is not served.
struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: &str) -> Self {
        Self { status, code, message: message.to_string() }
    }

    fn bad(message: &str) -> Self {
        Self::new(400, "InvalidRequest", message)
    }
}

impl From<verify::Error> for Refusal {
    fn from(error: verify::Error) -> Self {
        Self { status: error.status(), code: error.code(), message: error.to_string() }
    }
}

impl From<ChunkError> for Refusal {
    fn from(error: ChunkError) -> Self {
        Self { status: error.status(), code: error.code(), message: error.to_string() }
    }
}

/// The fault of a connection or of a disk.
impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self { status: 500, code: "InternalError", message: error.to_string() }
    }
}

struct Server {
    root: PathBuf,
    uploads: Option<PathBuf>,
    credentials: Credentials,
    /// Names the files that are on their way.
    upload_count: AtomicU64,
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
            // A client that goes away is no reason to stop.
            if let Err(error) = listener.accept().and_then(|(stream, _)| self.answer(stream)) {
                eprintln!("{error}");
            }
            if is_once {
                break;
            }
        }
    }

    /// Reads one request and answers it.
    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_write_timeout(Some(PIECE_TIME))?;
        let (head, rest) = read_head(&mut stream)?;
        let is_head = head.starts_with(b"HEAD ");
        match self.serve(&head, &rest, &stream) {
            Ok(None) => write_head(&mut stream, 200, "application/xml", 0),
            Ok(Some(file)) => {
                let length = file.metadata()?.len();
                // Without a type that a browser would run, and piece by piece: a file may be larger than the memory.
                write_head(&mut stream, 200, "application/octet-stream", length)?;
                if is_head { Ok(()) } else { io::copy(&mut file.take(length), &mut stream).map(drop) }
            }
            Err(Refusal { status, code, message }) => {
                eprintln!("{status} {code}: {message}");
                let message = message.replace('&', "&amp;").replace('<', "&lt;");
                let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>\n");
                write_head(&mut stream, status, "application/xml", error.len() as u64)?;
                if is_head { Ok(()) } else { stream.write_all(error.as_bytes()) }
            }
        }
    }

    /// The file that is asked for, if the request may have it; nothing once a file has been taken. `rest` is what has
    /// arrived of the body already.
    fn serve(&self, head: &[u8], rest: &[u8], stream: &TcpStream) -> Result<Option<File>, Refusal> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
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
        let path = request.decoded_path(&policy.rules);
        let key = path.as_deref().and_then(|path| path.strip_prefix("/files/"));
        match (method, &self.uploads) {
            ("GET" | "HEAD", _) => {
                // The body is never read, so none may have been signed.
                payload.check(b"")?;
                let file = key.and_then(|key| File::open(within(&self.root, key)?).ok());
                file.map(Some).ok_or_else(|| Refusal::new(404, "NoSuchKey", "there is no such file"))
            }
            ("PUT", Some(directory)) if is_upload(target, &pairs) => {
                let name = key.filter(|key| is_name(key) && !key.contains('/') && !key.starts_with('.'));
                let name = name.ok_or_else(|| Refusal::bad("the key is not the name of a file"))?;
                let upload = match payload {
                    Payload::Unsigned | Payload::Sha256(_) => Upload::Whole(payload.body_check()?),
                    _ => Upload::Chunks(Box::new(request.chunks_with_credentials(&self.credentials, now, &policy)?)),
                };
                stream.set_read_timeout(Some(PIECE_TIME))?;
                if has(&pairs, "expect") {
                    let mut stream = stream;
                    stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                }
                let body = BufReader::new(rest.chain(stream));
                self.store(&directory.join(name), upload, &mut Body::new(body, &pairs)?).map(|()| None)
            }
            _ => Err(Refusal::new(
                405,
                "MethodNotAllowed",
                "files are read, and uploaded in one piece where there is room for them",
            )),
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

/// The body of an HTTP request. The chunks of `transfer-encoding: chunked`, in which some SDKs send theirs, are those of
/// the connection, and are taken apart first.
struct Body<R> {
    reader: R,
    /// What is left of the body, or of its chunk.
    left: u64,
    is_chunked: bool,
    total: u64,
}

impl<R: BufRead> Body<R> {
    fn new(reader: R, headers: &[(&str, &str)]) -> Result<Self, Refusal> {
        let is_chunked = has(headers, "transfer-encoding");
        let mut lengths = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        // Two lengths, or a length and chunks: the proxy before a server may go by the other one.
        let left = match (lengths.next(), lengths.next(), is_chunked) {
            (Some((_, value)), None, false) if value.bytes().all(|byte| byte.is_ascii_digit()) => value.parse().ok(),
            (None, None, true) => Some(0),
            _ => None,
        };
        let left = left.ok_or_else(|| Refusal::new(411, "MissingContentLength", "the body has no length, or two"))?;
        Ok(Self { reader, left, is_chunked, total: 0 })
    }

    /// The next bytes, or none at the end.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Refusal> {
        if self.is_chunked && self.left == 0 {
            self.left =
                u64::from_str_radix(&self.line()?, 16).map_err(|_| Refusal::bad("a chunk of HTTP has no size"))?;
            if self.left == 0 {
                while !self.line()?.is_empty() {}
                self.is_chunked = false;
            }
        }
        if self.left == 0 {
            return Ok(0);
        }
        let length = (&mut self.reader).take(self.left).read(buffer)?;
        (self.left, self.total) = (self.left - length as u64, self.total + length as u64);
        if length == 0 {
            return Err(Refusal::new(400, "IncompleteBody", "the body is shorter than its length"));
        }
        if self.total > MAX_UPLOAD {
            return Err(Refusal::new(400, "EntityTooLarge", "the file is too large"));
        }
        if self.is_chunked && self.left == 0 && !self.line()?.is_empty() {
            return Err(Refusal::bad("a chunk of HTTP is longer than its size"));
        }
        Ok(length)
    }

    fn line(&mut self) -> Result<String, Refusal> {
        let mut line = String::new();
        (&mut self.reader).take(1024).read_line(&mut line)?;
        line.strip_suffix("\r\n").map(str::to_string).ok_or_else(|| Refusal::bad("a chunk of HTTP is malformed"))
    }
}

/// Whether a PUT has a file, and not a part of one, its tags, or the name of another one to copy.
fn is_upload(target: &str, headers: &[(&str, &str)]) -> bool {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    // The SDK for JavaScript names the operation.
    let is_known =
        |parameter: &str| parameter.is_empty() || parameter.starts_with("X-Amz-") || parameter == "x-id=PutObject";
    query.split('&').all(is_known) && !has(headers, "x-amz-copy-source")
}

fn has(headers: &[(&str, &str)], name: &str) -> bool {
    headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
}

/// Reads up to the empty line after the headers, and returns what has arrived after it too. What has arrived by the deadline is all that counts: a client that sends a
/// byte every now and then is not waited for.
fn read_head(stream: &mut TcpStream) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let deadline = Instant::now() + HEAD_TIME;
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while head.len() < MAX_HEAD {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        stream.set_read_timeout(Some(left))?;
        let length = match stream.read(&mut piece) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
            read => read?,
        };
        let unread = head.len().saturating_sub(3);
        head.extend_from_slice(&piece[..length]);
        if let Some(end) = head[unread..].windows(4).position(|end| end == b"\r\n\r\n") {
            let rest = head.split_off(unread + end + 4);
            return Ok((head, rest));
        }
        if length == 0 {
            break;
        }
    }
    Ok((head, Vec::new()))
}

fn write_head(stream: &mut TcpStream, status: u16, content_type: &str, length: u64) -> io::Result<()> {
    // `nosniff`: otherwise browsers look for a type of their own, and an uploaded page would run its script.
    write!(
        stream,
        "HTTP/1.1 {status} \r\ncontent-type: {content_type}\r\nx-content-type-options: nosniff\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n"
    )
}

/// The file of a key. The key was signed, and still it may be `../x`, or lead through a link to anywhere.
fn within(root: &Path, key: &str) -> Option<PathBuf> {
    let path = key.split('/').all(is_name).then(|| root.join(key))?;
    fs::canonicalize(path).ok().filter(|path| path.starts_with(root) && path.is_file())
}

fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['\\', ':', '\0'])
}
