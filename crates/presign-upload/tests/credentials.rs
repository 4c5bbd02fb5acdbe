//! Credentials that expire: the program asks for others by itself, from each place where AWS's tools find them, and no URL
//! is said to be valid for longer than they are.

mod stub;
mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use presign::Timestamp;
use serde_json::{Value, json};

use crate::stub::serving;
use crate::support::send;

struct Program(Child, String);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program, with no credentials but those of this environment.
fn command(folder: &Path, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presign-upload"));
    let names = std::env::vars_os().map(|(name, _)| name);
    for name in names.filter(|name| name.to_str().is_some_and(|name| name.starts_with("AWS_"))) {
        command.env_remove(name);
    }
    // Nobody answers there, and nobody is asked before an upload.
    command.env("S3_ENDPOINT", "http://127.0.0.1:1").env("S3_BUCKET", "bucket").env("AWS_REGION", "here");
    command.env("HOME", folder).env("AWS_EC2_METADATA_DISABLED", "true").envs(environment.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start(folder: &Path, environment: &[(&str, &str)]) -> Program {
    let secret = folder.join("secret");
    fs::write(&secret, "a secret of more than sixteen bytes").unwrap();
    let mut process = command(folder, environment).arg("--secret-file").arg(secret).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let page = line.strip_prefix("Page    ").map(|page| page.trim().to_owned());
    let mut program = Program(process, page.unwrap_or_default());
    if program.1.is_empty() {
        let mut said = String::new();
        program.0.stderr.as_mut().unwrap().read_to_string(&mut said).unwrap();
        panic!("{said}");
    }
    program
}

/// The access key that signs an upload now, and for how many seconds its URL is said to be valid.
fn signed(program: &Program) -> (String, u64) {
    let body = json!({ "name": "a", "size": 5, "type": "text/plain" }).to_string();
    let url = format!("{}api/uploads", program.1);
    let answer = send("POST", &url, &[("content-type", "application/json")], body.as_bytes());
    assert_eq!(answer.status, 201, "{}", answer.text());
    let begun: Value = answer.json();
    let request = &begun["parts"][0]["request"];
    let url = request["url"].as_str().unwrap();
    let key = url.split_once("X-Amz-Credential=").unwrap().1.split("%2F").next().unwrap();
    (key.into(), request["expires_in"].as_u64().unwrap())
}

/// When credentials expire that are made now: so soon that others are asked for after a second or two.
fn soon() -> String {
    after(20)
}

fn after(seconds: u64) -> String {
    Timestamp::from_unix_seconds(Timestamp::now().unix_seconds() + seconds).unwrap().to_rfc3339()
}

/// Those of the container's format, the first, the second and so on.
fn keys(number: usize) -> Value {
    json!({ "Version": 1, "AccessKeyId": format!("ASIA{number}"), "SecretAccessKey": "S", "Token": "T",
            "SessionToken": "T", "Expiration": soon() })
}

/// A server that has other credentials each time, in the form that is asked for.
fn issuing() -> (String, std::sync::mpsc::Receiver<stub::Received>) {
    let mut number = 0;
    serving(move |request| {
        let is_token = request.path.ends_with("/api/token");
        let is_role = request.path.ends_with("/security-credentials/");
        let body = if is_token {
            "TOKEN".into()
        } else if is_role {
            "role".into()
        } else {
            number += 1;
            if request.method == "POST" {
                format!(
                    "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
                     <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA{number}</AccessKeyId>\
                     <SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken><Expiration>{}</Expiration>\
                     </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>",
                    soon()
                )
            } else {
                keys(number).to_string()
            }
        };
        let length = body.len();
        Some(format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes())
    })
}

#[test]
fn each_source_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // A program that counts its runs by lines in a file.
    fs::write(path("config"), format!("[default]\ncredential_process = sh {}\n", path("program"))).unwrap();
    let print = keys(0).to_string().replace("ASIA0", "ASIA%s");
    let script = format!("echo >>{0}\nprintf '{print}' $(wc -l <{0})\n", path("runs"));
    fs::write(path("program"), script).unwrap();
    fs::write(path("token"), "TOKEN").unwrap();
    let [(container, _c), (instance, _i), (sts, _s)] = [issuing(), issuing(), issuing()];
    let container = format!("{container}/credentials?a=b");

    for environment in [
        &[("AWS_CONFIG_FILE", &*path("config"))][..],
        &[("AWS_CONTAINER_CREDENTIALS_FULL_URI", &*container)],
        &[("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &*instance)],
        &[
            ("AWS_WEB_IDENTITY_TOKEN_FILE", &*path("token")),
            ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/upload"),
            ("AWS_ENDPOINT_URL_STS", &*sts),
        ],
    ] {
        let program = start(folder.path(), environment);
        let (first, life) = signed(&program);
        assert!(first.starts_with("ASIA") && life <= 20, "{environment:?}: {first}, {life}");
        // It ends when others sign, however long that takes.
        while signed(&program).0 == first {
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// What seals the ids of uploads must not change with credentials that change.
#[test]
fn temporary_credentials_need_a_secret_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let keys = [("AWS_ACCESS_KEY_ID", "ASIA"), ("AWS_SECRET_ACCESS_KEY", "S"), ("AWS_SESSION_TOKEN", "T")];

    let output = command(folder.path(), &keys).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "presign-upload: the credentials are temporary, and a secret that follows from them would change with them. Name \
         a file with --secret-file: `head -c 32 /dev/urandom | base64 >secret` makes one.\n"
    );
    assert_eq!(signed(&start(folder.path(), &keys)).0, "ASIA");
}

/// Nothing is signed with what has expired, and it is said so.
#[test]
fn expired_credentials_sign_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("config"), format!("[default]\ncredential_process = cat {}\n", path("keys"))).unwrap();
    let mut keys = keys(1);
    keys["Expiration"] = json!(after(8));
    fs::write(path("keys"), keys.to_string()).unwrap();
    let program = start(folder.path(), &[("AWS_CONFIG_FILE", &*path("config"))]);

    let body = json!({ "name": "a", "size": 5, "type": "text/plain" }).to_string();
    let url = format!("{}api/uploads", program.1);
    let refused = loop {
        let answer = send("POST", &url, &[("content-type", "application/json")], body.as_bytes());
        if answer.status != 201 {
            break answer;
        }
        std::thread::sleep(Duration::from_millis(100));
    };

    assert_eq!((refused.status, &refused.json()["code"]), (503, &json!("no-credentials")), "{}", refused.text());
    assert_eq!(send("GET", &format!("{}readyz", program.1), &[], b"").status, 503);
}

#[test]
fn no_credentials_are_said() {
    let folder = tempfile::tempdir().unwrap();

    for (environment, words) in [
        (&[][..], "there are no credentials: "),
        (&[("AWS_ACCESS_KEY_ID", "AKID")], "AWS_SECRET_ACCESS_KEY"),
        (&[("AWS_PROFILE", "nobody")], "no profile nobody in "),
        (
            &[("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/?secret=x")],
            "http://127.0.0.1:1/ gives no answer",
        ),
    ] {
        let output = command(folder.path(), environment).output().unwrap();

        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words) && said.lines().count() == 1 && !said.contains("secret=x"), "{said}");
        assert!(said.contains("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"), "{said}");
    }
}
