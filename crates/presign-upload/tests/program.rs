//! The program that serves the page, run as a user runs it.

mod stub;
mod support;

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use hmac::{Hmac, KeyInit, Mac};
use presign_upload::server::Server;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::stub::answering;
use crate::support::send;
use crate::support::service::follow;

/// The program, and the page's address as it printed it.
struct Program {
    process: Child,
    page: String,
    bucket: String,
    temporary: tempfile::TempDir,
}

impl Program {
    fn start(arguments: &[&str], environment: &[(&str, impl AsRef<OsStr>)]) -> Self {
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

fn command(arguments: &[&str], environment: &[(&str, impl AsRef<OsStr>)]) -> Command {
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

/// No server: the embedded one is used.
const NONE: &[(&str, &str)] = &[];

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

/// Names this server.
fn of(server: &Server) -> [(&str, String); 5] {
    [
        ("S3_ENDPOINT", server.endpoint().into()),
        ("S3_BUCKET", server.bucket().into()),
        ("AWS_REGION", server.region().into()),
        ("AWS_ACCESS_KEY_ID", server.credentials().access_key_id().into()),
        ("AWS_SECRET_ACCESS_KEY", server.secret_access_key().into()),
    ]
}

#[test]
fn page_is_served_until_the_program_is_stopped() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start(&[], NONE);

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

    let output = command(&["--listen", &format!("127.0.0.1:{port}")], NONE).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("presign-upload: the page cannot be served: "), "{stderr}");
}

/// What is known of an upload is in its id, and what has arrived is in the bucket.
#[test]
fn a_restart_loses_nothing() {
    let server = Server::start().unwrap();
    let environment = of(&server);
    let small = ["--part-size", "5MiB", "--max-put", "5MiB"];
    let mut first = Program::start(&small, &environment);
    let arrived = first.begin(5).json();
    assert_eq!(follow(&arrived["parts"][0], b"bytes").status, 200);
    let begun = first.begin((5 << 20) + 5).json();
    let tag = follow(&begun["parts"][0], &vec![1; 5 << 20]).header("etag").to_owned();
    first.stop("-KILL");

    let second = Program::start(&small, &environment);
    let ask = |method: &str, what: &Value, path: &str, body: &Value| {
        let url = format!("{}api/uploads/{}{path}", second.page, what["id"].as_str().unwrap());
        send(method, &url, &[("content-type", "application/json")], body.to_string().as_bytes())
    };

    let state = ask("GET", &begun, "", &Value::Null).json();
    assert_eq!((&state["has_arrived"], &state["parts"][0]["etag"]), (&json!(false), &json!(tag)));
    let renewed = ask("POST", &begun, "/urls", &json!({ "parts": [2] })).json();
    let last = follow(&renewed["parts"][0], b"bytes").header("etag").to_owned();
    let parts = json!({ "parts": [{ "number": 1, "etag": tag }, { "number": 2, "etag": last }] });
    assert_eq!(ask("POST", &begun, "/complete", &parts).json()["size"], (5 << 20) + 5);
    assert_eq!(ask("POST", &arrived, "/complete", &json!({})).json()["size"], 5);
    let listed = send("GET", &format!("{}api/files", second.page), &[], b"").json();
    let files: Vec<_> = listed["files"].as_array().unwrap().iter().map(|file| (&file["name"], &file["type"])).collect();
    assert_eq!(files, [(&json!("a"), &json!("text/plain")), (&json!("a"), &json!("text/plain"))]);
    assert_eq!(ask("DELETE", &begun, "", &Value::Null).json()["code"], "arrived");
    assert_eq!(ask("DELETE", &begun, "/file", &Value::Null).status, 204);
    assert_eq!(ask("DELETE", &begun, "/file", &Value::Null).json()["code"], "not-there");
    assert_eq!(server.folder().join("uploads").read_dir().unwrap().count(), 1);
}

/// An id is worth nothing without the secret that sealed it.
#[test]
fn another_secret_knows_no_upload() {
    let server = Server::start().unwrap();
    let environment = of(&server);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "one secret\n").unwrap();
    let path = file.path().to_str().unwrap();
    let with_it = [
        Program::start(&["--secret-file", path], &environment),
        Program::start(&["--secret-file", path], &environment),
    ];
    let without = Program::start(&[], &environment);
    let id = with_it[0].begin(5).json()["id"].as_str().unwrap().to_owned();

