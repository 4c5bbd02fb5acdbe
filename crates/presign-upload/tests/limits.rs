//! What is refused because there is too much of it, for how long, and that it is said when to try again.

mod support;

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::HeaderMap;
use presign_upload::app::App;
use presign_upload::hooks::Hooks;
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::support::service::{follow, path};
use crate::support::{Answer, send};

/// The user is in a header.
struct Named;

impl Hooks for Named {
    fn user(&self, headers: &HeaderMap) -> Option<String> {
        headers.get("x-user")?.to_str().ok().map(Into::into)
    }

    fn folder(&self, user: &str) -> Option<String> {
        Some(user.into())
    }
}

fn app(limits: Limits) -> App {
    App::embedded_with(limits, std::sync::Arc::new(Named)).unwrap()
}

fn ask(app: &App, user: &str, method: &str, path: &str, body: &Value) -> Answer {
    let url = format!("{}{path}", app.address());
    send(method, &url, &[("content-type", "application/json"), ("x-user", user)], body.to_string().as_bytes())
}

fn begin(app: &App, user: &str, size: usize) -> Answer {
    ask(app, user, "POST", "api/uploads", &json!({ "name": "a", "size": size, "type": "text/plain" }))
}

/// Uploads a file to its end.
fn upload(app: &App, user: &str, size: usize) -> Value {
    let begun = begin(app, user, size).json();
    assert_eq!(follow(&begun["parts"][0], &vec![0; size]).status, 200);
    assert_eq!(ask(app, user, "POST", &path(&begun, "/complete"), &json!({})).status, 200);
    begun
}

/// Status, code, and after how many seconds to try again: in the header and in the answer.
fn refusal(answer: &Answer) -> (u16, String, Option<u64>) {
    let said = answer.json();
    assert_eq!(answer.header("retry-after"), said["retry_after"].as_u64().map_or(String::new(), |s| s.to_string()));
    (answer.status, said["code"].as_str().unwrap().into(), said["retry_after"].as_u64())
}

/// F8: what had arrived counted for ever.
#[test]
fn what_is_under_way_is_limited_and_nothing_else() {
    let app = app(Limits { max_open: 3, max_open_user: Some(2), ..Limits::default() });
    for _ in 0..5 {
        upload(&app, "ann", 5);
    }
    let begun = begin(&app, "ann", 5).json();
    assert_eq!(begin(&app, "ann", 5).status, 201);

    let (status, code, seconds) = refusal(&begin(&app, "ann", 5));
    assert!((status, &*code) == (429, "busy") && seconds.is_some_and(|seconds| (1..=300).contains(&seconds)));
    assert_eq!(begin(&app, "ben", 5).status, 201);
    assert_eq!(begin(&app, "ben", 5).status, 429);
    // One that ends makes room at once.
    assert_eq!(ask(&app, "ann", "DELETE", &path(&begun, ""), &Value::Null).status, 204);
    assert_eq!(begin(&app, "ben", 5).status, 201);
}

