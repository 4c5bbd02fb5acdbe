//! aws-sigv4, the signer of the AWS SDK for Rust.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use conformance_runners::{Made, No, Sign, cases, say, seconds};

fn settings(case: &Sign) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if case.place == "query" {
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = case.expires.map(Duration::from_secs);
    }
    if case.rules.encode_path == "once" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
    }
    if !case.rules.normalize_path {
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    let is_signed = case.rules.sign_token;
    settings.session_token_mode = if is_signed { SessionTokenMode::Include } else { SessionTokenMode::Exclude };
    settings
}

fn made(case: &Sign) -> Result<Made, No> {
    if case.rules.token_parameter.is_some() {
        return Err(No::Cannot("a token by another name"));
    }
    if case.place == "query" && case.expires.is_none() {
        return Err(No::Cannot("no expiry"));
    }
    let keys = &case.credentials;
    let token = keys.session_token.clone();
    let identity = Credentials::new(&keys.access_key_id, &keys.secret_access_key, token, None, "suite").into();
    let time = UNIX_EPOCH + Duration::from_secs(seconds(&case.time).try_into()?);
    let parameters = SigningParams::builder().identity(&identity).region(&case.region).name(&case.service);
    let parameters = parameters.time(time).settings(settings(case)).build()?.into();
    let headers = case.request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let body = match case.payload.as_str() {
        "UNSIGNED-PAYLOAD" => SignableBody::UnsignedPayload,
        hash => SignableBody::Precomputed(hash.to_owned()),
    };
    let request = SignableRequest::new(&case.request.method, &case.request.url, headers, body)?;
    let (instructions, _) = sign(request, &parameters)?.into_parts();
    let mut request = http::Request::builder().method(case.request.method.as_str()).uri(&case.request.url).body(())?;
    instructions.apply_to_request_http1x(&mut request);
    if case.place == "query" {
        return Ok(Made::Url(request.uri().to_string()));
    }
    let added = request.headers().iter();
    let added = added.map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into()));
    Ok(Made::Headers(added.collect()))
}

fn main() {
    for case in cases::<Sign>() {
        say(&case.id, made(&case));
    }
}
