//! Buckets, and what is signed for them.

use alloc::format;
use alloc::string::{String, ToString};
use core::time::Duration;

use presign::s3::{Bucket, Operation, Provider, attachment, op};
use presign::{PresignedUrl, Timestamp};

use crate::credentials;
use crate::failure::Failure;
use crate::fields::{Fields, push};
use crate::handles::{Handle, Handles};

/// What a bucket is made of.
#[derive(Clone, Copy, Default)]
pub(crate) struct Place<'a> {
    pub(crate) name: &'a str,
    pub(crate) region: Option<&'a str>,
    pub(crate) provider: Option<&'a str>,
    pub(crate) account: Option<&'a str>,
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) custom_domain: Option<&'a str>,
    pub(crate) path_style: Option<bool>,
}

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

impl Place<'_> {
    pub(crate) fn bucket(&self) -> Result<Bucket, Failure> {
        let mut bucket = match self.provider {
            None | Some("aws") => self.on_aws()?,
            Some(provider) => self.at_provider(provider)?,
        };
        if let Some(url) = self.custom_domain {
            bucket = bucket.custom_domain(url)?;
        }
        Ok(match self.path_style {
            None => bucket,
            Some(true) => bucket.path_style()?,
            Some(false) => bucket.virtual_hosted_style()?,
        })
    }

    fn on_aws(&self) -> Result<Bucket, Failure> {
        if self.account.is_some() {
            return Err(Failure::argument("account is for a provider that has it in its host, and none is given"));
        }
        // An ARN names its own.
        let Some(region) = self.region.or_else(|| self.name.starts_with("arn:").then_some("")) else {
            return Err(Failure::argument("region is missing: a bucket on AWS, or at an endpoint, needs it"));
        };
        let bucket = Bucket::new(self.name, region)?;
        Ok(match self.endpoint {
            Some(url) => bucket.endpoint(url)?,
            None => bucket,
        })
    }

    fn at_provider(&self, name: &str) -> Result<Bucket, Failure> {
        let given = [("account", self.account), ("region", self.region), ("endpoint", self.endpoint)];
        let mut used = [false; 3];
        let found = Provider::named(name, |part| {
            let at = given.iter().position(|(other, _)| *other == part).unwrap_or_default();
            used[at] = true;
            given[at].1.ok_or_else(|| Failure::argument(format!("{part} is missing: the provider {name} needs it")))
        })?;
        let Some(provider) = found else {
            let names = Provider::NAMES.iter().map(|(name, ..)| *name);
            let names = names.fold(String::from("aws"), |names, name| names + ", " + name);
            return Err(Failure::argument(format!("there is no provider {name:?}: there are {names}")));
        };
        for ((part, value), is_used) in given.into_iter().zip(used) {
            // The region that is signed for anyway may be said.
            let is_same = part == "region" && value == Some(provider.region());
            if value.is_some() && !is_used && !is_same {
                return Err(Failure::argument(format!("the provider {name} does not use {part}: leave it out")));
            }
        }
        Ok(Bucket::at(provider, self.name)?)
    }
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

/// An operation with its members, of which `filename` is not one of S3's.
pub(crate) fn described<'a>(
    bucket: &'a Bucket,
    name: &str,
    key: Option<&'a str>,
    members: &[(&str, &str)],
) -> Operation<'a, op::Any> {
    let file = members.iter().find(|(name, _)| *name == "filename").map(|(_, file)| attachment(file));
    let own = file.as_deref().map(|value| ("response-content-disposition", value));
    let members = members.iter().copied().filter(|(name, _)| *name != "filename");
    bucket.operation(name, key, members.chain(own))
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
    let mut url = String::new();
    let mut index = 0;
    while !fields.is_empty() {
        let key = fields.required()?;
        let operation = described(bucket, "GetObject", Some(key), &members);
        let signed = match times.window {
            Some(window) => operation
                .presign_stable(signer, times.expires_in, window, times.now)
                .map(|signed| url = signed.into_string()),
            None => operation.presign_into(&mut url, signer, times.expires_in, times.now).map(drop),
        };
        signed.map_err(|error| Failure::from(error).at(index))?;
        push(out, &url);
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
