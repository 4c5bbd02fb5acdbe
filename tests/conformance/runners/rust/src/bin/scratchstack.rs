//! scratchstack-aws-signature, as a server of S3 and of other services calls it.

use std::str::FromStr as _;

use bytes::Bytes;
use chrono::{TimeZone as _, Utc};
use conformance_runners::{Made, No, Verify, cases, run, say, seconds};
use scratchstack_aws_principal::User;
use scratchstack_aws_signature::{
    GetSigningKeyRequest, GetSigningKeyResponse, KSecretKey, NO_ADDITIONAL_SIGNED_HEADERS, SignatureOptions,
    sigv4_validate_request,
};
use tower::{BoxError, service_fn};

fn made(case: &Verify) -> Result<Made, No> {
    if case.rules.token_parameter.is_some() {
        return Err(No::Cannot("a token by another name"));
    }
    let mut request = http::Request::builder().method(case.request.method.as_str()).uri(&case.request.url);
    for (name, value) in &case.request.headers {
        request = request.header(name, value);
    }
    let request = request.body(Bytes::from(hex::decode(&case.request.body)?))?;
    let keys: Vec<_> = case
        .keys
        .iter()
        .map(|key| (key.access_key_id.clone(), key.secret_access_key.clone(), key.session_token.clone()))
        .collect();
    let mut keys = service_fn(move |asked: GetSigningKeyRequest| {
        let found = keys.iter().find(|(id, ..)| id == asked.access_key()).cloned();
        async move {
            let (_, secret, token) = found.ok_or("an unknown access key id")?;
            if asked.session_token() != token.as_deref() {
                return Err::<_, BoxError>("another session token".into());
            }
            let user = User::new("aws", "123456789012", "/", "user")?;
            let key = KSecretKey::from_str(&secret)?.to_ksigning(asked.request_date(), asked.region(), asked.service());
            Ok(GetSigningKeyResponse::builder().principal(user).signing_key(key).build()?)
        }
    });
    let now = Utc.timestamp_opt(seconds(&case.now), 0).single().ok_or(No::Cannot("a time"))?;
    let options = if case.rules.encode_path == "once" { SignatureOptions::S3 } else { SignatureOptions::default() };
    let headers = NO_ADDITIONAL_SIGNED_HEADERS;
    run(sigv4_validate_request(request, &case.region, &case.service, &mut keys, now, &headers, options))?;
    Ok(Made::Accepted)
}

fn main() {
    for case in cases::<Verify>() {
        say(&case.id, made(&case));
    }
}
