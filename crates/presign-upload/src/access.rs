//! What S3 asks of a presigned request or a signed form beyond its signature.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use base64ct::{Base64, Encoding};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use s3s::access::{S3Access, S3AccessContext};
use s3s::dto::{
    AbortMultipartUploadInput, CompleteMultipartUploadInput, ListPartsInput, PostObjectInput, PutObjectInput,
    StreamingBlob, UploadPartInput,
};
use s3s::{Body, S3Error, S3ErrorCode, S3Request, S3Result, s3_error};
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::parts::Parts;

/// Lets presigned requests and signed forms pass that S3 would let pass, and no others.
///
/// s3s comes first. Of a presigned URL it has compared the signature, the day of the scope and the end. Of a form it has
/// verified the policy: its signature, its end, each condition, and that each field has one. It does not look at the rest,
/// which is looked at here.
pub(crate) struct PresignedOnly {
    region: &'static str,
    /// How many bytes of an object are held in memory.
    max_held: u64,
    /// s3s-fs looks whether an object is there, and then writes it: for `if-none-match` nobody may come in between.
    writing: Arc<Mutex<()>>,
    /// Where s3s-fs keeps what it knows of uploads in parts.
    root: PathBuf,
    parts: Arc<Parts>,
}

/// Held until the request has been carried out: s3s-fs drops it with the request.
#[derive(Clone)]
struct Turn(#[expect(dead_code, reason = "it is held, not used")] Arc<OwnedMutexGuard<()>>);

impl PresignedOnly {
    pub(crate) fn new(region: &'static str, max_held: u64, root: &Path, parts: Arc<Parts>) -> Self {
        Self { region, max_held, writing: Arc::default(), root: root.into(), parts }
    }

    /// s3s-fs denies access to an upload that is not there.
    fn check_upload(&self, upload_id: &str) -> S3Result<()> {
        // It comes from a URL that was signed, and is an id of s3s-fs or that of no file.
        let is_id = upload_id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        if is_id && self.root.join(format!(".upload-{upload_id}.json")).exists() {
            return Ok(());
        }
        Err(s3_error!(NoSuchUpload, "The specified upload does not exist. It may have been aborted or completed."))
    }

    async fn turn(&self) -> Turn {
        Turn(Arc::new(Arc::clone(&self.writing).lock_owned().await))
    }
}

/// 7 days in seconds. Source: Amazon S3, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
const MAX_EXPIRES: u64 = 604_800;

/// s3s' name of an upload by a form.
const FORM: &str = "PostObject";

/// The parameters of a URL, decoded.
type Parameters<'a> = HashMap<Cow<'a, str>, Cow<'a, str>>;

#[async_trait]
impl S3Access for PresignedOnly {
    async fn check(&self, cx: &mut S3AccessContext<'_>) -> S3Result<()> {
        // Before any parameter is believed: s3s verifies none of them when it is sent a form.
        if cx.credentials().is_none() {
            return Err(s3_error!(AccessDenied, "Access Denied"));
        }
        // A form's signature is among its fields. Where it was signed for, `post_object` looks at.
        if cx.s3_op().name() == FORM {
            return Ok(());
        }
        let query = cx.uri().query().unwrap_or_default();
        let parameters: Parameters<'_> = form_urlencoded::parse(query.as_bytes()).collect();
        // The other ways to sign: a header, version 2.
        if !parameters.contains_key("X-Amz-Signature") {
            return Err(s3_error!(AccessDenied, "This server accepts presigned URLs only"));
        }
        check_scope(value(&parameters, "X-Amz-Credential"), self.region)?;
        check_expires(value(&parameters, "X-Amz-Expires"))?;
        check_signed_headers(value(&parameters, "X-Amz-SignedHeaders"), cx)
    }

    /// s3s asks this for a form too.
    async fn put_object(&self, request: &mut S3Request<PutObjectInput>) -> S3Result<()> {
        // All of it first: a slow client would keep the others from writing.
        hold(&mut request.input.body, self.max_held, request.input.checksum_sha256.as_deref()).await?;
        request.extensions.insert(self.turn().await);
        Ok(())
    }

    async fn list_parts(&self, request: &mut S3Request<ListPartsInput>) -> S3Result<()> {
        self.check_upload(&request.input.upload_id)
    }

    async fn abort_multipart_upload(&self, request: &mut S3Request<AbortMultipartUploadInput>) -> S3Result<()> {
        let turn = self.turn().await;
        self.check_upload(&request.input.upload_id)?;
        request.extensions.insert(turn);
        Ok(())
    }

    async fn upload_part(&self, request: &mut S3Request<UploadPartInput>) -> S3Result<()> {
        self.check_upload(&request.input.upload_id)?;
        match request.input.checksum_sha256.as_deref() {
            None => Ok(()),
            checksum => hold(&mut request.input.body, self.max_held, checksum).await,
        }
    }

    async fn complete_multipart_upload(&self, request: &mut S3Request<CompleteMultipartUploadInput>) -> S3Result<()> {
        let turn = self.turn().await;
        let CompleteMultipartUploadInput { upload_id, multipart_upload, .. } = &request.input;
        self.check_upload(upload_id)?;
        let wanted = multipart_upload.as_ref().and_then(|upload| upload.parts.as_deref()).unwrap_or_default();
        if !self.parts.have(upload_id, wanted) {
            return Err(s3_error!(
                InvalidPart,
                "A part that is named has not been uploaded, or has another entity tag"
            ));
        }
        request.extensions.insert(turn);
        Ok(())
    }

    /// A form of Signature Version 2 names no region.
    async fn post_object(&self, request: &mut S3Request<PostObjectInput>) -> S3Result<()> {
        let region = request.region.as_ref().map_or("", |region| region.as_str());
        if region == self.region && request.service.as_deref() == Some("s3") {
            return Ok(());
        }
        let expected = self.region;
        Err(s3_error!(
            InvalidArgument,
            "the field x-amz-credential is wrong; expecting the region \"{expected}\" and s3"
        ))
    }
}

/// Reads the content, up to a limit, and compares it with its checksum before any of it is kept: s3s-fs looks at an object's
/// checksum when it has already replaced the object, and at a part's not at all.
async fn hold(body: &mut Option<StreamingBlob>, max: u64, checksum: Option<&str>) -> S3Result<()> {
    let stream = body.take().ok_or_else(|| s3_error!(IncompleteBody))?;
    let bytes = match Limited::new(Body::from(stream), usize::try_from(max).unwrap_or(usize::MAX)).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Err(s3_error!(EntityTooLarge, "Your proposed upload exceeds the maximum allowed size"));
        }
        Err(error) => return Err(S3Error::with_source(S3ErrorCode::IncompleteBody, error)),
    };
    if checksum.is_some_and(|expected| Base64::encode_string(&Sha256::digest(&bytes)) != expected) {
        return Err(s3_error!(BadDigest, "The SHA256 you specified did not match the calculated checksum."));
    }
    *body = Some(Body::from(bytes).into());
    Ok(())
}

