//! Uploads by presigned PUT: one for a small file, one a part for a large one.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use presign::s3::{Bucket, Checksum, MultipartPlan, Part};
use presign::{Error, PresignedUrl, Signer, Timestamp};
use serde::{Deserialize, Serialize};

use super::registry::{Kind, Registry, Upload};
use super::signed::Signed;
use super::store::UploadedPart;
use super::{ApiError, Service, forms, read};

/// What the page has.
#[derive(Deserialize)]
pub(crate) struct Asked {
    name: String,
    size: u64,
    #[serde(rename = "type")]
    content_type: String,
    /// In hexadecimal. The page hashes what is small enough to be held in memory.
    sha256: Option<String>,
}

/// What the page must do.
#[derive(Serialize)]
pub(crate) struct Started {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) parts: Vec<SignedPart>,
}

/// One request: for all of the file, or for the part that begins at `offset`.
#[derive(Serialize)]
pub(crate) struct SignedPart {
    pub(crate) number: u32,
    pub(crate) offset: u64,
    /// In a form the page says how long the file is, within the limits of the policy.
    pub(crate) length: Option<u64>,
    pub(crate) request: Signed,
}

#[derive(Deserialize)]
pub(crate) struct Renewal {
    parts: Vec<u32>,
}

#[derive(Serialize)]
pub(crate) struct Renewed {
    parts: Vec<SignedPart>,
}

