//! What all commands for S3 have in common.

use std::path::PathBuf;

use clap::Args;
use presign::s3::Bucket;

use crate::address::{Address, Addressing};
use crate::bulk;
use crate::failure::Failure;
use crate::identity::Who;
use crate::output::{Asked, Output, Signing, When};
use crate::request::S3Extras;
use crate::warning;

/// Who signs, for which server, until when, and in which form it is printed.
#[derive(Args)]
pub(crate) struct S3 {
    #[command(flatten)]
    pub(crate) extras: S3Extras,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    addressing: Addressing,
}

impl S3 {
    /// A bucket, and what signs for it.
    pub(crate) fn open(&self, bucket: &str) -> Result<(Bucket, Signing), Failure> {
        open(bucket, &self.who, &self.addressing, &self.when)
    }
}

/// A bucket, and what signs for it.
pub(crate) fn open(
    bucket: &str,
    who: &Who,
    addressing: &Addressing,
    when: &When,
) -> Result<(Bucket, Signing), Failure> {
    let identity = who.identity()?;
    let bucket = addressing.bucket(bucket, &identity)?;
    // The library may have the feature in this build though the program has not.
    if bucket.region() == "*" && cfg!(not(feature = "sigv4a")) {
        return Err(Failure::NoSigV4a);
    }
    let signing = when.signing(bucket.signer(identity.credentials)?);
    // An endpoint that was given may be one of AWS.
    warning::of_host(bucket.host(), &signing.presign(bucket.list_objects_v2().request())?, signing.now);
    Ok((bucket, signing))
}

/// One object.
#[derive(Args)]
pub(crate) struct Object {
    #[command(flatten)]
    pub(crate) address: Address,
    #[command(flatten)]
    pub(crate) s3: S3,
}

impl Object {
    /// Prints what comes out for the request that `ask` makes.
    pub(crate) fn run(&self, ask: impl for<'a> Fn(&'a Bucket, &'a str) -> Asked<'a>) -> Result<(), Failure> {
        let key = self.address.key().ok_or(Failure::NoSingleKey)?;
        let (bucket, signing) = self.s3.open(self.address.bucket())?;
        signing.print(&ask(&bucket, key), self.s3.output.form())
    }
}

/// One object, or many by a list of keys.
#[derive(Args)]
pub(crate) struct Objects {
    #[command(flatten)]
    address: Address,
    /// Sign for each line of a file, or of standard input: one key a line in, one URL a line out
    #[arg(long, value_name = "FILE|-")]
    from: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) s3: S3,
}

impl Objects {
    /// Prints what comes out for each request that `ask` makes.
    pub(crate) fn run(&self, ask: impl for<'a> Fn(&'a Bucket, &'a str) -> Asked<'a> + Sync) -> Result<(), Failure> {
        let form = self.s3.output.form();
        match (&self.from, self.address.key()) {
            (None, None) => Err(Failure::NoKey),
            (Some(_), Some(_)) => Err(Failure::KeyAndFrom),
            (None, Some(key)) => {
                let (bucket, signing) = self.s3.open(self.address.bucket())?;
                signing.print(&ask(&bucket, key), form)
            }
            (Some(path), None) => {
                let (bucket, signing) = self.s3.open(self.address.bucket())?;
                bulk::run(path, |key, text, url| signing.append(text, url, &ask(&bucket, key), form))
            }
        }
    }

    pub(crate) fn is_list(&self) -> bool {
        self.from.is_some()
    }
}
