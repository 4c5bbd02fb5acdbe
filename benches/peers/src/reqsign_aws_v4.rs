//! reqsign-aws-v4: the signer and the credential are made once. The signer is called itself, as in the crate's own
//! benchmark, and not through `reqsign_core::Signer`, which would copy request and credential. It reads the clock.

use http::Request;
use reqsign_aws_v4::{Credential, RequestSigner};
use reqsign_core::{Context, SignRequest};

use crate::case::{ACCESS_KEY_ID, Case, EXPIRES_IN, REGION, SECRET_ACCESS_KEY};
use crate::encoded;
use crate::row::{Result, Sign, answer};

#[allow(clippy::unnecessary_wraps, reason = "all signers have one shape")]
pub(crate) fn signer(case: &'static Case) -> Result<Sign> {
    let signer = RequestSigner::new("s3", REGION);
    let context = Context::new();
    let credential = Credential {
        access_key_id: ACCESS_KEY_ID.into(),
        secret_access_key: SECRET_ACCESS_KEY.into(),
        session_token: case.token(),
        expires_in: None,
    };
    Ok(Box::new(move || {
        let mut request = Request::put(encoded::url(case));
        for &(name, value) in case.headers {
            request = request.header(name, value);
        }
        let (mut parts, ()) = request.body(())?.into_parts();
        answer(signer.sign_request(&context, &mut parts, Some(&credential), Some(EXPIRES_IN)))??;
        Ok(parts.uri.to_string())
    }))
}
