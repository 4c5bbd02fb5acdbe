//! How an upload ends: completed, cancelled or deleted. What is answered is what the bucket says.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use presign::s3::xml::UploadedPart;
use serde::{Deserialize, Serialize};

use super::ticket::Known;
use super::upload::{Kind, Upload};
use super::{ApiError, Service, read};
use crate::hooks;

#[derive(Deserialize)]
pub(crate) struct Finished {
    /// Left out if somebody else has completed the upload: then the service only looks whether it has arrived.
    parts: Option<Vec<FinishedPart>>,
}

#[derive(Deserialize)]
struct FinishedPart {
    number: u32,
    etag: String,
}

#[derive(Serialize)]
pub(crate) struct Arrived {
    id: String,
    size: u64,
}

/// Makes the object from its parts, if there are any, and looks whether it has arrived.
pub(crate) async fn complete(
    State(service): State<Service>,
    Known { id, upload }: Known,
    body: Result<Json<Finished>, JsonRejection>,
) -> Result<Json<Arrived>, ApiError> {
    let Finished { parts } = read(body)?;
    through(async move {
        let size = service.complete(&upload, parts).await?;
        service.count(&upload, size).await;
        service.room.free(&upload.file);
        let Upload { user, name, content_type, .. } = &upload;
        service.hooks.arrived(user, &hooks::Arrived { key: &upload.key(), name, size, content_type });
        Ok(Json(Arrived { id, size }))
    })
    .await
}

/// Carries something out to its end, even if the client goes away meanwhile: half of it would be no true answer to the next.
async fn through<T: Send + 'static>(
    work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::spawn(work).await.map_err(|_| ApiError::Internal)?
}

/// Gives an upload up. The parts that have arrived are deleted; a file that has arrived whole is not.
pub(crate) async fn cancel(
    State(service): State<Service>,
    Known { upload, .. }: Known,
) -> Result<StatusCode, ApiError> {
    through(async move {
        if let Kind::Multipart { upload_id: Some(upload_id), .. } = &upload.kind {
            let (key, upload_id) = (upload.key(), upload_id.clone());
            service.ask(move |store| store.abort_multipart(&key, &upload_id)).await?;
        }
        if service.size(&upload).await?.is_some() {
            return Err(ApiError::NotCancelled);
        }
        service.room.free(&upload.file);
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Deletes a file that has arrived. The list of files does not give its id away: only who uploaded it can do this.
pub(crate) async fn delete(
    State(service): State<Service>,
    Known { upload, .. }: Known,
) -> Result<StatusCode, ApiError> {
    through(async move {
        if service.size(&upload).await?.is_none() {
            return Err(ApiError::NotDeleted);
        }
        let key = upload.key();
        service.ask(move |store| store.delete(&key)).await?;
        service.room.free(&upload.file);
        service.uncount(&upload).await;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

impl Service {
    /// The size in bytes of what has arrived.
    pub(super) async fn size(&self, upload: &Upload) -> Result<Option<u64>, ApiError> {
        let key = upload.key();
        Ok(self.ask(move |store| store.head(&key)).await?.map(|object| object.size))
    }

    /// Refuses an upload whose file has arrived.
    pub(super) async fn check_open(&self, upload: &Upload) -> Result<(), ApiError> {
        if self.size(upload).await?.is_some() { Err(ApiError::Arrived) } else { Ok(()) }
    }

    async fn complete(&self, upload: &Upload, parts: Option<Vec<FinishedPart>>) -> Result<u64, ApiError> {
        let mut refusal = None;
        if let (Kind::Multipart { upload_id: Some(upload_id), size, .. }, Some(parts)) = (&upload.kind, parts) {
            let parts = check_parts(&parts, upload.kind.parts().count())?;
            let (key, upload_id, size) = (upload.key(), upload_id.clone(), *size);
            let completed = self.ask(move |store| store.complete_multipart(&key, &upload_id, size, parts));
            // If it was done before and the answer was lost, the bucket refuses: the object is there then.
            refusal = completed.await.err();
        }
        let Some(size) = self.size(upload).await? else {
            // Servers differ in how they refuse to complete an upload that they do not have.
            if refusal.is_some() && matches!(self.arrived_parts(upload).await, Err(ApiError::Gone)) {
                return Err(ApiError::Gone);
            }
            return Err(refusal.unwrap_or(ApiError::NotArrived));
        };
        match upload.kind.size() {
            Some(expected) if expected != size => Err(ApiError::OtherArrived { found: size, expected }),
            _ => Ok(size),
        }
    }
}

/// Each part from 1 on, with an entity tag as S3 writes it. It comes from the page and goes into XML.
fn check_parts(parts: &[FinishedPart], count: usize) -> Result<Vec<UploadedPart>, ApiError> {
    let is_tag = |etag: &str| {
        let tag = etag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or_default();
        (1..=100).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_complete = parts.len() == count && (1..).zip(parts).all(|(number, part)| part.number == number);
    if !is_complete || !parts.iter().all(|part| is_tag(&part.etag)) {
        return Err(ApiError::Parts);
    }
    Ok(parts.iter().map(|FinishedPart { number, etag }| UploadedPart::new(*number, etag)).collect())
}
