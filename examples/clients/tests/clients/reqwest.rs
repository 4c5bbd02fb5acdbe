use clients::reqwest_client::{client, send, send_unsigned_body, sign};
use hyper::http::Request;
use presign::Timestamp;
use reqwest::StatusCode;

use crate::server::Server;

#[tokio::test]
async fn a_body_is_signed() {
    let server = Server::start("sqs");
    let request = Request::post(&server.origin)
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "AmazonSQS.ListQueues")
        .header("user-agent", "an application")
        .body(b"{}".to_vec())
        .unwrap();
    let response = send(&client().unwrap(), &server.signer(), request, Timestamp::now()).await.unwrap();
    let (status, text) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{text}");
    // What the client adds is not signed, and neither is a user agent, which proxies change.
    for added in ["accept: */*", "user-agent: an application", "content-length: 2"] {
        assert!(text.contains(&format!("\n{added}")), "{added} is missing: {text}");
    }
    assert!(text.contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target, "), "{text}");
}

#[tokio::test]
async fn a_body_that_streams_is_not_signed() {
    let server = Server::start("s3");
    let url = format!("{}/bucket/a%20b(1).txt", server.origin);
    let request = Request::put(url).body(reqwest::Body::from("the body")).unwrap();
    let response = send_unsigned_body(&client().unwrap(), &server.signer(), request, Timestamp::now()).await.unwrap();
    let text = response.text().await.unwrap();
    assert!(text.starts_with("PUT /bucket/a%20b%281%29.txt\n") && text.ends_with("\n\n8 bytes"), "{text}");
    assert!(text.contains("\nx-amz-content-sha256: UNSIGNED-PAYLOAD\n"), "{text}");
}

/// What changes after signing is refused: here a type and a body.
#[tokio::test]
async fn what_changes_after_signing_is_refused() {
    let server = Server::start("sqs");
    for (content_type, body, code) in [
        ("application/x-amz-json-1.0", "{}", None),
        ("application/json", "{}", Some("SignatureDoesNotMatch")),
        ("application/x-amz-json-1.0", "{ }", Some("XAmzContentSHA256Mismatch")),
    ] {
        let request = Request::post(&server.origin).header("content-type", "application/x-amz-json-1.0");
        let mut request = request.body("{}").unwrap();
        server.signer().sign_http(&mut request, presign::Body::from("{}"), Timestamp::now()).unwrap();
        request.headers_mut().insert("content-type", content_type.parse().unwrap());
        *request.body_mut() = body;
        let response = client().unwrap().execute(request.try_into().unwrap()).await.unwrap();
        assert_eq!(response.status().is_success(), code.is_none());
        let text = response.text().await.unwrap();
        assert!(code.is_none_or(|code| text.contains(&format!("<Code>{code}</Code>"))), "{text}");
    }
}

#[tokio::test]
async fn a_request_that_the_client_built_is_signed_in_place() {
    let server = Server::start("sqs");
    let client = client().unwrap();
    let url = format!("{}/a(b)?c=d%20e", server.origin);
    for body in [None, Some("{}")] {
        let request = client.post(&url).header("content-type", "application/x-amz-json-1.0");
        let request = if let Some(body) = body { request.body(body) } else { request };
        let mut request = request.build().unwrap();
        sign(&server.signer(), &mut request, Timestamp::now()).unwrap();
        let response = client.execute(request).await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert_eq!(status, StatusCode::OK, "{text}");
        assert!(text.starts_with("POST /a"), "{text}");
    }
    // Two types, of which each server would read another.
    let request = client.post(&url).header("content-type", "a/b").header("content-type", "c/d").body("{}");
    let error = sign(&server.signer(), &mut request.build().unwrap(), Timestamp::now()).unwrap_err();
    assert_eq!(error.to_string(), "the header content-type is repeated, but it holds a single value");
}
