//! The service, asked as the page asks it.

use std::fs;

use presign_upload::app::App;
use presign_upload::service::Limits;
use serde_json::{Value, json};

use super::{Answer, send, send_form};

pub(crate) const PART: usize = 5 << 20;

/// The page and its service, with parts as small as S3 accepts them.
pub(crate) fn app() -> App {
    App::embedded(Limits { max_put: PART as u64, part_size: PART as u64, ..Limits::default() }).unwrap()
}

/// Asks the service something.
pub(crate) fn ask(app: &App, method: &str, path: &str, body: &Value) -> Answer {
    let url = format!("{}{path}", app.address());
    send(method, &url, &[("content-type", "application/json")], body.to_string().as_bytes())
}

/// Asks for something that is given.
pub(crate) fn given(app: &App, method: &str, path: &str, body: &Value) -> Value {
    let answer = ask(app, method, path, body);
    assert!(answer.status < 300, "{} {}", answer.status, answer.text());
    answer.json()
}

/// Asks for something that is refused, with a sentence.
pub(crate) fn refused(app: &App, method: &str, path: &str, body: &Value) -> (u16, String) {
    let answer = ask(app, method, path, body);
    let sentence = answer.json()["error"].as_str().unwrap().to_owned();
    assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence}");
    (answer.status, sentence)
}

/// Begins an upload by PUT.
pub(crate) fn begin(app: &App, size: usize) -> Value {
    given(app, "POST", "api/uploads", &json!({ "name": "a file.txt", "size": size, "type": "text/plain" }))
}

/// Sends what was signed for, as a browser would.
pub(crate) fn follow(part: &Value, content: &[u8]) -> Answer {
    let request = &part["request"];
    let (method, url) = (request["method"].as_str().unwrap(), request["url"].as_str().unwrap());
    if let Some(fields) = request.get("fields") {
        return send_form(url, &serde_json::from_value::<Vec<_>>(fields.clone()).unwrap(), content);
    }
    let headers: Vec<(String, String)> = serde_json::from_value(request["headers"].clone()).unwrap();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    send(method, url, &headers.filter(|(name, _)| *name != "content-length").collect::<Vec<_>>(), content)
}

/// Sends all parts, and gives what the service is to be told of them.
pub(crate) fn upload_parts(begun: &Value, content: &[u8]) -> Value {
    let parts = begun["parts"].as_array().unwrap().iter().zip(content.chunks(PART));
    let sent = parts.map(|(part, content)| {
        let answer = follow(part, content);
        assert_eq!(answer.status, 200, "{}", answer.text());
        json!({ "number": part["number"], "etag": answer.header("etag") })
    });
    json!({ "parts": sent.collect::<Vec<_>>() })
}

/// Where an upload is asked for.
pub(crate) fn path(begun: &Value, what: &str) -> String {
    format!("api/uploads/{}{what}", begun["id"].as_str().unwrap())
}

/// The ids of the objects, and their contents.
pub(crate) fn objects(app: &App) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(app.server().unwrap().folder().join("uploads")) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())).collect()
}

/// How many files the bucket keeps for uploads in parts that are not complete.
pub(crate) fn leftovers(app: &App) -> usize {
    let folder = app.server().unwrap().folder();
    let names = fs::read_dir(folder.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_str().unwrap().starts_with(".upload")).count()
}
