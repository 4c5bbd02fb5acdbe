//! What all commands for S3 have in common.

use std::path::PathBuf;

use clap::Args;
use presign::Signer;
use presign::s3::Bucket;

use crate::address::{Address, Addresses, Addressing};
use crate::bulk;
use crate::failure::Failure;
use crate::identity::Who;
use crate::listing::Lines;
use crate::output::{self, Asked, HandedOut, Output, Signing, When};
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
    handed: HandedOut,
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
        open(bucket, &self.who, &self.addressing, |signer| self.when.signing_for(signer, &self.handed))
    }
}

/// A bucket, and what signs for it.
pub(crate) fn open(
    bucket: &str,
    who: &Who,
    addressing: &Addressing,
    signing: impl FnOnce(Signer) -> Result<Signing, Failure>,
) -> Result<(Bucket, Signing), Failure> {
    let identity = who.identity()?;
    let bucket = addressing.bucket(bucket, &identity)?;
    // The library may have the feature in this build though the program has not.
    if bucket.region() == "*" && cfg!(not(feature = "sigv4a")) {
        return Err(Failure::NoSigV4a);
    }
    let signing = signing(bucket.signer(identity.credentials)?)?;
    // An endpoint that was given may be one of AWS.
    let url = signing.presign(bucket.list_objects_v2().request())?;
    warning::of_host(bucket.host(), &url, signing.now);
    warning::of_token(&url);
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
        signing.print(&ask(&bucket, key), self.s3.output.form())?;
        warning::of_key(key);
        self.s3.extras.warn_of_words();
        Ok(())
    }
}

/// One object or several, or many by a list of keys.
#[derive(Args)]
pub(crate) struct Objects {
    #[command(flatten)]
    addresses: Addresses,
    /// Sign for each line of a file, or of standard input: one key, or one address in the bucket, a line in, one URL a
    /// line out
    #[arg(long, value_name = "FILE|-")]
    from: Option<PathBuf>,
    /// The lines of --from are a listing of `aws s3 ls` or `s5cmd ls`; a KEY in the address precedes each name
    #[arg(long, requires = "from")]
    listing: bool,
    /// The keys of --from have NUL between them, as `find -print0` writes names, and are taken as they are
    #[arg(short = '0', long, requires = "from", conflicts_with = "listing")]
    null: bool,
    #[command(flatten)]
    pub(crate) s3: S3,
}

impl Objects {
    /// Prints what comes out for each request that `ask` makes.
    pub(crate) fn run(&self, ask: impl for<'a> Fn(&'a Bucket, &'a str) -> Asked<'a> + Sync) -> Result<(), Failure> {
        self.print(ask)?;
        self.s3.extras.warn_of_words();
        Ok(())
    }

    /// As [`run`](Self::run), for objects that are there already.
    pub(crate) fn run_on_existing(
        &self,
        ask: impl for<'a> Fn(&'a Bucket, &'a str) -> Asked<'a> + Sync,
    ) -> Result<(), Failure> {
        self.run(ask)?;
        let addresses = if self.from.is_some() { Vec::new() } else { self.addresses.all() };
        addresses.iter().filter_map(|(_, key)| *key).for_each(warning::of_one_key);
        Ok(())
    }

    fn print(&self, ask: impl for<'a> Fn(&'a Bucket, &'a str) -> Asked<'a> + Sync) -> Result<(), Failure> {
        let addresses = self.addresses.all();
        let Some(path) = &self.from else { return self.print_all(&addresses, ask) };
        let &[(name, key)] = &addresses[..] else { return Err(Failure::ObjectsAndFrom) };
        if key.is_some() && !self.listing {
            return Err(Failure::KeyAndFrom);
        }
        let (bucket, signing) = self.s3.open(name)?;
        warning::of_key(key.unwrap_or_default());
        let lines = Lines {
            bucket: name,
            prefix: key.unwrap_or_default(),
            is_listing: self.listing,
            end: if self.null { 0 } else { b'\n' },
        };
        let form = self.s3.output.form();
        bulk::run(path, &lines, |key, text| signing.append(text, &ask(&bucket, key), form.of(name, key)))
    }

    /// Signs for all before any is printed: if one is refused, all are.
    fn print_all(
        &self,
        addresses: &[(&str, Option<&str>)],
        ask: impl for<'a> Fn(&'a Bucket, &'a str) -> Asked<'a>,
    ) -> Result<(), Failure> {
        let mut text = String::new();
        let form = self.s3.output.form();
        let mut opened: Vec<(&str, (Bucket, Signing))> = Vec::new();
        for &(name, key) in addresses {
            let key = key.ok_or(Failure::NoKey)?;
            if opened.iter().all(|(other, _)| *other != name) {
                opened.push((name, self.s3.open(name)?));
            }
            // It is there now.
            for (_, (bucket, signing)) in opened.iter().filter(|(other, _)| *other == name) {
                let form = if addresses.len() > 1 { form.of(name, key) } else { form };
                signing.append(&mut text, &ask(bucket, key), form)?;
            }
        }
        addresses.iter().filter_map(|(_, key)| *key).for_each(warning::of_key);
        output::print(text.as_bytes())
    }

    pub(crate) fn is_list(&self) -> bool {
        self.from.is_some()
    }
}
