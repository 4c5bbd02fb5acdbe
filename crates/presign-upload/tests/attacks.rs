//! Attacks on the running service and its bucket: a stranger with an id, many requests at once, long lists, slow clients.
//! Each is bounded in time and number.

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use presign_upload::app::App;
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::support::send;
use crate::support::service::{PART, app, ask, begin, follow, given, leftovers, objects, path, refused, upload_parts};

/// Runs the same at once in so many threads.
fn at_once<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let ready = Barrier::new(count);
    thread::scope(|scope| {
        let run = |index| {
            let (ready, work) = (&ready, &work);
            move || {
                ready.wait();
                work(index)
            }
        };
        let threads: Vec<_> = (0..count).map(|index| scope.spawn(run(index))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn connect(address: &str) -> TcpStream {
    let host = address.trim_start_matches("http://").trim_end_matches('/');
    let stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// I1: a form that is signed after the file has arrived would replace it.
#[test]
fn stranger_cannot_replace_a_file() {
    let app = app();
    let file = json!({ "name": "a.txt", "type": "text/plain" });
    let begun = given(&app, "POST", "api/forms", &file);
    follow(&begun["parts"][0], b"bytes");
    given(&app, "POST", &path(&begun, "/complete"), &json!({}));

    // Its owner cannot either.
    let owner = refused(&app, "POST", &path(&begun, "/urls"), &json!({ "parts": [1] }));
    assert_eq!(owner, (409, "The file has arrived: nothing more is signed for it.".into()));
    // Nothing that the list says is an id.
    let listed = given(&app, "GET", "api/files", &Value::Null);
    assert!(!listed.to_string().contains(begun["id"].as_str().unwrap()), "{listed}");
    let seen = json!({ "id": listed["files"][0]["id"] });
    for (method, what) in [("POST", "/urls"), ("POST", "/complete"), ("DELETE", ""), ("DELETE", "/file"), ("GET", "")] {
        let body = if what == "/urls" { json!({ "parts": [1] }) } else { json!({}) };
        assert_eq!(refused(&app, method, &path(&seen, what), &body).0, 404, "{method} {what}");
    }
    assert_eq!(objects(&app)[0].1, b"bytes");
}

/// I2: one request was answered with 66 MB, and everybody else waited for it.
#[test]
fn long_list_of_parts_is_refused() {
    let app = app();
    let begun = begin(&app, 3 * PART);
    let small = Instant::now();
    for (parts, status, sentence) in [
        (vec![1; 100_000], 400, "URLs for at most 100 parts are given at once."),
        ((1..=101).collect(), 400, "URLs for at most 100 parts are given at once."),
        (vec![2, 1, 2], 400, "A part was asked for twice."),
        ((1..=100).collect(), 404, "There is no part 4 of this upload."),
    ] {
        let answer = refused(&app, "POST", &path(&begun, "/urls"), &json!({ "parts": parts }));
        assert_eq!(answer, (status, sentence.to_owned()));
    }
    assert!(small.elapsed() < Duration::from_secs(20), "{:?}", small.elapsed());
}

/// The answer to a file of 10,000 parts has a URL for the first of them.
#[test]
fn answer_about_many_parts_is_short() {
    let app = App::embedded(Limits { max_size: 60 << 30, part_size: 5 << 20, ..Limits::default() }).unwrap();

    let answer = ask(
        &app,
        "POST",
        "api/uploads",
        &json!({ "name": "a", "size": 50_u64 << 30, "type": "application/octet-stream" }),
    );

    let begun = answer.json();
    let parts = begun["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 6400);
    assert_eq!(parts.iter().filter(|part| !part["request"].is_null()).count(), 100);
    assert!(answer.body.len() < 1 << 20, "{}", answer.body.len());
}

/// I3: both won: a file was said to have arrived and was deleted, or stayed and was forgotten.
#[test]
fn either_complete_or_cancel_wins() {
    let app = app();
    for round in 0..12 {
        let content = if round % 2 == 0 { vec![1; 5] } else { vec![1; PART + 1] };
        let begun = begin(&app, content.len());
        let sent = upload_parts(&begun, &content);

        let statuses = at_once(2, |index| match index {
            0 => ask(&app, "POST", &path(&begun, "/complete"), &sent).status,
            _ => ask(&app, "DELETE", &path(&begun, ""), &Value::Null).status,
        });

        let is_there = objects(&app).iter().any(|(file, _)| *file == begun["file"].as_str().unwrap());
        match (statuses[0], statuses[1]) {
            (200, 409) => assert!(is_there, "round {round}"),
            // The bucket has no such upload any more.
            (410, 204) => assert!(!is_there, "round {round}"),
            other => panic!("round {round}: {other:?}"),
        }
    }
    assert_eq!(leftovers(&app), 0);
}

/// I4: 400 connections with half a head were open for ever.
#[test]
fn slow_clients_do_not_keep_others_out() {
    let app = app();
    for address in [app.address(), app.endpoint()] {
        let half = || {
            let mut stream = connect(address);
            stream.write_all(b"GET / HTTP/1.1\r\nhost: ").unwrap();
            stream
        };
        let mut slow: Vec<_> = (0..300).map(|_| half()).collect();

        let begun = Instant::now();
        let answer = send("GET", address, &[], b"");
        assert!(answer.status > 0 && begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        // The first of them have been sent away: with nothing, or with a word about the time.
        let mut said = Vec::new();
        let _ = slow[0].read_to_end(&mut said);
        assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&said));
    }
}

/// A body that does not come is not waited for.
#[test]
fn slow_body_gets_an_answer() {
    let app = app();
    let mut stream = connect(app.address());
    let host = app.address().trim_start_matches("http://").trim_end_matches('/');
    let head = format!(
        "POST /api/uploads HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).unwrap();

    let mut piece = [0; 1000];
    let length = stream.read(&mut piece).unwrap();

    let answer = String::from_utf8_lossy(&piece[..length]);
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("content-security-policy"), "{answer}");
}

/// I5: more were begun at once than there was room for.
#[test]
fn room_is_not_overbooked() {
    let app = App::embedded(Limits { max_open: 3, max_put: PART as u64, part_size: PART as u64, ..Limits::default() })
        .unwrap();

    let statuses = at_once(12, |index| {
        let size = if index % 2 == 0 { 5 } else { PART + 1 };
        ask(&app, "POST", "api/uploads", &json!({ "name": "a", "size": size, "type": "text/plain" })).status
    });

    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 3, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 9, "{statuses:?}");
}

/// I7: a picture in SVG is a page to the browser that opens it.
#[test]
fn no_page_is_shown_whatever_is_taken() {
    let types = ["image/svg+xml", "text/html", "application/xhtml+xml", "image/png"].map(String::from).to_vec();
    let app = App::embedded(Limits { types: types.clone(), ..Limits::default() }).unwrap();
    for of in &types {
        let begun = given(&app, "POST", "api/uploads", &json!({ "name": of.replace('/', " "), "size": 5, "type": of }));
        assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
    }

    let listed = given(&app, "GET", "api/files", &Value::Null);

    for file in listed["files"].as_array().unwrap() {
        assert_eq!(file["show"].is_null(), file["type"] != "image/png", "{file}");
        let saved = send("GET", file["download"]["url"].as_str().unwrap(), &[], b"");
        assert!(saved.header("content-disposition").starts_with("attachment"), "{file}");
    }
}

/// I8: errors were sometimes plain text.
#[test]
fn every_error_is_json() {
    let app = app();
    for (method, path, body) in [
        ("GET", "api/uploads/%FF", ""),
        ("DELETE", "api/uploads/%FF%FE", ""),
        ("POST", "api/uploads/%FF/complete", "{}"),
        ("POST", "api/uploads", "{"),
        ("POST", "api/uploads", "[]"),
        ("POST", "api/uploads", "\u{0}"),
        ("PATCH", "api/limits", "{}"),
        ("GET", "api/../api/x", ""),
    ] {
        let answer =
            send(method, &format!("{}{path}", app.address()), &[("content-type", "application/json")], body.as_bytes());
        assert!(answer.status >= 400 && answer.json()["error"].is_string(), "{method} {path}: {}", answer.text());
    }
}
