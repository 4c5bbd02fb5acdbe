//! Signs what Uppy's plugin `@uppy/aws-s3` asks for in its option `signRequest`: one request after the other, which the
//! browser sends to the bucket itself. `page/uppy.js` adds the name, size and type of the file to the first of them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use presign::{PresignedUrl, Timestamp};
use serde::{Deserialize, Serialize};

use super::upload::Kind;
use super::uploads::{Asked, Put};
use super::user::User;
use super::{ApiError, Service, read, store};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wanted {
    method: String,
    /// What the page proposes first, and the key that the service has chosen after that.
    key: String,
    upload_id: Option<String>,
    part_number: Option<u32>,
    /// With the first request of a file.
    file: Option<Asked>,
    /// With all that follow: what was answered then.
    id: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    url: String,
    key: String,
    /// What Uppy must send. The browser itself sends the host and the length.
    headers: BTreeMap<String, String>,
    /// With the first request of a file: what the service calls it, as in the other requests.
    id: Option<String>,
}

pub(crate) async fn sign(
    State(service): State<Service>,
    user: User,
    body: Result<Json<Wanted>, JsonRejection>,
) -> Result<Json<Answer>, ApiError> {
    let wanted: Wanted = read(body)?;
    match (&wanted.upload_id, &wanted.file) {
        (Some(upload_id), _) => service.continue_uppy(&user, &wanted, upload_id).await,
        (None, Some(file)) => service.begin_uppy(&user, &wanted.method, file).await,
        // Among them a deletion: it is not signed for whoever knows a key.
        (None, None) => Err(ApiError::NoRequest),
    }
    .map(Json)
}

impl Service {
    /// One PUT for the file, or the request that begins an upload in parts. The key is chosen here: one that the page chose
    /// could be that of another file.
    async fn begin_uppy(&self, user: &User, method: &str, file: &Asked) -> Result<Answer, ApiError> {
        self.check_size(file.size)?;
        let kind = match method {
            "PUT" if file.size > self.limits.max_put => {
                return Err(ApiError::TooLarge { size: file.size, max: self.limits.max_put });
            }
            "PUT" => Kind::Put { size: file.size, sha256: None },
            "POST" => Kind::multipart(&self.parts_of(file.size)?, None),
            _ => return Err(ApiError::NoRequest),
        };
        let upload = self.new_upload(user, &file.name, &file.content_type, kind)?;
        let place = self.place(user, &upload).await?;
        let (key, bucket, now) = (upload.key(), &self.store.bucket, Timestamp::now());
        let url = if let Kind::Multipart { .. } = &upload.kind {
            store::begin(bucket, &upload, &key).presign(&self.store.signer(), self.life(), now)?
        } else {
            let put = Put { upload: &upload, size: file.size, sha256: None };
            put.presign(bucket, &self.store.signer(), self.life(), now)?
        };
        let mut answer = answer(&url, key);
        answer.id = Some(self.seal.seal(&upload)?);
        place.keep();
        Ok(answer)
    }

    /// A part, the list of those that have arrived, the end of the upload, or its abortion.
    async fn continue_uppy(&self, user: &User, wanted: &Wanted, upload_id: &str) -> Result<Answer, ApiError> {
        let upload = self.known(user, wanted.id.as_deref().ok_or(ApiError::NoUpload)?)?.upload;
        let Kind::Multipart { size, .. } = &upload.kind else { return Err(ApiError::NoUpload) };
        if upload.key() != wanted.key {
            return Err(ApiError::NoUpload);
        }
        self.check_open(&upload).await?;
        let (bucket, signer, key) = (&self.store.bucket, &*self.store.signer(), upload.key());
        let (life, now) = (self.life(), Timestamp::now());
        let url = match (wanted.method.as_str(), wanted.part_number) {
            ("PUT", Some(number)) => {
                let part = upload.kind.part(number).ok_or(ApiError::NoPart(number))?;
                // The length too: no other part is taken.
                let upload = bucket.upload_part(&key, upload_id, number).content_length(part.length);
                upload.presign(signer, life, now)
            }
            ("GET", None) => bucket.list_parts(&key, upload_id).presign(signer, life, now),
            ("POST", None) => {
                // Once, and of the size that was asked for.
                let complete = bucket.complete_multipart_upload(&key, upload_id).if_none_match("*");
                complete.set("x-amz-mp-object-size", &size.to_string()).presign(signer, life, now)
            }
            ("DELETE", None) => bucket.abort_multipart_upload(&key, upload_id).presign(signer, life, now),
            _ => return Err(ApiError::NoRequest),
        }?;
        self.touch(&upload);
        Ok(answer(&url, key))
    }
}

fn answer(url: &PresignedUrl, key: String) -> Answer {
    let headers = url.headers().filter(|(name, _)| !matches!(*name, "host" | "content-length"));
    let headers = headers.map(|(name, value)| (name.into(), value.into())).collect();
    Answer { url: url.as_str().into(), key, headers, id: None }
}
