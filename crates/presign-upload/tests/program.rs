//! The program that serves the page, run as a user runs it.

mod stub;
mod support;

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use presign_upload::server::Server;
use serde_json::json;

use crate::stub::answering;
use crate::support::send;

/// The program, and the page's address as it printed it.
struct Program {
    process: Child,
    page: String,
    bucket: String,
    temporary: tempfile::TempDir,
}

impl Program {
    fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let mut process = command(arguments, environment).env("TMPDIR", temporary.path()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut after = |label: &str| lines.next().unwrap().strip_prefix(label).unwrap().to_owned();
        let (page, bucket) = (after("Page    "), after("Bucket  "));
        Self { process, page, bucket, temporary }
    }

    fn files(&self) -> Vec<PathBuf> {
        self.temporary.path().read_dir().unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    /// Ends it with a signal: `-INT` is Ctrl-C.
    fn stop(&mut self, signal: &str) -> ExitStatus {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.process.wait().unwrap()
    }

    fn begin(&self, size: u64) -> support::Answer {
        let body = json!({ "name": "a", "size": size, "type": "text/plain" }).to_string();
        let header = [("content-type", "application/json")];
        send("POST", &format!("{}api/uploads", self.page), &header, body.as_bytes())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presign-upload"));
    for name in ["S3_ENDPOINT", "S3_BUCKET", "AWS_SESSION_TOKEN", "ALL_PROXY", "HTTP_PROXY", "all_proxy", "http_proxy"]
    {
        command.env_remove(name);
    }
    command.args(arguments).envs(environment.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Names a server that is not this program's.
fn environment(endpoint: &str) -> [(&'static str, &str); 5] {
    [
        ("S3_ENDPOINT", endpoint),
        ("S3_BUCKET", "bucket"),
        ("AWS_REGION", "here"),
        ("AWS_ACCESS_KEY_ID", "me"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ]
}

#[test]
fn page_is_served_until_the_program_is_stopped() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start(&[], &[]);

        let page = send("GET", &program.page, &[], b"");
        assert!(page.text().contains("<title>Direct upload</title>"), "{}", page.text());
        assert!(program.bucket.starts_with("presign-upload at http://127.0.0.1:"), "{}", program.bucket);
        assert_eq!(program.files().len(), 1);

        assert_eq!(program.stop(signal).code(), Some(0), "{signal}");
        assert_eq!(program.files().len(), 0, "{signal}");
    }
}

#[test]
fn limits_are_read_from_arguments_and_environment() {
    let program = Program::start(&["--max-size", "2MiB"], &[("PRESIGN_UPLOAD_EXPIRES", "7")]);

    assert_eq!(program.begin((2 << 20) + 1).status, 413);
    let begun = program.begin(2 << 20).json();
    assert!(begun["parts"][0]["request"]["url"].as_str().unwrap().contains("&X-Amz-Expires=7&"), "{begun}");
}

#[test]
fn taken_port_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();

    let output = command(&["--port", &port], &[]).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("presign-upload: the page cannot be served: "), "{stderr}");
}

#[test]
fn server_of_the_environment_is_used() {
    let server = Server::start().unwrap();
    let credentials = server.credentials();
    let environment = [
        ("S3_ENDPOINT", server.endpoint()),
        ("S3_BUCKET", server.bucket()),
        ("AWS_REGION", server.region()),
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id()),
        ("AWS_SECRET_ACCESS_KEY", server.secret_access_key()),
    ];
    let program = Program::start(&["--part-size", "5MiB", "--max-put", "5MiB"], &environment);

    assert_eq!(program.bucket, format!("presign-upload at {}", server.endpoint()));
    let begun = program.begin(5).json();
    let url = begun["parts"][0]["request"]["url"].as_str().unwrap();
    assert_eq!(send("PUT", url, &[("content-type", "text/plain"), ("if-none-match", "*")], b"bytes").status, 200);
    assert_eq!(server.folder().join("uploads").read_dir().unwrap().count(), 1);
    assert_eq!(program.begin(6 << 20).json()["kind"], "multipart");
}

#[test]
fn failing_server_is_said_without_a_url() {
    let (silent, _requests) = answering(None);
    let refusal =
        "HTTP/1.1 403 No\r\nconnection: close\r\ncontent-length: 41\r\n\r\n<Error><Code>AccessDenied</Code></Error>\n";
    let (refusing, _refused) = answering(Some(refusal));

    for (endpoint, sentence) in [
        (&silent, "The bucket gives no answer: "),
        (&refusing, "The bucket refused what the service asked: 403 AccessDenied."),
    ] {
        let mut program = Program::start(&[], &environment(endpoint));

        for answer in [program.begin(1 << 30), send("GET", &format!("{}api/files", program.page), &[], b"")] {
            assert_eq!(answer.status, 502);
            assert!(answer.json()["error"].as_str().unwrap().starts_with(sentence), "{}", answer.text());
            assert!(!answer.text().contains("X-Amz"), "{}", answer.text());
        }
        program.stop("-INT");
        let mut stderr = String::new();
        program.process.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(stderr, "");
    }
}

#[test]
fn key_that_no_browser_can_ask_for_is_left_out() {
    let object = |key: &str| {
        let rest = "<Size>5</Size><LastModified>2015-08-30T12:36:00.000Z</LastModified>";
        format!("<Contents><Key>{key}</Key>{rest}</Contents>")
    };
    let list = format!("<ListBucketResult>{}{}</ListBucketResult>", object("uploads/../a"), object("uploads/b"));
    let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{list}", list.len());
    let (endpoint, _requests) = answering(Some(answer.leak()));
    let program = Program::start(&[], &environment(&endpoint));

    let listed = send("GET", &format!("{}api/files", program.page), &[], b"").json();

    let names: Vec<_> = listed["files"].as_array().unwrap().iter().map(|file| &file["name"]).collect();
    assert_eq!(names, ["b"], "{listed}");
}
