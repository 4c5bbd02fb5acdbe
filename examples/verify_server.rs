//! A file server on loopback that gives out nothing without a presigned URL.
//!
//! ```console
//! cargo run --example verify_server -- DIRECTORY
//! ```
//!
//! It makes a key for this run, and prints a URL for each file in the directory. With `--once` it answers one request and
//! ends.

use std::collections::hash_map::RandomState;
use std::error::Error;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use presign::s3::Bucket;
use presign::verify::{self, Policy, PresignedRequest};
use presign::{Credentials, Timestamp};

/// The longest request head that is read, in bytes.
const MAX_HEAD: usize = 16 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let (options, directories): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let root = fs::canonicalize(directories.first().map_or(".", String::as_str))?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let credentials = Credentials::new("verify-server", random_secret());

    let bucket = Bucket::new("files", "us-east-1")?.endpoint(&format!("http://{}", listener.local_addr()?))?;
    let signer = bucket.signer(credentials.clone())?;
    println!("Serving {} to whoever has one of these, for an hour:", root.display());
    for entry in fs::read_dir(&root)? {
        let entry = entry?;
        if let (true, Some(name)) = (entry.file_type()?.is_file(), entry.file_name().to_str()) {
            let url = bucket.get_object(name).presign(&signer, Duration::from_secs(3600), Timestamp::now())?;
            println!("{url}");
        }
    }

    for stream in listener.incoming() {
        // A client that goes away is no reason to stop.
        if let Err(error) = stream.and_then(|stream| answer(stream, &root, &credentials)) {
            eprintln!("{error}");
        }
        if options.iter().any(|option| option == "--once") {
            break;
        }
    }
    Ok(())
}

/// 256 bits that nobody else knows: the standard library's hashers have random keys.
fn random_secret() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}{:016x}{:016x}", random(), random(), random(), random())
}

/// Reads one request and answers it.
fn answer(mut stream: TcpStream, root: &Path, credentials: &Credentials) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let head = read_head(&mut stream)?;
    let (status, content, is_head) = match file(&head, root, credentials) {
        Ok((path, is_head)) => (200, fs::read(path)?, is_head),
        Err((status, code, message)) => {
            eprintln!("{status} {code}: {message}");
            let message = message.replace('&', "&amp;").replace('<', "&lt;");
            (status, format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>\n").into_bytes(), false)
        }
    };
    let length = content.len();
    write!(stream, "HTTP/1.1 {status} -\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")?;
    if is_head { Ok(()) } else { stream.write_all(&content) }
}

/// Reads up to the empty line that ends the headers.
fn read_head(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < MAX_HEAD {
        match stream.read(&mut piece)? {
            0 => break,
            length => head.extend_from_slice(&piece[..length]),
        }
    }
    Ok(head)
}

/// A refusal: status, code and message.
type Refusal = (u16, &'static str, String);

/// The file that a request may have; whether it asks for its headers alone.
fn file(head: &[u8], root: &Path, credentials: &Credentials) -> Result<(PathBuf, bool), Refusal> {
    let bad = |what: &str| (400, "InvalidRequest", what.to_string());
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut headers);
    if !parsed.parse(head).is_ok_and(|status| status.is_complete()) {
        return Err(bad("this is not an HTTP request"));
    }
    let (method, target) = (parsed.method.unwrap_or_default(), parsed.path.unwrap_or_default());
    let mut pairs = Vec::new();
    for header in parsed.headers.iter() {
        pairs.push((header.name, std::str::from_utf8(header.value).map_err(|_| bad("a header is not UTF-8"))?));
    }

    let refuse = |error: verify::Error| (error.status(), error.code(), error.to_string());
    let request = PresignedRequest::parse(method, target, pairs).map_err(refuse)?;
    // With many keys: look the secret up by `request.access_key_id()`.
    let policy = Policy::new("us-east-1", "s3");
    let payload = request.verify_with_credentials(credentials, Timestamp::now(), &policy).map_err(refuse)?;
    // No body is read here, so none may be signed for.
    payload.check(b"").map_err(refuse)?;

    if !matches!(method, "GET" | "HEAD") {
        return Err((405, "MethodNotAllowed", "files are read here, not written".to_string()));
    }
    let path = request.decoded_path(&policy.rules).and_then(|path| within(root, path.strip_prefix("/files/")?));
    path.map(|path| (path, method == "HEAD")).ok_or((404, "NoSuchKey", "there is no such file".to_string()))
}

/// The file of a key. The key was signed, and still it may be `../x`, or lead through a link to anywhere.
fn within(root: &Path, key: &str) -> Option<PathBuf> {
    let is_name = |name: &str| !matches!(name, "" | "." | "..") && !name.contains(['\\', ':', '\0']);
    let path = key.split('/').all(is_name).then(|| root.join(key))?;
    fs::canonicalize(path).ok().filter(|path| path.starts_with(root) && path.is_file())
}