#[derive(Deserialize)]
pub(crate) struct Finished {
    #[serde(default)]
    parts: Vec<FinishedPart>,
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

pub(crate) async fn create(
    State(service): State<Service>,
    body: Result<Json<Asked>, JsonRejection>,
) -> Result<(StatusCode, Json<Started>), ApiError> {
    let asked: Asked = read(body)?;
    check_name(&asked.name)?;
    let max = service.limits.max_size;
    if asked.size > max {
        return Err(ApiError::TooLarge { size: asked.size, max });
    }
    service.check(&asked.content_type).await?;
    let sha256 = asked.sha256.as_deref().map(parse_sha256).transpose()?;

    let id = Registry::new_id();
    let kind = if asked.size > service.limits.max_put {
        let plan = plan(asked.size, service.limits.part_size)?;
        let (key, content_type) = (Registry::key(&id), asked.content_type.clone());
        let upload_id = service.ask(move |store| store.create_multipart(&key, &content_type)).await?;
        Kind::Multipart { upload_id, plan }
    } else {
        Kind::Put { size: asked.size, sha256 }
    };
    let upload = Upload::new(&asked.name, &asked.content_type, kind);
    let parts = service.sign(&id, &upload, None)?;
    let kind = if matches!(upload.kind, Kind::Multipart { .. }) { "multipart" } else { "put" };
    service.registry.add(&id, upload);
    Ok((StatusCode::CREATED, Json(Started { id, kind, parts })))
}

/// Fresh URLs for what has not arrived yet, when the old ones have ended.
pub(crate) async fn renew(
    State(service): State<Service>,
    Path(id): Path<String>,
    body: Result<Json<Renewal>, JsonRejection>,
) -> Result<Json<Renewed>, ApiError> {
    let renewal: Renewal = read(body)?;
    let upload = service.registry.touch(&id)?;
    Ok(Json(Renewed { parts: service.sign(&id, &upload, Some(&renewal.parts))? }))
}

/// Makes the object from its parts, if there are any, and looks whether it has arrived.
pub(crate) async fn complete(
    State(service): State<Service>,
    Path(id): Path<String>,
    body: Result<Json<Finished>, JsonRejection>,
) -> Result<Json<Arrived>, ApiError> {
    let finished: Finished = read(body)?;
    let upload = service.registry.touch(&id)?;
    let key = Registry::key(&id);
    let mut refusal = None;
    let expected = match upload.kind {
        Kind::Put { size, .. } => Some(size),
        Kind::Form => None,
        Kind::Multipart { upload_id, plan } => {
            check_parts(&finished.parts, plan.part_count())?;
            let key = key.clone();
            let completed = service.ask(move |store| {
                let parts =
                    finished.parts.iter().map(|FinishedPart { number, etag }| UploadedPart { number: *number, etag });
                store.complete_multipart(&key, &upload_id, plan.size(), &parts.collect::<Vec<_>>())
            });
            // If it was done before and the answer was lost, the bucket refuses: the object is there then.
            refusal = completed.await.err();
            Some(plan.size())
        }
    };
    let found = service.ask(move |store| store.size(&key)).await?;
    let size = found.ok_or(refusal.unwrap_or(ApiError::NotArrived))?;
    match expected {
        Some(expected) if expected != size => return Err(ApiError::OtherArrived { found: size, expected }),
        _ => service.registry.arrived(&id),
    }
    Ok(Json(Arrived { id, size }))
}

/// Gives an upload up. What has arrived of it is deleted, since a request that was broken off may have been through.
pub(crate) async fn cancel(State(service): State<Service>, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    let upload = service.registry.remove(&id)?;
    service.clean_up(&id, upload).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Service {
    /// What is looked at before anything is signed for a new upload.
    pub(super) async fn check(&self, content_type: &str) -> Result<(), ApiError> {
        self.limits.check_type(content_type)?;
        for (id, upload) in self.registry.idle(Duration::from_secs(self.limits.patience)) {
            // It is not this user's upload. A lifecycle rule of the bucket has the last word.
            let _ = self.give_up(&id, upload).await;
        }
        self.registry.check_room(self.limits.max_files)
    }

    /// Forgets an upload that nobody goes on with, unless it has arrived and only nobody has said so.
    async fn give_up(&self, id: &str, upload: Upload) -> Result<(), ApiError> {
        if let Kind::Put { .. } | Kind::Form = upload.kind {
            let key = Registry::key(id);
            if self.ask(move |store| store.size(&key)).await?.is_some() {
                self.registry.arrived(id);
                return Ok(());
            }
        }
        self.registry.remove(id)?;
        self.clean_up(id, upload).await
    }

    async fn clean_up(&self, id: &str, upload: Upload) -> Result<(), ApiError> {
        let key = Registry::key(id);
        self.ask(move |store| match upload.kind {
            Kind::Multipart { upload_id, .. } => store.abort_multipart(&key, &upload_id),
            Kind::Put { .. } | Kind::Form => store.delete(&key),
        })
        .await
    }

    /// Signs for the parts of these numbers, or for all.
    pub(super) fn sign(&self, id: &str, upload: &Upload, numbers: Option<&[u32]>) -> Result<Vec<SignedPart>, ApiError> {
        let parts: Vec<Part> = match &upload.kind {
            Kind::Multipart { plan, .. } => plan.parts().collect(),
            Kind::Put { size, .. } => vec![Part { number: 1, offset: 0, length: *size }],
            Kind::Form => vec![Part { number: 1, offset: 0, length: 0 }],
        };
        // Parts are numbered from 1.
        let find = |number: &u32| {
            let index = number.checked_sub(1).and_then(|index| usize::try_from(index).ok());
            index.and_then(|index| parts.get(index)).copied().ok_or(ApiError::NoPart(*number))
        };
        let wanted = match numbers {
            Some(numbers) => numbers.iter().map(find).collect::<Result<Vec<_>, _>>()?,
            None => parts,
        };
        wanted.into_iter().map(|part| self.sign_part(id, upload, part)).collect()
    }

    fn sign_part(&self, id: &str, upload: &Upload, part: Part) -> Result<SignedPart, ApiError> {
        let (life, now) = (Duration::from_secs(self.limits.expires), Timestamp::now());
        let (bucket, signer) = (&self.store.bucket, &self.store.signer);
        let length = (!matches!(upload.kind, Kind::Form)).then_some(part.length);
        let request = match &upload.kind {
            Kind::Form => Signed::form(&forms::sign(bucket, signer, id, upload, &self.limits, now)?, now),
            Kind::Put { size, sha256 } => {
                let put =
                    Put { key: &Registry::key(id), content_type: &upload.content_type, size: *size, sha256: *sha256 };
                Signed::url(&put.presign(bucket, signer, life, now)?, now)
            }
            Kind::Multipart { upload_id, .. } => {
                let key = Registry::key(id);
                let operation = bucket.upload_part(&key, upload_id, part.number).content_length(part.length);
                Signed::url(&operation.presign(signer, life, now)?, now)
            }
        };
        Ok(SignedPart { number: part.number, offset: part.offset, length, request })
    }
}

/// What one PUT may upload: these bytes' number, type and hash, to this key, once.
struct Put<'a> {
    key: &'a str,
    content_type: &'a str,
    size: u64,
    sha256: Option<[u8; 32]>,
}

impl Put<'_> {
    fn presign(&self, bucket: &Bucket, signer: &Signer, life: Duration, now: Timestamp) -> Result<PresignedUrl, Error> {
        let put =
            bucket.put_object(self.key).content_type(self.content_type).content_length(self.size).if_none_match("*");
        let put = match self.sha256 {
            Some(sha256) => put.checksum(Checksum::Sha256(sha256)),
            None => put,
        };
        put.presign(signer, life, now)
    }
}

/// Parts of the size that is set, or larger ones where there would be more than S3 takes.
fn plan(size: u64, part_size: u64) -> Result<MultipartPlan, Error> {
    MultipartPlan::new(size, part_size).or_else(|_| MultipartPlan::automatic(size))
}

/// The name is only ever written into `content-disposition`, where browsers take the last part of a path.
pub(super) fn check_name(name: &str) -> Result<(), ApiError> {
    let is_wrong = |c: char| c.is_control() || matches!(c, '/' | '\\');
    if name.is_empty() || name.chars().count() > 255 || name.contains(is_wrong) { Err(ApiError::Name) } else { Ok(()) }
}

fn parse_sha256(text: &str) -> Result<[u8; 32], ApiError> {
    let mut sha256 = [0; 32];
    hex::decode_to_slice(text, &mut sha256).map_err(|_| ApiError::Sha256)?;
    Ok(sha256)
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
