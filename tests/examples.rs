//! The example `verify_server`, run as a program.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

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
        let mut process = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--example", "verify_server", "--"])
            .args(options)
            .arg(&root)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
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

/// The server's own deadline ends this, not the test's.
#[test]
fn a_client_that_never_finishes_is_not_waited_for() {
    let server = Server::start("unfinished");
    let mut slow = server.connect();
    write!(slow, "GET / HTTP/1.1\r\nhost:").unwrap();
    assert!(read(&mut slow).contains("<Code>InvalidRequest</Code>"));
}
