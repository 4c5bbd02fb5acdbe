//! Each file against a source on loopback, or a provider of its crate, and the page that has the files.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use credentials::{from_aws_config, from_object_store, from_reqsign, with_reqwest, with_ureq};
use presign::s3::Bucket;
use presign::{Credentials, SharedSigner, Timestamp};
use presign_credentials::{Configuration, Environment, Profiles, Source};

const PAGE: &str = include_str!("../../../docs/credentials.md");

/// A source on loopback: the endpoint of a container at `/container`, which wants a token, and the instance metadata
/// service. Each answer has other credentials, which are valid for these seconds. It runs until the test's process ends.
fn server(seconds: u64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("its address"));
    thread::spawn(move || {
        let number = AtomicU64::new(0);
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut lines = BufReader::new(stream.try_clone().expect("the connection")).lines();
            let request: Vec<_> = lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
            let (status, body) = answer(&request, &number, seconds);
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).expect("it is read");
        }
    });
    origin
}

fn answer(request: &[String], number: &AtomicU64, seconds: u64) -> (u16, String) {
    let has = |header: &str| request.iter().any(|line| line.eq_ignore_ascii_case(header));
    let roles = "/latest/meta-data/iam/security-credentials/";
    let line = request.first().map(String::as_str).unwrap_or_default();
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        ["PUT", "/latest/api/token", _] if has("x-aws-ec2-metadata-token-ttl-seconds: 60") => (200, "TOKEN".into()),
        ["GET", path, _] if path == roles && has("x-aws-ec2-metadata-token: TOKEN") => (200, "role".into()),
        ["GET", path, _] if path == format!("{roles}role") && has("x-aws-ec2-metadata-token: TOKEN") => {
            (200, keys(number, seconds))
        }
        ["GET", "/container", _] if has("authorization: POD-TOKEN") => (200, keys(number, seconds)),
        ["GET", "/elsewhere", _] => (302, String::new()),
        _ => (403, String::new()),
    }
}

/// Answers with other keys each time.
fn keys(number: &AtomicU64, seconds: u64) -> String {
    let number = number.fetch_add(1, Ordering::SeqCst);
    let expiry = Timestamp::from_unix_seconds(Timestamp::now().unix_seconds() + seconds).expect("a time");
    format!(
        r#"{{"AccessKeyId": "ASIAEXAMPLE{number}", "SecretAccessKey": "S", "Token": "T{number}", "Expiration": "{}"}}"#,
        expiry.to_rfc3339()
    )
}

fn source(variables: &[(&str, &str)], config: &str) -> Source {
    let environment = Environment::of(variables.iter().copied());
    let profiles = Profiles::parse("", config).expect("profiles");
    Configuration::new(environment, profiles, None).and_then(|it| it.source()).expect("a source")
}

/// The endpoint of a container, with a token in a file.
fn container(origin: &str) -> Source {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pod-token");
    fs::write(&file, "POD-TOKEN\n").expect("a file");
    let (url, file) = (format!("{origin}/container"), file.to_str().expect("UTF-8"));
    source(&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url), ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file)], "")
}

fn instance(origin: &str) -> Source {
    source(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", origin)], "")
}

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").expect("a bucket")
}

/// The access key id that signs now.
fn id(shared: &SharedSigner) -> String {
    format!("{:?}", shared.current()).split(['(', '/']).nth(1).expect("an id").to_owned()
}

