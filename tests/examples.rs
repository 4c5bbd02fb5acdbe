//! The example `verify_server`, run as a program.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use presign::s3::Bucket;
use presign::{ChecksumAlgorithm, ChunkedBody, Credentials, Request, Signer, Timestamp};

/// The program, which Cargo builds for `cargo test` as it builds all examples.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program =
        test.ancestors().nth(2).unwrap().join("examples/verify_server").with_extension(std::env::consts::EXE_EXTENSION);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = newest(&root.join("src")).max(newest(&root.join("examples/verify_server")));
    let built = fs::metadata(&program).and_then(|file| file.modified());
    assert!(
        built.is_ok_and(|built| built >= sources),
        "{} is missing, or older than its sources: `cargo test` builds it, and so does `cargo build --example verify_server`",
        program.display()
    );
    program
}

/// When a file in this folder was changed last.
fn newest(folder: &Path) -> SystemTime {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let times = entries.map(|entry| {
        let about = entry.metadata().unwrap();
        if about.is_dir() { newest(&entry.path()) } else { about.modified().unwrap() }
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}

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
        let mut command = Command::new(program());
        command.args(options).arg(folder(test));
        Self::of(command)
    }

    fn of(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
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

/// A directory with the file `a b.txt`, next to which is a secret.
fn folder(test: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    let root = directory.join("root");
    fs::create_dir_all(&root).unwrap();
    fs::write(root.join("a b.txt"), "hello").unwrap();
    fs::write(directory.join("secret.txt"), "secret").unwrap();
    root
}

fn read(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A server that stores uploads in an empty directory, and the keys that it printed.
struct Uploads {
    server: Server,
    folder: PathBuf,
    endpoint: String,
    credentials: Credentials,
}

impl Uploads {
    fn start(test: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        // What an earlier run has stored.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new(program());
        // Every refusal is a line in the log.
        command.arg("--uploads").args([&folder, &folder]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let lines: Vec<_> = lines.skip_while(|line| !line.starts_with("AWS_ENDPOINT_URL=")).take(2).collect();
        let value = |name: &str| {
            let word = lines.iter().flat_map(|line| line.split(' ')).find(|word| word.starts_with(name)).unwrap();
            word[name.len() + 1..].to_owned()
        };
        let endpoint = value("AWS_ENDPOINT_URL");
        let server = Server { process, url: format!("{endpoint}/") };
        let credentials = Credentials::new(value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY"));
        Self { server, folder, endpoint, credentials }
    }

    fn signer(&self) -> Signer {
        Signer::new(self.credentials.clone(), "us-east-1", "s3").unwrap()
    }

    /// The head of a request that is signed by its headers with these ones, without the empty line.
    fn head(&self, method: &str, target: &str, headers: &[(&str, &str)], payload_hash: &str) -> String {
        let url = format!("{}{target}", self.endpoint);
        let mut request = Request::new(method, &url).unwrap().payload_hash(payload_hash);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let signed = request.sign(&self.signer(), Timestamp::now()).unwrap();
        let target = &signed.url()[self.endpoint.len()..];
        let headers: Vec<_> = signed.headers().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("{method} {target} HTTP/1.1\r\nhost: {}\r\n{}", self.server.address().0, headers.concat())
    }

    /// The head of a request for a presigned URL.
    fn presigned(&self, method: &str, target: &str) -> String {
        let url = format!("{}{target}", self.endpoint);
        let request = Request::new(method, &url).unwrap();
        let url = request.presign(&self.signer(), Duration::from_secs(60), Timestamp::now()).unwrap();
        let target = &url.as_str()[self.endpoint.len()..];
        format!("{method} {target} HTTP/1.1\r\nhost: {}\r\n", self.server.address().0)
    }

    /// Sends what is given, and returns the whole answer.
    fn answer(&self, request: &[u8]) -> String {
        let mut stream = self.server.connect();
        // After a refusal the server closes the connection, and there may be nobody to write to.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

fn code(answer: &str) -> &str {
    answer.split("<Code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default()
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
    assert_eq!(answer, format!("HTTP/1.1 200 OK\r\n{}hello", head("application/octet-stream", 5)));
    let answer = Server::start("types of errors").answer("GET", |_| "/".to_string());
    assert!(
        answer.starts_with(&format!("HTTP/1.1 403 Forbidden\r\n{}<Error>", head("application/xml", 157))),
        "{answer}"
    );
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
    let server = Uploads::start("uploads");
    let bucket = Bucket::new("files", "us-east-1").unwrap().endpoint(&server.endpoint).unwrap();
    let object = vec![7; 100_000];
    let send = |form: ChunkedBody, name: &str, flip: usize| {
        let signed = bucket.put_object(name).sign_chunked(&server.signer(), &form, Timestamp::now());
        let (request, mut chunks) = signed.unwrap();
        let mut body = Vec::new();
        for chunk in object.chunks(chunks.chunk_size()) {
            let frame = chunks.frame(chunk).unwrap();
            body.extend([frame.before(), chunk, frame.after()].concat());
        }
        body.extend(chunks.finish(None).unwrap());
        body[flip] ^= u8::from(flip > 0);
        let mut sent = format!("PUT /files/{name} HTTP/1.1\r\nhost: {}\r\n", server.server.address().0).into_bytes();
        for (name, value) in request.headers().filter(|(name, _)| *name != "content-length") {
            sent.extend(format!("{name}: {value}\r\n").bytes());
        }
        sent.extend(b"transfer-encoding: chunked\r\n\r\n");
        for piece in body.chunks(30_000) {
            sent.extend([format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
        }
        sent.extend(b"0\r\n\r\n");
        server.answer(&sent)
    };
    for form in [ChunkedBody::signed(100_000), ChunkedBody::unsigned(100_000).checksum(ChecksumAlgorithm::Crc64Nvme)] {
        let _ = fs::remove_file(server.folder.join("a.bin"));
        // In the last bytes of the object, so that all of the body is read before it is refused.
        send(form.clone(), "a.bin", 100_000);
        assert_eq!(server.names(), [""; 0]);
        let answer = send(form, "a.bin", 0);
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(fs::read(server.folder.join("a.bin")).unwrap() == object);
        assert_eq!(server.names(), ["a.bin"]);
    }
}

/// Without a phrase, botocore takes the line for none and loses the answer.
#[test]
fn every_status_has_its_reason_phrase() {
    let server = Uploads::start("phrases");
    let signed = |method, target, headers: &[_]| server.head(method, target, headers, UNSIGNED);
    let table = [
        (signed("PUT", "/files/a", &[]) + "content-length: 1\r\n\r\na", "200 OK", ""),
        (signed("GET", "/files/a", &[]) + "\r\n", "200 OK", ""),
        (signed("HEAD", "/files/b", &[]) + "\r\n", "404 Not Found", ""),
        (signed("GET", "/files/b", &[]) + "\r\n", "404 Not Found", "NoSuchKey"),
        ("no HTTP\r\n\r\n".into(), "400 Bad Request", "InvalidRequest"),
        ("GET / HTTP/1.1\r\nhost: a\r\n\r\n".into(), "403 Forbidden", "AccessDenied"),
        (signed("DELETE", "/files/a", &[]) + "\r\n", "405 Method Not Allowed", "MethodNotAllowed"),
        (signed("PUT", "/files/a", &[]) + "\r\n", "411 Length Required", "MissingContentLength"),
        (signed("PUT", "/files/a?acl", &[]) + "content-length: 0\r\n\r\n", "501 Not Implemented", "NotImplemented"),
    ];
    for (request, status, expected) in table {
        let answer = server.answer(request.as_bytes());
        assert_eq!(answer.lines().next().unwrap(), format!("HTTP/1.1 {status}"), "{request}");
        assert_eq!(code(&answer), expected, "{request}");
    }
}

/// As the SDK for JavaScript presigns an upload by default: with the checksum of no body.
#[test]
fn a_checksum_that_is_not_the_bodys_is_named() {
    let server = Uploads::start("checksums");
    let cases = [
        ("x-amz-checksum-crc32", "AAAAAA=="),
        ("x-amz-checksum-crc32c", "AAAAAA=="),
        ("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="),
        ("x-amz-checksum-sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        ("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
    ];
    for (name, value) in cases {
        let mut requests = vec![server.head("PUT", "/files/a", &[(name, value)], UNSIGNED)];
        if name.starts_with("x-amz-") {
            let value = value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            requests.push(server.presigned("PUT", &format!("/files/a?{name}={value}&x-id=PutObject")));
            let target = format!("/files/a?{}={value}&x-amz-sdk-checksum-algorithm=CRC32", name.to_ascii_uppercase());
            requests.push(server.presigned("PUT", &target));
        }
        for head in requests {
            let answer = server.answer(format!("{head}content-length: 5\r\n\r\nhello").as_bytes());
            let message = format!("the checksum in {name} is not that of the body");
            let expected = format!("<Error><Code>BadDigest</Code><Message>{message}</Message></Error>\n");
            assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{head} {answer}");
            assert_eq!(answer.split_once("\r\n\r\n").unwrap().1, expected, "{head}");
            assert_eq!(server.names(), [""; 0]);
            // It is that of no body.
            let answer = server.answer(format!("{head}content-length: 0\r\n\r\n").as_bytes());
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{head} {answer}");
            fs::remove_file(server.folder.join("a")).unwrap();
        }
    }
}

/// To store an empty file in place of a copy, or over a file that must not be there, would be worse than to refuse.
#[test]
fn what_is_asked_for_and_not_done_is_refused() {
    let server = Uploads::start("asked");
    fs::write(server.folder.join("a"), "the file").unwrap();
    let refused = |request: String, name: &str| {
        let answer = server.answer(&[request.as_bytes(), b"content-length: 0\r\n\r\n"].concat());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 501 Not Implemented\r\n"), "{name} was served: {answer}");
        let message = format!("the request asks for \"{name}\", which this server does not do");
        let expected = format!("<Error><Code>NotImplemented</Code><Message>{message}</Message></Error>\n");
        assert_eq!(body, if request.starts_with("HEAD") { "" } else { &expected });
        assert_eq!(fs::read(server.folder.join("a")).unwrap(), b"the file", "{name}");
    };
    let parameters = [
        ("X-Amz-Copy-Source=files%2Fb", "x-amz-copy-source"),
        ("x-amz-copy-source=files%2Fb", "x-amz-copy-source"),
        ("x-amz-copy-source=files/b", "x-amz-copy-source"),
        ("X-AMZ-ACL=public-read", "x-amz-acl"),
        ("x-amz-object-lock-mode=COMPLIANCE", "x-amz-object-lock-mode"),
        ("X-Amz-Meta-A=b", "x-amz-meta-a"),
        ("X-Amz-Tagging=a%3Db", "x-amz-tagging"),
        ("acl", "acl"),
        ("acl=", "acl"),
        ("tagging", "tagging"),
        ("policy", "policy"),
        ("uploads", "uploads"),
        ("partNumber=1&uploadId=a", "partNumber"),
        ("versionId=1", "versionId"),
        ("append&position=0", "append"),
        ("renameObject", "renameObject"),
        ("x-id=CopyObject", "x-id"),
        ("response-content-type=text%2Fhtml", "response-content-type"),
        ("a", "a"),
    ];
    for (query, name) in parameters {
        for method in ["GET", "HEAD", "PUT"] {
            let target = format!("/files/a?{query}");
            refused(server.presigned(method, &target), name);
            refused(server.head(method, &target, &[], UNSIGNED), name);
        }
    }
    // The same name with an escape that signing undoes.
    let request = server.presigned("PUT", "/files/a?X-Amz-Copy-Source=files%2Fb");
    for escaped in ["X-Amz-Copy-Sourc%65=", "X%2DAmz-Copy-Source="] {
        refused(request.replace("X-Amz-Copy-Source=", escaped), "x-amz-copy-source");
    }
    let headers = [
        ("x-amz-copy-source", "files/b"),
        ("x-amz-rename-source", "/files/b"),
        ("x-amz-acl", "private"),
        ("x-amz-grant-read", "id=1"),
        ("x-amz-object-lock-mode", "COMPLIANCE"),
        ("x-amz-object-lock-legal-hold", "ON"),
        ("x-amz-storage-class", "GLACIER"),
        ("x-amz-server-side-encryption", "aws:kms"),
        ("x-amz-tagging", "a=b"),
        ("x-amz-meta-a", "b"),
        ("x-amz-website-redirect-location", "/b"),
        ("x-amz-expected-bucket-owner", "1"),
        ("x-amz-write-offset-bytes", "1"),
        ("if-none-match", "*"),
        ("if-match", "\"a\""),
        ("if-modified-since", "Sat, 01 Jan 2000 00:00:00 GMT"),
        ("if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT"),
    ];
    for (name, value) in headers {
        for method in ["GET", "HEAD", "PUT"] {
            refused(server.head(method, "/files/a", &[(name, value)], UNSIGNED), name);
        }
    }
    // Conditions count without a signature too.
    refused(server.presigned("PUT", "/files/a") + "If-None-Match: *\r\n", "if-none-match");
}

/// Two readers of a request must not disagree about where it ends: what one takes for a body is a request to the other.
#[test]
fn a_request_whose_length_is_in_doubt_is_refused() {
    let server = Uploads::start("smuggling");
    let framings = [
        "content-length: 5\r\ncontent-length: 5",
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 5, 5",
        "content-length: +5",
        "content-length: -5",
        "content-length: 0x5",
        "content-length: 5.0",
        "content-length: 5 5",
        "content-length: \u{665}",
        "content-length: 18446744073709551621",
        "content-length:",
        "content-length : 5",
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 5",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: identity",
        "transfer-encoding: identity\r\ncontent-length: 5",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: chunked, gzip",
        "transfer-encoding: chunked, chunked",
        "transfer-encoding: xchunked",
        "transfer-encoding: chunked;a",
        "transfer-encoding: \"chunked\"",
        "transfer-encoding:",
        "transfer-encoding : chunked",
        "x: y\r\n content-length: 5",
    ];
    let sizes = ["+5", "-5", "0x5", " 5", "5 ", "\t5", "", ";", "5;a=b", "g", "\u{ff15}", "10000000000000005", "5\n"];
    let head = server.head("PUT", "/files/a", &[], UNSIGNED);
    let mut requests: Vec<_> = framings.iter().map(|it| format!("{head}{it}\r\n\r\n5\r\nhello\r\n0\r\n\r\n")).collect();
    requests
        .extend(sizes.iter().map(|it| format!("{head}transfer-encoding: chunked\r\n\r\n{it}\r\nhello\r\n0\r\n\r\n")));
    let of_chunks =
        ["5\nhello\r\n0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello0\r\n\r\n"];
    requests.extend(of_chunks.iter().map(|it| format!("{head}transfer-encoding: chunked\r\n\r\n{it}")));
    let trailers = "a: b\r\n".repeat(100);
    requests.push(format!("{head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n{trailers}\r\n"));
    for request in requests {
        let answer = server.answer(request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4"), "{request}\n\n{answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{request}\n\n{answer}");
        assert_eq!(server.names(), [""; 0], "{request}");
    }
    // One length, in either form, and nothing that follows is looked at.
    for framing in
        ["content-length: 5\r\n\r\nhello", "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\na: b\r\n\r\n"]
    {
        let answer = server.answer(format!("{head}{framing}GET / HTTP/1.1\r\n\r\n").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1);
        assert_eq!(fs::read(server.folder.join("a")).unwrap(), b"hello");
        fs::remove_file(server.folder.join("a")).unwrap();
    }
}

/// Lines that end with a line feed alone end the head where the parser says so: nothing between is dropped.
#[test]
fn the_body_begins_where_the_parser_ends_the_head() {
    let server = Uploads::start("line feeds");
    let head = server.head("PUT", "/files/a", &[], UNSIGNED) + "content-length: 16\r\n\r\n";
    let (body, line_feeds) = ("PART1\r\n\r\nPART2!!", head.replace("\r\n", "\n"));
    for end in ["\r\n\r\n", "\n\r\n", "\n\n"] {
        for head in [&head, &line_feeds] {
            let answer = server.answer(format!("{}{end}{body}", head.trim_end()).as_bytes());
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{end:?} {answer}");
            assert_eq!(fs::read_to_string(server.folder.join("a")).unwrap(), body, "{end:?}");
            fs::remove_file(server.folder.join("a")).unwrap();
        }
    }
}

/// The server's own deadlines end this, not the test's: every one of these clients holds a place until one has passed.
#[test]
fn slow_uploads_do_not_shut_others_out() {
    let server = Uploads::start("slow uploads");
    let head =
        server.head("PUT", "/files/a", &[], UNSIGNED) + "expect: 100-continue\r\ncontent-length: 1000000\r\n\r\n";
    let other = server.head("GET", "/files/b", &[], UNSIGNED) + "\r\n";
    let mut slow = Vec::new();
    let refused = loop {
        let mut stream = server.server.connect();
        stream.write_all(head.as_bytes()).unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        if &start != b"HTTP/1.1 100" {
            break (start, read(&mut stream));
        }
        slow.push(stream);
        assert!(slow.len() < 64, "one key has all places");
    };
    assert_eq!(&refused.0, b"HTTP/1.1 503");
    assert!(refused.1.starts_with(" Service Unavailable\r\n"), "{}", refused.1);
    assert_eq!(code(&refused.1), "SlowDown");
    // Another client of the same key is told at once, and a stranger too.
    assert_eq!(code(&server.answer(other.as_bytes())), "SlowDown");
    assert_eq!(code(&server.answer(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")), "AccessDenied");
    // A byte now and then buys no time: they end while they still send.
    let has_ended = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(200));
        for stream in &mut slow {
            // It ends while this is written, or has ended.
            let _ = stream.write_all(b"a");
        }
        code(&server.answer(other.as_bytes())) == "NoSuchKey"
    });
    assert!(has_ended);
    for mut stream in slow {
        let mut answer = Vec::new();
        // The connection may be reset, since the server has not read all of it.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.is_empty() || code(&answer) == "RequestTimeout", "{answer}");
    }
    assert_eq!(code(&server.answer(other.as_bytes())), "NoSuchKey");
    assert_eq!(server.names(), [""; 0]);
}

/// Too many open files are no reason to stop.
#[cfg(unix)]
#[test]
fn a_failure_to_accept_does_not_end_the_server() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 24; exec \"$0\" \"$@\""]).arg(program()).arg(folder("open files"));
    command.stderr(Stdio::null());
    let server = Server::of(command);
    let idle: Vec<_> = (0..30).map(|_| server.connect()).collect();
    // The heads' deadline ends these, if nothing else does. No file: it may not be possible to open one.
    assert_eq!(code(&server.answer("GET", |_| "/".into())), "AccessDenied");
    drop(idle);
    assert_eq!(code(&server.answer("GET", |_| "/".into())), "AccessDenied");
}

/// The server's own deadline ends this, not the test's.
#[test]
fn a_client_that_never_finishes_is_not_waited_for() {
    let server = Server::start("unfinished");
    let mut slow = server.connect();
    write!(slow, "GET / HTTP/1.1\r\nhost:").unwrap();
    assert!(read(&mut slow).contains("<Code>InvalidRequest</Code>"));
}
