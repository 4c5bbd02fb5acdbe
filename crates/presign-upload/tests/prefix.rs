//! Where keys begin: whatever is asked of the service, nothing outside is signed for, listed or deleted.

#[path = "support/program.rs"]
mod program;
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use presign_upload::app::App;
use presign_upload::options::Options;
use presign_upload::server::Server;
use presign_upload::service::Limits;
use serde_json::{Value, json};

use crate::program::{Program, command, of};
use crate::support::send;
use crate::support::service::{PART, ask, follow, given, path, upload_parts};

fn app(prefix: &str) -> App {
    let limits = Limits { max_put: PART as u64, part_size: PART as u64, ..Limits::default() };
    App::embedded(Options { prefix: prefix.into(), ..limits.into() }).unwrap()
}

/// All files below a folder, except what the server keeps for itself.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| !path.file_name().unwrap().to_str().unwrap().starts_with('.'));
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Keys in the bucket.
fn keys(app: &App) -> Vec<String> {
    let folder = app.server().unwrap().folder();
    let name = |path: PathBuf| path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
    files(&folder).into_iter().map(name).collect()
}

fn begin(app: &App, way: &str, size: usize) -> Value {
    given(app, "POST", way, &json!({ "name": "a.txt", "size": size, "type": "text/plain" }))
}

#[test]
fn everything_stays_below_the_prefix() {
    for prefix in ["uploads/2026/", "in/", "a.b-c_d!/(e)/", ""] {
        let app = app(prefix);
        let folder = app.server().unwrap().folder();
        fs::create_dir_all(folder.join("elsewhere")).unwrap();
        fs::write(folder.join("elsewhere/secret.txt"), "text").unwrap();

        let put = begin(&app, "api/uploads", 4);
        assert_eq!(follow(&put["parts"][0], b"text").status, 200);
        let form = begin(&app, "api/forms", 4);
        assert!(follow(&form["parts"][0], b"text").status < 300);
        let content = vec![7; PART + 1];
        let parts = begin(&app, "api/uploads", content.len());
        let sent = upload_parts(&parts, &content);
        // After a reload.
        let state = given(&app, "GET", &path(&parts, ""), &Value::Null);
        assert!(state["parts"].as_array().unwrap().iter().all(|part| part["etag"].is_string()), "{state}");
        given(&app, "POST", &path(&put, "/complete"), &json!({}));
        given(&app, "POST", &path(&form, "/complete"), &json!({}));
        given(&app, "POST", &path(&parts, "/complete"), &sent);

        let own: Vec<_> = keys(&app).into_iter().filter(|key| !key.starts_with("elsewhere/")).collect();
        assert_eq!(own.len(), 3);
        assert!(own.iter().all(|key| key.starts_with(prefix)), "{own:?}");
        let listed = given(&app, "GET", "api/files", &Value::Null);
        let ids: Vec<_> = listed["files"].as_array().unwrap().iter().map(|file| file["id"].as_str().unwrap()).collect();
        for upload in [&put, &form, &parts] {
            let file = upload["file"].as_str().unwrap();
            assert!(ids.contains(&file) && own.contains(&format!("{prefix}{file}")), "{file} {ids:?}");
        }
        if !prefix.is_empty() {
            assert_eq!(ids.len(), 3, "{ids:?}");
            for id in ["elsewhere/secret.txt", "../elsewhere/secret.txt", "..%2Felsewhere%2Fsecret.txt", "%2Felsewhere"]
            {
                let answer = ask(&app, "GET", &format!("api/files/{id}"), &Value::Null);
                // No such address, or no such file.
                assert!([404, 409].contains(&answer.status), "{id} {}", answer.status);
                assert!(!answer.text().contains("X-Amz-"), "{}", answer.text());
            }
        }
        for upload in [&put, &form, &parts] {
            assert_eq!(ask(&app, "DELETE", &path(upload, "/file"), &Value::Null).status, 204);
        }
        assert_eq!(keys(&app), ["elsewhere/secret.txt"]);
    }
}

/// The secret follows from the credentials: two services of one bucket have the same, and each keeps to its own prefix.
#[test]
fn an_upload_of_another_prefix_is_unknown() {
    let server = Server::start().unwrap();
    let one = Program::start(&["--prefix", "one/"], &of(&server));
    let environment = [&of(&server)[..], &[("PRESIGN_UPLOAD_PREFIX", "two/".into())]].concat();
    let two = Program::start(&[], &environment);
    let begun = one.begin(4).json();
    let status = |program: &Program, method: &str, what: &str| {
        let header = [("content-type", "application/json")];
        send(method, &format!("{}{}", program.page, path(&begun, what)), &header, b"{}").status
    };

    assert_eq!(follow(&begun["parts"][0], b"text").status, 200);

    for (method, what) in [("GET", ""), ("POST", "/complete"), ("DELETE", ""), ("DELETE", "/file")] {
        assert_eq!(status(&two, method, what), 404, "{method} {what}");
    }
    assert_eq!(files(&server.folder().join("one")).len(), 1);
    assert_eq!(status(&one, "POST", "/complete"), 200);
    assert_eq!(status(&one, "DELETE", "/file"), 204);
    assert_eq!(files(&server.folder()).len(), 0);
}

#[test]
fn prefixes_that_are_no_folders_are_refused() {
    let long = format!("{}/", "a".repeat(256));
    for prefix in [
        "uploads", "/", "/a/", "a//", "a//b/", "../", "./", "a/../", "a b/", "a*/", "a?/", "a\"/", "$a/", "ä/", "\n/",
        &long,
    ] {
        for arguments in [&["--prefix", prefix][..], &["doctor", "--prefix", prefix]] {
            let output = command(arguments, &[("PRESIGN_UPLOAD_QUIET", "1")]).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{prefix}");
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert!(stderr.contains("a prefix is folders with a slash after each"), "{stderr}");
        }
    }
}
