//! The settings for a bucket at AWS that the README names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use presign_upload::app::App;
use presign_upload::service::Limits;
use serde_json::{Value, json};

const FILES: [&str; 4] = ["bucket-policy.json", "cors.json", "lifecycle.json", "policy.json"];

fn read(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(Path::new("aws").join(name)).unwrap()).unwrap()
}

#[test]
fn readme_names_each_file() {
    let readme = fs::read_to_string("README.md").unwrap();
    let names: BTreeSet<_> = fs::read_dir("aws").unwrap().map(|entry| entry.unwrap().file_name()).collect();

    assert!(names.iter().eq(FILES));
    for name in FILES {
        assert!(readme.contains(&format!("file://aws/{name}")), "{name}");
        read(name);
    }
    for name in ["cors.json", "policy.json"] {
        let text = fs::read_to_string(Path::new("aws").join(name)).unwrap();
        assert!(readme.contains(&format!("```json\n{text}```\n")), "{name}");
    }
}

/// Where keys begin is written in four places.
#[test]
fn settings_are_for_the_keys_of_the_service() {
    let app = App::embedded(Limits::default()).unwrap();
    let body = json!({ "name": "a", "size": 5, "type": "text/plain" }).to_string();
    let mut begun =
        ureq::post(format!("{}api/uploads", app.address())).content_type("application/json").send(body).unwrap();
    let begun: Value = serde_json::from_str(&begun.body_mut().read_to_string().unwrap()).unwrap();
    let (url, file) = (begun["parts"][0]["request"]["url"].as_str().unwrap(), begun["file"].as_str().unwrap());
    assert!(url.contains(&format!("/{}/uploads/{file}?", app.bucket())), "{url}");

    let policy = &read("policy.json")["Statement"];
    assert_eq!(policy[0]["Resource"], "arn:aws:s3:::BUCKET/uploads/*");
    assert_eq!(policy[1]["Condition"]["StringLike"]["s3:prefix"], "uploads/*");
    assert_eq!(read("lifecycle.json")["Rules"][0]["Filter"]["Prefix"], "uploads/");
}

/// The README has the bounds of both: the bucket's must not be the shorter ones.
#[test]
fn bucket_takes_urls_as_long_as_they_live() {
    let policy = read("bucket-policy.json");
    let longest = |statement: usize| {
        let age = &policy["Statement"][statement]["Condition"]["NumericGreaterThan"]["s3:signatureAge"];
        age.as_str().unwrap().parse::<u64>().unwrap() / 1000
    };

    assert!(longest(0) > Limits::default().expires);
    assert_eq!(policy["Statement"][1]["Action"], "s3:GetObject");
    assert!(longest(1) >= Limits::default().max_link);
}

/// What the page asks for is named; `*` would let it ask for anything.
#[test]
fn rules_for_pages_have_no_star() {
    assert!(!read("cors.json").to_string().contains('*'));
}

/// On a bucket at http it locks everybody out, its administrator too: it stands apart, and the README says so.
#[test]
fn the_policy_for_tls_is_for_https_alone() {
    let statements = read("bucket-policy.json")["Statement"].clone();
    let of_tls: Vec<_> = statements
        .as_array()
        .unwrap()
        .iter()
        .filter(|statement| statement["Condition"]["Bool"]["aws:SecureTransport"] == "false")
        .collect();

    assert_eq!(of_tls, statements.as_array().unwrap().last().into_iter().collect::<Vec<_>>());
    let readme = fs::read_to_string("README.md").unwrap();
    let said = readme.replace("\n# ", " ");
    assert!(said.contains("Leave the last statement out where the endpoint is http: it locks everybody out."));
}