    let codes = [&with_it[0], &with_it[1], &without].map(|program| {
        let url = format!("{}api/uploads/{id}/complete", program.page);
        send("POST", &url, &[("content-type", "application/json")], b"{}").json()["code"].clone()
    });

    assert_eq!(codes, ["not-arrived", "not-arrived", "unknown-upload"]);
    // Nor is one that was changed in any place.
    for at in 0..id.len() {
        let mut changed = id.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let url = format!("{}api/uploads/{}", with_it[0].page, String::from_utf8(changed).unwrap());
        let code = send("GET", &url, &[], b"").json()["code"].clone();
        assert_eq!(code, "unknown-upload", "{at}");
    }
}

/// 200 uploads at once, of which each request goes to whichever of two processes comes next.
#[test]
fn two_processes_serve_one_page() {
    let server = Server::start().unwrap();
    let environment = of(&server);
    let programs = [Program::start(&[], &environment), Program::start(&[], &environment)];
    let pages: [_; 2] = std::array::from_fn(|index| programs[index].page.clone());

    std::thread::scope(|scope| {
        for worker in 0..8 {
            let pages = &pages;
            scope.spawn(move || {
                let post = |page: &str, path: &str, body: &Value| {
                    let header = [("content-type", "application/json")];
                    send("POST", &format!("{page}api/uploads{path}"), &header, body.to_string().as_bytes()).json()
                };
                for number in 0..25 {
                    let name = format!("{worker} {number}");
                    let asked = json!({ "name": name, "size": name.len(), "type": "text/plain" });
                    let begun = post(&pages[number % 2], "", &asked);
                    assert_eq!(follow(&begun["parts"][0], name.as_bytes()).status, 200);
                    let path = format!("/{}/complete", begun["id"].as_str().unwrap());
                    assert_eq!(post(&pages[(number + 1) % 2], &path, &json!({}))["size"], name.len());
                }
            });
        }
    });

    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let page = &pages[names.len() / 50 % 2];
        let listed = send("GET", &format!("{page}api/files?after={after}"), &[], b"").json();
        names.extend(
            listed["files"]
                .as_array()
                .unwrap_or_else(|| panic!("{listed}"))
                .iter()
                .map(|file| file["name"].as_str().unwrap().to_owned()),
        );
        match listed["next"].as_str() {
            Some(next) => after = next.into(),
            None => break,
        }
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 200);
    let found = send("GET", &format!("{}api/files?search=7%2024", pages[0]), &[], b"").json();
    assert_eq!(found["files"].as_array().unwrap().len(), 1, "{found}");
}

