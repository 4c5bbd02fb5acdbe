//! A gateway in a thread of its own, and requests as they are written to it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use gateway::{Database, Limits, Objects};
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, HeaderSignedRequest, Request, Signer, Timestamp};
use tempfile::TempDir;

pub(crate) const REGION: &str = "us-east-1";
pub(crate) const ALICE: (&str, &str) = ("AKIDALICE", "the-secret-of-alice");
pub(crate) const BOB: (&str, &str) = ("AKIDBOB", "the-secret-of-bob");

/// It ends with the process.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    folder: TempDir,
}

impl Gateway {
    pub(crate) fn start() -> Self {
        Self::start_with(Limits::default())
    }

    pub(crate) fn start_with(limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        let database = Database::open(&folder.path().join("gateway.sqlite")).unwrap();
        for ((id, secret), bucket) in [(ALICE, "alice"), (BOB, "bob")] {
            database.add_user(id, secret, bucket).unwrap();
        }
        let objects = folder.path().join("objects");
        std::fs::create_dir(&objects).unwrap();
        let router = gateway::access::gateway(database, Objects::new(&objects), REGION);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                gateway::serve(tokio::net::TcpListener::from_std(listener).unwrap(), None, router, limits).await;
            });
        });
        Self { address, folder }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).unwrap()
    }

    /// How many files there are.
    pub(crate) fn files(&self) -> usize {
        self.names().len()
    }

    fn names(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join("objects")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Sends what is given, and returns the whole answer.
    pub(crate) fn exchange(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // After a refusal the gateway closes the connection, and there may be nobody to write to.
        let _ = stream.write_all(request);
        read(&mut stream)
    }

    /// The head of a request that is signed by its headers, for any body, without the empty line.
    pub(crate) fn head(&self, key: (&str, &str), method: &str, target: &str, headers: &[(&str, &str)]) -> String {
        let url = format!("http://{}{target}", self.address);
        let mut request = Request::new(method, &url).unwrap().payload_hash("UNSIGNED-PAYLOAD");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        self.written(&request.sign(&signer(key), Timestamp::now()).unwrap())
    }

    pub(crate) fn written(&self, request: &HeaderSignedRequest) -> String {
        let target = request.url().split_once(&self.address.to_string()).unwrap().1;
        let headers: Vec<_> = request.headers().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let method = request.method();
        format!("{method} {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{}", self.address, headers.concat())
    }

    /// The head of a request for a presigned URL.
    pub(crate) fn link(&self, key: (&str, &str), method: &str, target: &str) -> String {
        let url = format!("http://{}{target}", self.address);
        let request = Request::new(method, &url).unwrap();
        let url = request.presign(&signer(key), Duration::from_mins(1), Timestamp::now()).unwrap();
        let target = url.as_str().split_once(&self.address.to_string()).unwrap().1;
        format!("{method} {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address)
    }

    /// Sends a request that is signed by its headers.
    pub(crate) fn ask(&self, key: (&str, &str), method: &str, target: &str, body: &[u8]) -> Answer {
        let head = format!("{}content-length: {}\r\n\r\n", self.head(key, method, target, &[]), body.len());
        self.exchange(&[head.as_bytes(), body].concat())
    }

    /// An upload in a form, as it is written: the head with the empty line, and the body.
    pub(crate) fn upload(&self, form: Form, target: &str, object: &[u8]) -> (String, Vec<u8>) {
        let url = format!("http://{}{target}", self.address);
        let (request, length) = (Request::put(&url).unwrap(), object.len() as u64);
        let chunked = match form {
            Form::Hash => {
                let request = request.body(object).sign(&signer(ALICE), Timestamp::now()).unwrap();
                return (format!("{}content-length: {length}\r\n\r\n", self.written(&request)), object.into());
            }
            Form::Chunks => ChunkedBody::signed(length),
            Form::ChunksAndTrailer => ChunkedBody::signed(length).checksum(ChecksumAlgorithm::Crc32C),
            Form::Unsigned => ChunkedBody::unsigned(length).checksum(ChecksumAlgorithm::Crc64Nvme),
        };
        let (head, mut chunks) = request.sign_chunked(&signer(ALICE), &chunked, Timestamp::now()).unwrap();
        let mut body = Vec::new();
        for chunk in object.chunks(chunks.chunk_size()) {
            let frame = chunks.frame(chunk).unwrap();
            body.extend([frame.before(), chunk, frame.after()].concat());
        }
        body.extend(chunks.finish(None).unwrap());
        (self.written(&head) + "\r\n", body)
    }
}

/// The forms of a body that is compared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    Hash,
    Chunks,
    ChunksAndTrailer,
    Unsigned,
}

pub(crate) const FORMS: [Form; 4] = [Form::Hash, Form::Chunks, Form::ChunksAndTrailer, Form::Unsigned];

pub(crate) fn signer((id, secret): (&str, &str)) -> Signer {
    Signer::new(Credentials::new(id, secret), REGION, "s3").unwrap()
}

/// All that a connection has been answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) bytes: Vec<u8>,
}

pub(crate) fn read(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // The connection may be reset, since the gateway has not read all of it.
    let _ = stream.read_to_end(&mut bytes);
    Answer { bytes }
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The last status.
    pub(crate) fn status(&self) -> u16 {
        let text = self.text();
        let line = text.lines().rfind(|line| line.starts_with("HTTP/1.1 "));
        line.and_then(|line| line[9..12].parse().ok()).unwrap_or_default()
    }

    pub(crate) fn code(&self) -> String {
        self.element("Code")
    }

    pub(crate) fn element(&self, name: &str) -> String {
        let text = self.text();
        let value = text.split(&format!("<{name}>")).nth(1).and_then(|rest| rest.split('<').next());
        value.unwrap_or_default().to_string()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let text = self.text();
        let line = text.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix(name));
        line.map(|value| value.trim_start_matches(": ").to_string())
    }

    pub(crate) fn body(&self) -> &[u8] {
        let end = self.bytes.windows(4).position(|window| window == b"\r\n\r\n");
        end.map_or(&[], |end| &self.bytes[end + 4..])
    }
}
