//! The program, run as a user runs it.

// Each test file is a program of its own, and not each uses all of this.
#![allow(dead_code)]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use presign_upload::server::Server;
use serde_json::json;

use crate::support::{Answer, send};

/// The program, and the page's address as it printed it.
pub(crate) struct Program {
    pub(crate) process: Child,
    pub(crate) page: String,
    pub(crate) bucket: String,
    temporary: tempfile::TempDir,
}

impl Program {
    pub(crate) fn start(arguments: &[&str], environment: &[(&str, impl AsRef<OsStr>)]) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let mut process = command(arguments, environment).env("TMPDIR", temporary.path()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut after = |label: &str| lines.next().unwrap().strip_prefix(label).unwrap().to_owned();
        let (page, bucket) = (after("Page    "), after("Bucket  "));
        Self { process, page, bucket, temporary }
    }

    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.temporary.path().read_dir().unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    /// Ends it with a signal: `-INT` is Ctrl-C.
    pub(crate) fn stop(&mut self, signal: &str) -> ExitStatus {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.process.wait().unwrap()
    }

    pub(crate) fn begin(&self, size: u64) -> Answer {
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

pub(crate) fn command(arguments: &[&str], environment: &[(&str, impl AsRef<OsStr>)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presign-upload"));
    for name in ["S3_ENDPOINT", "S3_BUCKET", "AWS_SESSION_TOKEN", "ALL_PROXY", "HTTP_PROXY", "all_proxy", "http_proxy"]
    {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Names this server.
pub(crate) fn of(server: &Server) -> [(&str, String); 5] {
    [
        ("S3_ENDPOINT", server.endpoint().into()),
        ("S3_BUCKET", server.bucket().into()),
        ("AWS_REGION", server.region().into()),
        ("AWS_ACCESS_KEY_ID", server.credentials().access_key_id().into()),
        ("AWS_SECRET_ACCESS_KEY", server.secret_access_key().into()),
    ]
}
