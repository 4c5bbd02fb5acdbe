//! Where a bucket is, and what is asked of it.

use alloc::format;
use alloc::string::String;

use presign::s3::{Bucket, Operation, Provider, attachment, op};

use crate::failure::Failure;

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
