//! The two protocols that AWS IoT Core has under the name `iotdata`: its HTTPS API, which botocore signs, and MQTT over
//! WebSocket, which the first device SDK for Python signs (`tests/vectors/iot.toml`). Only MQTT leaves the token unsigned.

use std::time::Duration;

use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{Request, Rules, Signer};
use serde::Deserialize;

use crate::botocore::read;
use crate::fixtures::{HOUR, credentials, now};
use crate::url_parts::Url;

const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//token+with/special==";

#[derive(Deserialize)]
struct Table {
    iot_data: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    url: String,
    url_with_token: String,
}

fn signer() -> Signer {
    Signer::new(credentials().with_session_token(TOKEN), "us-east-1", "iotdata").unwrap()
}

fn verify(url: &str, policy: &Policy) -> Result<(), Refusal> {
    let parts = Url::parse(url);
    let target = &url[parts.scheme.len() + "://".len() + parts.authority.len()..];
    let request = SignedRequest::parse("GET", target, [("host", parts.authority)])?;
    request.verify(&credentials().with_session_token(TOKEN), now(), policy).map(drop)
}

/// The URL without what signing adds.
fn unsigned(url: &str) -> &str {
    &url[..url.find("X-Amz-Algorithm").unwrap() - 1]
}

#[test]
fn the_https_api_is_signed_as_botocore_signs_it() {
    let Table { iot_data } = read();
    assert_eq!(iot_data.len(), 5);
    for Row { url, url_with_token } in iot_data {
        let request = Request::get(unsigned(&url)).unwrap();
        let plain = Signer::new(credentials(), "us-east-1", "iotdata").unwrap();
        assert_eq!(request.presign(&plain, HOUR, now()).unwrap().as_str(), url);
        assert_eq!(request.presign(&signer(), HOUR, now()).unwrap().as_str(), url_with_token);
        assert_eq!(verify(&url_with_token, &Policy::new("us-east-1", "iotdata")), Ok(()));
    }
}

#[test]
fn mqtt_is_signed_as_the_device_sdk_signs_it() {
    // The row python-AWSIoTPythonSDK-v1-token.
    let request = Request::get("wss://a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com:443/mqtt").unwrap();
    let url = request.presign(&signer(), Duration::from_secs(86400), now()).unwrap();
    let signature = Url::parse(url.as_str()).parameter("X-Amz-Signature").unwrap();
    assert_eq!(signature, "e25917e9ae7107bbdc105d4057dc5437693444caa471ebe98fb01708170b487f");
}

#[test]
fn the_scheme_and_the_path_tell_mqtt_from_the_https_api() {
    for (address, is_mqtt) in [
        ("https://a-ats.iot.us-east-1.amazonaws.com/things/a/shadow", false),
        ("https://a-ats.iot.us-east-1.amazonaws.com/", false),
        ("https://a-ats.iot.us-east-1.amazonaws.com/mqtt/a", false),
        ("http://localhost:8000/things/a/shadow", false),
        ("HTTPS://wss.example.com/things/wss", false),
        ("wss://a-ats.iot.us-east-1.amazonaws.com/mqtt", true),
        ("wss://a-ats.iot.us-east-1.amazonaws.com:8443/mqtt", true),
        ("WSS://A-ATS.iot.us-east-1.amazonaws.com/mqtt?x-amz-customauthorizer-name=a", true),
        ("ws://localhost:8080/mqtt", true),
        ("wss://a-ats.iot.us-east-1.amazonaws.com/", true),
        // A browser's library signs it so, and writes wss:// afterwards.
        ("https://a-ats.iot.us-east-1.amazonaws.com/mqtt", true),
    ] {
        let request = Request::get(address).unwrap();
        let url = request.presign(&signer(), HOUR, now()).unwrap();
        let names: Vec<_> = Url::parse(url.as_str()).query.iter().map(|(name, _)| *name).collect();
        let last = if is_mqtt { "X-Amz-Security-Token" } else { "X-Amz-Signature" };
        assert_eq!(names.last(), Some(&last), "{address}");
        assert_eq!(names.iter().filter(|name| **name == "X-Amz-Security-Token").count(), 1, "{address}");
        let mut into = String::new();
        signer().presign_into(&mut into, &request, HOUR, now()).unwrap();
        assert_eq!(into, url.as_str());
        // Servers do not see the scheme, and accept what was signed all the same.
        assert_eq!(verify(url.as_str(), &Policy::new("us-east-1", "iotdata")), Ok(()), "{address}");
    }
}

#[test]
fn a_token_that_was_signed_cannot_be_moved_or_changed() {
    let policy = Policy::new("us-east-1", "iotdata");
    let request = Request::get("https://a-ats.iot.us-east-1.amazonaws.com/things/a/shadow").unwrap();
    let url = request.presign(&signer(), HOUR, now()).unwrap().to_string();
    let token = format!("&X-Amz-Security-Token={}", Url::parse(&url).parameter("X-Amz-Security-Token").unwrap());
    let token = token.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D").replacen("%3D", "=", 1);
    let moved = url.replace(&token, "") + &token;
    assert_ne!(moved, url);
    assert_eq!(verify(&moved, &policy), Err(Refusal::SignatureMismatch));
    // Rules that a server changed hold whatever the request looks like.
    let mut given = policy.clone();
    given.rules = Rules::S3;
    let mqtt = Request::get("wss://a-ats.iot.us-east-1.amazonaws.com/mqtt").unwrap();
    let mqtt = mqtt.presign(&signer(), HOUR, now()).unwrap();
    assert_eq!(verify(mqtt.as_str(), &given), Err(Refusal::SignatureMismatch));
    // No other service accepts a token that was not signed.
    let other = Signer::new(credentials(), "us-east-1", "sts").unwrap();
    let appended = request.presign(&other, HOUR, now()).unwrap().to_string() + &token;
    assert_eq!(verify(&appended, &Policy::new("us-east-1", "sts")), Err(Refusal::SignatureMismatch));
}
