//! The objects of JavaScript that have something in the module: each has a number.

use alloc::vec::Vec;

use presign::s3::Bucket;
use presign::{Credentials, Signer, Timestamp};

use crate::credentials;
use crate::failure::Failure;
use crate::fields::Fields;

/// A `Bucket` or a `Signer` of JavaScript.
pub(crate) struct Handle {
    pub(crate) bucket: Option<Bucket>,
    pub(crate) signer: Signer,
    pub(crate) full_lifetime: bool,
}

pub(crate) struct Handles(Vec<Option<Handle>>);

impl Handles {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Keeps it, and returns its number.
    pub(crate) fn add(&mut self, handle: Handle) -> usize {
        let free = self.0.iter().position(Option::is_none);
        let at = free.unwrap_or_else(|| {
            self.0.push(None);
            self.0.len() - 1
        });
        self.0[at] = Some(handle);
        at
    }

    /// Drops it, which wipes its secret and the day's key.
    pub(crate) fn free(&mut self, handle: u32) {
        if let Some(slot) = self.0.get_mut(handle as usize) {
            *slot = None;
        }
    }

    fn find(&mut self, handle: u32) -> Result<&mut Handle, Failure> {
        let found = self.0.get_mut(handle as usize).and_then(Option::as_mut);
        found.ok_or_else(|| Failure::new("disposed", "it was disposed of"))
    }

    /// The bucket, and its signer with the key of the day.
    pub(crate) fn bucket(&mut self, handle: u32, now: u64) -> Result<(&Bucket, &Signer), Failure> {
        let Handle { bucket, signer, .. } = self.find(handle)?;
        signer.keep_key(Timestamp::from_unix_seconds(now)?);
        let bucket = bucket.as_ref().ok_or_else(|| Failure::argument("it is not a bucket"))?;
        Ok((bucket, signer))
    }

    /// The signer with the key of the day.
    pub(crate) fn signer(&mut self, handle: u32, now: u64) -> Result<&Signer, Failure> {
        let Handle { signer, .. } = self.find(handle)?;
        signer.keep_key(Timestamp::from_unix_seconds(now)?);
        Ok(signer)
    }

    pub(crate) fn set_credentials(&mut self, handle: u32, fields: &mut Fields<'_>) -> Result<(), Failure> {
        let credentials = credentials::read(fields)?;
        let handle = self.find(handle)?;
        let region = handle.signer.region();
        let service = handle.signer.service();
        let signer = match &handle.bucket {
            Some(bucket) => bucket.signer(credentials)?,
            None => Signer::new(credentials, region, service)?,
        };
        handle.signer = with_lifetime(signer, handle.full_lifetime);
        Ok(())
    }
}

impl Handle {
    pub(crate) fn of_bucket(bucket: Bucket, credentials: Credentials, full_lifetime: bool) -> Result<Self, Failure> {
        let signer = with_lifetime(bucket.signer(credentials)?, full_lifetime);
        Ok(Self { bucket: Some(bucket), signer, full_lifetime })
    }

    pub(crate) fn of_signer(signer: Signer, full_lifetime: bool) -> Self {
        Self { bucket: None, signer: with_lifetime(signer, full_lifetime), full_lifetime }
    }
}

fn with_lifetime(signer: Signer, full_lifetime: bool) -> Signer {
    if full_lifetime { signer.require_full_lifetime() } else { signer }
}
