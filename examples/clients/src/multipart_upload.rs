//! An upload in parts with [`ureq`], from the first URL to the whole object.

use std::error::Error;
use std::io::Read;
use std::time::Duration;

use presign::s3::xml::{self, CompletedUpload, ServerError, UploadedPart};
use presign::s3::{Bucket, MultipartPlan};
use presign::{PresignedUrl, Signer, Timestamp};
use ureq::http::Response;

/// Long enough for the slowest part.
const HOUR: Duration = Duration::from_secs(3600);

/// Uploads an object in parts. If that fails, the parts are deleted, which would be paid for until then.
///
/// # Errors
/// A request cannot be signed, or is refused: [`ServerError`] has the server's code.
pub fn upload(
    bucket: &Bucket,
    signer: &Signer,
    key: &str,
    plan: &MultipartPlan,
    content: impl Read,
) -> Result<CompletedUpload, Box<dyn Error>> {
    let create = bucket.create_multipart_upload(key).content_type("application/octet-stream");
    let answer = send(&create.presign(signer, HOUR, Timestamp::now())?, b"")?;
    let upload_id = xml::read_upload_id(answer.body())?;
    let uploaded = upload_parts(bucket, signer, (key, &upload_id), plan, content);
    uploaded.or_else(|error| {
        let abort = bucket.abort_multipart_upload(key, &upload_id);
        send(&abort.presign(signer, HOUR, Timestamp::now())?, b"")?;
        Err(error)
    })
}

fn upload_parts(
    bucket: &Bucket,
    signer: &Signer,
    (key, upload_id): (&str, &str),
    plan: &MultipartPlan,
    mut content: impl Read,
) -> Result<CompletedUpload, Box<dyn Error>> {
    let mut parts = Vec::new();
    for part in plan.parts() {
        let mut piece = vec![0; usize::try_from(part.length)?];
        content.read_exact(&mut piece)?;
        let put = bucket.upload_part(key, upload_id, part.number).content_length(part.length);
        let answer = send(&put.presign(signer, HOUR, Timestamp::now())?, &piece)?;
        let entity_tag = answer.headers().get("etag").ok_or("the answer to a part has no etag")?;
        parts.push(UploadedPart::new(part.number, entity_tag.to_str()?));
    }
    let body = xml::write_parts(parts)?;
    let complete = bucket.complete_multipart_upload(key, upload_id);
    let answer = send(&complete.presign(signer, HOUR, Timestamp::now())?, body.as_bytes())?;
    // The status is 200 before the object is there: the answer says what came of it.
    Ok(CompletedUpload::parse(answer.body())?)
}

/// Sends a request that was presigned. An answer other than 2xx is an error.
fn send(url: &PresignedUrl, body: &[u8]) -> Result<Response<String>, Box<dyn Error>> {
    let agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().new_agent();
    let (head, mut body) = agent.run(url.to_http_request(body)?)?.into_parts();
    let text = body.read_to_string()?;
    if head.status.is_success() {
        return Ok(Response::from_parts(head, text));
    }
    let error = ServerError::parse(&text).map(Box::from);
    Err(error.unwrap_or_else(|| format!("the server answered {}", head.status).into()))
}
