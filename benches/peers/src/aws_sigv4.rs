//! aws-sigv4: the identity and the settings are made once. The parameters hold the time, so they are made for each URL.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use http::Request;

use crate::case::{ACCESS_KEY_ID, Case, EXPIRES_IN, REGION, SECRET_ACCESS_KEY};
use crate::encoded;
use crate::row::{Result, Sign};

#[allow(clippy::unnecessary_wraps, reason = "all signers have one shape")]
pub(crate) fn signer(case: &'static Case) -> Result<Sign> {
    let identity = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, case.token(), None, "peers").into();
    let settings = settings();
    let now = SystemTime::now();
    Ok(Box::new(move || {
        let parameters = SigningParams::builder().identity(&identity).region(REGION).name("s3");
        let parameters = parameters.time(now).settings(settings.clone()).build()?.into();
        let url = encoded::url(case);
        let headers = case.headers.iter().copied();
        let request = SignableRequest::new("PUT", url.as_str(), headers, SignableBody::UnsignedPayload)?;
        let (instructions, _signature) = sign(request, &parameters)?.into_parts();
        // Only the URL is asked for, so the request that it is applied to needs no headers.
        let mut request = Request::put(url).body(())?;
        instructions.apply_to_request_http1x(&mut request);
        Ok(request.uri().to_string())
    }))
}

/// What S3 wants of a presigned URL.
fn settings() -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(EXPIRES_IN);
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    settings.session_token_mode = SessionTokenMode::Include;
    settings
}
