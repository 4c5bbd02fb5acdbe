//! A file server on loopback that serves only signed requests, presigned URLs above all.
//!
//! ```console
//! cargo run --example verify_server -- DIRECTORY
//! ```
//!
//! It makes a secret for this run and prints a URL for each file in the directory. With `--once` it answers one request and
//! exits.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use presign::s3::Bucket;
use presign::verify::{self, Policy, SignedRequest};
use presign::{Credentials, Timestamp};

/// The longest request head that is read, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// How long a client may take to send it.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// How long a client may take to receive the next piece of a file.
const WRITE_TIME: Duration = Duration::from_secs(10);
/// How many clients are served at once. More of them wait, so that slow ones take neither all memory nor all threads.
const MAX_CLIENTS: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let (options, directories): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let is_once = options.iter().any(|option| option == "--once");
    let root = fs::canonicalize(directories.first().map_or(".", String::as_str))?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = Server { root, credentials: Credentials::new("verify-server", random_secret()?) };

    println!("Serving {} for an hour to everyone who has one of these URLs:", server.root.display());
    server.print_urls(&format!("http://{}", listener.local_addr()?))?;
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

/// A refusal: status, code and message.
type Refusal = (u16, &'static str, String);

struct Server {
    root: PathBuf,
    credentials: Credentials,
}

impl Server {
    fn print_urls(&self, origin: &str) -> Result<(), Box<dyn Error>> {
        let bucket = Bucket::new("files", "us-east-1")?.endpoint(origin)?;
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
        stream.set_write_timeout(Some(WRITE_TIME))?;
        let head = read_head(&mut stream)?;
        let is_head = head.starts_with(b"HEAD ");
        match self.file(&head) {
            Ok(file) => {
                let length = file.metadata()?.len();
                // Without a type that a browser would run, and piece by piece: a file may be larger than the memory.
                write_head(&mut stream, 200, "application/octet-stream", length)?;
                if is_head { Ok(()) } else { io::copy(&mut file.take(length), &mut stream).map(drop) }
            }
            Err((status, code, message)) => {
                eprintln!("{status} {code}: {message}");
                let message = message.replace('&', "&amp;").replace('<', "&lt;");
                let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>\n");
                write_head(&mut stream, status, "application/xml", error.len() as u64)?;
                if is_head { Ok(()) } else { stream.write_all(error.as_bytes()) }
            }
        }
    }

    /// The file that is asked for, if the request may have it.
    fn file(&self, head: &[u8]) -> Result<File, Refusal> {
        let bad = |what: &str| (400, "InvalidRequest", what.to_string());
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut parsed = httparse::Request::new(&mut headers);
        if !parsed.parse(head).is_ok_and(|status| status.is_complete()) {
            return Err(bad("this is not an HTTP request, or it is too long or too slow"));
        }
        let (method, target) = (parsed.method.unwrap_or_default(), parsed.path.unwrap_or_default());
        let mut pairs = Vec::new();
        for header in parsed.headers.iter() {
            pairs.push((header.name, std::str::from_utf8(header.value).map_err(|_| bad("a header is not UTF-8"))?));
        }

        let refuse = |error: verify::Error| (error.status(), error.code(), error.to_string());
        let request = SignedRequest::parse(method, target, pairs).map_err(refuse)?;
        // With many keys: look the secret up by `request.access_key_id()`.
        let policy = Policy::new("us-east-1", "s3");
        let payload = request.verify_with_credentials(&self.credentials, Timestamp::now(), &policy).map_err(refuse)?;
        // The body is never read, so none may have been signed.
        payload.check(b"").map_err(refuse)?;

        if !matches!(method, "GET" | "HEAD") {
            return Err((405, "MethodNotAllowed", "files can only be read".to_string()));
        }
        let path = request.decoded_path(&policy.rules);
        let path = path.and_then(|path| within(&self.root, path.strip_prefix("/files/")?));
        let file = path.and_then(|path| File::open(path).ok());
        file.ok_or((404, "NoSuchKey", "there is no such file".to_string()))
    }
}

/// Reads up to the empty line after the headers. What has arrived by the deadline is all that counts: a client that sends a
/// byte every now and then is not waited for.
fn read_head(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
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
        if length == 0 || head[unread..].windows(4).any(|end| end == b"\r\n\r\n") {
            break;
        }
    }
    Ok(head)
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
    let is_name = |name: &str| !matches!(name, "" | "." | "..") && !name.contains(['\\', ':', '\0']);
    let path = key.split('/').all(is_name).then(|| root.join(key))?;
    fs::canonicalize(path).ok().filter(|path| path.starts_with(root) && path.is_file())
}
