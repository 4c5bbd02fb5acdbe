//! Requests of clients that nobody here wrote: whether `presign::verify` accepts them all, and refuses each of them when
//! one thing about it is changed.
//!
//! ```text
//! .ci/clients
//! ```
//!
//! installs the clients below `target/clients` and runs these tests. Each test gives one client, a program in `scripts/`,
//! the address of a server on loopback, the keys of `keys.json`, and first permanent credentials and then temporary ones.
//! The program puts, gets, heads, lists and deletes objects under these keys, with signed headers and with presigned URLs
//! where the client makes both, and compares what it gets. The server verifies each request, and counts. Two more programs
//! upload objects of several sizes as SDKs do by default: in chunks, over TLS where the SDK does it only then.

mod changes;
mod chunks;
mod gateway;
mod http;
mod server;
mod store;

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::server::{AccessKey, BUCKET, KEYS, REGION, Server};

/// Where `.ci/clients` installs what it needs.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("clients")
}

/// object_store signs a space in a query as `%20` and sends it as `+`, as S3 reads it. The Common Runtime signs the `+` that
/// it sends as a plus sign, which S3 refuses. `presign::verify` refuses both.
const BARE_PLUS: &str = "the query contains a bare +: write %20 for a space or %2B for a plus sign";

/// A client, and how many requests of it must pass: fewer, and the script has lost some.
struct Client {
    name: &'static str,
    /// The reason why some of its requests are refused that S3 accepts. Empty if there are none.
    known: &'static str,
    script: &'static str,
    presigned: usize,
    header_signed: usize,
}

/// Where `.ci/clients` puts the certificate of 127.0.0.1.
fn certificate() -> PathBuf {
    tools().join("tls")
}

impl Client {
    /// Runs it, and returns how many requests were in chunks.
    fn check(&self) -> usize {
        self.check_at(&Server::start(None).expect("a port of 127.0.0.1"))
    }

    fn check_at(&self, server: &Server) -> usize {
        for key in &KEYS {
            self.run(server, key);
        }
        let tally = server.tally();
        let is_known = |fault: &&String| !self.known.is_empty() && fault.ends_with(self.known);
        let (known, faults): (Vec<_>, Vec<_>) = tally.faults.iter().partition(is_known);
        assert!(faults.is_empty(), "{}: {} faults: {:#?}", self.name, faults.len(), &faults[..faults.len().min(20)]);
        assert_eq!(known.is_empty(), self.known.is_empty(), "{}: nothing is refused for this any more", self.name);
        let line = format!(
            "{}: {} presigned and {} header-signed requests passed, {} of them in chunks; \
             {} changed requests were refused, and {} as they are\n",
            self.name,
            tally.presigned,
            tally.header_signed,
            tally.in_chunks,
            tally.refused,
            known.len()
        );
        // The test harness would not show what `println!` prints in a test that passes.
        io::stdout().lock().write_all(line.as_bytes()).expect("a terminal or a file");
        assert!(tally.presigned >= self.presigned && tally.header_signed >= self.header_signed, "too few: {line}");
        tally.in_chunks
    }

    /// In an environment that has nothing but what is given here.
    fn run(&self, server: &Server, key: &AccessKey) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = folder.join("scripts").join(self.script);
        let is_node = script.extension().is_some_and(|extension| extension == "mjs");
        let program = if is_node { "node".into() } else { tools().join("python/bin/python") };
        let mut command = Command::new(&program);
        command
            .arg(script)
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", env!("CARGO_TARGET_TMPDIR"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("TOOLS", tools())
            .env("KEYS", folder.join("keys.json"))
            .env("ENDPOINT", server.endpoint())
            .env("BUCKET", BUCKET)
            .env("AWS_REGION", REGION)
            .env("AWS_DEFAULT_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", key.id)
            .env("AWS_SECRET_ACCESS_KEY", key.secret)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CA_BUNDLE", certificate().join("certificate.pem"));
        if let Some(token) = key.session_token {
            command.env("AWS_SESSION_TOKEN", token);
        }
        let output = command.output().unwrap_or_else(|error| {
            panic!("{} was not started: {error}. `.ci/clients` installs the clients.", program.display())
        });
        let text = String::from_utf8_lossy(&output.stderr);
        let faults = &server.tally().faults;
        assert!(output.status.success(), "{} failed: {text}{:#?}", self.name, &faults[..faults.len().min(5)]);
    }
}

#[test]
fn boto3() {
    Client { name: "boto3", known: "", script: "boto3_client.py", presigned: 260, header_signed: 500 }.check();
}

#[test]
fn aws_cli() {
    Client { name: "AWS CLI", known: "", script: "aws_cli.py", presigned: 32, header_signed: 280 }.check();
}

#[test]
fn rclone() {
    Client { name: "rclone", known: "", script: "rclone.py", presigned: 22, header_signed: 300 }.check();
}

#[test]
fn curl() {
    Client { name: "curl", known: "", script: "curl.py", presigned: 0, header_signed: 192 }.check();
}

#[test]
fn sdk_for_javascript() {
    Client { name: "SDK for JavaScript", known: "", script: "sdk_js.mjs", presigned: 388, header_signed: 400 }.check();
}

#[test]
fn minio_sdk() {
    Client { name: "MinIO's SDK for Python", known: "", script: "minio_client.py", presigned: 56, header_signed: 148 }
        .check();
}

#[test]
fn obstore() {
    Client { name: "obstore", known: BARE_PLUS, script: "obstore_client.py", presigned: 40, header_signed: 100 }
        .check();
}

#[test]
fn s3cmd_and_s5cmd() {
    Client { name: "s3cmd and s5cmd", known: "", script: "programs.py", presigned: 22, header_signed: 190 }.check();
}

#[test]
fn aws4fetch() {
    Client { name: "aws4fetch", known: "", script: "aws4fetch.mjs", presigned: 56, header_signed: 84 }.check();
}

/// Of 0 bytes to 20 MiB, by boto3 and twice by the AWS CLI.
#[test]
fn uploads_over_tls() {
    let server = Server::start(Some(&certificate())).expect("a port of 127.0.0.1");
    let client = Client { name: "uploads over TLS", known: "", script: "uploads.py", presigned: 0, header_signed: 72 };
    assert!(client.check_at(&server) >= 36);
}

#[test]
fn uploads_of_streams() {
    let client =
        Client { name: "uploads of streams", known: "", script: "uploads.mjs", presigned: 0, header_signed: 36 };
    assert!(client.check() >= 18);
}
