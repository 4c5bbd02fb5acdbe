//! What is serialized, as JSON.

use std::time::Duration;

use presign::s3::{Bucket, MultipartPlan};
use presign::{Credentials, Signer, Timestamp, explain};
use serde_json::{json, to_string, to_value};

const HOUR: Duration = Duration::from_secs(3600);

fn now() -> Timestamp {
    Timestamp::parse("20150830T123600Z").unwrap()
}

fn bucket() -> Bucket {
    Bucket::new("examplebucket", "us-east-1").unwrap()
}

fn signer() -> Signer {
    bucket().signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")).unwrap()
}

#[test]
fn urls() {
    let put = bucket().put_object("a.txt").header("x-amz-meta-b", "1").header("x-amz-meta-b", "2").into_owned();
    let url = put.content_type("text/plain").presign(&signer(), HOUR, now()).unwrap();
    let expected = json!({
        "url": url.as_str(),
        "method": "PUT",
        "headers": { "content-type": "text/plain", "x-amz-meta-b": "1,2" },
        "expires_at": "2015-08-30T13:36:00Z",
    });
    assert_eq!(to_value(&url).unwrap(), expected);
    let mut sent = expected;
    let (_, target) = url.as_str().split_once(".com/").unwrap();
    sent["url"] = format!("https://cdn.example.com/{target}").into();
    sent["signed_host"] = "examplebucket.s3.us-east-1.amazonaws.com".into();
    assert_eq!(to_value(url.sent_to("https://cdn.example.com").unwrap()).unwrap(), sent);
    assert_eq!(to_string(&now()).unwrap(), "\"2015-08-30T12:36:00Z\"");
}

#[test]
fn forms_keep_the_order_of_their_fields() {
    let form = bucket().post_object("a.txt").field("acl", "private").presign(&signer(), HOUR, now()).unwrap();
    let text = to_string(&form).unwrap();
    let places: Vec<_> = form.fields().iter().map(|(name, _)| text.find(&format!("\"{name}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    let value = to_value(&form).unwrap();
    assert_eq!(value["url"], form.url());
    assert_eq!(value["method"], "POST");
    assert_eq!(value["policy"], form.policy());
    assert_eq!(value["expires_at"], "2015-08-30T13:36:00Z");
    assert_eq!(value["fields"]["key"], "a.txt");
    assert_eq!(value["fields"].as_object().unwrap().len(), form.fields().len());
    assert_eq!(value.as_object().unwrap().len(), 5);
}

#[test]
fn parts() {
    let plan = MultipartPlan::new(6 << 20, 5 << 20).unwrap();
    let parts: Vec<_> = plan.parts().collect();
    let expected = json!([
        { "part_number": 1, "offset": 0, "length": 5_242_880 },
        { "part_number": 2, "offset": 5_242_880, "length": 1_048_576 },
    ]);
    assert_eq!(to_value(parts).unwrap(), expected);
}

#[test]
fn inspections() {
    let url = bucket().get_object("a.txt").presign(&signer(), HOUR, now()).unwrap();
    let late = Timestamp::parse("20150830T143600Z").unwrap();
    let expected = json!({
        "signed_with": "Signature Version 4",
        "host": "examplebucket.s3.us-east-1.amazonaws.com",
        "path": "/a.txt",
        "access_key_id": "AKIDEXAMPLE",
        "region": "us-east-1",
        "service": "s3",
        "has_session_token": false,
        "signed_at": "2015-08-30T12:36:00Z",
        "expires_at": "2015-08-30T13:36:00Z",
        "seconds_left": 0,
        "headers_to_send": [],
        "operation": null,
        "findings": [{
            "certainty": "likely",
            "kind": "expired",
            "sentence": "the URL expired at 20150830T133600Z, 60 minutes ago",
        }],
    });
    assert_eq!(to_value(explain::inspect(url.as_str(), late)).unwrap(), expected);
}

#[test]
fn comparisons() {
    let answer = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message>\
                  <Expires>2015-08-30T13:36:00Z</Expires><ServerTime>2015-08-30T14:36:00Z</ServerTime></Error>";
    let comparison = explain::read_answer(answer);
    let value = to_value(&comparison).unwrap();
    assert_eq!(value["code"], "AccessDenied");
    assert_eq!(value["message"], "Request has expired");
    assert_eq!(value["causes"][0]["kind"], comparison.causes[0].kind());
    assert_eq!(value["causes"][0]["sentence"], comparison.causes[0].sentence);
    assert_eq!(value["causes"][0]["certainty"], "told");
    assert_eq!(value["differences"], json!([]));
    assert_eq!(value["findings"], json!([]));
    assert_eq!(value["lines"], json!([]));
    assert_eq!(value.as_object().unwrap().len(), 6);
}
