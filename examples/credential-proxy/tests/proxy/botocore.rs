//! An unmodified botocore works through the proxy, which it takes for S3.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hyper::Method;

use crate::servers::{BUCKET, HOST, REGION, Servers};

/// Where `.ci/proxy` installs it.
fn python() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let python = target.join("clients/python/bin/python");
    assert!(python.exists(), "{} is missing: run .ci/proxy, which installs botocore", python.display());
    python
}

fn run(script: &str, servers: &Servers, variables: &[(&str, &str)]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proxy").join(script);
    let mut command = Command::new(python());
    command.arg(script).env_clear().env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_ACCESS_KEY_ID", "AKIDPLACEHOLDER").env("AWS_SECRET_ACCESS_KEY", "the-placeholder-secret");
    command.env("AWS_REGION", REGION).env("AWS_DEFAULT_REGION", REGION).env("BUCKET", BUCKET);
    command.env("HOME", servers.folder.path());
    command.envs(variables.iter().copied()).output().unwrap()
}

fn assert_uploads_and_downloads(variables: impl FnOnce(&Servers) -> Vec<(&'static str, String)>) {
    let servers = Servers::start(&[Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE]);
    let variables = variables(&servers);
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let output = run("client.py", &servers, &variables);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "all of it worked\n");
    // A part of what it wrote is still there, at the server after the proxy.
    let stored = std::fs::metadata(servers.folder.path().join(BUCKET).join("in parts")).unwrap();
    assert_eq!(stored.len(), 12 << 20);
}

#[test]
fn botocore_uploads_and_downloads_with_the_proxy_as_its_endpoint() {
    assert_uploads_and_downloads(|servers| vec![("AWS_ENDPOINT_URL_S3", format!("http://{}", servers.proxy))]);
}

#[test]
fn botocore_uploads_and_downloads_through_an_http_proxy() {
    assert_uploads_and_downloads(|servers| {
        let (proxy, endpoint) = (format!("http://{}", servers.proxy), format!("http://{HOST}"));
        vec![("HTTP_PROXY", proxy), ("AWS_ENDPOINT_URL_S3", endpoint)]
    });
}
