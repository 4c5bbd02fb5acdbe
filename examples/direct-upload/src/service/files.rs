//! What is in the bucket, with URLs to show and to save it.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use presign::{Error, Timestamp};
use serde::Serialize;

use super::signed::Signed;
use super::store::{Object, Store};
use super::{ApiError, PREFIX, Service};

#[derive(Serialize)]
pub(crate) struct Files {
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    id: String,
    name: String,
    /// Unknown if another process signed the upload.
    #[serde(rename = "type")]
    content_type: Option<String>,
    size: u64,
    modified: String,
    /// To show it in a page, if browsers can.
    show: Option<Signed>,
    /// To save it under its own name.
    download: Signed,
}

/// What browsers show without running any of it. Other types would be shown too, but `text/html` never is.
const SHOWN: [&str; 5] = ["image/", "video/", "audio/", "text/plain", "application/pdf"];

/// The files, the newest first.
pub(crate) async fn list(State(service): State<Service>) -> Result<Json<Files>, ApiError> {
    let mut objects = service.ask(Store::list).await?;
    objects.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.key.cmp(&b.key)));
    let now = Timestamp::now();
    // No browser could ask for a key with `.` or `..` in it. The service makes none, but others may have.
    let files = objects.iter().map(|object| service.file(object, now));
    let files = files.filter(|file| !matches!(file, Err(Error::DotSegment)));
    Ok(Json(Files { files: files.collect::<Result<_, _>>()? }))
}

impl Service {
    fn file(&self, object: &Object, now: Timestamp) -> Result<File, Error> {
        let (bucket, signer) = (&self.store.bucket, &self.store.signer);
        let life = Duration::from_secs(self.limits.expires);
        let id = object.key.strip_prefix(PREFIX).unwrap_or(&object.key);
        let upload = self.registry.find(id);
        let name = upload.as_ref().map_or(id, |upload| &upload.name);
        let content_type = upload.as_ref().map(|upload| upload.content_type.clone());

        let get = || bucket.get_object(&object.key);
        let download = get().response_attachment(name).presign(signer, life, now)?;
        let show = content_type.as_deref().filter(|of| SHOWN.iter().any(|shown| of.starts_with(shown)));
        let show = show.map(|_| get().response_content_disposition("inline").presign(signer, life, now)).transpose()?;
        Ok(File {
            id: id.into(),
            name: name.into(),
            content_type,
            size: object.size,
            modified: object.modified.clone(),
            show: show.map(|url| Signed::url(&url, now)),
            download: Signed::url(&download, now),
        })
    }
}
