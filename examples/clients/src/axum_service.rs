//! A service with [`axum`] that signs uploads for a browser, and answers in JSON.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use hyper::StatusCode;
use presign::s3::Bucket;
use presign::{ErrorKind, PresignedUrl, SharedSigner, Timestamp};
use serde::Deserialize;

/// What all requests share. A task renews the credentials of the signer.
#[derive(Debug)]
pub struct Service {
    bucket: Bucket,
    signer: SharedSigner,
}

impl Service {
    /// A service for one bucket.
    #[must_use]
    pub fn new(bucket: Bucket, signer: SharedSigner) -> Self {
        Self { bucket, signer }
    }
}

/// What the page says of its file.
#[derive(Deserialize)]
struct File {
    name: String,
    #[serde(rename = "type")]
    content_type: String,
    size: u64,
}

/// The service, to be nested in another.
pub fn router(service: Arc<Service>) -> Router {
    Router::new().route("/api/uploads", post(sign)).with_state(service)
}

/// Signs one upload. The answer has `url`, `method` and `headers`, which `fetch` accepts as they are.
async fn sign(
    State(service): State<Arc<Service>>,
    Json(file): Json<File>,
) -> Result<Json<PresignedUrl>, (StatusCode, String)> {
    let key = format!("uploads/{}", file.name);
    let put = service.bucket.put_object(key).content_type(&file.content_type).content_length(file.size);
    let url = put.presign(&service.signer.current(), Duration::from_secs(300), Timestamp::now());
    url.map(Json).map_err(|error| match error.kind() {
        // What the caller sent cannot be signed, and the sentence says why.
        ErrorKind::Request | ErrorKind::Limit => (StatusCode::BAD_REQUEST, error.to_string()),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "the upload cannot be signed".into()),
    })
}
