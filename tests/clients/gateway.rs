//! Clients at the example `gateway`: what they store and read, and what they show of its refusals.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{certificate, tools};

/// The program, and the keys that it printed.
struct Server {
    process: Child,
    variables: Vec<(String, String)>,
}

impl Server {
    /// `.ci/clients` builds it.
    fn start(test: &str, certificate: Option<&Path>) -> Self {
        let this = env::current_exe().unwrap();
        let program = this.ancestors().nth(2).unwrap().join("gateway");
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        // What an earlier run has stored.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new(&program);
        command.arg(&folder).stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some(folder) = certificate {
            command.arg("0").args([folder.join("certificate.pem"), folder.join("key.pem")]);
        }
        let mut process = command
            .spawn()
            .unwrap_or_else(|error| panic!("{} was not started: {error}. `.ci/clients` builds it.", program.display()));
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let lines: Vec<_> = lines.skip_while(|line| !line.starts_with("AWS_ENDPOINT_URL=")).take(2).collect();
        let words = lines.iter().flat_map(|line| line.split(' ')).filter_map(|word| word.split_once('='));
        Self { variables: words.map(|(name, value)| (name.into(), value.into())).collect(), process }
    }

    fn run(&self, program: &Path, script: &str) {
        self.run_with(program, script, &[]);
    }

    fn run_with(&self, program: &Path, script: &str, words: &[&str]) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(script);
        let mut command = Command::new(program);
        command.arg(script).args(words).env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
        command.env("HOME", env!("CARGO_TARGET_TMPDIR")).env("PYTHONDONTWRITEBYTECODE", "1").env("TOOLS", tools());
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        let certificate = certificate().join("certificate.pem");
        command
            .env("AWS_CA_BUNDLE", &certificate)
            .env("NODE_EXTRA_CA_CERTS", &certificate)
            .envs(self.variables.iter().cloned());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "all of it held\n");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = (self.process.kill(), self.process.wait());
    }
}

/// botocore reads the status line of an upload itself.
#[test]
fn boto3_and_the_aws_cli_show_why_an_upload_is_refused() {
    Server::start("refusals of boto3", None).run(&tools().join("python/bin/python"), "refusals.py");
}

#[test]
fn the_sdk_for_javascript_shows_that_it_has_signed_the_checksum_of_no_body() {
    Server::start("refusals of JavaScript", None).run(Path::new("node"), "refusals.mjs");
}

/// Four clients, and hundreds of random scopes and requests.
#[test]
fn clients_of_the_gateway_with_scoped_credentials() {
    Server::start("scoped credentials", None).run(&tools().join("python/bin/python"), "scoped.py");
}

/// The same over HTTP and TLS, where SDKs sign in other ways.
#[test]
fn clients_of_the_gateway_over_http() {
    Server::start("clients over HTTP", None).run(&tools().join("python/bin/python"), "gateway.py");
}

/// The release of boto3 that began to add checksums by itself.
#[test]
fn boto3_1_36_at_the_gateway() {
    let python = tools().join("boto3-1.36/bin/python");
    Server::start("boto3 1.36", None).run_with(&python, "gateway.py", &["boto3"]);
    Server::start("boto3 1.36 over TLS", Some(&certificate())).run_with(&python, "gateway.py", &["boto3"]);
}

#[test]
fn clients_of_the_gateway_over_tls() {
    let server = Server::start("clients over TLS", Some(&certificate()));
    server.run(&tools().join("python/bin/python"), "gateway.py");
}
