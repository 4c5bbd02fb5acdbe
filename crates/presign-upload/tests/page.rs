//! The files of the page: how much there is of them, and how often a browser asks for them.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use presign_upload::app::App;
use serde_json::Value;

use crate::support::service::{app, ask};
use crate::support::{Answer, send};

/// The names and texts of the files in the folder, and of those in the folder of languages.
fn files() -> BTreeMap<String, String> {
    let read = |folder: &str| {
        let files = fs::read_dir(format!("page/{folder}")).unwrap().map(|file| file.unwrap().path());
        let files = files.filter(|path| path.is_file());
        let name = |path: &Path| format!("{folder}{}", path.file_name().unwrap().to_str().unwrap());
        files.map(|path| (name(&path), fs::read_to_string(path).unwrap())).collect::<Vec<_>>()
    };
    [read(""), read("languages/")].into_iter().flatten().collect()
}

/// What a visitor loads who speaks English, and neither records nor edits.
fn is_loaded(name: &str) -> bool {
    let is_asked_for = ["languages/", "uppy", "record", "edit"].iter().any(|start| name.starts_with(start));
    name == "languages/en.js" || !is_asked_for
}

/// Where the page says that its files are: `assets/0123456789abcdef/`.
fn folder(app: &App) -> String {
    let page = ask(app, "GET", "", &Value::Null);
    let script = page.text().split_once("src=\"").unwrap().1.split_once('"').unwrap().0;
    script.strip_suffix("main.js").unwrap().to_owned()
}

fn get(app: &App, path: &str, headers: &[(&str, &str)]) -> Answer {
    send("GET", &format!("{}{path}", app.address()), headers, b"")
}

/// Every file in the folder is served, and all of them are short. What Uppy and the other languages need is not counted.
#[test]
fn page_is_small() {
    let app = app();
    let folder = folder(&app);
    let mut size = 0;
    for (name, text) in files() {
        if name.ends_with("html") {
            let answer = ask(&app, "GET", if name == "index.html" { "" } else { &name }, &Value::Null);
            assert_eq!(answer.text().replace(&folder, ""), text, "{name}");
        } else {
            for path in [name.clone(), format!("{folder}{name}")] {
                assert_eq!(ask(&app, "GET", &path, &Value::Null).text(), text, "{path}");
            }
        }
        size += if is_loaded(&name) { text.len() } else { 0 };
    }
    // As they are: compressed it is a third.
    assert!(size < 140 << 10, "{size}");
}

/// A preload that names no file costs a request, and only the console tells.
#[test]
fn what_the_page_names_is_there() {
    let app = app();
    let page = ask(&app, "GET", "", &Value::Null);
    let named = |attribute: &str| {
        page.text()
            .split(&format!(" {attribute}=\""))
            .skip(1)
            .map(|rest| rest.split_once('"').unwrap().0.to_owned())
            .collect::<Vec<_>>()
    };
    let addresses = [named("href"), named("src")].concat();
    assert!(addresses.len() > 10, "{addresses:?}");
    for address in addresses {
        assert_eq!(get(&app, &address, &[]).status, 200, "{address}");
    }
}

/// F29: code that never changes was sent each time.
#[test]
fn code_is_sent_once() {
    let app = app();
    let folder = folder(&app);
    let names = files().into_keys().filter(|name| !name.ends_with("html"));
    for name in names {
        let answer = get(&app, &format!("{folder}{name}"), &[]);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{name}");
        // A page of another version of the program must not keep what it gets instead.
        let old = get(&app, &format!("assets/0000000000000000/{name}"), &[]);
        assert_eq!((old.status, old.header("cache-control")), (200, "no-cache"), "{name}");
    }
    // Pages are asked for anew, and sent again when they have changed.
    let first = get(&app, "", &[]);
    assert_eq!(first.header("cache-control"), "no-cache");
    let again = get(&app, "", &[("if-none-match", first.header("etag"))]);
    assert_eq!((again.status, again.text()), (304, ""));
    assert_eq!(get(&app, "", &[("if-none-match", "\"other\"")]).status, 200);
    assert_eq!(get(&app, &format!("{folder}index.html"), &[]).status, 404);
    assert_eq!(get(&app, &format!("{folder}../main.js"), &[]).status, 404);
}

/// Two processes of the same program give their files the same names.
#[test]
fn names_follow_from_the_content() {
    assert_eq!(folder(&app()), folder(&app()));
}

/// Whatever a browser accepts, it reads the same.
#[cfg(feature = "compression")]
#[test]
fn page_is_compressed() {
    use std::io::Read;

    let (app, mut sizes) = (app(), [0; 3]);
    for (name, text) in files() {
        let path = if name == "index.html" { "" } else { &*name };
        for (accepted, encoding) in [
            ("", ""),
            ("identity", ""),
            ("br;q=0, gzip;q=0.0", ""),
            ("gzip, deflate", "gzip"),
            ("gzip, deflate, br, zstd", "br"),
            ("GZIP;q=1.0, br;q=0", "gzip"),
            ("brotli, xgzip", ""),
        ] {
            let answer = get(&app, path, &[("accept-encoding", accepted)]);
            assert_eq!(answer.header("vary"), "accept-encoding");
            // The client of the tests takes what it asks for itself apart: nothing of it is built in.
            assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
            let mut read = String::new();
            match encoding {
                "br" => brotli::Decompressor::new(&*answer.body, 4096).read_to_string(&mut read).unwrap(),
                "gzip" => flate2::read::GzDecoder::new(&*answer.body).read_to_string(&mut read).unwrap(),
                _ => std::io::Cursor::new(&answer.body).read_to_string(&mut read).unwrap(),
            };
            let plain = get(&app, path, &[]);
            assert!(read == plain.text() && (path.is_empty() || name.ends_with("html") || read == text), "{name}");
            let same = get(&app, path, &[("accept-encoding", accepted), ("if-none-match", answer.header("etag"))]);
            assert_eq!((same.status, &same.body), (304, &Vec::new()));
            match accepted {
                _ if !is_loaded(&name) => {}
                "" => sizes[0] += answer.body.len(),
                "gzip, deflate" => sizes[1] += answer.body.len(),
                "gzip, deflate, br, zstd" => sizes[2] += answer.body.len(),
                _ => {}
            }
        }
    }
    println!("{} bytes, {} with gzip, {} with brotli", sizes[0], sizes[1], sizes[2]);
    assert!(sizes[2] < sizes[1] && sizes[1] < sizes[0] / 2 && sizes[1] < 90 << 10, "{sizes:?}");
}
