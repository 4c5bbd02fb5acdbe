//! Requests that are signed by their headers, compared with botocore's signatures: `tests/services/botocore.toml`.

use std::collections::BTreeMap;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use presign::services::{appsync, aps, otlp};
use presign::{Credentials, HeaderSignedRequest};
use serde::Deserialize;

use crate::botocore::read;
use crate::fixtures::{at, credentials, now};
use crate::url_parts::Url;

const API: &str = "example1234567890000.appsync-api.us-east-1.amazonaws.com";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//token+with/special==";
const REGION: &str = "us-east-1";

#[derive(Deserialize)]
struct Table {
    signed: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    body: String,
    authorization: String,
    authorization_with_token: String,
}

type Headers = BTreeMap<String, String>;

fn headers(request: &HeaderSignedRequest) -> Headers {
    request.headers().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

/// The headers in the JSON of AppSync, which begins with the host.
fn json(text: &[u8]) -> Headers {
    let mut headers: Headers = serde_json::from_slice(text).unwrap();
    assert_eq!(headers.remove("host").as_deref(), Some(API));
    headers
}

/// The headers that a function signed.
fn make(name: &str, body: &str, credentials: &Credentials) -> Headers {
    let authorization = |path| {
        let token = appsync::Authorization { host: API, path, region: REGION, body }.sign(credentials, now()).unwrap();
        json(token.as_str().as_bytes())
    };
    let export = |signal| {
        headers(&otlp::Export { signal, region: REGION, body: body.as_bytes() }.sign(credentials, now()).unwrap())
    };
    match name {
        "appsync-graphql-connect" => {
            let url = appsync::GraphqlUrl { host: API, region: REGION }.sign(credentials, now()).unwrap();
            json(&Base64::decode_vec(&Url::parse(url.as_str()).parameter("header").unwrap()).unwrap())
        }
        "appsync-events-connect" => {
            let subprotocol = appsync::EventsSocket { host: API, region: REGION }.sign(credentials, now()).unwrap();
            json(&Base64UrlUnpadded::decode_vec(subprotocol.as_str().strip_prefix("header-").unwrap()).unwrap())
        }
        "appsync-graphql-start" => authorization("/graphql"),
        "appsync-events-subscribe" => authorization("/event"),
        "otlp-logs" => export(otlp::Signal::Logs { group: "my-group", stream: "my/stream" }),
        "otlp-traces" => export(otlp::Signal::Traces),
        "otlp-metrics" => export(otlp::Signal::Metrics),
        "remote-write" => headers(
            &aps::RemoteWrite { workspace: "ws-0123-abc", region: REGION, body: body.as_bytes() }
                .sign(credentials, now())
                .unwrap(),
        ),
        _ => panic!("{name}"),
    }
}

#[test]
fn every_request_has_the_signature_of_botocore() {
    let Table { signed } = read();
    assert_eq!(signed.len(), 8);
    for Row { name, body, authorization, authorization_with_token } in signed {
        let plain = make(&name, &body, &credentials());
        assert_eq!(plain["authorization"], authorization, "{name}");
        assert_eq!(plain["x-amz-date"], "20150830T123600Z");
        let with_token = make(&name, &body, &credentials().with_session_token(TOKEN));
        assert_eq!(with_token["authorization"], authorization_with_token, "{name}");
        assert_eq!(with_token["x-amz-security-token"], TOKEN);
    }
}

#[test]
fn web_sockets_of_appsync_are_at_the_host_for_them() {
    let realtime = "example1234567890000.appsync-realtime-api.us-east-1.amazonaws.com";
    let url = appsync::GraphqlUrl { host: &API.to_uppercase(), region: REGION }.sign(&credentials(), now()).unwrap();
    let parts = Url::parse(url.as_str());
    assert_eq!((parts.scheme, parts.authority, parts.path), ("wss", realtime, "/graphql"));
    assert_eq!(parts.parameter("payload").unwrap(), "e30=");
    assert_eq!((url.method(), url.headers().count(), url.expires_at()), ("GET", 0, at("20150830T124100Z")));
    assert_eq!(
        appsync::EventsSocket { host: API, region: REGION }.url().unwrap(),
        format!("wss://{realtime}/event/realtime")
    );

    // A custom domain has both at one host.
    let url = appsync::GraphqlUrl { host: "api.example.com", region: REGION }.sign(&credentials(), now()).unwrap();
    assert!(url.as_str().starts_with("wss://api.example.com/graphql/realtime?header="));
    assert_eq!(
        appsync::EventsSocket { host: "api.example.com", region: REGION }.url().unwrap(),
        "wss://api.example.com/event/realtime"
    );
}
