//! What is known of an upload is in its id, and what has arrived is in the bucket: a restart in the middle loses nothing and
//! misstates nothing, and any process continues what another has begun.
//!
//! The bucket is one that the embedded server has in another process, or the one that `S3_ENDPOINT`, `S3_BUCKET`,
//! `AWS_REGION` and AWS's keys name.

#[path = "support/program.rs"]
mod program;
mod support;

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use presign_upload::server::Server;
use serde_json::{Value, json};

use crate::program::{Program, of};
use crate::support::service::follow;
use crate::support::{Answer, send};

const PART: usize = 5 << 20;
const SMALL_PARTS: [&str; 4] = ["--part-size", "5MiB", "--max-put", "5MiB"];

/// What names the bucket, and its server if it is this process's own.
fn bucket() -> (Vec<(&'static str, String)>, Option<Server>) {
    let names = ["S3_ENDPOINT", "S3_BUCKET", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
    if env::var_os("S3_ENDPOINT").is_some() {
        let value = |name| (name, env::var(name).unwrap_or_else(|_| panic!("{name} is not set: {}", names.join(", "))));
        return (names.map(value).into(), None);
    }
    let server = Server::start().unwrap();
    let values = names.into_iter().zip(of(&server).map(|(_, value)| value)).collect();
    (values, Some(server))
}

/// A name that no other file in the bucket has.
fn name(what: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    format!("{what} {now} é.txt")
}

fn ask(program: &Program, method: &str, path: &str, body: &Value) -> Answer {
    let url = format!("{}api/{path}", program.page);
    send(method, &url, &[("content-type", "application/json")], body.to_string().as_bytes())
}

fn begin(program: &Program, name: &str, size: usize) -> Value {
    let answer = ask(program, "POST", "uploads", &json!({ "name": name, "size": size, "type": "text/plain" }));
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn of_upload(begun: &Value, what: &str) -> String {
    format!("uploads/{}{what}", begun["id"].as_str().unwrap())
}

/// The files of this name, as a visitor finds them.
fn found(program: &Program, name: &str) -> Vec<(Value, Value, Value)> {
    let search: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let listed = ask(program, "GET", &format!("files?search={search}"), &Value::Null).json();
    let files = listed["files"].as_array().unwrap_or_else(|| panic!("{listed}")).iter();
    files.map(|file| (file["name"].clone(), file["type"].clone(), file["size"].clone())).collect()
}

/// F1, F2, F3: names, types and owners were lost; what was under way could neither be completed nor cancelled, and was said
/// to be gone.
#[test]
fn a_restart_loses_nothing() {
    let (environment, _server) = bucket();
    let mut first = Program::start(&SMALL_PARTS, &environment);
    let [small, large, given_up] = ["small", "large", "given up"].map(name);
    let arrived = begin(&first, &small, 5);
    assert_eq!(follow(&arrived["parts"][0], b"bytes").status, 200);
    let begun = begin(&first, &large, PART + 5);
    let tag = follow(&begun["parts"][0], &vec![1; PART]).header("etag").to_owned();
    let cancelled = begin(&first, &given_up, PART + 5);
    assert_eq!(follow(&cancelled["parts"][0], &vec![1; PART]).status, 200);
    first.stop("-KILL");

    let second = Program::start(&SMALL_PARTS, &environment);

    let state = ask(&second, "GET", &of_upload(&begun, ""), &Value::Null).json();
    assert_eq!((&state["has_arrived"], &state["parts"][0]["etag"]), (&json!(false), &json!(tag)));
    let renewed = ask(&second, "POST", &of_upload(&begun, "/urls"), &json!({ "parts": [2] })).json();
    let last = follow(&renewed["parts"][0], b"bytes").header("etag").to_owned();
    let parts = json!({ "parts": [{ "number": 1, "etag": tag }, { "number": 2, "etag": last }] });
    let completed = ask(&second, "POST", &of_upload(&begun, "/complete"), &parts);
    assert_eq!(completed.json()["size"], PART + 5, "{}", completed.text());
    assert_eq!(ask(&second, "POST", &of_upload(&arrived, "/complete"), &json!({})).json()["size"], 5);
    let text = json!("text/plain");
    assert_eq!(found(&second, &small), [(json!(small), text.clone(), json!(5))]);
    assert_eq!(found(&second, &large), [(json!(large), text, json!(PART + 5))]);

    // What is cancelled is gone, and said to be so only then.
    assert_eq!(ask(&second, "GET", &of_upload(&cancelled, ""), &Value::Null).status, 200);
    assert_eq!(ask(&second, "DELETE", &of_upload(&cancelled, ""), &Value::Null).status, 204);
    assert_eq!(ask(&second, "GET", &of_upload(&cancelled, ""), &Value::Null).json()["code"], "gone");
    // What has arrived is deleted by its owner, and said to be so only then.
    assert_eq!(ask(&second, "DELETE", &of_upload(&begun, ""), &Value::Null).json()["code"], "arrived");
    for begun in [&begun, &arrived] {
        assert_eq!(ask(&second, "DELETE", &of_upload(begun, "/file"), &Value::Null).status, 204);
        assert_eq!(ask(&second, "DELETE", &of_upload(begun, "/file"), &Value::Null).json()["code"], "not-there");
    }
    assert_eq!((found(&second, &small), found(&second, &large)), (vec![], vec![]));
}

/// 200 uploads at once, of which each request goes to whichever of two processes comes next.
#[test]
fn two_processes_serve_one_page() {
    let (environment, _server) = bucket();
    let programs = [Program::start(&[], &environment), Program::start(&[], &environment)];
    let tag = name("of two");

    let begun = std::thread::scope(|scope| {
        let (programs, tag) = (&programs, &tag);
        let work = move |worker: usize| {
            let upload = move |number: usize| {
                let name = format!("{worker}/{number}/{tag}");
                let begun = begin(&programs[number % 2], &name, name.len());
                assert_eq!(follow(&begun["parts"][0], name.as_bytes()).status, 200);
                let (other, path) = (&programs[(number + 1) % 2], of_upload(&begun, "/complete"));
                assert_eq!(ask(other, "POST", &path, &json!({})).json()["size"], name.len());
                begun
            };
            (0..25).map(upload).collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..8).map(|worker| scope.spawn(move || work(worker))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });

    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let program = &programs[names.len() / 50 % 2];
        let listed = ask(program, "GET", &format!("files?after={after}"), &Value::Null).json();
        let files = listed["files"].as_array().unwrap_or_else(|| panic!("{listed}")).iter();
        names.extend(files.map(|file| file["name"].as_str().unwrap().to_owned()).filter(|name| name.ends_with(&tag)));
        match listed["next"].as_str() {
            Some(next) => after = form_urlencoded::byte_serialize(next.as_bytes()).collect(),
            None => break,
        }
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 200);
    assert_eq!(found(&programs[0], &format!("7/24/{tag}")).len(), 1);
    for begun in &begun {
        assert_eq!(ask(&programs[1], "DELETE", &of_upload(begun, "/file"), &Value::Null).status, 204);
    }
}
