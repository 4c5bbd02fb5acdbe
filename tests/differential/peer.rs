//! The published `aws-sigv4`, with the settings of the service.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign as sign_by,
};
use aws_sigv4::sign::v4::SigningParams;

use crate::random::{ACCESS_KEY_ID, Asked};
use crate::{EXPIRES_IN, Signed, now};

pub(crate) fn presign(asked: &Asked, url: &str) -> Signed {
    let mut settings = settings(asked);
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(EXPIRES_IN);
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    signed(asked, url, settings)
}

pub(crate) fn sign(asked: &Asked, url: &str) -> Signed {
    let mut settings = settings(asked);
    settings.signature_location = SignatureLocation::Headers;
    // This crate tells the server a hash that is not the service's own.
    let is_told = asked.service == "s3" || asked.body.as_ref().is_some_and(|body| !body.is_empty());
    settings.payload_checksum_kind =
        if is_told { PayloadChecksumKind::XAmzSha256 } else { PayloadChecksumKind::NoHeader };
    signed(asked, url, settings)
}

/// How the service wants its path.
fn settings(asked: &Asked) -> SigningSettings {
    let is_s3 = asked.service == "s3";
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = if is_s3 { PercentEncodingMode::Single } else { PercentEncodingMode::Double };
    settings.uri_path_normalization_mode =
        if is_s3 { UriPathNormalizationMode::Disabled } else { UriPathNormalizationMode::Enabled };
    settings.session_token_mode = SessionTokenMode::Include;
    settings
}

fn signed(asked: &Asked, url: &str, settings: SigningSettings) -> Signed {
    let identity = Credentials::new(ACCESS_KEY_ID, &asked.secret, asked.token.clone(), None, "differential").into();
    let time: SystemTime = UNIX_EPOCH + Duration::from_secs(now().unix_seconds());
    let parameters = SigningParams::builder().identity(&identity).region(asked.region).name(asked.service).time(time);
    let parameters = parameters.settings(settings).build().expect("all parameters").into();
    let body = match &asked.body {
        Some(body) => SignableBody::Bytes(body),
        None if asked.service == "s3" => SignableBody::UnsignedPayload,
        None => SignableBody::Bytes(&[]),
    };
    let headers = asked.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let request = SignableRequest::new(asked.method, url, headers, body).expect("a request");
    let (instructions, _) = sign_by(request, &parameters).expect("a signature").into_parts();

    let mut request = http::Request::builder().method(asked.method).uri(url);
    for (name, value) in &asked.headers {
        request = request.header(name, value);
    }
    let mut request = request.body(()).expect("a request");
    instructions.apply_to_request_http1x(&mut request);
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_string(), value.to_str().expect("a value in ASCII").to_string()));
    Signed { headers: headers.collect(), url: request.uri().to_string() }
}
