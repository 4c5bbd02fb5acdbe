//! What the service never says, and whom it does not talk to.

mod support;

use std::fs;

use presign::{Scope, SigningKey, Timestamp};
use presign_upload::app::App;
use serde_json::{Value, json};

use crate::support::service::{PART, app, ask, begin, follow, path};
use crate::support::{Answer, send};

/// Every answer that there is, with everything that was in it.
fn all_answers(app: &App) -> Vec<Answer> {
    let mut paths: Vec<_> =
        fs::read_dir("page").unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    paths.retain(|path| path != "index.html");
    paths.extend(["", "api/limits", "api/files", "api/nothing"].map(String::from));
    let small = begin(app, 5);
    let large = begin(app, PART + 1);
    follow(&small["parts"][0], b"bytes");
    let mut answers: Vec<_> = paths.iter().map(|path| ask(app, "GET", path, &Value::Null)).collect();
    let file = json!({ "name": "a", "size": 5, "type": "text/plain" });
    for (method, path, body) in [
        ("POST", "api/uploads".into(), file.clone()),
        ("POST", "api/uploads".into(), json!({ "name": "a", "size": PART + 1, "type": "text/plain" })),
        ("POST", "api/uploads".into(), json!({})),
        ("POST", "api/forms".into(), file),
        ("POST", path(&small, "/urls"), json!({ "parts": [1] })),
        ("POST", path(&small, "/complete"), json!({})),
        ("POST", path(&large, "/urls"), json!({ "parts": [2] })),
        ("POST", path(&large, "/complete"), json!({ "parts": [] })),
        ("DELETE", path(&small, ""), Value::Null),
        ("DELETE", path(&large, ""), Value::Null),
    ] {
        answers.push(ask(app, method, &path, &body));
    }
    answers
}

#[test]
fn secret_is_in_no_answer() {
    let app = app();
    let server = app.server().unwrap();
    let scope = Scope::new(Timestamp::now(), server.region(), "s3").unwrap();
    let key = SigningKey::derive(&server.credentials(), &scope);
    let (secret, key) = (server.secret_access_key(), hex::encode(key.secret_bytes()));

    for answer in all_answers(&app) {
        for text in [answer.text(), &format!("{:?}", answer.headers)] {
            assert!(!text.contains(secret) && !text.contains(&key), "{text}");
        }
    }
}

#[test]
fn every_answer_keeps_the_page_to_itself() {
    let app = app();

    for answer in all_answers(&app) {
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; "), "{policy}");
        assert!(policy.contains(&format!("connect-src 'self' {}; ", app.endpoint())), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        // An answer of the service may hold a URL; the files of the page do not.
        let caching = if answer.header("etag").is_empty() { "no-store" } else { "no-cache" };
        assert_eq!(answer.header("cache-control"), caching);
        assert!(!(caching == "no-cache" && answer.text().contains("X-Amz-Signature=")));
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("geolocation=()"));
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        // No other page may use the service.
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[test]
fn other_hosts_and_other_content_are_refused() {
    let app = app();
    let url = format!("{}api/uploads", app.address());
    let body = json!({ "name": "a", "size": 5, "type": "text/plain" }).to_string();

    let rebound = send("GET", app.address(), &[("host", "evil.example")], b"");
    assert_eq!(rebound.status, 421);
    assert!(!rebound.text().contains("</title>"));
    // What a form of another site could send.
    let foreign = send("POST", &url, &[("content-type", "text/plain")], body.as_bytes());
    assert_eq!(foreign.status, 415);
    // One byte too long: of a longer one the service would not read the rest, and the client might not see the answer.
    let long = format!("{}{body}", " ".repeat((2 << 20) + 1 - body.len()));
    assert_eq!(send("POST", &url, &[("content-type", "application/json")], long.as_bytes()).status, 413);
    let own = app.address().replace("127.0.0.1", "localhost");
    let host = own.trim_start_matches("http://").trim_end_matches('/');
    let (_, port) = host.rsplit_once(':').unwrap();
    // As clients and proxies write it, with the port or without.
    for host in [host, "localhost", "LocalHost", "127.0.0.1:1", "[::1]", &format!("[::1]:{port}")] {
        assert_eq!(send("GET", app.address(), &[("host", host)], b"").status, 200, "{host}");
    }
    for host in ["", "localhost.evil.example", "evil.example:80", "localhost:evil", "::1", "[::1", ":"] {
        assert_eq!(send("GET", app.address(), &[("host", host)], b"").status, 421, "{host}");
    }
}
