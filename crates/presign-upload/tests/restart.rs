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

/// What the list says of a file is what was uploaded, whichever way it came, and so is what its links give.
#[test]
fn each_way_brings_a_file_as_it_was() {
    let (environment, _server) = bucket();
    let program = Program::start(&SMALL_PARTS, &environment);
    let large: Vec<u8> = (0..=250).cycle().take(PART + 1).collect();
    let tag = name("");
    let mut begun = Vec::new();

    for (what, content) in
        [("empty", &b""[..]), ("a form", b"field"), ("'quoted' + a&b/50 %", b"bytes"), ("large", &large)]
    {
        let (name, size) = (format!("{what}{tag}"), content.len());
        let file = json!({ "name": name, "size": size, "type": "text/plain" });
        let upload = ask(&program, "POST", if what == "a form" { "forms" } else { "uploads" }, &file).json();
        let parts = upload["parts"].as_array().unwrap_or_else(|| panic!("{upload}")).iter().zip(1..);
        let sent = parts.map(|(part, number)| {
            let length = part["length"].as_u64().map_or(size, |length| usize::try_from(length).unwrap());
            let answer = follow(part, &content[(number - 1) * PART..][..length]);
            assert!(answer.status < 300, "{what}: {}", answer.text());
            json!({ "number": number, "etag": answer.header("etag") })
        });
        let sent: Vec<_> = sent.collect();
        let parts = if sent.len() > 1 { json!({ "parts": sent }) } else { json!({}) };
        // Whoever lost the answer asks again.
        for _ in 0..2 {
            let arrived = ask(&program, "POST", &of_upload(&upload, "/complete"), &parts);
            assert_eq!(arrived.json()["size"], size, "{what}: {}", arrived.text());
        }
        begun.push((name, content, upload));
    }

    let search: String = form_urlencoded::byte_serialize(tag.as_bytes()).collect();
    let listed = ask(&program, "GET", &format!("files?search={search}"), &Value::Null).json();
    let listed = listed["files"].as_array().unwrap();
    assert_eq!(listed.len(), begun.len());
    // The newest comes first.
    for ((name, content, upload), file) in begun.iter().rev().zip(listed) {
        let [url, show] = ["download", "show"].map(|link| file[link]["url"].as_str().unwrap());
        let (saved, shown) = (send("GET", url, &[], b""), send("GET", show, &[], b""));
        assert_eq!(
            (&file["name"], &file["type"], &file["size"]),
            (&json!(name), &json!("text/plain"), &json!(content.len()))
        );
        assert!(saved.status == 200 && saved.body == *content && shown.body == *content, "{name}: {}", saved.status);
        assert_eq!(shown.header("content-type"), "text/plain");
        assert_eq!(ask(&program, "DELETE", &of_upload(upload, "/file"), &Value::Null).status, 204);
    }
}

/// What has not arrived is never said to have: not with a part that the bucket does not know, and not after the end.
#[test]
fn what_is_not_there_has_not_arrived() {
    let (environment, _server) = bucket();
    let program = Program::start(&SMALL_PARTS, &environment);
    let name = name("not there");
    let complete = |begun: &Value, body: &Value| ask(&program, "POST", &of_upload(begun, "/complete"), body);

    let never = begin(&program, &name, 5);
    assert_eq!(complete(&never, &json!({})).json()["code"], "not-arrived");
    let begun = begin(&program, &name, PART + 5);
    let first = follow(&begun["parts"][0], &vec![1; PART]).header("etag").to_owned();
    let unknown = format!("\"{}\"", "0".repeat(32));
    let parts = json!({ "parts": [{ "number": 1, "etag": first }, { "number": 2, "etag": unknown }] });
    assert_eq!(complete(&begun, &parts).json()["code"], "bucket-refused", "part 2 was never sent");
    follow(&begun["parts"][1], b"bytes");
    assert_eq!(complete(&begun, &parts).json()["code"], "bucket-refused", "part 2 is another");
    let state = ask(&program, "GET", &of_upload(&begun, ""), &Value::Null).json();
    assert_eq!((&state["has_arrived"], state["parts"].as_array().map(Vec::len)), (&json!(false), Some(2)));
    assert_eq!(ask(&program, "DELETE", &of_upload(&begun, ""), &Value::Null).status, 204);
    assert!(follow(&begun["parts"][1], b"bytes").status >= 400, "a part of nothing");
    assert_eq!(complete(&begun, &parts).json()["code"], "gone");
    assert_eq!(found(&program, &name), []);
}