#[test]
fn server_of_the_environment_is_used() {
    let server = Server::start().unwrap();
    let program = Program::start(&["--part-size", "5MiB", "--max-put", "5MiB"], &of(&server));

    assert_eq!(program.bucket, format!("presign-upload at {}", server.endpoint()));
    let begun = program.begin(5).json();
    assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
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
        assert!(!stderr.contains("X-Amz"), "{stderr}");
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

/// Whoever watches over the service learns what it does, and no secret.
#[test]
fn an_operator_sees_what_happens() {
    let server = Server::start().unwrap();
    let mut program = Program::start(&[], &of(&server));
    let begun = program.begin(5).json();
    let id = begun["id"].as_str().unwrap();
    let seen = |path: &str, host: &str| send("GET", &format!("{}{path}", program.page), &[("host", host)], b"");

    // A balancer asks by address, whatever browsers call the page.
    for (path, text) in [("healthz", "It runs.\n"), ("readyz", "The bucket answers.\n")] {
        let answer = seen(path, "10.0.0.1");
        assert_eq!((answer.status, answer.text()), (200, text));
    }
    send("GET", &format!("{}api/uploads/{id}", program.page), &[], b"");
    send("PATCH", &format!("{}secret-path", program.page), &[], b"");
    let metrics = seen("metrics", "10.0.0.1");
    for line in [
        "presign_upload_request_seconds_count{method=\"POST\",route=\"/api/uploads\",status=\"201\"} 1\n",
        "presign_upload_request_seconds_count{method=\"GET\",route=\"/api/uploads/{id}\",status=\"200\"} 1\n",
        "presign_upload_request_seconds_count{method=\"any\",route=\"unknown\",status=\"404\"} 1\n",
        "presign_upload_open 1\n",
    ] {
        assert!(metrics.text().contains(line), "{line}{}", metrics.text());
    }
    drop(server);
    let answer = seen("readyz", "10.0.0.1");
    assert_eq!((answer.status, answer.text().starts_with("The bucket gives no answer")), (503, true));

    program.stop("-TERM");
    let mut log = String::new();
    program.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|line| (&line["method"], &line["route"], &line["status"])).collect();
    assert_eq!(
        told,
        [
            (&json!("POST"), &json!("/api/uploads"), &json!(201)),
            (&json!("GET"), &json!("/api/uploads/{id}"), &json!(200)),
            (&json!("any"), &json!("unknown"), &json!(404)),
        ]
    );
    for secret in [id, "X-Amz", "secret-path", begun["file"].as_str().unwrap()] {
        assert!(!log.contains(secret) && !metrics.text().contains(secret), "{secret}");
    }
}

/// A service manager says that it is time to end, and a page is in the middle of asking.
#[test]
fn what_has_begun_is_answered_at_the_end() {
    let mut program = Program::start(&["--quiet"], NONE);
    let host = program.page.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    let body = json!({ "name": "a", "size": 5, "type": "text/plain" }).to_string();
    let mut stream = TcpStream::connect(&host).unwrap();
    let head = format!(
        "POST /api/uploads HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // Now the request has begun.
    let mut said = [0; 25];
    stream.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"HTTP/1.1 100 Continue\r\n\r\n");

    let id = program.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    while TcpStream::connect(&host).is_ok() {}
    stream.write_all(body.as_bytes()).unwrap();

    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert_eq!(program.process.wait().unwrap().code(), Some(0));
}

/// Whoever is told of arrivals can see that it is this service that tells, and when.
#[test]
fn an_arrival_is_told() {
    let (receiver, requests) = answering(Some("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"));
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&secret, "a secret of two\n").unwrap();
    let to = format!("{receiver}/?from=uploads");
    let arguments = ["--webhook", &to, "--secret-file", secret.path().to_str().unwrap()];
    let program = Program::start(&arguments, NONE);
    let begun = program.begin(5).json();
    assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
    let url = format!("{}api/uploads/{}/complete", program.page, begun["id"].as_str().unwrap());

    assert_eq!(send("POST", &url, &[("content-type", "application/json")], b"{}").status, 200);

    let told = requests.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
    assert_eq!(told.method, "POST");
    let event: Value = serde_json::from_slice(&told.body).unwrap();
    let key = format!("uploads/{}", begun["file"].as_str().unwrap());
    assert_eq!(event, json!({ "key": key, "name": "a", "size": 5, "type": "text/plain", "user": "" }));
    let (time, hex) = told.headers["presign-upload-signature"].strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    let mac = Hmac::<Sha256>::new_from_slice(b"a secret of two").unwrap();
    let mac = mac.chain_update(format!("{time}.")).chain_update(&told.body);
    assert_eq!(hex, hex::encode(mac.finalize().into_bytes()));
}
