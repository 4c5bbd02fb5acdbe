//! Requests that arrive at a server.

use alloc::string::{String, ToString};
use core::time::Duration;

use presign::Timestamp;
use presign::verify::{Place, Policy, SignedRequest};

use crate::credentials;
use crate::failure::Failure;
use crate::fields::{Fields, push};

/// Returns the access key ID of a request: its method, its target, and its headers.
pub(crate) fn access_key_id(fields: &mut Fields<'_>, out: &mut String) -> Result<(), Failure> {
    push(out, read(fields)?.access_key_id());
    Ok(())
}

/// Verifies a request: the time, the region, the service, the longest expiry, the skew of clocks, the credentials, the body,
/// the method, the target, and the headers. A result has the access key ID, where the signature was, when the request
/// expires (empty for headers), and the names of the signed headers.
pub(crate) fn verify(fields: &mut Fields<'_>, out: &mut String) -> Result<(), Failure> {
    let now = Timestamp::from_unix_seconds(fields.number()?.unwrap_or_default())?;
    let mut policy = Policy::new(fields.required()?, fields.required()?);
    if let Some(seconds) = fields.number()? {
        policy.max_expires = Duration::from_secs(seconds);
    }
    if let Some(seconds) = fields.number()? {
        policy.clock_skew = Duration::from_secs(seconds);
    }
    let credentials = credentials::read(fields)?;
    let body = fields.bytes()?;
    let mut request = read(fields)?;
    match body {
        Some(body) => request = request.body(body),
        None if request.needs_body(&policy) => {
            return Err(Failure::argument("body is missing: the signature of this request covers it"));
        }
        None => {}
    }
    let (_, decoder) = request.verify(&credentials, now, &policy)?;
    if let Some(body) = body {
        decoder.read(body)?;
    }
    push(out, request.access_key_id());
    push(out, if request.place() == Place::Query { "query" } else { "header" });
    push(out, request.expires_at().map_or_else(String::new, |at| at.unix_seconds().to_string()));
    for name in request.signed_headers() {
        push(out, name);
    }
    Ok(())
}

fn read(fields: &mut Fields<'_>) -> Result<SignedRequest, Failure> {
    let (method, target) = (fields.required()?, fields.required()?);
    Ok(SignedRequest::parse(method, target, fields.pairs()?)?)
}
