//! What has arrived of an upload: after a reload the page continues from there.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::id::Id;
use super::registry::Kind;
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
pub(crate) async fn state(State(service): State<Service>, Id(id): Id) -> Result<Json<Resumed>, ApiError> {
    let upload = service.registry.find(&id)?;
    let mut listed = Vec::new();
    if let (Kind::Multipart { upload_id: Some(upload_id), .. }, None) = (&upload.kind, upload.arrived) {
        let (key, upload_id) = (upload.key(), upload_id.clone());
        listed = service.ask(move |store| store.list_parts(&key, &upload_id)).await?;
    }
    let resumed = |part: presign::s3::Part| {
        let there = listed.iter().find(|there| there.number == part.number && there.size == part.length);
        let etag = there.map(|there| there.etag.clone());
        ResumedPart { part: SignedPart::new(part, &upload.kind, None), etag }
    };
    Ok(Json(Resumed {
        file: upload.file.clone(),
        kind: upload.kind.name(),
        has_arrived: upload.arrived.is_some(),
        parts: upload.kind.parts().map(resumed).collect(),
    }))
}
