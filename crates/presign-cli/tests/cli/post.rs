//! Upload forms.

use std::time::Duration;

use presign::Timestamp;
use presign::s3::PresignedForm;
use serde_json::Value;

use crate::program::{AT, bucket, credentials, presign};

const ARGUMENTS: [&str; 14] = [
    "post",
    "s3://examplebucket/uploads/42/${filename}",
    "--content-type",
    "image/png",
    "--starts-with",
    "Content-Type=image/",
    "--field",
    "success_action_status=201",
    "--content-length-range",
    "1-10MiB",
    "--expires",
    "1h",
    "--at",
    AT,
];

fn form() -> PresignedForm {
    let bucket = bucket();
    let post = bucket
        .post_object("uploads/42/${filename}")
        .field("Content-Type", "image/png")
        .field("success_action_status", "201")
        .starts_with("Content-Type", "image/")
        .content_length_range(1, 10 << 20);
    let now = Timestamp::parse(AT).unwrap();
    post.presign(&bucket.signer(credentials()).unwrap(), Duration::from_secs(3600), now).unwrap()
}

fn printed(option: &[&str]) -> String {
    presign(&[&ARGUMENTS, option].concat()).stdout()
}

#[test]
fn the_url_then_one_field_a_line() {
    let form = form();
    let fields = form.fields().iter().map(|(name, value)| format!("{name}={value}\n"));
    let expected: String = [format!("{}\n", form.url())].into_iter().chain(fields).collect();
    assert_eq!(printed(&[]), expected);
}

#[test]
fn html() {
    assert_eq!(printed(&["--html"]), form().to_html());
}

#[test]
fn json() {
    let form = form();
    let text = printed(&["--json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["url"], &json["method"]), (&form.url().into(), &"POST".into()));
    assert_eq!((&json["expires_at"], &json["policy"]), (&"2013-05-24T01:00:00Z".into(), &form.policy().into()));
    let mut at = 0;
    for (name, value) in form.fields() {
        assert_eq!(json["fields"][name], **value);
        // In the order to send them in.
        let next = text[at..].find(&format!("\"{name}\":")).unwrap();
        at += next;
    }
}

#[test]
fn refused_fields() {
    let field = |field: &str| presign(&["post", "s3://examplebucket/a", "--field", field]).refusal();
    assert!(field("policy=x").starts_with("presign: the form field policy cannot be set"));
    let range = presign(&["post", "s3://examplebucket/a", "--content-length-range", "5-1"]).refusal();
    assert!(range.starts_with("presign: ") && range.lines().count() == 1, "{range}");
}
