use clients::hyper_client::{client, send};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::http::{Request, StatusCode};
use presign::Timestamp;
use sha2::{Digest, Sha256};

use crate::server::Server;

async fn upload(sha256: [u8; 32]) -> (StatusCode, String) {
    let server = Server::start("s3");
    let request = Request::put(format!("{}/bucket/key?partNumber=1", server.origin)).header("content-length", "8");
    let request = request.body(Full::<Bytes>::from("the body")).unwrap();
    let response = send(&client(), &server.signer(), request, sha256, Timestamp::now()).await.unwrap();
    let (status, body) = (response.status(), response.into_body().collect().await.unwrap().to_bytes());
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_body_is_signed_by_its_sha256() {
    let (status, text) = upload(Sha256::digest("the body").into()).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    assert!(text.starts_with("PUT /bucket/key?partNumber=1\n") && text.ends_with("\n\n8 bytes"), "{text}");
    // A length that the caller gives is signed, since S3 then takes no other.
    assert!(text.contains("SignedHeaders=content-length;host;x-amz-content-sha256;x-amz-date, "), "{text}");
}

#[tokio::test]
async fn another_body_is_refused() {
    let (status, text) = upload(Sha256::digest("another body").into()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{text}");
    assert!(text.starts_with("<Error><Code>XAmzContentSHA256Mismatch</Code>"), "{text}");
}
