use clients::sign_layer::SignLayer;
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::http::{Request, Response, StatusCode};
use presign::{Credentials, Signer};
use tower::{BoxError, Layer, Service, ServiceExt};

use crate::server::Server;

/// The response to a request that passes the layer.
async fn call(layer: &SignLayer, server: &Server) -> Response<Incoming> {
    let mut client = layer.layer(clients::hyper_client::client());
    let request = Request::post(format!("{}/bucket/key", server.origin)).header("content-type", "text/plain");
    let request = request.body(Bytes::from("the body")).unwrap();
    let ready: Result<_, BoxError> = client.ready().await;
    ready.unwrap().call(request).await.unwrap()
}

async fn text(response: Response<Incoming>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn every_request_is_signed() {
    let server = Server::start("s3");
    let layer = SignLayer::new(server.signer());
    for _ in 0..3 {
        let response = call(&layer, &server).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(text(response).await.ends_with("\n\n8 bytes"));
    }
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn a_clock_that_is_off_is_learned_once() {
    for ahead in [3600, -3600] {
        let server = Server::with_clock("s3", ahead);
        let layer = SignLayer::new(server.signer());
        for requests in [2, 3, 4] {
            assert_eq!(call(&layer, &server).await.status(), StatusCode::OK);
            assert_eq!(server.requests(), requests, "the first is sent again, and no other");
        }
    }
}

#[tokio::test]
async fn other_refusals_are_not_sent_again() {
    let server = Server::start("s3");
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "another secret"), "us-east-1", "s3").unwrap();
    let response = call(&SignLayer::new(signer), &server).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(text(response).await.starts_with("<Error><Code>SignatureDoesNotMatch</Code>"));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_request_is_sent_again_only_once() {
    let server = Server::with_clock("s3", 3600);
    let signer = Signer::new(Credentials::new("AKIDEXAMPLE", "another secret"), "us-east-1", "s3").unwrap();
    assert_eq!(call(&SignLayer::new(signer), &server).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(server.requests(), 2);
}
