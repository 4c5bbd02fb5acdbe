//! Requests to any service.

use alloc::string::String;
use core::time::Duration;

use presign::{Request, Signer, Timestamp};

use crate::bucket::{push_headers, push_url};
use crate::credentials;
use crate::failure::Failure;
use crate::fields::{Fields, push};
use crate::handles::{Handle, Handles};

/// Creates a signer from its region, its service, whether URLs must have their full lifetime, and credentials. The result
/// is its number.
pub(crate) fn create(fields: &mut Fields<'_>, handles: &mut Handles, out: &mut String) -> Result<(), Failure> {
    let (region, service) = (fields.required()?, fields.required()?);
    let full_lifetime = fields.number()?.unwrap_or_default();
    let signer = Signer::new(credentials::read(fields)?, region, service)?;
    push(out, handles.add(Handle::of_signer(signer, full_lifetime)));
    Ok(())
}

/// Signs a request: how long a URL is valid (absent for headers), the time, the method, the URL, the body, the payload hash,
/// and the headers. A result is that of an operation.
pub(crate) fn sign(
    handle: u32,
    fields: &mut Fields<'_>,
    handles: &mut Handles,
    out: &mut String,
) -> Result<(), Failure> {
    let expires_in = fields.number()?.map(Duration::from_secs);
    let now = Timestamp::from_unix_seconds(fields.number()?.unwrap_or_default())?;
    let mut request = Request::new(fields.required()?, fields.required()?)?;
    if let Some(body) = fields.bytes()? {
        request = request.body(body);
    }
    if let Some(hash) = fields.text()? {
        request = request.payload_hash(hash);
    }
    for (name, value) in fields.pairs()? {
        request = request.header(name, value);
    }
    let signer = handles.signer(handle, now.unix_seconds())?;
    if let Some(expires_in) = expires_in {
        push_url(out, &request.presign(signer, expires_in, now)?);
        return Ok(());
    }
    let signed = request.sign(signer, now)?;
    push(out, signed.url());
    push(out, signed.method());
    push(out, "");
    push_headers(out, signed.headers());
    Ok(())
}
