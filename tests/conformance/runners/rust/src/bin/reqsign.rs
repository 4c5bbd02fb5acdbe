//! reqsign-aws-v4, with the clock of the process: run it with that of the cases.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use conformance_runners::{Made, No, Sign, cases, run, say, seconds};
use reqsign_aws_v4::{Credential, RequestSigner};
use reqsign_core::{Context, SignRequest};

fn made(case: &Sign) -> Result<Made, No> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    if i64::try_from(now)? != seconds(&case.time) {
        return Err(No::Cannot("a time other than the clock's"));
    }
    if !case.is_s3_url() || case.payload != "UNSIGNED-PAYLOAD" || case.rules.token_parameter.is_some() {
        return Err(No::Cannot("a service other than S3, or a body that is signed"));
    }
    let keys = &case.credentials;
    let credential = Credential {
        access_key_id: keys.access_key_id.clone(),
        secret_access_key: keys.secret_access_key.clone(),
        session_token: keys.session_token.clone(),
        expires_in: None,
    };
    let mut request = http::Request::builder().method(case.request.method.as_str()).uri(&case.request.url);
    for (name, value) in &case.request.headers {
        request = request.header(name, value);
    }
    let (mut parts, ()) = request.body(())?.into_parts();
    let expires = case.expires.map(Duration::from_secs);
    let signer = RequestSigner::new("s3", &case.region);
    run(signer.sign_request(&Context::new(), &mut parts, Some(&credential), expires))?;
    Ok(Made::Url(parts.uri.to_string()))
}

fn main() {
    for case in cases::<Sign>() {
        say(&case.id, made(&case));
    }
}
