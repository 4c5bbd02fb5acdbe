//! What S3 asks of a presigned request beyond its signature.

use std::borrow::Cow;
use std::collections::HashMap;

use async_trait::async_trait;
use s3s::access::{S3Access, S3AccessContext};
use s3s::{S3Result, s3_error};

/// Lets presigned requests pass that S3 would let pass, and no others.
///
/// s3s comes first: it has compared the signature, the day of the scope and the end of the URL. It does not look at the
/// rest, which is looked at here.
pub(crate) struct PresignedOnly {
    pub(crate) region: &'static str,
}

/// 7 days in seconds. Source: Amazon S3, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
const MAX_EXPIRES: u64 = 604_800;

/// The parameters of a URL, decoded.
type Parameters<'a> = HashMap<Cow<'a, str>, Cow<'a, str>>;

#[async_trait]
impl S3Access for PresignedOnly {
    async fn check(&self, cx: &mut S3AccessContext<'_>) -> S3Result<()> {
        // Before any parameter is believed: s3s verifies none of them when it is sent a form.
        if cx.credentials().is_none() {
            return Err(s3_error!(AccessDenied, "Access Denied"));
        }
        let query = cx.uri().query().unwrap_or_default();
        let parameters: Parameters<'_> = form_urlencoded::parse(query.as_bytes()).collect();
        // The other ways to sign: a header, version 2, a form.
        if !parameters.contains_key("X-Amz-Signature") {
            return Err(s3_error!(AccessDenied, "This server takes presigned URLs only"));
        }
        check_scope(value(&parameters, "X-Amz-Credential"), self.region)?;
        check_expires(value(&parameters, "X-Amz-Expires"))?;
        check_signed_headers(value(&parameters, "X-Amz-SignedHeaders"), cx)
    }
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
