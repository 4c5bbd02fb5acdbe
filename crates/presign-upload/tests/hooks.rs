//! A service with decisions of its own: users, what they may upload, and what happens when a file has arrived.

mod support;

use std::sync::{Arc, Mutex};

use axum::http::HeaderMap;
use presign_upload::app::App;
use presign_upload::hooks::{Arrived, Hooks, Proposed};
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::support::service::{follow, path};
use crate::support::{Answer, send};

/// The user is in a header, guests upload little, and arrivals are written down.
#[derive(Default)]
struct Team(Mutex<Vec<String>>);

impl Hooks for Team {
    fn user(&self, headers: &HeaderMap) -> Option<String> {
        headers.get("x-user")?.to_str().ok().map(Into::into)
    }

    fn check(&self, user: &str, file: &Proposed<'_>) -> Result<(), String> {
        let is_small = file.size.is_some_and(|size| size <= 5);
        if user == "guest" && !is_small { Err("Guests upload up to 5 bytes.".into()) } else { Ok(()) }
    }

    fn arrived(&self, user: &str, file: &Arrived<'_>) {
        let line = format!("{user} {} {} {}", file.name, file.size, file.content_type);
        self.0.lock().unwrap().push(line);
        assert!(file.key.starts_with("uploads/") && !file.key.contains(user), "{}", file.key);
    }
}

fn ask(app: &App, user: &str, method: &str, path: &str, body: &Value) -> Answer {
    let url = format!("{}{path}", app.address());
    let mut headers = vec![("content-type", "application/json")];
    headers.extend((!user.is_empty()).then_some(("x-user", user)));
    send(method, &url, &headers, body.to_string().as_bytes())
}

#[test]
fn users_have_files_of_their_own() {
    let team = Arc::new(Team::default());
    let app = App::embedded_with(Limits::default(), Arc::<Team>::clone(&team)).unwrap();
    let asked = |name: &str, size: usize| json!({ "name": name, "size": size, "type": "text/plain" });
    let begin = |user: &str, name: &str| ask(&app, user, "POST", "api/uploads", &asked(name, 5)).json();
    let begun = [begin("ann", "a.txt"), begin("ben", "b.txt")];
    for (user, begun) in ["ann", "ben"].iter().zip(&begun) {
        assert_eq!(follow(&begun["parts"][0], b"bytes").status, 200);
        assert_eq!(ask(&app, user, "POST", &path(begun, "/complete"), &json!({})).status, 200);
    }

    for (user, name) in [("ann", "a.txt"), ("ben", "b.txt"), ("guest", "")] {
        let listed = ask(&app, user, "GET", "api/files", &Value::Null).json();
        let names: Vec<_> = listed["files"].as_array().unwrap().iter().map(|file| &file["name"]).collect();
        assert_eq!(names, if name.is_empty() { vec![] } else { vec![name] }, "{user}");
    }
    // Neither the id of an upload nor the name of a file helps another user.
    for (method, what) in [("GET", ""), ("DELETE", ""), ("POST", "/urls"), ("POST", "/complete"), ("DELETE", "/file")] {
        let answer = ask(&app, "ben", method, &path(&begun[0], what), &json!({ "parts": [1] }));
        assert_eq!((answer.status, &answer.json()["code"]), (404, &json!("unknown-upload")), "{method} {what}");
    }
    let file = begun[0]["file"].as_str().unwrap().replace('/', "%2F");
    assert_eq!(ask(&app, "ben", "GET", &format!("api/files/{file}"), &Value::Null).json()["code"], "not-there");
    assert_eq!(ask(&app, "ann", "GET", &format!("api/files/{file}"), &Value::Null).json()["name"], "a.txt");
    assert_eq!(*team.0.lock().unwrap(), ["ann a.txt 5 text/plain", "ben b.txt 5 text/plain"]);
}

#[test]
fn whoever_may_not_is_refused_with_a_sentence() {
    let app = App::embedded_with(Limits::default(), Arc::new(Team::default())).unwrap();
    let large = json!({ "name": "a", "size": 6, "type": "text/plain" });

    for (user, path, status, code, sentence) in [
        ("", "api/uploads", 401, "no-user", "This service does not know who asks. Sign in first."),
        ("", "api/forms", 401, "no-user", "This service does not know who asks. Sign in first."),
        ("guest", "api/uploads", 403, "not-wanted", "Guests upload up to 5 bytes."),
        // A form has any size.
        ("guest", "api/forms", 403, "not-wanted", "Guests upload up to 5 bytes."),
    ] {
        let answer = ask(&app, user, "POST", path, &large);
        let said = answer.json();
        assert_eq!((answer.status, &said["code"], &said["error"]), (status, &json!(code), &json!(sentence)), "{path}");
    }
    assert_eq!(ask(&app, "", "GET", "api/files", &Value::Null).status, 401);
    assert_eq!(ask(&app, "ann", "POST", "api/uploads", &large).status, 201);
}
