//! Buckets, and what is signed for them.

use alloc::string::{String, ToString};
use core::time::Duration;

use presign::{PresignedUrl, Timestamp};

use crate::credentials;
use crate::failure::Failure;
use crate::fields::{Fields, push};
use crate::handles::{Handle, Handles};
use crate::place::{Place, described};

/// Creates a bucket from its place, its credentials and whether URLs must have their full lifetime. The result is its
/// number.
pub(crate) fn create(fields: &mut Fields<'_>, handles: &mut Handles, out: &mut String) -> Result<(), Failure> {
    let place = Place {
        name: fields.required()?,
        region: fields.text()?,
        provider: fields.text()?,
        account: fields.text()?,
        endpoint: fields.text()?,
        custom_domain: fields.text()?,
        path_style: fields.number()?,
    };
    let full_lifetime = fields.number()?.unwrap_or_default();
    let credentials = credentials::read(fields)?;
    push(out, handles.add(Handle::of_bucket(place.bucket()?, credentials, full_lifetime)?));
    Ok(())
}

/// How long, from when, and for how long it stays the same.
struct Times {
    expires_in: Duration,
    window: Option<Duration>,
    now: Timestamp,
}

impl Times {
    fn read(fields: &mut Fields<'_>) -> Result<Self, Failure> {
        let expires_in = Duration::from_secs(fields.number()?.unwrap_or_default());
        let window = fields.number()?.map(Duration::from_secs);
        Ok(Self { expires_in, window, now: Timestamp::from_unix_seconds(fields.number()?.unwrap_or_default())? })
    }
}

/// Signs an operation: its times, whether the signature goes into headers, its name, its key, and its members. A result has
/// the URL, the method, when it expires (empty for headers), and the headers.
pub(crate) fn operation(
    handle: u32,
    fields: &mut Fields<'_>,
    handles: &mut Handles,
    out: &mut String,
) -> Result<(), Failure> {
    let times = Times::read(fields)?;
    let is_headers = fields.number()?.unwrap_or(false);
    let (name, key) = (fields.required()?, fields.text()?);
    let members = fields.pairs()?;
    let (bucket, signer) = handles.bucket(handle, times.now.unix_seconds())?;
    let operation = described(bucket, name, key, &members);
    if is_headers {
        let signed = operation.sign(signer, times.now)?;
        push(out, signed.url());
        push(out, signed.method());
        push(out, "");
        push_headers(out, signed.headers());
        return Ok(());
    }
    let url = match times.window {
        Some(window) => operation.presign_stable(signer, times.expires_in, window, times.now)?,
        None => operation.presign(signer, times.expires_in, times.now)?,
    };
    push_url(out, &url);
    Ok(())
}

/// Presigns the GET of many objects: the times, the number of members, the members, and the keys. Each URL is a line.
pub(crate) fn many(
    handle: u32,
    fields: &mut Fields<'_>,
    handles: &mut Handles,
    out: &mut String,
) -> Result<(), Failure> {
    let times = Times::read(fields)?;
    let members = fields.counted_pairs()?;
    let (bucket, signer) = handles.bucket(handle, times.now.unix_seconds())?;
    let mut index = 0;
    while !fields.is_empty() {
        let key = fields.required()?;
        let operation = described(bucket, "GetObject", Some(key), &members);
        let signed = if let Some(window) = times.window {
            let url = operation.presign_stable(signer, times.expires_in, window, times.now);
            url.map(|url| push(out, url.as_str()))
        } else {
            if index > 0 {
                out.push('\n');
            }
            operation.presign_into(out, signer, times.expires_in, times.now).map(drop)
        };
        signed.map_err(|error| Failure::from(error).at(index))?;
        index += 1;
    }
    Ok(())
}

/// Signs an upload form: the times, the key, the least and the greatest length, the number of fields, the fields, and the
/// beginnings of others. A result has the URL, when it expires, and the fields.
pub(crate) fn post(
    handle: u32,
    fields: &mut Fields<'_>,
    handles: &mut Handles,
    out: &mut String,
) -> Result<(), Failure> {
    let times = Times::read(fields)?;
    let (key, min, max) = (fields.required()?, fields.number()?.unwrap_or_default(), fields.number()?);
    let exact = fields.counted_pairs()?;
    let beginnings = fields.pairs()?;
    let (bucket, signer) = handles.bucket(handle, times.now.unix_seconds())?;
    let mut form = bucket.post_object(key);
    if let Some(max) = max {
        form = form.content_length_range(min, max);
    }
    let form = exact.iter().fold(form, |form, (name, value)| form.field(name, value));
    let form = beginnings.iter().fold(form, |form, (name, beginning)| form.starts_with(name, beginning));
    let form = form.presign(signer, times.expires_in, times.now)?;
    push(out, form.url());
    push(out, form.expires_at().unix_seconds());
    push_headers(out, form.fields().iter().map(|(name, value)| (name.as_str(), value.as_str())));
    Ok(())
}

pub(crate) fn push_url(out: &mut String, url: &PresignedUrl) {
    push(out, url.as_str());
    push(out, url.method());
    push(out, url.expires_at().unix_seconds().to_string());
    push_headers(out, url.headers());
}

pub(crate) fn push_headers<'a>(out: &mut String, headers: impl Iterator<Item = (&'a str, &'a str)>) {
    for (name, value) in headers {
        push(out, name);
        push(out, value);
    }
}
