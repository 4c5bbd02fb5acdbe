//! What is in the bucket, with URLs to show and to save it.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use presign::{Error, Timestamp};
use serde::Serialize;

use super::registry::Upload;
use super::signed::Signed;
use super::store::{Object, Store};
use super::{ApiError, PREFIX, Service};

#[derive(Serialize)]
pub(crate) struct Files {
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    /// The end of its key, which the URLs name too. Nobody can change the file by it.
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

/// What browsers show without running any of it, whatever else is taken: no page, and no XML, which a picture in SVG is.
fn is_shown(content_type: &str) -> bool {
    let begins = ["image/", "video/", "audio/"].iter().any(|shown| content_type.starts_with(shown));
    let is_markup = content_type.contains("xml") || content_type.contains("html");
    (begins && !is_markup) || matches!(content_type, "text/plain" | "application/pdf")
}

/// The files, the newest first.
pub(crate) async fn list(State(service): State<Service>) -> Result<Json<Files>, ApiError> {
    let mut objects = service.ask(Store::list).await?;
    objects.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.key.cmp(&b.key)));
    let (now, uploads) = (Timestamp::now(), service.registry.by_file());
    // No browser could ask for a key with `.` or `..` in it. The service makes none, but others may have.
    let files = objects.iter().map(|object| service.file(object, &uploads, now));
    let files = files.filter(|file| !file.as_ref().is_err_and(|error| error.code() == "dot-segment"));
    Ok(Json(Files { files: files.collect::<Result<_, _>>()? }))
}

impl Service {
    fn file(&self, object: &Object, uploads: &HashMap<String, Upload>, now: Timestamp) -> Result<File, Error> {
        let (bucket, signer) = (&self.store.bucket, &self.store.signer);
        let life = Duration::from_secs(self.limits.expires);
        let id = object.key.strip_prefix(PREFIX).unwrap_or(&object.key);
        let upload = uploads.get(id);
        let name = upload.map_or(id, |upload| &upload.name);
        let content_type = upload.map(|upload| upload.content_type.clone());

        let get = || bucket.get_object(&object.key);
        let download = get().response_attachment(name).presign(signer, life, now)?;
        let show = content_type.as_deref().filter(|of| is_shown(of));
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
