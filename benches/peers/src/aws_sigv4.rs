//! aws-sigv4: the identity and the settings are made once. The parameters hold the time, so they are made for each URL.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest, SignatureLocation,
    SigningParams, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::{v4, v4a};
use http::Request;
use presign::Timestamp;

use crate::case::{ACCESS_KEY_ID, Case, EXPIRES_IN, REGION, SECRET_ACCESS_KEY};
use crate::encoded;
use crate::row::{Result, Sign};

#[allow(clippy::unnecessary_wraps, reason = "all signers have one shape")]
pub(crate) fn signer(case: &'static Case) -> Result<Sign> {
    let identity = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, case.token(), None, "peers").into();
    let settings = s3();
    let now = SystemTime::now();
    Ok(Box::new(move || {
        let parameters = v4::SigningParams::builder().identity(&identity).region(REGION).name("s3");
        let parameters = parameters.time(now).settings(settings.clone()).build()?.into();
        url("PUT", encoded::url(case), case.headers, SignableBody::UnsignedPayload, &parameters)
    }))
}

/// A URL of S3 that is signed with SigV4a for every region.
pub(crate) fn multi_region(object: &'static str, now: Timestamp) -> Sign {
    let identity = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "peers").into();
    let settings = s3();
    Box::new(move || {
        let parameters = v4a::SigningParams::builder().identity(&identity).region_set("*").name("s3");
        let parameters = parameters.time(system(now)).settings(settings.clone()).build()?.into();
        url("GET", object.into(), &[], SignableBody::UnsignedPayload, &parameters)
    })
}

/// A URL with an empty body, as a token of RDS or EKS has it.
pub(crate) fn token(
    (service, address, headers): (&'static str, &'static str, &'static [(&'static str, &'static str)]),
    expires_in: Duration,
    now: Timestamp,
) -> Sign {
    let identity = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "peers").into();
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(expires_in);
    Box::new(move || {
        let parameters = v4::SigningParams::builder().identity(&identity).region(REGION).name(service);
        let parameters = parameters.time(system(now)).settings(settings.clone()).build()?.into();
        url("GET", address.into(), headers, SignableBody::empty(), &parameters)
    })
}

fn system(now: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(now.unix_seconds())
}

fn url(
    method: &str,
    url: String,
    headers: &[(&'static str, &'static str)],
    body: SignableBody<'_>,
    parameters: &SigningParams<'_>,
) -> Result<String> {
    let request = SignableRequest::new(method, url.as_str(), headers.iter().copied(), body)?;
    let (instructions, _signature) = sign(request, parameters)?.into_parts();
    // Only the URL is asked for, so the request that it is applied to needs no headers.
    let mut request = Request::builder().method(method).uri(url).body(())?;
    instructions.apply_to_request_http1x(&mut request);
    Ok(request.uri().to_string())
}

/// What S3 wants of a presigned URL.
fn s3() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(EXPIRES_IN);
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    settings.session_token_mode = SessionTokenMode::Include;
    settings
}
