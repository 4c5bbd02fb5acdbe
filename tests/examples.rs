//! The example `verify_server`, run as a program.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use presign::s3::Bucket;
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, Timestamp};

/// With the checksums that SDKs send. Every test takes the same features: they share one program.
const RUN: [&str; 9] =
    ["run", "--quiet", "-p", "presign", "--features", "checksums", "--example", "verify_server", "--"];

/// A server, and the URL that it printed.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Serves one request for a directory with the file `a b.txt`, next to which is a secret.
    fn start(test: &str) -> Self {
        Self::start_with(test, &["--once"])
    }

    fn start_with(test: &str, options: &[&str]) -> Self {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        let root = directory.join("root");
        fs::create_dir_all(&root).unwrap();
        fs::write(root.join("a b.txt"), "hello").unwrap();
        fs::write(directory.join("secret.txt"), "secret").unwrap();
        let mut process =
            Command::new(env!("CARGO")).args(RUN).args(options).arg(&root).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines.nth(1).unwrap().unwrap();
        Self { process, url }
    }

    /// The host, and the target of the printed URL.
    fn address(&self) -> (&str, String) {
        let (host, target) = self.url["http://".len()..].split_once('/').unwrap();
        (host, format!("/{target}"))
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address().0).unwrap()
    }

    /// Sends a request for the printed URL, changed in this way, and returns the whole answer.
    fn answer(&self, method: &str, change: impl Fn(&str) -> String) -> String {
        let (host, target) = self.address();
        let mut stream = self.connect();
        write!(stream, "{method} {} HTTP/1.1\r\nhost: {host}\r\n\r\n", change(&target)).unwrap();
        read(&mut stream)
    }

    /// The same for a server that answers one request: status and body.
    fn ask(mut self, method: &str, change: impl Fn(&str) -> String) -> (u16, String) {
        let answer = self.answer(method, change);
        assert!(self.process.wait().unwrap().success());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), body.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has exited already if it had one request to answer.
        let _ = (self.process.kill(), self.process.wait());
    }
}

fn read(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_presigned_url_gets_the_file() {
    let answer = Server::start("get").ask("GET", str::to_string);
    assert_eq!(answer, (200, "hello".to_string()));
}

#[test]
fn a_url_without_a_signature_is_refused() {
    let (status, body) = Server::start("unsigned").ask("GET", |_| "/files/a%20b.txt".to_string());
    assert_eq!(status, 403);
    let expected = "<Error><Code>AccessDenied</Code><Message>the request is not signed: it has neither a header \
                    Authorization nor X-Amz-Algorithm in its query</Message></Error>\n";
    assert_eq!(body, expected);
}

#[test]
fn another_path_or_method_is_refused() {
    let (status, body) = Server::start("path").ask("GET", |target| target.replace("a%20b.txt", "../secret.txt"));
    assert_eq!((status, body.contains("SignatureDoesNotMatch")), (403, true));
    let (status, body) = Server::start("method").ask("DELETE", str::to_string);
    assert_eq!((status, body.contains("SignatureDoesNotMatch")), (403, true));
}

#[test]
fn an_answer_to_head_has_no_body() {
    assert_eq!(Server::start("head").ask("HEAD", str::to_string), (403, String::new()));
}

#[test]
fn browsers_run_nothing_of_it() {
    let head = |content_type: &str, length| {
        format!(
            "content-type: {content_type}\r\nx-content-type-options: nosniff\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n"
        )
    };
    let answer = Server::start("types").answer("GET", str::to_string);
    assert_eq!(answer, format!("HTTP/1.1 200 \r\n{}hello", head("application/octet-stream", 5)));
    let answer = Server::start("types of errors").answer("GET", |_| "/".to_string());
    assert!(answer.starts_with(&format!("HTTP/1.1 403 \r\n{}<Error>", head("application/xml", 157))), "{answer}");
}

#[test]
fn a_slow_client_does_not_stop_the_others() {
    let server = Server::start_with("slow", &[]);
    let (host, target) = server.address();
    let mut slow = server.connect();
    write!(slow, "GET {target} HTTP/1.1\r\nhost:").unwrap();
    assert!(server.answer("GET", str::to_string).ends_with("\r\n\r\nhello"));
    write!(slow, "{host}\r\n\r\n").unwrap();
    assert!(read(&mut slow).ends_with("\r\n\r\nhello"));
}

/// As SDKs send it: in chunks of `aws-chunked`, within chunks of the connection.
#[test]
fn an_upload_is_stored_once_all_of_it_is_good() {
    let uploads = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("uploads");
    // What an earlier run has stored.
    let _ = fs::remove_dir_all(&uploads);
    fs::create_dir_all(&uploads).unwrap();
    let root = uploads.to_str().unwrap();
    let mut server =
        Command::new(env!("CARGO")).args(RUN).args(["--uploads", root, root]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    let lines: Vec<_> = lines.skip_while(|line| !line.starts_with("AWS_ENDPOINT_URL=")).take(2).collect();
    let value = |name: &str| {
        let word = lines.iter().flat_map(|line| line.split(' ')).find(|word| word.starts_with(name)).unwrap();
        word[name.len() + 1..].to_owned()
    };
    let endpoint = value("AWS_ENDPOINT_URL");
    let server = Server { process: server, url: format!("{endpoint}/") };
    let bucket = Bucket::new("files", "us-east-1").unwrap().endpoint(&endpoint).unwrap();
    let credentials = Credentials::new(value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY"));
    let signer = bucket.signer(credentials).unwrap();

    let object = vec![7; 100_000];
    let send = |form: ChunkedBody, name: &str, flip: usize| {
        let (request, mut chunks) = bucket.put_object(name).sign_chunked(&signer, &form, Timestamp::now()).unwrap();
        let mut body = Vec::new();
        for chunk in object.chunks(chunks.chunk_size()) {
            let frame = chunks.frame(chunk).unwrap();
            body.extend([frame.before(), chunk, frame.after()].concat());
        }
        body.extend(chunks.finish(None).unwrap());
        body[flip] ^= u8::from(flip > 0);
        let mut stream = server.connect();
        write!(stream, "PUT /files/{name} HTTP/1.1\r\nhost: {}\r\n", server.address().0).unwrap();
        for (name, value) in request.headers().filter(|(name, _)| *name != "content-length") {
            write!(stream, "{name}: {value}\r\n").unwrap();
        }
        write!(stream, "transfer-encoding: chunked\r\n\r\n").unwrap();
        for piece in body.chunks(30_000) {
            // After a refusal the server closes the connection, and there is nobody to write to.
            let _ = stream.write_all(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
        }
        let _ = stream.write_all(b"0\r\n\r\n");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    };
    let names = || fs::read_dir(&uploads).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    for form in [ChunkedBody::signed(100_000), ChunkedBody::unsigned(100_000).checksum(ChecksumAlgorithm::Crc64Nvme)] {
        let _ = fs::remove_file(uploads.join("a.bin"));
        // In the last bytes of the object, so that all of the body is read before it is refused.
        send(form.clone(), "a.bin", 100_000);
        assert_eq!(names(), [""; 0]);
        let answer = send(form, "a.bin", 0);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(fs::read(uploads.join("a.bin")).unwrap() == object);
        assert_eq!(names(), ["a.bin"]);
    }
}

/// The server's own deadline ends this, not the test's.
#[test]
fn a_client_that_never_finishes_is_not_waited_for() {
    let server = Server::start("unfinished");
    let mut slow = server.connect();
    write!(slow, "GET / HTTP/1.1\r\nhost:").unwrap();
    assert!(read(&mut slow).contains("<Code>InvalidRequest</Code>"));
}
