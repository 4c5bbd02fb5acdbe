//! Uploads by presigned PUT: one for a small file, one a part for a large one.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use presign::s3::{Bucket, MultipartPlan, Part};
use presign::{Checksum, Error, PresignedUrl, Signer, Timestamp};
use serde::{Deserialize, Serialize};

use super::names::{clean_name, is_key};
use super::room::Place;
use super::signed::Signed;
use super::ticket::Known;
use super::upload::{Kind, Upload};
use super::user::User;
use super::{ApiError, Service, forms, read, store};
use crate::hooks::Proposed;

/// What the page has.
#[derive(Deserialize)]
pub(crate) struct Asked {
    pub(crate) name: String,
    pub(crate) size: u64,
    #[serde(rename = "type")]
    pub(crate) content_type: String,
    /// In hexadecimal. The page hashes what is small enough to be held in memory.
    sha256: Option<String>,
}

/// What the page must do.
#[derive(Serialize)]
pub(crate) struct Started {
    /// With it the upload can be gone on with, cancelled or deleted: only its owner knows it.
    pub(crate) id: String,
    /// What the list of files calls it.
    pub(crate) file: String,
    /// Its name as others will see it, which may differ from what was asked for.
    pub(crate) name: String,
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
    /// What to send. Of many parts only the first have one: the page asks for more when it needs them.
    pub(crate) request: Option<Signed>,
}

#[derive(Deserialize)]
pub(crate) struct Renewal {
    parts: Vec<u32>,
}

#[derive(Serialize)]
pub(crate) struct Renewed {
    parts: Vec<SignedPart>,
}

/// How many requests are signed for one answer: it takes the time and the length of as many.
const MAX_AT_ONCE: usize = 100;

pub(crate) async fn create(
    State(service): State<Service>,
    user: User,
    body: Result<Json<Asked>, JsonRejection>,
) -> Result<(StatusCode, Json<Started>), ApiError> {
    let asked: Asked = read(body)?;
    let sha256 = asked.sha256.as_deref().map(parse_sha256).transpose()?;
    service.check_size(asked.size)?;
    let plan = service.plan(asked.size)?;
    let kind = match &plan {
        Some(plan) => Kind::multipart(plan, None),
        None => Kind::Put { size: asked.size, sha256 },
    };
    let mut upload = service.new_upload(&user, &asked.name, &asked.content_type, kind)?;
    let place = service.place(&user, &upload).await?;
    if let Some(plan) = &plan {
        let begun = upload.clone();
        let upload_id = service.ask(move |store| store.create_multipart(&begun)).await?;
        upload.kind = Kind::multipart(plan, Some(upload_id));
    }
    let parts = service.sign_first(&upload)?;
    service.started(upload, place, parts)
}

/// Fresh URLs for what has not arrived yet, when the old ones have ended.
pub(crate) async fn renew(
    State(service): State<Service>,
    Known { upload, .. }: Known,
    body: Result<Json<Renewal>, JsonRejection>,
) -> Result<Json<Renewed>, ApiError> {
    let Renewal { parts: numbers } = read(body)?;
    if numbers.len() > MAX_AT_ONCE {
        return Err(ApiError::TooManyParts(MAX_AT_ONCE));
    }
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(ApiError::PartTwice);
    }
    // A form or a part could replace what has arrived.
    service.check_open(&upload).await?;
    let sign = |number: &u32| {
        let part = upload.kind.part(*number).ok_or(ApiError::NoPart(*number))?;
        Ok(SignedPart::new(part, &upload.kind, Some(service.sign_part(&upload, part)?)))
    };
    let parts = numbers.iter().map(sign).collect::<Result<_, ApiError>>()?;
    service.touch(&upload);
    Ok(Json(Renewed { parts }))
}

impl Service {
    /// Refuses what is too large.
    pub(super) fn check_size(&self, size: u64) -> Result<(), ApiError> {
        let max = self.limits.max_size;
        if size > max { Err(ApiError::TooLarge { size, max }) } else { Ok(()) }
    }

    /// An upload at a new key, if it is accepted, with the name that others will see.
    pub(super) fn new_upload(
        &self,
        user: &User,
        name: &str,
        content_type: &str,
        kind: Kind,
    ) -> Result<Upload, ApiError> {
        let name = clean_name(name)?;
        self.limits.check_type(content_type)?;
        let proposed = Proposed { name: &name, size: kind.size(), content_type };
        self.hooks.check(&user.name, &proposed).map_err(ApiError::NotWanted)?;
        let ending = self.hooks.ending(&user.name, &proposed);
        if !is_key(&ending) {
            return Err(ApiError::Key);
        }
        Ok(Upload::new(&self.prefix, user, &ending, &proposed, kind))
    }

