//! The client.

use std::error::Error;

use presign::{Certificate, KeylessSigner, Request, StringToSign, Timestamp};

/// Asks for credentials, and returns the answer's JSON. `sign` is asked for the signature of the certificate's key.
///
/// # Errors
/// - Those of `sign`, of the connection, and an answer other than 201.
pub fn create(
    endpoint: &str,
    certificate: Certificate,
    now: Timestamp,
    sign: impl FnOnce(&StringToSign) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    let body = r#"{"durationSeconds":900,"profileArn":"arn:aws:rolesanywhere:us-east-1:123456789012:profile/p","roleArn":"arn:aws:iam::123456789012:role/r","trustAnchorArn":"arn:aws:rolesanywhere:us-east-1:123456789012:trust-anchor/t"}"#;
    let url = format!("{endpoint}/sessions");
    let request = Request::post(&url)?.header("content-type", "application/json").body(body);
    let signer = KeylessSigner::with_certificate(certificate, "us-east-1")?;
    let signed = signer.prepare(&request, now)?.sign_with(sign)?;

    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let call = signed.headers().fold(agent.post(signed.url()), |call, (name, value)| call.header(name, value));
    let mut answer = call.send(body)?;
    let text = answer.body_mut().read_to_string()?;
    if answer.status() == 201 { Ok(text) } else { Err(format!("{}: {text}", answer.status()).into()) }
}
