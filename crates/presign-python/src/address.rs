//! Where a bucket is: on AWS, at a provider, at an endpoint.

use presign::s3::{Bucket, Provider};
use pyo3::prelude::*;

use crate::credentials;
use crate::errors::{Raise, named};

/// The options of a bucket's address, as they were given.
pub(crate) struct Address<'a> {
    pub(crate) region: Option<&'a str>,
    pub(crate) provider: Option<&'a str>,
    pub(crate) account: Option<&'a str>,
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) custom_domain: Option<&'a str>,
    pub(crate) path_style: Option<bool>,
    pub(crate) features: Features,
}

/// AWS's own endpoints.
#[allow(clippy::struct_excessive_bools, reason = "Python gives them names")]
pub(crate) struct Features {
    pub(crate) accelerate: bool,
    pub(crate) dual_stack: bool,
    pub(crate) fips: bool,
    pub(crate) regional_endpoint: bool,
}

impl Address<'_> {
    /// The bucket with a name at this address.
    pub(crate) fn bucket(&self, py: Python<'_>, name: &str) -> PyResult<Bucket> {
        let bucket = match self.provider {
            Some(provider) => self.at(py, provider, name)?,
            None if self.account.is_some() => {
                return Err(refused(py, "an account is given, and no provider that has it in its address"));
            }
            None => match self.region {
                Some(region) => Bucket::new(name, region).raise(py)?,
                None => Bucket::new(name, &credentials::region(py, self.endpoint.is_some())?).raise(py)?,
            },
        };
        self.with_options(bucket).raise(py)
    }

    fn with_options(&self, mut bucket: Bucket) -> Result<Bucket, presign::Error> {
        // Before the endpoint, whose check depends on it.
        bucket = match self.path_style {
            Some(true) => bucket.path_style()?,
            _ => bucket,
        };
        if let Some(url) = self.endpoint.filter(|_| self.provider.is_none()) {
            bucket = bucket.endpoint(url)?;
        }
        if let Some(url) = self.custom_domain {
            bucket = bucket.custom_domain(url)?;
        }
        if self.path_style == Some(false) {
            bucket = bucket.virtual_hosted_style()?;
        }
        let Features { accelerate, dual_stack, fips, regional_endpoint } = self.features;
        bucket = if accelerate { bucket.accelerate()? } else { bucket };
        bucket = if dual_stack { bucket.dual_stack()? } else { bucket };
        bucket = if fips { bucket.fips()? } else { bucket };
        if regional_endpoint { bucket.regional_endpoint() } else { Ok(bucket) }
    }

    /// The bucket at a provider. What is given and has no use there is refused: it was meant for another.
    fn at(&self, py: Python<'_>, provider: &str, name: &str) -> PyResult<Bucket> {
        let mut used = Vec::new();
        let found = Provider::named(provider, |part| {
            used.push(part);
            let given = match part {
                "account" => self.account,
                "endpoint" => self.endpoint,
                _ => self.region,
            };
            given.ok_or_else(|| {
                let message = format!("the provider {provider} needs {part}");
                named(py, "AddressError", &message, "missing-part-of-provider", None)
            })
        })?;
        let Some(found) = found else {
            let names: Vec<_> = Provider::NAMES.iter().map(|(name, ..)| *name).collect();
            let message = format!("no provider {}: there are {}", provider.escape_debug(), names.join(", "));
            return Err(named(py, "AddressError", &message, "no-such-provider", None));
        };
        for (part, given) in [("account", self.account), ("endpoint", self.endpoint)] {
            if given.is_some() && !used.contains(&part) {
                return Err(refused(py, &format!("the provider {provider} has no {part} of its user's: leave it out")));
            }
        }
        if let Some(region) = self.region.filter(|region| !used.contains(&"region") && *region != found.region()) {
            let right = found.region();
            let region = region.escape_debug();
            return Err(refused(py, &format!("the provider {provider} is signed for as {right}, not as {region}")));
        }
        Bucket::at(found, name).raise(py)
    }
}

fn refused(py: Python<'_>, message: &str) -> PyErr {
    named(py, "AddressError", message, "cannot-be-combined", None)
}
