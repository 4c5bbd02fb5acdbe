//! How an upload ends: completed, cancelled, deleted or given up. One of these at a time, each until it is through.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::id::Id;
use super::registry::{Kind, Upload};
use super::store::UploadedPart;
use super::{ApiError, Service, read};

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
    Id(id): Id,
    body: Result<Json<Finished>, JsonRejection>,
) -> Result<Json<Arrived>, ApiError> {
    let Finished { parts } = read(body)?;
    through(async move { service.complete(id, parts).await.map(Json) }).await
}

/// Carries something out to its end, even if the client goes away meanwhile: half of it would be no true answer to the next.
async fn through<T: Send + 'static>(
    work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::spawn(work).await.map_err(|_| ApiError::Internal)?
}

/// Gives an upload up. What has arrived of it is deleted, since a request that was broken off may have been through.
pub(crate) async fn cancel(State(service): State<Service>, Id(id): Id) -> Result<StatusCode, ApiError> {
    through(async move {
        let (_turn, upload) = service.registry.turn(&id).await?;
        if upload.arrived.is_some() {
            return Err(ApiError::NotCancelled);
        }
        // From here on nothing more is signed for it.
        service.registry.remove(&id);
        service.clean_up(&upload).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Deletes a file that has arrived. The list of files does not give its id away: only who uploaded it can do this.
pub(crate) async fn delete(State(service): State<Service>, Id(id): Id) -> Result<StatusCode, ApiError> {
    through(async move {
        let (_turn, upload) = service.registry.turn(&id).await?;
        if upload.arrived.is_none() {
            return Err(ApiError::NotDeleted);
        }
        let key = upload.key();
        service.ask(move |store| store.delete(&key)).await?;
        service.registry.remove(&id);
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

impl Service {
    async fn complete(&self, id: String, parts: Option<Vec<FinishedPart>>) -> Result<Arrived, ApiError> {
        let (_turn, upload) = self.registry.turn(&id).await?;
        if let Some(size) = upload.arrived {
            return Ok(Arrived { id, size });
        }
        let key = upload.key();
        let mut refusal = None;
        if let (Kind::Multipart { upload_id: Some(upload_id), plan }, Some(parts)) = (&upload.kind, parts) {
            check_parts(&parts, plan.part_count())?;
            let (key, upload_id, size) = (key.clone(), upload_id.clone(), plan.size());
            let completed = self.ask(move |store| {
                let parts = parts.iter().map(|FinishedPart { number, etag }| UploadedPart { number: *number, etag });
                store.complete_multipart(&key, &upload_id, size, &parts.collect::<Vec<_>>())
            });
            // If it was done before and the answer was lost, the bucket refuses: the object is there then.
            refusal = completed.await.err();
        }
        let found = self.ask(move |store| store.size(&key)).await?;
        let size = found.ok_or(refusal.unwrap_or(ApiError::NotArrived))?;
        match upload.kind.size() {
            Some(expected) if expected != size => return Err(ApiError::OtherArrived { found: size, expected }),
            _ => self.registry.arrived(&id, size),
        }
        Ok(Arrived { id, size })
    }

    /// Gives up what nobody continues. It is no user's affair if that fails: a lifecycle rule of the bucket has the last
    /// word. One sweep at a time is enough.
    pub(super) async fn sweep(&self) {
        let Ok(_sweep) = self.sweeping.try_lock() else { return };
        let patience = Duration::from_secs(self.limits.patience);
        for id in self.registry.idle(patience) {
            let _ = self.give_up(&id, patience).await;
        }
    }

    /// Forgets an upload, unless it has arrived and only nobody has said so, or somebody is continuing it.
    async fn give_up(&self, id: &str, patience: Duration) -> Result<(), ApiError> {
        let (_turn, upload) = self.registry.turn(id).await?;
        let key = upload.key();
        if let Some(size) = self.ask(move |store| store.size(&key)).await? {
            self.registry.arrived(id, size);
            return Ok(());
        }
        if self.registry.remove_idle(id, patience) {
            self.clean_up(&upload).await?;
        }
        Ok(())
    }

    async fn clean_up(&self, upload: &Upload) -> Result<(), ApiError> {
        let key = upload.key();
        let upload_id = match &upload.kind {
            Kind::Multipart { upload_id, .. } => upload_id.clone(),
            Kind::Put { .. } | Kind::Form => None,
        };
        self.ask(move |store| match upload_id {
            Some(upload_id) => store.abort_multipart(&key, &upload_id),
            None => store.delete(&key),
        })
        .await
    }
}

/// Each part from 1 on, with an entity tag as S3 writes it. It comes from the page and goes into XML.
fn check_parts(parts: &[FinishedPart], count: u32) -> Result<(), ApiError> {
    let is_tag = |etag: &str| {
        let tag = etag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or_default();
        (1..=100).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_complete = parts.iter().map(|part| part.number).eq(1..=count);
    if is_complete && parts.iter().all(|part| is_tag(&part.etag)) { Ok(()) } else { Err(ApiError::Parts) }
}
