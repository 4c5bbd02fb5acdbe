//! The example `verify_server`, run as a program.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A server that answers one request, and the URL that it printed.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Serves a directory with the file `a b.txt`, next to which lies a secret.
    fn start(test: &str) -> Self {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        let root = directory.join("root");
        fs::create_dir_all(&root).unwrap();
        fs::write(root.join("a b.txt"), "hello").unwrap();
        fs::write(directory.join("secret.txt"), "secret").unwrap();
        let mut process = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--example", "verify_server", "--", "--once"])
            .arg(&root)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines.nth(1).unwrap().unwrap();
        Self { process, url }
    }

    /// Sends a request for the printed URL, changed in this way, and returns status and body.
    fn ask(mut self, method: &str, change: impl Fn(&str) -> String) -> (u16, String) {
        let (host, target) = self.url["http://".len()..].split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let target = change(&format!("/{target}"));
        write!(stream, "{method} {target} HTTP/1.1\r\nhost: {host}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(self.process.wait().unwrap().success());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), body.to_string())
    }
}

#[test]
fn a_presigned_url_gets_the_file() {
    let answer = Server::start("get").ask("GET", str::to_string);
    assert_eq!(answer, (200, "hello".to_string()));
}

#[test]
fn a_url_without_a_signature_is_refused() {
    let (status, body) = Server::start("unsigned").ask("GET", |_| "/files/a%20b.txt".to_string());
    assert_eq!(status, 400);
    let expected = "<Error><Code>AuthorizationQueryParametersError</Code>\
                    <Message>the query has no X-Amz-Algorithm</Message></Error>\n";
    assert_eq!(body, expected);
}

#[test]
fn another_path_or_method_is_refused() {
    let (status, body) = Server::start("path").ask("GET", |target| target.replace("a%20b.txt", "../secret.txt"));
    assert_eq!((status, body.contains("SignatureDoesNotMatch")), (403, true));
    let (status, body) = Server::start("method").ask("HEAD", str::to_string);
    assert_eq!((status, body.contains("SignatureDoesNotMatch")), (403, true));
}