    /// A place for this upload, if it is not one too many at once, nor too much.
    pub(super) async fn place(&self, user: &User, upload: &Upload) -> Result<Place<'_>, ApiError> {
        self.pace.take(&user.name).map_err(|wait| ApiError::TooOften { wait })?;
        let size = self.size_of(upload);
        let place = self.room.take(upload, size)?;
        self.check_quota(&user.folder, size).await?;
        Ok(place)
    }

    /// The most bytes that this upload may have.
    fn size_of(&self, upload: &Upload) -> u64 {
        upload.kind.size().unwrap_or(self.limits.max_form)
    }

    /// A URL of this upload is signed again: it is under way.
    pub(super) fn touch(&self, upload: &Upload) {
        self.room.touch(upload, self.size_of(upload));
    }

    /// The answer to an upload that has begun.
    pub(super) fn started(
        &self,
        upload: Upload,
        place: Place<'_>,
        parts: Vec<SignedPart>,
    ) -> Result<(StatusCode, Json<Started>), ApiError> {
        let id = self.seal.seal(&upload)?;
        place.keep();
        let kind = upload.kind.name();
        Ok((StatusCode::CREATED, Json(Started { id, file: upload.file, name: upload.name, kind, parts })))
    }

    /// The parts of a file, if it is so large that it has any.
    pub(super) fn plan(&self, size: u64) -> Result<Option<MultipartPlan>, Error> {
        if size <= self.limits.max_put { Ok(None) } else { self.parts_of(size).map(Some) }
    }

    /// Parts of the size that is set, or larger ones where there would be more than S3 accepts.
    pub(super) fn parts_of(&self, size: u64) -> Result<MultipartPlan, Error> {
        MultipartPlan::new(size, self.limits.part_size).or_else(|_| MultipartPlan::automatic(size))
    }

    /// All parts, the first of them signed.
    pub(super) fn sign_first(&self, upload: &Upload) -> Result<Vec<SignedPart>, ApiError> {
        let sign = |(index, part): (usize, Part)| {
            let request = (index < MAX_AT_ONCE).then(|| self.sign_part(upload, part)).transpose()?;
            Ok(SignedPart::new(part, &upload.kind, request))
        };
        upload.kind.parts().enumerate().map(sign).collect()
    }

    /// How long a URL is good for. Short: whoever has it can use it until then.
    pub(super) fn life(&self) -> Duration {
        Duration::from_secs(self.limits.expires)
    }

    pub(super) fn sign_part(&self, upload: &Upload, part: Part) -> Result<Signed, ApiError> {
        let (life, now) = (self.life(), Timestamp::now());
        let (bucket, signer) = (&self.store.bucket, &*self.store.signer());
        let key = upload.key();
        Ok(match &upload.kind {
            Kind::Form => Signed::form(&forms::sign(bucket, signer, upload, &self.limits, now)?, now),
            Kind::Put { size, sha256 } => {
                let put = Put { upload, size: *size, sha256: *sha256 };
                Signed::url(&put.presign(bucket, signer, life, now)?, now)
            }
            Kind::Multipart { upload_id, .. } => {
                let upload_id = upload_id.as_deref().ok_or(ApiError::NoUpload)?;
                let operation = bucket.upload_part(&key, upload_id, part.number).content_length(part.length);
                Signed::url(&operation.presign(signer, life, now)?, now)
            }
        })
    }
}

impl SignedPart {
    pub(super) fn new(part: Part, kind: &Kind, request: Option<Signed>) -> Self {
        let length = (!matches!(kind, Kind::Form)).then_some(part.length);
        Self { number: part.number, offset: part.offset, length, request }
    }
}

/// What one PUT may upload: these bytes' number, type and hash, to this key, once.
pub(super) struct Put<'a> {
    pub(super) upload: &'a Upload,
    pub(super) size: u64,
    pub(super) sha256: Option<[u8; 32]>,
}

impl Put<'_> {
    pub(super) fn presign(
        &self,
        bucket: &Bucket,
        signer: &Signer,
        life: Duration,
        now: Timestamp,
    ) -> Result<PresignedUrl, Error> {
        let key = self.upload.key();
        let put = bucket.put_object(&key).content_type(&self.upload.content_type);
        let put = put.metadata(store::NAME, &store::encode_name(&self.upload.name));
        let put = put.content_length(self.size).if_none_match("*");
        let put = match self.sha256 {
            Some(sha256) => put.checksum(Checksum::Sha256(sha256)),
            None => put,
        };
        put.presign(signer, life, now)
    }
}

fn parse_sha256(text: &str) -> Result<[u8; 32], ApiError> {
    base16ct::mixed::decode_vec(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(ApiError::Sha256)
}
