//! What has arrived of an upload: after a reload the page continues from there.

use axum::Json;
use axum::extract::State;
use presign::s3::xml::UploadedPart;
use serde::Serialize;

use super::ticket::Known;
use super::upload::{Kind, Upload};
use super::uploads::SignedPart;
use super::{ApiError, Service};

#[derive(Serialize)]
pub(crate) struct Resumed {
    file: String,
    kind: &'static str,
    has_arrived: bool,
    parts: Vec<ResumedPart>,
}

#[derive(Serialize)]
struct ResumedPart {
    #[serde(flatten)]
    part: SignedPart,
    /// What the bucket gave for it, if it has arrived whole.
    etag: Option<String>,
}

/// The parts of an upload, and which of them the bucket has.
pub(crate) async fn state(
    State(service): State<Service>,
    Known { upload, .. }: Known,
) -> Result<Json<Resumed>, ApiError> {
    let has_arrived = service.size(&upload).await?.is_some();
    let listed = if has_arrived { Vec::new() } else { service.arrived_parts(&upload).await? };
    let resumed = |part: presign::s3::Part| {
        let there = listed.iter().find(|there| there.number == part.number && there.size == Some(part.length));
        let etag = there.map(|there| there.entity_tag.clone());
        ResumedPart { part: SignedPart::new(part, &upload.kind, None), etag }
    };
    Ok(Json(Resumed {
        file: upload.file.clone(),
        kind: upload.kind.name(),
        has_arrived,
        parts: upload.kind.parts().map(resumed).collect(),
    }))
}

impl Service {
    /// The parts that the bucket has of an upload: none, if it is not one in parts.
    pub(super) async fn arrived_parts(&self, upload: &Upload) -> Result<Vec<UploadedPart>, ApiError> {
        let Kind::Multipart { upload_id: Some(upload_id), .. } = &upload.kind else { return Ok(Vec::new()) };
        let (key, upload_id) = (upload.key(), upload_id.clone());
        self.ask(move |store| store.list_parts(&key, &upload_id)).await?.ok_or(ApiError::Gone)
    }
}
