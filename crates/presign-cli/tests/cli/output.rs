//! The forms of the output that programs and people read.

use serde_json::{Value, json};

use crate::program::{AT, bucket, line, presign};

fn parsed(arguments: &[&str]) -> Value {
    let stdout = presign(&[arguments, &["--at", AT, "--json"]].concat()).stdout();
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    serde_json::from_str(&stdout).unwrap()
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn json() {
    let bucket = bucket();
    let url = line(&bucket, &bucket.put_object("a").content_type("text/plain").header("x-amz-meta-a", "1"));
    let object = ["put", "s3://examplebucket/a", "--content-type", "text/plain", "--header", "x-amz-meta-a:1"];
    assert_eq!(
        parsed(&object),
        json!({
            "url": url.trim_end(),
            "method": "PUT",
            "headers": { "content-type": "text/plain", "x-amz-meta-a": "1" },
            "expires_at": "2013-05-24T01:00:00Z",
        })
    );
}

#[test]
fn json_of_several_objects_tells_them_apart() {
    let keys = |arguments: &[&str]| -> Vec<Value> {
        let outcome = presign(&[arguments, &["--at", AT, "--json"]].concat()).input("a b\n../c\n\nd\n").run();
        outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let bucket = bucket();
    let json = |key: &str| {
        json!({
            "url": line(&bucket, &bucket.get_object(key)).trim_end(),
            "method": "GET",
            "headers": {},
            "expires_at": "2013-05-24T01:00:00Z",
            "bucket": "examplebucket",
            "key": key,
        })
    };
    // A bad line and an empty one have no JSON.
    assert_eq!(keys(&["get", "s3://examplebucket", "--from", "-"]), ["a b", "d"].map(json));
    let several = keys(&["get", "s3://examplebucket/a b", "s3://otherbucket/a b", "--explain"]);
    assert_eq!((&several[0]["bucket"], &several[0]["key"]), (&json!("examplebucket"), &json!("a b")));
    assert_eq!((&several[1]["bucket"], &several[1]["key"]), (&json!("otherbucket"), &json!("a b")));
    // One that is named alone has the library's form.
    let mut alone = json("a b");
    for name in ["bucket", "key"] {
        alone.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(parsed(&["get", "s3://examplebucket/a b"]), alone);
}

#[test]
fn json_of_a_header_that_comes_twice() {
    let header = ["--header", "x-amz-meta-a:", "--header", "x-amz-meta-a: 2", "--header", "x-amz-meta-a: 3"];
    let json = parsed(&[&["get", "s3://examplebucket/a"], &header[..]].concat());
    assert_eq!(json["headers"], json!({ "x-amz-meta-a": ",2,3" }));
}

#[test]
fn json_with_an_explanation() {
    // In the order of the output, which `serde_json` does not keep: the names alone are compared here.
    let explained = parsed(&["get", "s3://examplebucket/a", "--explain"]);
    let expected = ["canonical_request", "expires_at", "headers", "method", "signature", "string_to_sign", "url"];
    let mut found = names(&explained);
    found.sort_unstable();
    assert_eq!(found, expected);
    let text = |name: &str| explained[name].as_str().unwrap();
    assert!(text("url").ends_with(&format!("&X-Amz-Signature={}", text("signature"))));
    assert!(text("canonical_request").starts_with("GET\n/a\nX-Amz-Algorithm="), "{}", text("canonical_request"));
    assert!(text("canonical_request").ends_with("\n\nhost\nUNSIGNED-PAYLOAD"));
    assert!(
        text("string_to_sign").starts_with("AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n")
    );
}

#[test]
fn an_explanation_for_people() {
    let text = presign(&["get", "s3://examplebucket/test.txt", "--at", AT, "--explain", "--region", "aws-global"]);
    let text = text.stdout();
    for part in ["\nCanonical request\n", "\nString to sign\n", "examplebucket.s3.amazonaws.com", "UNSIGNED-PAYLOAD"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
}

#[test]
fn json_of_a_plan() {
    let plan = ["multipart", "plan", "s3://examplebucket/a", "--upload-id", "ID", "--size", "20MiB"];
    let stdout = presign(&[&plan[..], &["--at", AT, "--json"]].concat()).stdout();
    let parts: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let places: Vec<_> = parts.iter().map(|part| [&part["part_number"], &part["offset"], &part["length"]]).collect();
    assert_eq!(json!(places), json!([[1, 0, 8_388_608], [2, 8_388_608, 8_388_608], [3, 16_777_216, 4_194_304]]));
    let bucket = bucket();
    assert_eq!(parts[2]["url"], line(&bucket, &bucket.upload_part("a", "ID", 3)).trim_end());
    assert_eq!(parts[2]["method"], "PUT");
}

#[test]
fn urls_end_with_their_credentials() {
    let object = ["get", "s3://examplebucket/a", "--at", AT, "--json", "--expires", "2h"];
    for expiration in ["2013-05-24T00:30:00Z", "2013-05-24T00:30:00+00:00"] {
        let outcome = presign(&object).env("AWS_CREDENTIAL_EXPIRATION", expiration).run();
        let json: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let warning = "presign: warning: it expires at 2013-05-24T00:30:00Z, with the credentials, and not at 2013-05-24T02:00:00Z\n";
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, warning));
        assert_eq!(json["expires_at"], "2013-05-24T00:30:00Z");
    }
}
