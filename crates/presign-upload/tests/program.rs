//! The program that serves the page, run as a user runs it.

#[path = "support/program.rs"]
mod program;
mod stub;
mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use hmac::{Hmac, KeyInit, Mac};
use presign_upload::server::Server;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::program::{Program, command, of};
use crate::stub::{answering, serving};
use crate::support::send;
use crate::support::service::follow;

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

#[test]
fn page_is_served_until_the_program_is_stopped() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start(&[], NONE);

        let page = send("GET", &program.page, &[], b"");
        assert!(page.text().contains(">Direct upload</title>"), "{}", page.text());
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
        // F30: "its own output says why" was said, and nothing was written.
        for line in stderr.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            assert!(line["code"].as_str().unwrap().starts_with("bucket-"), "{line}");
            assert!(line["why"].as_str().unwrap().starts_with(sentence), "{line}");
        }
        assert_eq!(stderr.lines().count(), 2, "{stderr}");
    }
}

/// Servers have words of their own for an upload that they do not have, and some tell no tags of its parts.
#[test]
fn what_is_gone_is_told_from_what_is_refused() {
    const LISTED: &str = "200 <ListPartsResult><Part><PartNumber>1</PartNumber><Size>5</Size></Part></ListPartsResult>";
    let error = |status: u16, code: &str| format!("{status} <Error><Code>{code}</Code></Error>");
    for (refusal, list, code) in [
        (error(404, "NoSuchUpload"), error(404, "NoSuchUpload"), "gone"),
        (error(403, "AccessDenied"), error(404, "NoSuchUpload"), "gone"),
        (error(500, "InternalError"), error(404, "NoSuchUpload"), "gone"),
        (error(200, "InternalError"), error(404, "NoSuchUpload"), "gone"),
        (error(400, "InvalidPart"), LISTED.into(), "bucket-refused"),
        (error(404, "NoSuchKey"), LISTED.into(), "bucket-refused"),
        (error(403, "AccessDenied"), error(403, "AccessDenied"), "bucket-refused"),
    ] {
        let is_listed = list == LISTED;
        let (endpoint, _requests) = serving(move |request| {
            let created = "200 <InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>";
            let answer = match (&*request.method, request.parameters.contains_key("uploadId")) {
                ("POST", false) => created,
                ("POST", true) => &*refusal,
                ("GET", true) => &*list,
                _ => "404 ",
            };
            let (status, body) = answer.split_once(' ').unwrap();
            let length = body.len();
            let head = format!("HTTP/1.1 {status} A\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
            Some((head + body).into_bytes())
        });
        let program = Program::start(&["--max-put", "4"], &environment(&endpoint));
        let begun = program.begin(5).json();
        let url = format!("{}api/uploads/{}", program.page, begun["id"].as_str().unwrap());

        let parts = r#"{ "parts": [{ "number": 1, "etag": "\"0\"" }] }"#;
        let answer =
            send("POST", &format!("{url}/complete"), &[("content-type", "application/json")], parts.as_bytes());
        assert_eq!(answer.json()["code"], code, "{}", answer.text());
        // A part whose tag is not known is sent again.
        let state = send("GET", &url, &[], b"");
        assert_eq!(state.status == 200 && state.json()["parts"][0]["etag"].is_null(), is_listed, "{}", state.text());
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

/// A pattern is for the hosts of a domain: more would be anybody's.
#[test]
fn patterns_for_more_than_a_domain_are_refused() {
    for origin in [
        "*",
        "https://*",
        "https://*:8080",
        "https://*.com",
        "https://*.com:8080",
        "https://*.",
        "https://*.*.example.com",
        "https://a.*.example.com",
        "https://*a.example.com",
        "https://a*.example.com",
        "https://*.1.2",
        "https://*.0.0.1",
        "https://*.example..com",
        "https://*.example.com/",
        "https://*.example.com:*",
        "https://*.example.com:0",
        "https://*.example.com:65536",
        "https://me@example.com",
        "https://",
        "*.example.com",
        "null",
        "ftp://example.com",
        "https://a.example.com,https://*",
    ] {
        let output = command(&["--origin", origin], NONE).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{origin}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("an origin is a scheme and a host, as in https://upload.example.com"), "{stderr}");
    }
}
