//! A bucket with many files.

mod support;

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use presign_upload::app::App;
use presign_upload::service::Limits;
use serde_json::Value;

use crate::support::send;

/// F16: of 10,000 files a tenth was listed, by chance, and all at once.
#[test]
fn of_many_files_the_newest_come_first() {
    let app = App::embedded(Limits::default()).unwrap();
    let folder = app.server().unwrap().folder().join("uploads");
    fs::create_dir_all(&folder).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    // One each minute, the last just now.
    let name = |age: u128| format!("{:011x}{age:032}", (1_u128 << 44) - (now - age * 60_000));
    for age in 0..10_000 {
        fs::write(folder.join(name(age)), "text").unwrap();
    }

    let mut after = String::new();
    for page in 0..2_u128 {
        let listed = send("GET", &format!("{}api/files?after={after}", app.address()), &[], b"");
        assert!(listed.body.len() < 100 << 10, "{}", listed.body.len());
        let listed: Value = listed.json();
        let ids: Vec<_> = listed["files"].as_array().unwrap().iter().map(|file| file["id"].as_str().unwrap()).collect();
        let expected: Vec<_> = (page * 50..page * 50 + 50).map(name).collect();
        assert_eq!(ids, expected, "{page}");
        after = form_urlencoded::byte_serialize(listed["next"].as_str().unwrap().as_bytes()).collect();
    }
}
