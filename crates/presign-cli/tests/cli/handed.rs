//! URLs that stay the same, URLs with a different host from the one that was signed, and tokens for a tunnel.

use std::time::Duration;

use presign::Timestamp;
use presign::services::rds;
use serde_json::{Value, json};

use crate::program::{bucket, credentials, now, presign};

const OBJECT: &str = "s3://examplebucket/cat.jpg";

fn at(time: &str, arguments: &[&str]) -> String {
    presign(&[arguments, &["--at", time]].concat()).stdout()
}

#[test]
fn a_url_stays_the_same_in_its_window() {
    let stable = ["get", OBJECT, "--expires", "1h", "--stable", "15m"];
    let (first, last) = (at("20130524T001500Z", &stable), at("20130524T002959Z", &stable));
    assert_eq!(first, last);
    let now = Timestamp::parse("20130524T002959Z").unwrap();
    let (hour, quarter) = (Duration::from_secs(3600), Duration::from_secs(900));
    let bucket = bucket();
    let signer = bucket.signer(credentials()).unwrap();
    let expected = bucket.get_object("cat.jpg").presign_stable(&signer, hour, quarter, now).unwrap();
    assert_eq!(first.trim_end(), expected.as_str());
    assert_ne!(at("20130524T003000Z", &stable), last);
    // Until a date, it is the same in the window too.
    let until = ["get", OBJECT, "--expires", "2013-05-25T00:00:00Z", "--stable", "1h", "--json"];
    let (first, last) = (at("20130524T000000Z", &until), at("20130524T005959Z", &until));
    assert_eq!(first, last);
    assert_eq!(serde_json::from_str::<Value>(&first).unwrap()["expires_at"], "2013-05-25T00:00:00Z");
}

#[test]
fn windows_that_are_none_or_too_long_are_refused() {
    let refused = |arguments: &[&str], sentence: &str| {
        let outcome = presign(&[&["get", OBJECT], arguments].concat()).run();
        assert!(outcome.code != 0 && outcome.stderr.contains(sentence), "{}", outcome.stderr);
    };
    let sentence = "--expires and --stable are 691200 seconds together: at most 604800 seconds (7 days) are allowed";
    refused(&["--expires", "7d", "--stable", "1d"], sentence);
    refused(&["--stable", "0"], "invalid value '0' for '--stable <TIME>': it is 0 seconds");
}

#[test]
fn a_url_is_handed_out_with_another_host() {
    let arguments = ["put", "s3://photos/a b", "--content-type", "image/png", "--endpoint", "http://minio:9000"];
    let time = "20130524T000000Z";
    let signed = at(time, &arguments);
    let sent = [&arguments[..], &["--send-to", "https://files.example.com"]].concat();
    assert_eq!(at(time, &sent), signed.replace("http://minio:9000/", "https://files.example.com/"));
    let json: Value = serde_json::from_str(&at(time, &[&sent[..], &["--json"]].concat())).unwrap();
    assert_eq!(json["url"], at(time, &sent).trim_end());
    assert_eq!(json["signed_host"], "minio:9000");
    let curl = at(time, &[&sent[..], &["--curl"]].concat());
    assert!(curl.contains("'https://files.example.com/photos/a%20b?X-Amz-"), "{curl}");

    let sentence = "the URL to send to has a path or a query: those of a presigned URL are signed, and stay";
    let outcome = presign(&[&arguments[..], &["--send-to", "https://files.example.com/s3"]].concat()).run();
    assert!(outcome.code != 0 && outcome.stdout.is_empty() && outcome.stderr.contains(sentence), "{}", outcome.stderr);
    let outcome = presign(&[&sent[..], &["--explain"]].concat()).run();
    assert!(outcome.code != 0 && outcome.stderr.contains("cannot be"), "{}", outcome.stderr);
    // Other services too, and each of a list.
    let url = ["url", "GET", "https://abc.execute-api.us-east-1.amazonaws.com/prod/x", "--service", "execute-api"];
    let sent = at(time, &[&url[..], &["--send-to", "http://localhost:8080"]].concat());
    assert!(sent.starts_with("http://localhost:8080/prod/x?X-Amz-"), "{sent}");
    let list = ["get", "s3://photos", "--from", "-", "--send-to", "https://cdn.example.com", "--at", time];
    let printed = presign(&list).input("a\nb\n").stdout();
    assert_eq!(printed.matches("https://cdn.example.com/").count(), 2, "{printed}");
}

#[test]
fn a_token_is_for_the_endpoint_behind_the_tunnel() {
    let endpoint = "db.abc.us-east-1.rds.amazonaws.com";
    let token = |port| {
        let token = rds::AuthToken { host: endpoint, port, user: "app", region: "us-east-1" };
        token.sign(&credentials(), now()).unwrap().into_string()
    };
    let time = "20130524T000000Z";
    let dialled = ["token", "rds", "127.0.0.1", "--port", "54321", "--user", "app", "--for"];
    let with_port = format!("{endpoint}:5432");
    let printed = |endpoint: &str| at(time, &[&dialled[..], &[endpoint]].concat());
    assert_eq!(printed(&with_port), token(5432) + "\n");
    assert_eq!(printed(endpoint), token(54321) + "\n");
    let json: Value = serde_json::from_str(&at(time, &[&dialled[..], &[&with_port, "--json"]].concat())).unwrap();
    assert_eq!(json["token"], token(5432));
    assert_eq!((&json["host"], &json["signed_host"]), (&json!("127.0.0.1:54321"), &json!(with_port)));

    let refused = |arguments: &[&str], sentence: &str| {
        let outcome = presign(&[&["token", "rds"], arguments, &["--user", "app"]].concat()).run();
        assert!(outcome.code != 0 && outcome.stderr.contains(sentence), "{}", outcome.stderr);
    };
    let sentence =
        "a.b.us-east-1.rds.amazonaws.com is itself an endpoint of Amazon RDS, which accepts no token for another";
    refused(&["a.b.us-east-1.rds.amazonaws.com", "--port", "5432", "--for", endpoint], sentence);
    let sentence = "the host db.internal is not an endpoint of Amazon RDS";
    refused(&["localhost", "--port", "5432", "--for", "db.internal"], sentence);
    let sentence = "write the endpoint without a scheme, as in db.abc.eu-west-1.rds.amazonaws.com:5432";
    refused(&["localhost", "--port", "5432", "--for", "postgres://db"], sentence);
    refused(&["localhost", "--port", "5432", "--for", "db:x"], "write its number, as in 5432");
}
