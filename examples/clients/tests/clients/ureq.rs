use clients::ureq_client::send;
use hyper::http::{Request, StatusCode};
use presign::Timestamp;

use crate::server::Server;

#[test]
fn a_body_is_signed() {
    let server = Server::start("dynamodb");
    let request = Request::post(&server.origin)
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "DynamoDB_20120810.ListTables")
        .body(b"{}".to_vec())
        .unwrap();
    let response = send(&server.signer(), request, Timestamp::now()).unwrap();
    let text = String::from_utf8(response.body().clone()).unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{text}");
    assert!(text.starts_with("POST /\n") && text.ends_with("\n\n2 bytes"), "{text}");
    assert!(text.contains("\nx-amz-target: DynamoDB_20120810.ListTables\n"), "{text}");
    // What the client adds is not signed, and does no harm.
    for added in ["accept: ", "user-agent: ureq/", "content-length: 2"] {
        assert!(text.contains(&format!("\n{added}")), "{added} is missing: {text}");
    }
    assert!(text.contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target, "), "{text}");
}

#[test]
fn a_path_query_and_empty_body_are_signed_as_they_are_sent() {
    let server = Server::start("execute-api");
    let url = format!("{}/prod/a%20b/anthropic.claude-v1%3A0?q=a%2Bb&empty", server.origin);
    let response = send(&server.signer(), Request::get(url).body(Vec::new()).unwrap(), Timestamp::now()).unwrap();
    let text = String::from_utf8(response.body().clone()).unwrap();
    assert!(text.starts_with("GET /prod/a%20b/anthropic.claude-v1%3A0?q=a%2Bb&empty=\n"), "{text}");
}

#[test]
fn a_refusal_is_a_response() {
    let server = Server::start("s3");
    let other = presign::Credentials::new("AKIDEXAMPLE", "another secret");
    let signer = presign::Signer::new(other, "us-east-1", "s3").unwrap();
    let request = Request::put(format!("{}/bucket/key", server.origin)).body(b"the body".to_vec()).unwrap();
    let response = send(&signer, request, Timestamp::now()).unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let text = String::from_utf8(response.body().clone()).unwrap();
    assert!(text.starts_with("<Error><Code>SignatureDoesNotMatch</Code>"), "{text}");
}
