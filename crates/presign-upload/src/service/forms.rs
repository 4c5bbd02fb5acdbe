//! Uploads by a form, whose policy says what may be sent.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use presign::s3::{Bucket, PresignedForm};
use presign::{Error, Signer, Timestamp};
use serde::Deserialize;

use super::upload::{Kind, Upload};
use super::uploads::Started;
use super::user::User;
use super::{ApiError, Limits, Service, read, store};

/// What the page has. It does not say how long the file is: the bucket itself looks.
#[derive(Deserialize)]
pub(crate) struct Asked {
    name: String,
    #[serde(rename = "type")]
    content_type: String,
}

pub(crate) async fn create(
    State(service): State<Service>,
    user: User,
    body: Result<Json<Asked>, JsonRejection>,
) -> Result<(StatusCode, Json<Started>), ApiError> {
    let asked: Asked = read(body)?;
    let upload = service.new_upload(&user, &asked.name, &asked.content_type, Kind::Form)?;
    let place = service.place(&user, &upload).await?;
    let parts = service.sign_first(&upload)?;
    service.started(upload, place, parts)
}

/// A form for one key and one type, and for any length up to a limit.
pub(crate) fn sign(
    bucket: &Bucket,
    signer: &Signer,
    upload: &Upload,
    limits: &Limits,
    now: Timestamp,
) -> Result<PresignedForm, Error> {
    bucket
        .post_object(upload.key())
        .field("Content-Type", &upload.content_type)
        .field(&format!("x-amz-meta-{}", store::NAME), &store::encode_name(&upload.name))
        // Else the answer is empty.
        .field("success_action_status", "201")
        .content_length_range(0, limits.max_form)
        .presign(signer, Duration::from_secs(limits.expires), now)
}