/// F8: what nobody continued kept its place for an hour.
#[test]
fn an_upload_keeps_its_place_as_long_as_its_url_is_valid() {
    let app = app(Limits { max_open: 1, expires: 1, ..Limits::default() });
    let first = begin(&app, "ann", 5).json();

    loop {
        let answer = begin(&app, "ben", 5);
        if answer.status == 201 {
            break;
        }
        assert_eq!(refusal(&answer), (429, "busy".into(), Some(1)));
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    // It can be continued all the same.
    assert_eq!(ask(&app, "ann", "POST", &path(&first, "/urls"), &json!({ "parts": [1] })).status, 200);
}

#[test]
fn uploads_have_a_pace_for_all_and_for_each() {
    let app = app(Limits { pace: 4, pace_user: Some(2), ..Limits::default() });
    for user in ["ann", "ann", "ben"] {
        assert_eq!(begin(&app, user, 5).status, 201, "{user}");
    }

    // Of two in a minute the next is there after half a minute.
    let (status, code, seconds) = refusal(&begin(&app, "ann", 5));
    assert!((status, &*code) == (429, "busy") && seconds.is_some_and(|seconds| (1..=30).contains(&seconds)));
    assert_eq!(begin(&app, "guest", 5).status, 201);
    let answer = begin(&app, "ben", 5);
    assert!(refusal(&answer).2.is_some_and(|seconds| (1..=15).contains(&seconds)), "{}", answer.text());
    let said = answer.json();
    assert!(said["error"].as_str().unwrap().starts_with("Too many uploads are begun at once. Try again in "), "{said}");
}

/// The bucket says what there is: a service that knows nothing yet says the same.
#[test]
fn a_user_has_so_much_and_all_have_so_much() {
    let app = app(Limits { quota_user: Some(10), quota_bucket: Some(15), ..Limits::default() });
    let first = upload(&app, "ann", 6);
    upload(&app, "ann", 4);

    let answer = begin(&app, "ann", 1);
    assert_eq!(refusal(&answer), (409, "full".into(), None));
    let sentence = "Your files may have 10 bytes together, and with this one they would have more. Delete some first.";
    assert_eq!(answer.json()["error"], sentence);
    // What is under way counts.
    assert_eq!(begin(&app, "ben", 5).status, 201);
    let answer = begin(&app, "guest", 1);
    assert_eq!(refusal(&answer), (409, "full".into(), None));
    assert_eq!(answer.json()["error"], "All files may have 15 bytes together, and with this one they would have more.");
    // What is deleted does not.
    assert_eq!(ask(&app, "ann", "DELETE", &path(&first, "/file"), &Value::Null).status, 204);
    assert_eq!(begin(&app, "guest", 1).status, 201);
    assert_eq!(begin(&app, "ann", 5).status, 201);
}

#[test]
fn a_user_may_upload_so_much_in_a_day() {
    let app = app(Limits { quota_day: Some(10), ..Limits::default() });
    // Begun 23 hours ago, and two days ago: the name of an object says it.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let folder = app.server().unwrap().folder().join("uploads/ann");
    fs::create_dir_all(&folder).unwrap();
    for (hours, size) in [(23, 6), (48, 1000)] {
        let name = format!("{:011x}{}", (1_u128 << 44) - (now - hours * 3_600_000), "0".repeat(32));
        fs::write(folder.join(name), vec![0; size]).unwrap();
    }
    upload(&app, "ann", 4);

    let answer = begin(&app, "ann", 1);
    let (status, code, seconds) = refusal(&answer);
    assert!((status, &*code) == (429, "day") && seconds.is_some_and(|s| (3500..=3600).contains(&s)), "{seconds:?}");
    let sentence = "No more than 10 bytes are accepted in 24 hours. Try again in 60 minutes.";
    assert_eq!(answer.json()["error"], sentence);
    assert!(refusal(&begin(&app, "ann", 8)).2.is_some_and(|seconds| seconds > 86_000));
    assert_eq!(refusal(&begin(&app, "ann", 11)), (413, "too-large".into(), None));
    assert_eq!(begin(&app, "ben", 10).status, 201);
}

/// A form and Uppy are held to the same.
#[test]
fn each_way_to_upload_is_limited() {
    let app = app(Limits { quota_user: Some(10), max_form: 11, ..Limits::default() });
    let file = json!({ "name": "a", "size": 11, "type": "text/plain" });

    for (path, body) in [
        ("api/uploads", file.clone()),
        ("api/forms", file.clone()),
        ("api/uppy", json!({ "method": "PUT", "key": "a", "file": file })),
        ("api/uppy", json!({ "method": "POST", "key": "a", "file": file })),
    ] {
        assert_eq!(refusal(&ask(&app, "ann", "POST", path, &body)), (409, "full".into(), None), "{path}");
    }
    // No place is kept by what was refused.
    let metrics = ask(&app, "ann", "GET", "metrics", &Value::Null);
    assert!(metrics.text().contains("presign_upload_open 0\n"), "{}", metrics.text());
}
