//! What the service answers, and that its answer uploads.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use clients::axum_service::{Service, router};
use hyper::{Request, StatusCode};
use presign::SharedSigner;
use presign::s3::Bucket;
use presign_upload::server::Server;
use serde_json::{Value, json};
use tower::ServiceExt as _;

async fn ask(server: &Server, file: Value) -> (StatusCode, String) {
    let bucket = Bucket::new(server.bucket(), server.region()).unwrap().endpoint(server.endpoint()).unwrap();
    let signer = SharedSigner::new(bucket.signer(server.credentials()).unwrap());
    let request = Request::post("/api/uploads").header("content-type", "application/json");
    let request = request.body(Body::from(file.to_string())).unwrap();
    let answer = router(Arc::new(Service::new(bucket, signer))).oneshot(request).await.unwrap();
    let (head, body) = answer.into_parts();
    (head.status, String::from_utf8(to_bytes(body, 1 << 16).await.unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn the_answer_in_json_is_all_that_an_upload_needs() {
    let server = Server::start().unwrap();
    let (status, text) = ask(&server, json!({ "name": "a b.txt", "type": "text/plain", "size": 5 })).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["method"], "PUT");
    let put = ureq::put(answer["url"].as_str().unwrap()).header("content-type", "text/plain").send("hello");
    assert_eq!(put.unwrap().status(), 200);
    assert_eq!(std::fs::read(server.folder().join("uploads/a b.txt")).unwrap(), b"hello");
}

#[tokio::test]
async fn a_name_that_cannot_be_signed_is_the_callers_fault() {
    let server = Server::start().unwrap();
    let (status, text) = ask(&server, json!({ "name": "../other/a.txt", "type": "text/plain", "size": 5 })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(
        text,
        "a segment of the path is . or .., which HTTP clients rewrite: the URL would reach another object"
    );
}
