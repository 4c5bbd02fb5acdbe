//! Configurations of proxies and of clients that are pasted next to a refusal.

use presign::Timestamp;
use presign::explain::{Comparison, Evidence, diagnose};

/// What is found in a configuration, and in a bare mismatch after it.
fn of(configuration: &str) -> Comparison {
    let paste = format!("{configuration}\n\nHTTP 403: SignatureDoesNotMatch");
    diagnose(&Evidence::read(&paste), Timestamp::parse("20260101T000000Z").unwrap())
}

fn has(configuration: &str, kind: &str, words: &str) -> bool {
    of(configuration).causes.iter().any(|cause| cause.kind() == kind && cause.sentence.contains(words))
}

const ANOTHER_PATH: &str = "passes on another path";

#[test]
fn a_proxy_that_takes_away_a_prefix_is_named() {
    for configuration in [
        "location /minio/ {\n  proxy_pass http://minio:9000/;\n}",
        "location ^~ /dash/store/ {\n  rewrite /dash/store/(.*) /$1 break;\n  proxy_pass http://store;\n}",
        "files.example.com {\n  handle_path /minio/* {\n    reverse_proxy minio:9000\n  }\n}",
        "handle /minio/* {\n  uri strip_prefix /minio\n}",
        "- traefik.http.middlewares.m.stripprefix.prefixes=/minio",
        "nginx.ingress.kubernetes.io/rewrite-target: /$2",
        "prefix_rewrite: /",
        "strip_path: true",
        "http-request replace-path /minio/(.*) /\\1",
        "proxy: { \"/minio\": {\n  rewrite: (path) => path.replace(/^\\/minio/, \"\"),\n}}",
    ] {
        assert!(has(configuration, "path", ANOTHER_PATH), "{configuration}\n{}", of(configuration));
    }
}

#[test]
fn a_proxy_that_keeps_the_path_is_not_blamed_for_it() {
    for configuration in [
        "location / {\n  proxy_pass http://minio:9000;\n}",
        "location / {\n  proxy_pass http://minio:9000/;\n}",
        "location /minio/ {\n  proxy_pass http://minio:9000;\n}",
        "strip_path: false",
        "rewrite off;",
    ] {
        assert!(!has(configuration, "path", ANOTHER_PATH), "{configuration}\n{}", of(configuration));
    }
}

#[test]
fn a_proxy_that_passes_on_another_host_is_named() {
    for (configuration, words) in [
        ("location / {\n  proxy_set_header Host $host;\n}", "has no port"),
        ("location / {\n  proxy_set_header Host minio;\n}", "another host"),
        ("location / {\n  proxy_set_header   host   $proxy_host;\n}", "another host"),
        ("header_up Host {upstream_hostport}", "another host"),
        ("passHostHeader: false", "another host"),
        ("ProxyPreserveHost Off", "another host"),
        ("changeOrigin: true,", "another host"),
        ("nginx.ingress.kubernetes.io/upstream-vhost: minio.internal", "another host"),
        ("location / {\n  proxy_pass http://minio:9000;\n}", "no line that passes on the host"),
    ] {
        assert!(has(configuration, "host", words), "{configuration}\n{}", of(configuration));
    }
    for configuration in [
        "location / {\n  proxy_pass http://minio:9000;\n  proxy_set_header Host $http_host;\n}",
        "ProxyPreserveHost On\nProxyPass / http://minio:9000/",
    ] {
        for words in ["has no port", "another host", "no line that passes on the host"] {
            assert!(!has(configuration, "host", words), "{configuration}\n{}", of(configuration));
        }
    }
}

#[test]
fn settings_of_a_client_that_do_not_fit_are_named() {
    for (configuration, kind, words) in [
        (
            "S3_BUCKET=files\nS3_ENDPOINT=https://files.us-east-1.linodeobjects.com",
            "endpoint",
            "begins with the bucket",
        ),
        (
            "bucket: files\nendpoint: \"https://files.nyc3.digitaloceanspaces.com\"",
            "endpoint",
            "begins with the bucket",
        ),
        ("AWS_BUCKET=files/uploads", "path", "has a folder in it"),
        (".endpointOverride(URI.create(\"https://example.com/s3proxy\"))", "path", "/s3proxy"),
        ("access_key = AKIDEXAMPLE\naccess_token = x", "secret", "secret_key"),
    ] {
        assert!(has(configuration, kind, words), "{configuration}\n{}", of(configuration));
    }
    for configuration in [
        "S3_BUCKET=files\nS3_ENDPOINT=https://us-east-1.linodeobjects.com/",
        "endpoint: https://abc.supabase.co/storage/v1/s3",
        "access_key = AKIDEXAMPLE\nsecret_key = x\naccess_token = x",
        "bucket = s3://files/uploads",
    ] {
        let found = of(configuration);
        let is_blamed = |kind| found.causes.iter().any(|cause| cause.kind() == kind);
        assert!(!["endpoint", "path", "secret"].into_iter().any(is_blamed), "{configuration}\n{found}");
    }
}

#[test]
fn a_long_configuration_is_read_once() {
    for line in ["proxy_set_header X-Real-IP $remote_addr;\n", "endpoint: x\n", "location /a/ {\n", "bucket = a\n"] {
        assert!(!of(&line.repeat(20_000)).causes.is_empty());
    }
}