/// Waits until other credentials sign.
fn wait_for(shared: &SharedSigner, expected: &str) {
    for _ in 0..6000 {
        if id(shared) == expected {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("{} signs still", id(shared));
}

#[test]
fn ureq_renews_a_signer() {
    let origin = server(12);
    let shared = with_ureq::renewed(container(&origin), &bucket(), Duration::from_secs(5)).expect("credentials");
    assert_eq!(id(&shared), "ASIAEXAMPLE0");
    for number in 1..3 {
        wait_for(&shared, &format!("ASIAEXAMPLE{number}"));
        let url = bucket().get_object("cat.jpg").presign(&shared.current(), Duration::from_secs(5), Timestamp::now());
        assert!(url.expect("a URL").as_str().contains("X-Amz-Security-Token=T"));
    }
}

#[tokio::test]
async fn reqwest_renews_a_signer() {
    let origin = server(12);
    let renewed = with_reqwest::renewed(instance(&origin), &bucket(), Duration::from_secs(5)).await;
    let shared = renewed.expect("credentials");
    let waiting = Arc::clone(&shared);
    tokio::task::spawn_blocking(move || wait_for(&waiting, "ASIAEXAMPLE2")).await.expect("new credentials");
    let url = bucket().get_object("cat.jpg").presign(&shared.current(), Duration::from_secs(5), Timestamp::now());
    assert!(url.expect("a URL").as_str().contains("X-Amz-Security-Token=T"));
}

/// Each kind of step, with both clients.
#[tokio::test]
async fn each_source_is_fetched_by_each_client() {
    let origin = server(3600);
    let printed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("printed");
    fs::write(&printed, r#"{"Version": 1, "AccessKeyId": "ASIAPRINTED", "SecretAccessKey": "S"}"#).expect("a file");
    let program = format!("[default]\ncredential_process = /bin/cat '{}'\n", printed.display());
    let sources = [
        (container(&origin), "ASIAEXAMPLE"),
        (instance(&origin), "ASIAEXAMPLE"),
        (source(&[], &program), "ASIAPRINTED"),
    ];
    for (source, start) in sources.iter().take(if cfg!(unix) { 3 } else { 2 }) {
        let given =
            [with_ureq::fetch(source).expect("credentials"), with_reqwest::fetch(source).await.expect("credentials")];
        for credentials in given {
            assert!(credentials.access_key_id().starts_with(start), "{credentials:?}");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_told_by_each_client() {
    let origin = server(3600);
    let refused = "the endpoint of the container answered with the status";
    for (path, status) in [("/other", "403"), ("/elsewhere", "302")] {
        let url = format!("{origin}{path}");
        let source = source(&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url)], "");
        let errors = [
            with_ureq::fetch(&source).expect_err("a refusal").to_string(),
            with_reqwest::fetch(&source).await.expect_err("a refusal").to_string(),
        ];
        assert_eq!(errors, [(); 2].map(|()| format!("{refused} {status}")));
    }
    let failing = source(&[], "[default]\ncredential_process = /bin/sh -c 'echo x; exit 1'\n");
    if cfg!(unix) {
        let sentence = "the program that credential_process of the profile default names printed nothing";
        assert_eq!(with_ureq::fetch(&failing).expect_err("a refusal").to_string(), sentence);
        assert_eq!(with_reqwest::fetch(&failing).await.expect_err("a refusal").to_string(), sentence);
    }
}

/// The parts that can be seen, and that the secret is the one that was given.
fn check(credentials: &Credentials, expiry: Option<Timestamp>) {
    let expected = Credentials::new("ASIAEXAMPLE", "SECRET").with_session_token("TOKEN");
    assert_eq!(credentials.access_key_id(), expected.access_key_id());
    assert_eq!(credentials.session_token(), expected.session_token());
    assert_eq!(credentials.expiry(), expiry);
    let now = Timestamp::parse("20150830T123600Z").expect("a time");
    let url = |credentials: Credentials| {
        let signer = bucket().signer(credentials).expect("a signer");
        bucket().get_object("a").presign(&signer, Duration::from_secs(1), now).expect("a URL").into_string()
    };
    assert_eq!(url(credentials.clone()), url(expected));
}

const END: u64 = 4_000_000_000;

#[tokio::test]
async fn providers_of_other_crates_give_the_same_credentials() {
    let end = Timestamp::from_unix_seconds(END).ok();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(END);

    let provider =
        aws_credential_types::Credentials::new("ASIAEXAMPLE", "SECRET", Some("TOKEN".into()), Some(time), "x");
    check(&from_aws_config::credentials(&provider).await.expect("credentials"), end);

    let (provider, context) = (Given, reqsign_core::Context::new());
    let given = from_reqsign::credentials(&provider, &context).await.expect("no error");
    check(&given.expect("credentials"), end);

    let given = object_store::aws::AwsCredential {
        key_id: "ASIAEXAMPLE".into(),
        secret_key: "SECRET".into(),
        token: Some("TOKEN".into()),
    };
    let provider: object_store::aws::AwsCredentialProvider =
        Arc::new(object_store::StaticCredentialProvider::new(given));
    check(&from_object_store::credentials(&provider).await.expect("credentials"), None);
}

/// A provider of reqsign.
#[derive(Debug)]
struct Given;

impl reqsign_core::ProvideCredential for Given {
    type Credential = reqsign_aws_v4::Credential;

    async fn provide_credential(&self, _: &reqsign_core::Context) -> reqsign_core::Result<Option<Self::Credential>> {
        Ok(Some(reqsign_aws_v4::Credential {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: "SECRET".into(),
            session_token: Some("TOKEN".into()),
            expires_in: Some(reqsign_core::time::Timestamp::from_second(END.try_into().expect("seconds"))?),
        }))
    }
}

#[test]
fn the_page_has_each_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.ends_with("lib.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the file");
        // Its first lines are prose on the page.
        let code: Vec<_> = text.lines().skip_while(|line| line.starts_with("//!") || line.is_empty()).collect();
        let block = format!("```rs\n{}\n```\n", code.join("\n"));
        assert!(PAGE.contains(&block), "{} differs from docs/credentials.md", path.display());
        count += 1;
    }
    assert_eq!(count, 5);
}