/// A parameter that s3s has found present.
fn value<'a>(parameters: &'a Parameters<'_>, name: &str) -> &'a str {
    parameters.get(name).map_or("", |value| value)
}

fn check_scope(credential: &str, expected: &str) -> S3Result<()> {
    // From the right, since an access key id may have slashes at other servers.
    let mut parts = credential.rsplit('/').skip(1);
    let (service, region) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if region != expected {
        return Err(s3_error!(
            AuthorizationQueryParametersError,
            "Error parsing the X-Amz-Credential parameter; the region \"{region}\" is wrong; expecting \"{expected}\""
        ));
    }
    if service != "s3" {
        return Err(s3_error!(
            AuthorizationQueryParametersError,
            "Error parsing the X-Amz-Credential parameter; incorrect service \"{service}\". \
             This endpoint belongs to \"s3\"."
        ));
    }
    Ok(())
}

fn check_expires(expires: &str) -> S3Result<()> {
    if expires.parse::<u64>().is_ok_and(|seconds| seconds <= MAX_EXPIRES) {
        return Ok(());
    }
    Err(s3_error!(
        AuthorizationQueryParametersError,
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
         {MAX_EXPIRES} seconds"
    ))
}

/// An `x-amz-*` header changes what a request does, and an unsigned `host` where it goes.
fn check_signed_headers(signed: &str, cx: &S3AccessContext<'_>) -> S3Result<()> {
    let is_signed = |name: &str| signed.split(';').any(|signed| signed == name);
    let mut amz = cx.headers().keys().filter(|name| name.as_str().starts_with("x-amz-"));
    if !is_signed("host") || amz.any(|name| !is_signed(name.as_str())) {
        return Err(s3_error!(AccessDenied, "There were headers present in the request which were not signed"));
    }
    Ok(())
}
